"""From ids and settings to clients: which server, which key, and what is refused before anything is sent."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from asking import ask, request
from loopback import Answer, Loopback
from support import ROOT

from sigc.lm.base import LMError
from sigc.lm.connect import connect, endpoint_of, proxy_for
from sigc.lm.direct import Direct
from sigc.lm.settings import NAMES, setting_problem

KEYS = {"OPENAI_API_KEY": "sk-own", "HOUSE_API_KEY": "sk-house", "OLLAMA_API_KEY": "sk-ollama"}


def refused(model: str, settings: dict[str, Any], env: dict[str, str]) -> LMError:
    with pytest.raises(LMError) as caught:
        connect(model, settings, env)
    return caught.value


@pytest.mark.parametrize(
    ("model", "settings", "env", "key"),
    [
        ("openai/x", {}, {}, "OPENAI_API_KEY"),
        ("openai/x", {}, {"OPENAI_API_KEY": ""}, "OPENAI_API_KEY"),
        ("openai/x", {"key_env": "HOUSE_API_KEY"}, {"OPENAI_API_KEY": "k"}, "HOUSE_API_KEY"),
        ("ollama/x", {"key_env": "HOUSE_API_KEY"}, {}, "HOUSE_API_KEY"),
        ("anthropic/claude-sonnet-4-5", {}, KEYS, "ANTHROPIC_API_KEY"),
        ("gemini/gemini-2.5-pro", {}, KEYS, "GEMINI_API_KEY"),
    ],
)
def test_a_missing_key_is_named(model: str, settings: dict[str, Any], env: dict[str, str], key: str) -> None:
    error = refused(model, settings, env)
    assert error.code == "SIG0801"
    assert key in error.message
    assert not error.retryable


@pytest.mark.parametrize(
    ("model", "settings", "name", "key"),
    [
        ("openai/mine", {}, "mine", None),
        ("openai/mine", {"key_env": "HOUSE_API_KEY"}, "mine", "sk-house"),
        ("ollama/llama3.3", {}, "llama3.3", None),
        ("vllm/meta-llama/Llama-3.3-70B", {}, "meta-llama/Llama-3.3-70B", None),
        ("meta-llama/Llama-3.3-70B", {}, "meta-llama/Llama-3.3-70B", None),
        ("plain", {}, "plain", None),
        ("anthropic/claude-sonnet-4.5", {}, "anthropic/claude-sonnet-4.5", None),
        ("groq/llama", {}, "groq/llama", None),
    ],
)
def test_who_is_asked_with_which_key(model: str, settings: dict[str, Any], name: str, key: str | None) -> None:
    """A `base_url` gets no key but the one its settings name: a source file cannot send your keys to its own server."""
    with Loopback() as server:
        ask(connect(model, {"base_url": server.url, **settings}, KEYS), request(model=model))
    assert server.seen[0].json["model"] == name
    assert server.seen[0].headers.get("authorization") == (f"Bearer {key}" if key else None)


def test_a_key_may_end_with_a_line_break_and_hold_none() -> None:
    with Loopback() as server:
        lm = connect("openai/m", {"base_url": server.url, "key_env": "X_API_KEY"}, {"X_API_KEY": "abc\n"})
        ask(lm, request())
    assert server.seen[0].headers["authorization"] == "Bearer abc"
    with pytest.raises(LMError, match="X_API_KEY holds a line break") as caught:
        connect("openai/m", {"key_env": "X_API_KEY"}, {"X_API_KEY": "ab\r\nHost: evil"})
    assert caught.value.code == "SIG0801"
    assert "evil" not in str(caught.value)
    with pytest.raises(LMError, match="X_API_KEY holds letters that no key has"):
        connect("openai/m", {"key_env": "X_API_KEY"}, {"X_API_KEY": "“abc”"})


@pytest.mark.parametrize("address", ["http://a..b/v1", f"http://{'a' * 70}.com/v1", "http://[::1/v1"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    with pytest.raises(LMError) as caught:
        connect("openai/m", {"base_url": address}, {})
    assert caught.value.code == "SIG0819"


def test_servers_of_ones_own_need_no_key_and_have_their_usual_places() -> None:
    for model, place in (("ollama/x", ":11434/v1"), ("vllm/x", ":8000/v1"), ("sglang/x", ":30000/v1")):
        lm = connect(model, {}, {})
        assert isinstance(lm, Direct)
        assert place in repr(lm)


def fields_for(model: str, **settings: Any) -> set[str]:
    lm = connect(model, settings, KEYS)
    assert isinstance(lm, Direct)
    return set(json.loads(lm._body(request(model=model, seed=1), False)))


def test_the_fields_that_openai_itself_wants() -> None:
    assert fields_for("openai/gpt-4o") == {"model", "messages", "temperature", "max_completion_tokens", "seed"}
    assert "temperature" not in fields_for("openai/gpt-5-mini")
    assert "temperature" not in fields_for("openai/o3")
    assert "temperature" in fields_for("openai/gpt-5-chat-latest")
    assert "temperature" in fields_for("ollama/o1-open")
    assert "max_tokens" in fields_for("openai/gpt-5", base_url="http://localhost:1/v1")
    assert "temperature" in fields_for("openai/gpt-5", base_url="http://localhost:1/v1")


def test_settings_reach_the_wire() -> None:
    with Loopback(Answer(delay=1)) as server:
        settings = {
            "base_url": server.url,
            "timeout": 0.1,
            "extra": {"top_p": 0.5},
            "omit": ["temperature"],
            "zone": "z",
        }
        with pytest.raises(LMError) as caught:
            ask(connect("openai/m", settings, {}), request())
    assert caught.value.code == "SIG0811"
    assert server.seen[0].json["top_p"] == 0.5
    assert "temperature" not in server.seen[0].json


@pytest.mark.parametrize("model", ["gpt-5", "", "/x", "openai/", "sigc/offline"])
def test_ids_that_are_none(model: str) -> None:
    assert refused(model, {}, KEYS).code == "SIG0803"


@pytest.mark.parametrize(
    ("settings", "part"),
    [
        ({"base_ur": "x"}, "did you mean `base_url`?"),
        ({"nonsense_setting": 1}, "unknown setting `nonsense_setting`"),
        ({"timeout": 0}, "seconds above 0"),
        ({"timeout": True}, "seconds above 0"),
        ({"retries": -1}, "from 0 to 20"),
        ({"retries": 1.5}, "from 0 to 20"),
        ({"concurrent": 0}, "from 1"),
        ({"per_minute": "many"}, "from 1"),
        ({"base_url": 5}, "an address"),
        ({"base_url": "localhost:8000"}, "http://"),
        ({"key_env": "AWS_SECRET_ACCESS_KEY"}, "_API_KEY"),
        ({"key_env": "sk-1234"}, "_API_KEY"),
        ({"extra": 1}, "a record"),
        ({"omit": "seed"}, "a list"),
        ({"usd_per_m_input": -1, "usd_per_m_output": 1}, "US dollars"),
        ({"usd_per_m_input": 1}, "go together"),
    ],
)
def test_settings_that_do_not_fit(settings: dict[str, Any], part: str) -> None:
    error = refused("openai/x", settings, KEYS)
    assert error.code == "SIG0819"
    assert part in error.message


@pytest.mark.parametrize("name", NAMES)
def test_what_checks_also_connects(name: str) -> None:
    """One table for the checker and for us: every name has a kind, and a wrong one is told in the same words."""
    assert setting_problem(name, object()) is not None


def test_every_setting_has_its_line_in_the_docs() -> None:
    page = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
    table = page[page.index("| setting |") : page.index("`max_tokens` is always sent")]
    assert set(re.findall(r"`([a-z_]+)`(?=[^|]*\| )", table)) >= set(NAMES)


def test_endpoints_tell_servers_and_their_fields_apart() -> None:
    cases: list[tuple[str, dict[str, Any]]] = [
        ("openai/x", {}),
        ("ollama/x", {}),
        ("anthropic/x", {}),
        ("openai/x", {"base_url": "http://a/v1"}),
        ("openai/x", {"base_url": "http://b/v1"}),
        ("openai/x", {"base_url": "http://b/v1", "extra": {"top_p": 0.5}}),
        ("openai/x", {"base_url": "http://b/v1", "extra": {"top_p": 0.6}}),
        ("openai/x", {"base_url": "http://b/v1", "omit": ["seed"]}),
    ]
    assert len({endpoint_of(model, settings) for model, settings in cases}) == len(cases)
    assert endpoint_of("openai/x", {"timeout": 5, "retries": 1, "zone": "z"}) == endpoint_of("openai/x", {})


@pytest.mark.parametrize(
    ("url", "env", "proxy"),
    [
        ("https://a.example/v1", {"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        ("https://a.example/v1", {"https_proxy": "http://p:1", "NO_PROXY": "b.example"}, "http://p:1"),
        ("http://a.example/v1", {"HTTPS_PROXY": "http://p:1"}, None),
        ("https://a.example/v1", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "x, a.example"}, None),
        ("https://a.b.example/v1", {"HTTPS_PROXY": "http://p:1", "no_proxy": ".example"}, None),
        ("https://myexample/v1", {"HTTPS_PROXY": "http://p:1", "no_proxy": "example"}, "http://p:1"),
        ("https://a.example/v1", {"HTTPS_PROXY": "http://p:1", "no_proxy": "*"}, None),
        ("https://a.example/v1", {"HTTPS_PROXY": ""}, None),
        ("https://a.example/v1", {}, None),
    ],
)
def test_proxies_of_the_environment(url: str, env: dict[str, str], proxy: str | None) -> None:
    assert proxy_for(url, env) == proxy


def test_nothing_heavy_is_loaded_to_be_ready() -> None:
    """Neither aiohttp nor litellm before a model that needs it; SQLite only with a cache."""
    code = (
        "import sys, sigc.lm.connect, sigc.lm.budget, sigc.lm.retry, sigc.lm.limit, sigc.lm.replay\n"
        "print([m for m in ('aiohttp', 'litellm', 'openai', 'sqlite3', 'lark', 'typer') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
