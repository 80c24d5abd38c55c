"""From a model's id and settings to a client.

Promise: keys come from the environment alone, and each goes only to the provider it belongs to: with a `base_url` no
key is sent unless `key_env` names one. Nothing is loaded or sent before the model is asked, but a missing key is an
error here already. May import: sigc.lm."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from sigc.lm.base import LM, LMError
from sigc.lm.settings import Settings, read_settings


@dataclass(frozen=True, slots=True)
class Provider:
    """A server that the direct client talks to. `key`: the variable for its key; `needs_key`: it answers nobody
    without one."""

    base_url: str
    key: str
    needs_key: bool = False
    tokens_field: str = "max_tokens"


PROVIDERS: dict[str, Provider] = {
    "openai": Provider("https://api.openai.com/v1", "OPENAI_API_KEY", True, "max_completion_tokens"),
    "ollama": Provider("http://localhost:11434/v1", "OLLAMA_API_KEY"),
    "vllm": Provider("http://localhost:8000/v1", "VLLM_API_KEY"),
    "sglang": Provider("http://localhost:30000/v1", "SGLANG_API_KEY"),
}
LITELLM_KEYS: dict[str, str] = {
    "anthropic": "ANTHROPIC_API_KEY",
    "azure": "AZURE_API_KEY",
    "cerebras": "CEREBRAS_API_KEY",
    "cohere": "COHERE_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "gemini": "GEMINI_API_KEY",
    "groq": "GROQ_API_KEY",
    "mistral": "MISTRAL_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
    "xai": "XAI_API_KEY",
}
"""Providers behind litellm whose key we can ask for by name; the others' credentials litellm finds itself."""

_FIXED_TEMPERATURE = re.compile(r"(o\d|gpt-5)(?!.*chat)")
"""OpenAI's reasoning models: they refuse any `temperature`, so none is sent."""


def connect(model_id: str, settings: Mapping[str, Any], env: Mapping[str, str]) -> LM:
    """The client for a model that is reached over the network, without any wrapper. Raises LMError: SIG0801 no key,
    SIG0803 no such provider, SIG0813 litellm absent, SIG0819 a setting that does not fit."""
    read = read_settings(model_id, settings)
    prefix, _, rest = model_id.partition("/")
    provider = PROVIDERS.get(prefix)
    named = prefix and rest if "/" in model_id else model_id and read.base_url is not None
    if not named or prefix == "sigc":
        raise LMError("SIG0803", f"no model {model_id}: an id starts with its provider, as in openai/gpt-5")
    if read.base_url is not None or provider is not None:
        return _direct(model_id, rest if provider else model_id, provider, read, env)
    return _through_litellm(model_id, prefix, read, env)


def endpoint_of(model_id: str, settings: Mapping[str, Any]) -> str:
    """What `Cached` needs to know of a model beside the request: the address, and the fields its client adds or
    leaves out. Two ids or settings that may answer differently never share one."""
    read = read_settings(model_id, settings)
    provider = PROVIDERS.get(model_id.partition("/")[0])
    base = read.base_url or (provider.base_url if provider else "litellm")
    if not read.extra and not read.omit:
        return base
    return f"{base} {json.dumps([read.extra, sorted(read.omit)], separators=(',', ':'))}"


def _direct(model_id: str, name: str, provider: Provider | None, read: Settings, env: Mapping[str, str]) -> LM:
    from sigc.lm.openai import OpenAICompatible

    own = provider if read.base_url is None else None
    base_url = read.base_url or (provider.base_url if provider else "")
    variable = read.key_env or (own.key if own else None)
    key = env.get(variable) if variable else None
    if variable and not key and (read.key_env or (own and own.needs_key)):
        raise _no_key(model_id, variable)
    omit = read.omit
    if own and own.needs_key and _FIXED_TEMPERATURE.match(name):
        omit |= {"temperature"}
    return OpenAICompatible(
        name,
        base_url=base_url,
        key=key or None,
        key_variable=variable,
        label=model_id,
        timeout=read.timeout,
        extra=read.extra,
        omit=omit,
        tokens_field=own.tokens_field if own else "max_tokens",
        proxy=proxy_for(base_url, env),
    )


def _through_litellm(model_id: str, prefix: str, read: Settings, env: Mapping[str, str]) -> LM:
    from sigc.lm.litellm import LiteLLM

    variable = read.key_env or LITELLM_KEYS.get(prefix)
    key = env.get(variable) if variable else None
    if variable and not key:
        raise _no_key(model_id, variable)
    return LiteLLM(model_id, key=key, key_variable=variable, timeout=read.timeout, extra=read.extra, omit=read.omit)


def _no_key(model_id: str, variable: str) -> LMError:
    return LMError("SIG0801", f"no key for {model_id}: set the environment variable {variable}")


def proxy_for(url: str, env: Mapping[str, str]) -> str | None:
    """The HTTP proxy that the environment names for an address (`HTTPS_PROXY`, `HTTP_PROXY`), unless `NO_PROXY` lists
    its host, a domain it lies in, or `*`."""
    parts = urlsplit(url)
    name = f"{parts.scheme}_proxy"
    proxy = env.get(name) or env.get(name.upper())
    host = parts.hostname or ""
    exempt = [entry.strip().lstrip(".") for entry in (env.get("no_proxy") or env.get("NO_PROXY") or "").split(",")]
    if any(entry and (entry in ("*", host) or host.endswith(f".{entry}")) for entry in exempt):
        return None
    return proxy or None
