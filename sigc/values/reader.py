"""The walk that reads a value as a type: one small function for each kind of type.

Promise: the result conforms to the type in every refinement and every `ensure` of its records, or Misfit is raised.
sigc/values/convert.py is the door to it. May import: sigc.ir, sigc.values.

What a value looks like in memory: record: dict with exactly its fields; enum member: its name; date, datetime: the
objects; none: None; media: a Medium; chat: a list of turns, each with role, text and name. A record in a union of
several records also has its variant's name under `is`, so that variants with the same fields stay apart."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sigc.base.frozen import frozen
from sigc.ir.media import Medium
from sigc.ir.spell import spell
from sigc.ir.types import (
    CHAT_TURN,
    Bool,
    Chat,
    Date,
    DateTime,
    EnumDef,
    Field,
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
)
from sigc.values.evaluate import evaluate
from sigc.values.media import NotMedia, medium
from sigc.values.operations import TAG, ValueFailure
from sigc.values.regex import full_match
from sigc.values.wire import only_literals, plain, show_json, tagged_variants

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

MAX_DEPTH = 100
"""Lists, maps and records inside each other; data nested deeper do not fit any type."""


class Misfit(Exception):
    """A value that does not fit. `path`: such as `locations[2].phones[0]`, empty for the value itself; `expected`: the
    spelling of a type, or a rule in words; `found`: the value, shortened, or `nothing`."""

    def __init__(self, path: str, expected: str, found: str) -> None:
        super().__init__(f"{path + ': ' if path else ''}expected {expected}, found {found}")
        self.path = path
        self.expected = expected
        self.found = found


@frozen
class Reader:
    """One walk over value and type. `wire`: the value is JSON data, else it is in memory. `exact`: no liberties."""

    types: Types
    wire: bool
    exact: bool = False
    depth: int = 0

    def read(self, value: Any, type_: Type, path: str) -> Any:
        return _READ[type(type_)](self, value, type_, path)

    def deeper(self, value: Any, type_: Type, path: str) -> Reader:
        if self.depth >= MAX_DEPTH:
            raise Misfit(path, f"at most {MAX_DEPTH} values inside each other", "more")
        return Reader(self.types, self.wire, self.exact, self.depth + 1)


def _refuse(path: str, type_: Type, value: Any) -> Any:
    raise Misfit(path, spell(type_), short(value))


def _str(reader: Reader, value: Any, type_: Str, path: str) -> str:
    if not isinstance(value, str):
        _refuse(path, type_, value)
    if not _within(len(value), type_.min, type_.max):
        raise Misfit(path, spell(type_), f"{short(value)} of {len(value)} characters")
    if type_.pattern is not None and not full_match(type_.pattern, value):
        _refuse(path, type_, value)
    return str(value)


def _int(reader: Reader, value: Any, type_: Int, path: str) -> int:
    whole = reader.wire and not reader.exact and isinstance(value, float) and value.is_integer()
    if whole and abs(value) <= 2**53:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not _within(value, type_.lo, type_.hi):
        _refuse(path, type_, value)
    return int(value)


def _float(reader: Reader, value: Any, type_: Float, path: str) -> float:
    good = isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and not reader.exact)
    if not good or abs(value) > 1.7976931348623157e308 or not math.isfinite(value):
        _refuse(path, type_, value)
    if not _within(value, type_.lo, type_.hi):
        _refuse(path, type_, value)
    return float(value)


def _within(value: float, lo: float | None, hi: float | None) -> bool:
    return (lo is None or lo <= value) and (hi is None or value <= hi)


def _bool(reader: Reader, value: Any, type_: Bool, path: str) -> Any:
    return value if isinstance(value, bool) else _refuse(path, type_, value)


def _nothing(reader: Reader, value: Any, type_: Nothing, path: str) -> Any:
    return None if value is None else _refuse(path, type_, value)


def _lit(reader: Reader, value: Any, type_: Lit, path: str) -> Any:
    same = type(value) is type(type_.value) and value == type_.value
    return value if same else _refuse(path, type_, value)


def _date(reader: Reader, value: Any, type_: Date, path: str) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if reader.wire and isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    return _refuse(path, type_, value)


def _datetime(reader: Reader, value: Any, type_: DateTime, path: str) -> Any:
    if isinstance(value, datetime):
        return value
    if reader.wire and isinstance(value, str) and len(value) > len("2024-01-31"):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            pass
    return _refuse(path, type_, value)


def _media(reader: Reader, value: Any, type_: Media, path: str) -> Medium:
    try:
        return medium(type_.kind, value)
    except NotMedia as problem:
        raise Misfit(path, spell(type_), str(problem) if isinstance(value, str | bytes) else short(value)) from None


def _json(reader: Reader, value: Any, type_: Json, path: str) -> Any:
    inner = reader.deeper(value, type_, path) if isinstance(value, list | dict) else reader
    if isinstance(value, list):
        return [_json(inner, item, type_, f"{path}[{i}]") for i, item in enumerate(value)]
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            _refuse(path, type_, value)
        return {key: _json(inner, item, type_, dot(path, key)) for key, item in value.items()}
    if isinstance(value, date):
        return plain(value)
    if isinstance(value, Medium):
        return value.spelled
    good = value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and math.isfinite(value))
    return value if good else _refuse(path, type_, value)


def _list(reader: Reader, value: Any, type_: List, path: str) -> list[Any]:
    if not isinstance(value, list):
        _refuse(path, type_, value)
    if not _within(len(value), type_.min, type_.max):
        raise Misfit(path, spell(type_), f"a list of {len(value)}")
    inner = reader.deeper(value, type_, path)
    return [inner.read(item, type_.item, f"{path}[{i}]") for i, item in enumerate(value)]


def _map(reader: Reader, value: Any, type_: Map, path: str) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        _refuse(path, type_, value)
    inner = reader.deeper(value, type_, path)
    return {key: inner.read(item, type_.value, dot(path, key)) for key, item in value.items()}


def _chat(reader: Reader, value: Any, type_: Chat, path: str) -> list[Any]:
    if not isinstance(value, list):
        _refuse(path, type_, value)
    return _list(reader, value, List(CHAT_TURN), path)


def _optional(reader: Reader, value: Any, type_: Optional, path: str) -> Any:
    if value is None:
        return None
    try:
        return reader.read(value, type_.item, path)
    except Misfit as misfit:
        if misfit.path == path and misfit.expected == spell(type_.item):
            raise Misfit(path, spell(type_), misfit.found) from None
        raise


def _ref(reader: Reader, value: Any, type_: Ref, path: str) -> Any:
    defined = reader.types[type_.name]
    if isinstance(defined, EnumDef):
        return _member(reader, value, defined, path)
    if isinstance(value, dict) and value.get(TAG) == type_.name:
        value = {name: item for name, item in value.items() if name != TAG}
    made = _fields(reader, value, type_, defined.fields, path)
    _keep_rules(made, defined, reader.types, path)
    return made


def _member(reader: Reader, value: Any, enum: EnumDef, path: str) -> str:
    if reader.wire:
        for member in enum.members:
            if member.wire == value:
                return member.name
    for member in enum.members:
        if member.name == value:
            return member.name
    words = " | ".join(json.dumps(m.wire if reader.wire else m.name, ensure_ascii=False) for m in enum.members)
    raise Misfit(path, f"{enum.name} ({words})", short(value))


def _record(reader: Reader, value: Any, type_: Record, path: str) -> dict[str, Any]:
    return _fields(reader, value, type_, type_.fields, path)


def _fields(reader: Reader, value: Any, type_: Type, fields: tuple[Field, ...], path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(path, type_, value)
    if reader.wire:
        known = {f.name for f in fields}
        unknown = next((key for key in value if key not in known), None)
        if unknown is not None:
            names = ", ".join(f.name for f in fields) or "none at all"
            raise Misfit(dot(path, str(unknown)), f"one of the fields {names}", short(value[unknown]))
    inner = reader.deeper(value, type_, path)
    return {f.name: _field(inner, value, f, dot(path, f.name)) for f in fields}


def _field(reader: Reader, value: dict[str, Any], field: Field, path: str) -> Any:
    if field.name in value:
        return reader.read(value[field.name], field.type, path)
    if field.default is not None:
        return Reader(reader.types, wire=False).read(evaluate(field.default, {}, reader.types), field.type, path)
    if isinstance(field.type, Optional | Nothing):
        return None
    raise Misfit(path, spell(field.type), "nothing")


def _keep_rules(made: dict[str, Any], defined: RecordDef, types: Types, path: str) -> None:
    for rule in defined.ensures:
        reason = f": {rule.text}" if rule.text else f" where {rule.source or 'its rule holds'}"
        try:
            holds = evaluate(rule.condition, made, types)
        except ValueFailure as failure:
            raise Misfit(path, defined.name + reason, failure.message) from None
        if not holds:
            raise Misfit(path, defined.name + reason, short(plain(made)))


def _union(reader: Reader, value: Any, union: Union, path: str) -> Any:
    if only_literals(union):  # the usual choice between words, at the border of every call
        one = any(type(value) is type(o.value) and value == o.value for o in union.options)  # type: ignore[union-attr]
        return value if one else _refuse(path, union, value)
    tagged = tagged_variants(union, reader.types)
    if isinstance(value, dict) and value.get(TAG) in tagged:
        return {TAG: value[TAG], **reader.read(value, Ref(value[TAG]), path)}
    deepest: Misfit | None = None
    for way in (reader,) if reader.exact else (replace(reader, exact=True), reader):
        fits: list[tuple[tuple[int, int], Type, Any]] = []
        for option in union.options:
            try:
                made = way.read(value, option, path)
            except Misfit as misfit:
                deepest = misfit if deepest is None or len(misfit.path) > len(deepest.path) else deepest
                continue
            fits.append((_distance(value, made), option, made))
        if fits:
            _, option, made = min((fit for fit in fits if type(fit[2]) is type(fits[0][2])), key=lambda fit: fit[0])
            return {TAG: option.name, **made} if isinstance(option, Ref) and option.name in tagged else made
    if deepest is not None and len(deepest.path) > len(path):
        raise deepest
    return _refuse(path, union, value)


def _distance(value: Any, made: Any) -> tuple[int, int]:
    """How far a record is from the value that it was read from: keys dropped, then fields filled in."""
    if not isinstance(value, dict) or not isinstance(made, dict):
        return 0, 0
    return len(value.keys() - made.keys()), len(made.keys() - value.keys())


_READ: dict[type, Callable[[Reader, Any, Any, str], Any]] = {
    Str: _str,
    Int: _int,
    Float: _float,
    Bool: _bool,
    Date: _date,
    DateTime: _datetime,
    Json: _json,
    Media: _media,
    Chat: _chat,
    Nothing: _nothing,
    Lit: _lit,
    List: _list,
    Map: _map,
    Optional: _optional,
    Union: _union,
    Ref: _ref,
    Record: _record,
}


def dot(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def short(value: Any) -> str:
    """At most about 60 characters of a value, as JSON where it is JSON."""
    if value is None:
        return "none"
    if isinstance(value, Medium):
        return value.brief
    text = (
        show_json(value.isoformat()) if isinstance(value, date) else json.dumps(value, ensure_ascii=False, default=str)
    )
    return text if len(text) <= 60 else text[:57] + "…"
