"""The table of what models take: its shape, what it says of well-known models, and what a model's settings change."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sigc.lm.capabilities import APIS, CHOICES, FIELDS, can_of, can_problem, families, refusals, table_version
from sigc.lm.connect import connect
from sigc.lm.settings import EFFORTS, setting_problem
from sigc.lm.wire import WIRES


def test_the_table_is_well_formed() -> None:
    version, day = table_version()
    assert version >= 1
    assert date.fromisoformat(day)
    assert set(APIS) == set(WIRES)
    for family in families():
        row = {name: value for name, value in family.items() if name not in ("match", "at", "api")}
        assert can_problem(row) is None, family
        assert family.get("api", "chat") in APIS
        assert family.get("at", "own") in ("own", "elsewhere", "anywhere")
        assert set(family.get("efforts", ())) <= set(EFFORTS)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("openai/gpt-4o", {"temperature": "always", "limit": "max_completion_tokens", "schema": "openai_strict"}),
        ("openai/gpt-5", {"temperature": "without thinking", "effort": "medium", "stop": False}),
        ("openai/gpt-5.1-2025-11-13", {"effort": "none", "efforts": ("none", "low", "medium", "high")}),
        ("openai/gpt-5-pro", {"api": "responses", "limit": "max_output_tokens", "efforts": ("high",)}),
        ("openai/gpt-5.1-codex-max", {"api": "responses"}),
        ("openai/gpt-5-chat-latest", {"temperature": "always", "efforts": ()}),
        ("openai/o4-mini", {"temperature": "never", "parallel_tools": False, "limit_counts": "thinking and answer"}),
        ("anthropic/claude-sonnet-4-5", {"api": "anthropic", "thinking": "budget", "temperature_most": 1}),
        ("anthropic/claude-haiku-4-5-20251001", {"temperature": "always", "cache_least": 4096}),
        ("anthropic/claude-opus-4-7", {"temperature": "never", "thinking": "adaptive", "cache": "breakpoints"}),
        ("anthropic/claude-sonnet-5-5", {"temperature": "never", "schema": "anthropic"}),
        ("anthropic/claude-3-5-haiku-latest", {"schema": None, "temperature": "always"}),
        ("anthropic/claude-mythos-5-1", {"forced_tools": "never"}),
        ("gemini/gemini-2.5-flash", {"api": "gemini", "thinking": "budget", "limit": "maxOutputTokens"}),
        ("gemini/gemini-3.8-flash", {"thinking": "level", "efforts": ("low", "medium", "high")}),
        ("gemini/gemma-3-27b-it", {"system": "user"}),
        ("mistral/mistral-large-latest", {"seed": "random_seed", "stream_usage": False}),
        ("nobody/knows", {"api": "chat", "limit": "max_tokens", "schema": None, "temperature": "always"}),
    ],
)
def test_what_well_known_models_take(model: str, said: dict[str, Any]) -> None:
    can = can_of(model)
    assert {name: getattr(can, name) for name in said} == said


def test_settings_lie_on_top() -> None:
    assert can_of("openai/gpt-5", {"can": {"temperature": "always", "media": []}}).media == ()
    assert can_of("openai/gpt-5", {"api": "responses"}).limit == "max_output_tokens"
    assert can_of("openai/gpt-5", {"base_url": "http://x/v1"}).temperature == "always"
    assert can_of("openai/gpt-5", {"base_url": "http://x/v1"}).schema == "openai_strict"
    assert can_of("vllm/x", {"base_url": "http://x/v1"}).schema == "guided"
    assert can_of("house/x", {"base_url": "http://x", "api": "anthropic"}).cache == "breakpoints"


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_of_the_wrong_kind_is_told(name: str) -> None:
    problem = can_problem({name: object()})
    assert problem is not None
    assert name in problem
    assert can_problem({name: FIELDS[name] if name not in CHOICES else CHOICES[name][0]}) is None


def test_an_unknown_field_is_told() -> None:
    assert "did you mean `temperature`?" in str(setting_problem("can", {"temperatur": "never"}))
    assert "its fields are" in str(setting_problem("can", {"xyzzy": 1}))


@pytest.mark.parametrize(
    ("model", "settings", "refused"),
    [
        ("openai/gpt-5", {"temperature": 0.2}, ["temperature"]),
        ("openai/gpt-5", {"temperature": 0}, ["temperature"]),
        ("openai/gpt-5.1", {"temperature": 0.2}, []),
        ("openai/gpt-5.1", {"temperature": 0.2, "effort": "low"}, ["temperature"]),
        ("openai/gpt-5.5", {"temperature": 0.2}, ["temperature"]),
        ("openai/gpt-5.5", {"temperature": 0.2, "effort": "none"}, []),
        ("openai/gpt-5", {"effort": "none"}, ["effort"]),
        ("openai/gpt-4o", {"effort": "low"}, ["effort"]),
        ("openai/gpt-5", {"thinking": 500}, ["thinking"]),
        ("openai/gpt-5", {"can": {"temperature": "always"}, "temperature": 0.2}, []),
        ("openai/gpt-5", {"base_url": "http://x/v1", "temperature": 0.2, "effort": "low"}, []),
        ("anthropic/claude-opus-4-7", {"temperature": 0.2, "thinking": 5000}, ["thinking", "temperature"]),
        ("anthropic/claude-sonnet-4-5", {"temperature": 0.2}, []),
        ("anthropic/claude-sonnet-4-5", {"temperature": 0.2, "thinking": 5000}, ["temperature"]),
        ("anthropic/claude-sonnet-4-5", {"temperature": 1.5}, ["temperature"]),
        ("anthropic/claude-sonnet-4-5", {"seed": 1}, ["seed"]),
        ("anthropic/claude-opus-4-5", {"temperature": 0.2, "effort": "low"}, []),
        ("gemini/gemini-2.5-pro", {"thinking": 500, "temperature": 2}, []),
        ("gemini/gemini-3.8-flash", {"thinking": 500}, ["thinking"]),
        ("nobody/knows", {"temperature": 2, "seed": 1, "effort": "max"}, []),
    ],
)
def test_what_a_model_refuses(model: str, settings: dict[str, Any], refused: list[str]) -> None:
    assert [name for name, _ in refusals(model, settings)] == refused


def test_a_refused_setting_does_not_connect() -> None:
    with pytest.raises(Exception, match="takes no temperature: remove `temperature`") as caught:
        connect("openai/gpt-5", {"temperature": 0.2}, {"OPENAI_API_KEY": "k"})
    assert caught.value.code == "SIG0835"  # type: ignore[attr-defined]
