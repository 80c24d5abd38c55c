"""Values on their way out: as JSON data in wire spelling, and as text.

Promise: never fails (a value that is not of its type leaves as it is); enum members leave under their wire names,
dates as ISO text, and the record in a union of several records carries its variant's name under `is`, the first key
(`is` is a reserved word, so no field can bear it). May import: sigc.ir, sigc.values.operations."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from typing import Any

from sigc.ir.media import Medium
from sigc.ir.types import (
    Bool,
    Chat,
    Date,
    DateTime,
    EnumDef,
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
    RecordDef,
    Ref,
    Str,
    Type,
    Types,
    Union,
    fields_of,
)
from sigc.values.operations import TAG, weigh


def to_json(value: Any, type_: Type, types: Types) -> Any:
    """The JSON data (None, bool, int, float, str, list, dict) that stand for a value. `from_json` gives it back."""
    if value is None:
        return None
    match type_:
        case Optional():
            return to_json(value, type_.item, types)
        case Union():
            return _union_to_json(value, type_, types)
        case List() if isinstance(value, list):
            return [to_json(item, type_.item, types) for item in value]
        case Map() if isinstance(value, dict):
            return {key: to_json(item, type_.value, types) for key, item in value.items()}
        case Ref():
            defined = types[type_.name]
            if isinstance(defined, EnumDef):
                return _wire_of(value, defined)
            return to_json(value, Record(defined.fields), types)
        case Record() if isinstance(value, dict):
            return {f.name: to_json(value.get(f.name), f.type, types) for f in type_.fields}
        case Chat() if isinstance(value, list):
            return [{k: v for k, v in turn.items() if v is not None} for turn in value if isinstance(turn, dict)]
        case _:
            return plain(value)


def show_value(value: Any, type_: Type, types: Types) -> str:
    """A value as text, in f-strings and prompts: a text as it is, a member by its wire name, records and lists as
    compact JSON on one line, a medium in a few words, `none`, `true`, `false`. Raises ValueFailure when that would not
    fit in memory."""
    if type(value) is str and isinstance(type_, Str):
        return value
    weigh(value)
    return show_json(to_json(without_media(value), type_, types))


def without_media(value: Any, words: Callable[[Medium], str] = lambda medium: f"[{medium.brief}]") -> Any:
    """A value with a few words in place of each medium, where a reader could not see it, or its size would drown
    everything else."""
    if isinstance(value, Medium):
        return words(value)
    if isinstance(value, list):
        return [without_media(item, words) for item in value]
    return {key: without_media(item, words) for key, item in value.items()} if isinstance(value, dict) else value


def show_json(data: Any) -> str:
    """`show_value` for JSON data."""
    if isinstance(data, str):
        return data
    if data is None:
        return "none"
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def plain(value: Any) -> Any:
    """A value of no particular type as JSON data: dates become ISO text, media URLs."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Medium):
        return value.spelled
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def only_literals(union: Union) -> bool:
    """Is it a choice between literals, and nothing else?"""
    return all(type(option) is Lit for option in union.options)


def tagged_variants(union: Union, types: Types) -> tuple[str, ...]:
    """The named records of a union when it has two or more, in declared order: their values carry a tag. Else ()."""
    names = tuple(o.name for o in union.options if isinstance(o, Ref) and isinstance(types.get(o.name), RecordDef))
    return names if len(names) > 1 else ()


def belongs(value: Any, type_: Type, types: Types) -> bool:
    """Does a value in memory have the shape of a type? Refinements are not asked: they do not change the wire."""
    match type_:
        case Optional():
            return value is None or belongs(value, type_.item, types)
        case Union():
            return any(belongs(value, option, types) for option in type_.options)
        case List():
            return isinstance(value, list) and all(belongs(item, type_.item, types) for item in value)
        case Map():
            return isinstance(value, dict) and all(belongs(item, type_.value, types) for item in value.values())
        case Lit():
            return type(value) is type(type_.value) and bool(value == type_.value)
        case Ref() | Record():
            fields = fields_of(type_, types)
            if fields is None:
                enum = types[type_.name] if isinstance(type_, Ref) else None
                return isinstance(enum, EnumDef) and any(m.name == value for m in enum.members)
            return (
                isinstance(value, dict)
                and value.keys() - {TAG} == {f.name for f in fields}
                and all(belongs(value[f.name], f.type, types) for f in fields)
            )
        case _:
            return _LEAVES[type(type_)](value)


def _is_a(kind: type, value: Any) -> bool:
    return isinstance(value, kind) and not (kind is int and isinstance(value, bool))


def _is_date(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


_LEAVES: dict[type, Callable[[Any], bool]] = {
    Str: partial(_is_a, str),
    Media: lambda value: isinstance(value, Medium | str),
    Int: partial(_is_a, int),
    Float: partial(_is_a, float),
    Bool: partial(_is_a, bool),
    Date: _is_date,
    DateTime: partial(_is_a, datetime),
    Chat: partial(_is_a, list),
    Nothing: lambda value: value is None,
    Json: lambda value: not isinstance(value, date | Medium),
}


def _wire_of(name: Any, enum: EnumDef) -> Any:
    return next((m.wire for m in enum.members if m.name == name), plain(name))


def _union_to_json(value: Any, union: Union, types: Types) -> Any:
    if only_literals(union):
        return plain(value)
    tagged = tagged_variants(union, types)
    if tagged and isinstance(value, dict) and value.get(TAG) in tagged:
        return {TAG: value[TAG], **to_json(value, Ref(value[TAG]), types)}
    option = next((o for o in union.options if belongs(value, o, types)), Json())
    data = to_json(value, option, types)
    if isinstance(option, Ref) and option.name in tagged:
        return {TAG: option.name, **data}
    return data
