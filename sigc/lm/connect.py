"""From a model's id and settings to a client.

Promise: keys come from the environment alone, and each goes only to the provider it belongs to: with a `base_url` no
key is sent unless `key_env` names one. Nothing is loaded or sent before the model is asked, but a missing key is an
error here already. May import: sigc.lm."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sigc.lm.base import LM, LMError
from sigc.lm.capabilities import Can, can_of, refusals
from sigc.lm.settings import Settings, read_settings
from sigc.lm.wire import wire_named
from sigc.lm.wire.base import How


@dataclass(frozen=True, slots=True)
class Provider:
    """A server that the direct client talks to. `key`: the variable for its key; `needs_key`: it answers nobody
    without one; `named`: whether a server at another address is told ids without this provider's prefix."""

    base_url: str
    key: str
    needs_key: bool = True
    named: bool = False


PROVIDERS: dict[str, Provider] = {
    "openai": Provider("https://api.openai.com/v1", "OPENAI_API_KEY", named=True),
    "ollama": Provider("http://localhost:11434/v1", "OLLAMA_API_KEY", needs_key=False, named=True),
    "vllm": Provider("http://localhost:8000/v1", "VLLM_API_KEY", needs_key=False, named=True),
    "sglang": Provider("http://localhost:30000/v1", "SGLANG_API_KEY", needs_key=False, named=True),
    "anthropic": Provider("https://api.anthropic.com/v1", "ANTHROPIC_API_KEY"),
    "gemini": Provider("https://generativelanguage.googleapis.com/v1beta", "GEMINI_API_KEY"),
    "cerebras": Provider("https://api.cerebras.ai/v1", "CEREBRAS_API_KEY"),
    "deepseek": Provider("https://api.deepseek.com/v1", "DEEPSEEK_API_KEY"),
    "groq": Provider("https://api.groq.com/openai/v1", "GROQ_API_KEY"),
    "mistral": Provider("https://api.mistral.ai/v1", "MISTRAL_API_KEY"),
    "openrouter": Provider("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY"),
    "xai": Provider("https://api.x.ai/v1", "XAI_API_KEY"),
}
LITELLM_KEYS: dict[str, str] = {
    "azure": "AZURE_API_KEY",
    "cohere": "COHERE_API_KEY",
}
"""Providers behind litellm whose key we can ask for by name; the others' credentials litellm finds itself."""

Heard = Callable[[Mapping[str, str]], None]


def connect(model_id: str, settings: Mapping[str, Any], env: Mapping[str, str], heard: Heard | None = None) -> LM:
    """The client for a model that is reached over the network, without any wrapper. `heard` is told the headers of
    every answer. Raises LMError: SIG0801 no key, SIG0803 no such provider, SIG0813 litellm absent, SIG0819 a setting
    that does not fit."""
    read = read_settings(model_id, settings)
    prefix, _, rest = model_id.partition("/")
    provider = PROVIDERS.get(prefix)
    named = prefix and rest if "/" in model_id else model_id and read.base_url is not None
    if not named or prefix == "sigc":
        raise LMError("SIG0803", f"no model {model_id}: an id starts with its provider, as in openai/gpt-5")
    for setting, why in refusals(model_id, settings):
        raise LMError("SIG0835", f"{model_id} {why}: remove `{setting}` from its settings")
    can = can_of(model_id, settings)
    if read.base_url is not None or provider is not None:
        return _direct(model_id, provider, read, can, env, heard)
    return _through_litellm(model_id, prefix, read, can, env, heard)


def endpoint_of(model_id: str, settings: Mapping[str, Any]) -> str:
    """What `Cached` needs to know of a model beside the request: the address, and the fields its client adds or
    leaves out. Two ids or settings that may answer differently never share one."""
    read = read_settings(model_id, settings)
    provider = PROVIDERS.get(model_id.partition("/")[0])
    base = read.base_url or (provider.base_url if provider else "litellm")
    thought = [read.api, read.effort, read.thinking, read.can]
    if not read.extra and not read.omit and not any(thought):
        return base
    rest = [read.extra, sorted(read.omit), *(thought if any(thought) else [])]
    return f"{base} {json.dumps(rest, separators=(',', ':'))}"


def _settingthere(model_id: str, provider: Provider | None, read: Settings) -> str:
    """The model's name as the server knows it. A server at another address knows `openai/x` as `x`, but other ids as
    they are, unless it is said to speak that provider's own format."""
    prefix, _, rest = model_id.partition("/")
    own = read.base_url is None or read.api == prefix
    return rest if provider is not None and (own or provider.named) else model_id


def _direct(
    model_id: str, provider: Provider | None, read: Settings, can: Can, env: Mapping[str, str], heard: Heard | None
) -> LM:
    from sigc.lm.direct import Direct

    own = provider if read.base_url is None else None
    base_url = read.base_url or (provider.base_url if provider else "")
    variable = read.key_env or (own.key if own else None)
    key = _key_in(variable, env)
    if variable and not key and (read.key_env or (own and own.needs_key)):
        raise _no_key(model_id, variable)
    name = _settingthere(model_id, provider, read)
    return Direct(
        wire_named(can.api),
        How(name, can, read.effort, read.thinking, read.extra, read.omit),
        base_url=base_url,
        key=key or None,
        key_variable=variable,
        label=model_id,
        timeout=read.timeout,
        proxy=proxy_for(base_url, env),
        most_prompt=read.most_prompt,
        most_reply=read.most_reply,
        heard=heard,
    )


def _through_litellm(
    model_id: str, prefix: str, read: Settings, can: Can, env: Mapping[str, str], heard: Heard | None
) -> LM:
    from sigc.lm.litellm import LiteLLM

    variable = read.key_env or LITELLM_KEYS.get(prefix)
    key = _key_in(variable, env)
    if variable and not key:
        raise _no_key(model_id, variable)
    how = How(model_id, can, read.effort, read.thinking, read.extra, read.omit)
    return LiteLLM(model_id, key=key, key_variable=variable, timeout=read.timeout, how=how, heard=heard)


def _key_in(variable: str | None, env: Mapping[str, str]) -> str | None:
    """The key that a variable holds, without the line break that a file of secrets ends with. It goes into a header, so
    it may hold no other."""
    key = env.get(variable, "").strip() if variable else ""
    if not all(" " <= letter != "\x7f" for letter in key):
        raise LMError("SIG0801", f"the environment variable {variable} holds a line break or control character: no key")
    if not key.isascii():
        raise LMError("SIG0801", f"the environment variable {variable} holds letters that no key has")
    return key or None


def _no_key(model_id: str, variable: str) -> LMError:
    return LMError("SIG0801", f"no key for {model_id}: set the environment variable {variable}")


def proxy_for(url: str, env: Mapping[str, str]) -> str | None:
    """The HTTP proxy that the environment names for an address (`HTTPS_PROXY`, `HTTP_PROXY`), unless `NO_PROXY` lists
    its host, a domain it lies in, or `*`."""
    try:
        parts = urlsplit(url)
    except ValueError:  # no address, as its client will say
        return None
    name = f"{parts.scheme}_proxy"
    proxy = env.get(name) or env.get(name.upper())
    host = parts.hostname or ""
    exempt = [entry.strip().lstrip(".") for entry in (env.get("no_proxy") or env.get("NO_PROXY") or "").split(",")]
    if any(entry and (entry in ("*", host) or host.endswith(f".{entry}")) for entry in exempt):
        return None
    return proxy or None
