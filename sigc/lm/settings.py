"""The settings of a model: the names that a `model` block may use, and what each must be.

Promise: a misspelt or misfitting setting is LMError SIG0819 with one suggestion.
May import: sigc.base, sigc.lm.base, sigc.lm.capabilities."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any

from sigc.base.frozen import frozen
from sigc.base.names import closest
from sigc.lm.base import LMError
from sigc.lm.capabilities import APIS, can_problem


@frozen
class Settings:
    """What the model-calling side reads from a `model` block. `timeout`: seconds for a whole call. `retries`: further
    attempts after the first. `concurrent`: calls at once; `per_minute`, `tokens_per_minute`: calls and tokens within
    any minute. `key_env`: the variable that holds the key. `api`: the wire format; `can`: what lies over the table of
    capabilities; `effort`, `thinking`: how hard, or for how many tokens, to think. `extra`: fields added to every
    request, `omit`: fields never sent. `most_prompt`, `most_reply`: bytes. Prices are US dollars per million tokens."""

    base_url: str | None = None
    timeout: float = 120.0
    retries: int = 3
    concurrent: int = 64
    per_minute: int | None = None
    tokens_per_minute: int | None = None
    key_env: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    omit: frozenset[str] = frozenset()
    api: str | None = None
    can: Mapping[str, Any] = field(default_factory=dict)
    effort: str | None = None
    thinking: int | None = None
    most_prompt: int | None = None
    most_reply: int | None = None
    usd_per_m_input: float | None = None
    usd_per_m_output: float | None = None
    usd_per_m_cached: float | None = None


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _names(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(isinstance(name, str) for name in value)


EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""How hard a model may be told to think; which of them one takes is in its row of the table."""

_Check = tuple[Callable[[Any], bool], str]

_CHECKS: dict[str, _Check] = {
    "base_url": (
        lambda v: isinstance(v, str) and v.startswith(("http://", "https://")),
        'an address such as "http://localhost:8000/v1"',
    ),
    "timeout": (lambda v: _number(v) and v > 0, "a number of seconds above 0"),
    "retries": (lambda v: _whole(v) and 0 <= v <= 20, "a whole number from 0 to 20"),
    "concurrent": (lambda v: _whole(v) and v >= 1, "a whole number from 1"),
    "per_minute": (lambda v: _whole(v) and v >= 1, "a whole number from 1"),
    "tokens_per_minute": (lambda v: _whole(v) and v >= 1, "a whole number from 1"),
    "key_env": (
        lambda v: isinstance(v, str) and re.fullmatch(r"[A-Z][A-Z0-9_]*_API_KEY", v) is not None,
        "the name of a variable that ends in _API_KEY",
    ),
    "extra": (lambda v: isinstance(v, Mapping), "a record of fields"),
    "omit": (lambda v: isinstance(v, list | tuple) and all(isinstance(x, str) for x in v), "a list of field names"),
    "api": (lambda v: v in APIS, f"one of {', '.join(APIS)}"),
    "can": (lambda v: can_problem(v) is None, "a record of what the model takes, see docs/models.md"),
    "effort": (lambda v: isinstance(v, str) and v in EFFORTS, f"one of {', '.join(EFFORTS)}"),
    "thinking": (lambda v: _whole(v) and v >= 0, "a number of tokens"),
    "most_prompt": (lambda v: _whole(v) and v >= 1, "a number of bytes"),
    "most_reply": (lambda v: _whole(v) and v >= 1, "a number of bytes"),
    "usd_per_m_input": (lambda v: _number(v) and v >= 0, "US dollars per million tokens"),
    "usd_per_m_output": (lambda v: _number(v) and v >= 0, "US dollars per million tokens"),
    "usd_per_m_cached": (lambda v: _number(v) and v >= 0, "US dollars per million tokens"),
}
_ELSEWHERE: dict[str, _Check] = {
    "temperature": (lambda v: _number(v) and 0 <= v <= 2, "a number from 0 to 2"),
    "max_tokens": (lambda v: _whole(v) and v >= 1, "a whole number from 1"),
    "seed": (_whole, "a whole number"),
    "share": (_names, "a list of names of models"),
    "fallback": (_names, "a list of names of models"),
}
"""Settings that others read, since they decide single requests."""
POOLS = ("share", "fallback")
"""Settings that name other models: those that share the calls, and those that are asked when this one fails."""
NAMES = (*_CHECKS, *_ELSEWHERE)
"""Every setting that a `model` block may have, besides its zone."""


def setting_problem(name: str, value: Any) -> str | None:
    """What the setting `name` must be, when `value` is not that; None when it fits."""
    fits, expected = {**_CHECKS, **_ELSEWHERE}[name]
    if fits(value):
        return None
    return can_problem(value) or expected if name == "can" else expected


def read_settings(model: str, settings: Mapping[str, Any]) -> Settings:
    """The settings of a model, checked."""
    read: dict[str, Any] = {}
    for name, value in settings.items():
        if name in _ELSEWHERE or name == "zone":
            continue
        if name not in _CHECKS:
            near = closest(name, NAMES)
            raise LMError(
                "SIG0819", f"{model}: unknown setting `{name}`" + (f"; did you mean `{near}`?" if near else "")
            )
        expected = setting_problem(name, value)
        if expected is not None:
            raise LMError("SIG0819", f"{model}: `{name}` must be {expected}, not {value!r}")
        read[name] = frozenset(value) if name == "omit" else value
    if (read.get("usd_per_m_input") is None) != (read.get("usd_per_m_output") is None):
        raise LMError("SIG0819", f"{model}: usd_per_m_input and usd_per_m_output go together")
    return Settings(**read)
