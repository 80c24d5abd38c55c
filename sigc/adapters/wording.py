"""What a value must be, in words that a model can act on: the reasons of re-asks.

Promise: one sentence a problem, naming the place, the demand and what the reply gave. May import: sigc.ir."""

from __future__ import annotations

import json
from typing import Any

from sigc.ir import types as t
from sigc.ir.spell import spell_number

_SHOWN_MEMBERS = 40
_SHOWN_TEXT = 60

_PLAIN: dict[type[Any], str] = {
    t.Bool: "true or false",
    t.Date: "a date written YYYY-MM-DD",
    t.DateTime: "a date and time written as in 2024-01-31T09:30:00",
    t.Json: "JSON",
    t.Chat: "a list of chat turns",
    t.Nothing: "null",
    t.Media: "a URL",
    t.Record: "a JSON object",
}


def must_be(type_: t.Type, types: t.Types) -> str:
    """The demand of a type.

    >>> must_be(t.Int(1, 5), {})
    'an integer from 1 to 5'"""
    members = t.closed_set(type_, types)
    if members:
        shown = ", ".join(members[:_SHOWN_MEMBERS])
        return f"one of these: {shown}" + (", …" if len(members) > _SHOWN_MEMBERS else "")
    match type_:
        case t.Optional():
            return f"{must_be(type_.item, types)}, or null"
        case t.Union():
            return ", or ".join(must_be(o, types) for o in type_.options)
        case t.Str():
            return _text(type_)
        case t.Int() | t.Float():
            word = "an integer" if isinstance(type_, t.Int) else "a number"
            return word + _between(type_.lo, type_.hi)
        case t.List():
            sizes = _counted(type_.min, type_.max, "items")
            return "a JSON list" + (f" of {sizes}" if sizes else "")
        case t.Map():
            return "a JSON object"
        case t.Ref():
            return f"a JSON object ({type_.name})"
        case t.Lit():
            return json.dumps(type_.value, ensure_ascii=False)
        case _:
            return _PLAIN[type(type_)]


def complaint(path: str, wanted: str, said: str) -> str:
    """`urgency` must be an integer from 1 to 5; the reply says 9"""
    return f"`{path}` must be {wanted}; the reply says {said}"


def miscounted(path: str, wanted: str, count: int) -> str:
    return f"`{path}` must be {wanted}; the reply gives {count}"


def cut_off(path: str) -> str:
    return f"the reply stops in the middle of `{path}`" if path else "the reply stops before its end"


def missing(path: str, wanted: str) -> str:
    return f"`{path}` is missing; it must be {wanted}"


def shown(raw: Any) -> str:
    """What the reply gave, shortened."""
    raw = " ".join(raw.split()) if isinstance(raw, str) else raw
    text = json.dumps(raw, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN_TEXT else text[: _SHOWN_TEXT - 1] + "…"


def _text(type_: t.Str) -> str:
    length = _counted(type_.min, type_.max, "characters")
    rules = [f"of {length}"] if length else []
    if type_.pattern is not None:
        rules.append(f"that matches the pattern {type_.pattern} as a whole")
    return " ".join(["text", *rules])


def _between(lo: float | None, hi: float | None) -> str:
    if lo is not None and hi is not None:
        return f" from {spell_number(lo)} to {spell_number(hi)}"
    if lo is not None:
        return f" of at least {spell_number(lo)}"
    return f" of at most {spell_number(hi)}" if hi is not None else ""


def _counted(lo: int | None, hi: int | None, unit: str) -> str:
    if lo is not None and hi is not None:
        return f"exactly {lo} {unit}" if lo == hi else f"{lo} to {hi} {unit}"
    if lo is not None:
        return f"at least {lo} {unit}"
    return f"at most {hi} {unit}" if hi is not None else ""
