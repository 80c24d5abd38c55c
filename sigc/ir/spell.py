"""A type in the spelling of the source language, for messages, prompts and the IR's text.

Promise: equal types have equal spellings; structural records, which a source never spells, look like `{ a: str }`.
May import: sigc.ir."""

from __future__ import annotations

import json
from collections.abc import Callable

from sigc.ir.types import (
    Bool,
    Chat,
    Date,
    DateTime,
    Float,
    Int,
    Json,
    List,
    Lit,
    Map,
    Media,
    Nothing,
    Optional,
    Record,
    Ref,
    Str,
    Type,
    Union,
)

_PLAIN: dict[type, str] = {
    Bool: "bool",
    Chat: "chat",
    Date: "date",
    DateTime: "datetime",
    Json: "json",
    Nothing: "none",
}


def spell(type_: Type) -> str:
    """The type as an author would write it.

    >>> spell(Optional(Str(max=20, pattern="[A-Z]+")))
    'str(..20, matching "[A-Z]+")?'
    >>> spell(List(Union((Lit("a"), Ref("Doc"))), min=1))
    '["a" | Doc](1..)'"""
    return spell_with(type_, _brief_record, lambda name: name)


def spell_with(type_: Type, record: Callable[[Record], str], ref: Callable[[str], str]) -> str:
    """As `spell`, with structural records and names of types written by the caller."""

    def go(t: Type) -> str:
        match t:
            case Str():
                return "str" + _refined(_bounds(t.min, t.max), t.pattern)
            case Int() | Float():
                return ("int" if isinstance(t, Int) else "float") + _refined(_bounds(t.lo, t.hi))
            case List():
                return f"[{go(t.item)}]" + _refined(_bounds(t.min, t.max))
            case Map():
                return f"{{str: {go(t.value)}}}"
            case Optional():
                return f"({go(t.item)})?" if isinstance(t.item, Union | Optional) else f"{go(t.item)}?"
            case Union():
                return " | ".join(f"({go(o)})" if isinstance(o, Union) else go(o) for o in t.options)
            case Lit():
                return json.dumps(t.value, ensure_ascii=False)
            case Ref():
                return ref(t.name)
            case Record():
                return record(t)
            case Media():
                return t.kind
            case Json(path=str(path)):
                return f"json(matching {ref(path)})"
            case Json(schema=str(schema)):
                return "json" + _refined(None, schema)
            case _:
                return _PLAIN[type(t)]

    return go(type_)


def spell_number(number: int | float) -> str:
    """The shortest spelling that reads back to an equal number; a whole float loses its `.0`."""
    return repr(number).removesuffix(".0") if number else "0"


def _brief_record(record: Record) -> str:
    inside = ", ".join(f"{f.name}: {spell(f.type)}" for f in record.fields)
    return f"{{ {inside} }}" if inside else "{ }"


def _bounds(lo: int | float | None, hi: int | float | None) -> str | None:
    if lo is None and hi is None:
        return None
    return ("" if lo is None else spell_number(lo)) + ".." + ("" if hi is None else spell_number(hi))


def _refined(bounds: str | None, pattern: str | None = None) -> str:
    rules = [bounds] if bounds else []
    if pattern is not None:
        rules.append(f"matching {json.dumps(pattern, ensure_ascii=False)}")
    return f"({', '.join(rules)})" if rules else ""
