"""Values on their way in: from JSON data and CSV cells, and from a wider type to a narrower one at call borders.

Promise: the result conforms to its type, or Misfit says where it does not, what was expected and what was found.
`from_json(to_json(v)) == v`. What values look like: sigc/values/reader.py. May import: sigc.ir, sigc.values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from sigc.ir.spell import spell
from sigc.ir.types import (
    Bool,
    Chat,
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
    Types,
    Union,
    fields_of,
    holds_media,
)
from sigc.values.files import Read, with_files
from sigc.values.reader import Misfit, Reader, dot, short
from sigc.values.wire import show_value, to_json

__all__ = ["Misfit", "conform", "from_json", "from_text", "problems", "show_value", "to_json"]


def from_json(raw: Any, type_: Type, types: Types) -> Any:
    """JSON data as a value of a type; raises Misfit.

    An enum member may be given by its wire spelling or its name (the spelling wins), a date as ISO text, an int as a
    float that is whole, a float as an int. Fields left out take their default, optional ones none; keys that are no
    field do not fit. Of a union, the option named by the tag `is`; else the first that fits without any of these
    liberties (of several records the one with the fewest fields to fill in), else the first that fits with them."""
    return Reader(types, wire=True).read(raw, type_, "")


def conform(value: Any, type_: Type, types: Types) -> Any:
    """A value in memory as one of this type: refinements and rules checked, an int widened to a float, defaults filled
    in, fields that the type lacks dropped. `conform(conform(v)) == conform(v)`. Raises Misfit."""
    return Reader(types, wire=False).read(value, type_, "")


def problems(value: Any, type_: Type, types: Types) -> tuple[str, ...]:
    """Everything for which `conform` could refuse the value, in words; empty when it fits."""
    return tuple(str(misfit) for misfit in _misfits(Reader(types, wire=False), value, type_, ""))


def from_text(raw: str, type_: Type, types: Types, read: Read | None = None) -> Any:
    """The value that a CSV cell gives; raises Misfit. `read`: how to read the files that it names as media. A text is
    taken as it is, an empty cell of an optional type is none; numbers, `true`, `false` (any case) and dates as written,
    JSON for lists, maps, records and chats; `json` is JSON or else the text; of a union the first option that fits."""
    cell = raw.strip()
    if read is not None and holds_media(type_, types):
        return _with_media(cell, type_, types, read)
    match type_:
        case Optional():
            return None if not cell else from_text(raw, type_.item, types)
        case Union():
            return _first_from_text(raw, type_, types)
        case Str() | Media():
            return from_json(raw, type_, types)
        case Bool() if cell.lower() in ("true", "false"):
            return cell.lower() == "true"
        case Nothing() if not cell:
            return None
        case Int() | Float() if _NUMBER.fullmatch(cell):
            return from_json(float(cell) if _FLOAT.search(cell) else int(cell), type_, types)
        case Lit() if not isinstance(type_.value, str):
            return from_json(_loaded(cell, cell), type_, types)
        case Json():
            return from_json(_loaded(cell, raw), type_, types)
        case List() | Map() | Record() | Chat():
            return from_json(_loaded(cell, cell), type_, types)
        case Ref() if fields_of(type_, types) is not None:
            return from_json(_loaded(cell, cell), type_, types)
        case _:
            return from_json(cell, type_, types)


def _with_media(cell: str, type_: Type, types: Types, read: Read) -> Any:
    """A path or URL as it is; JSON for what holds media."""
    if not cell and isinstance(type_, Optional):
        return None
    inner = type_.item if isinstance(type_, Optional) else type_
    data = cell if isinstance(inner, Media) else _loaded(cell, cell)
    return from_json(with_files(data, type_, types, read), type_, types)


_NUMBER = re.compile(r"[+-]?\d{1,400}(\.\d{1,400})?([eE][+-]?\d{1,3})?")
_FLOAT = re.compile(r"[.eE]")


def _first_from_text(raw: str, union: Union, types: Types) -> Any:
    for option in union.options:
        try:
            return conform(from_text(raw, option, types), union, types)
        except Misfit:
            continue
    raise Misfit("", spell(union), short(raw))


def _loaded(text: str, otherwise: Any) -> Any:
    try:
        return json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return otherwise


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _misfits(reader: Reader, value: Any, type_: Type, path: str) -> Iterator[Misfit]:
    """All misfits: those of the parts where there are any, else the one of the whole."""
    try:
        reader.read(value, type_, path)
    except Misfit as whole:
        found = [m for part, of, at in _parts(value, type_, reader.types, path) for m in _misfits(reader, part, of, at)]
        yield from [*_missing(value, type_, reader.types, path), *found] or [whole]


def _parts(value: Any, type_: Type, types: Types, path: str) -> Iterator[tuple[Any, Type, str]]:
    type_ = type_.item if isinstance(type_, Optional) else type_
    fields = fields_of(type_, types)
    if isinstance(type_, List) and isinstance(value, list):
        yield from ((item, type_.item, f"{path}[{i}]") for i, item in enumerate(value))
    elif isinstance(type_, Map) and isinstance(value, dict):
        yield from ((item, type_.value, dot(path, key)) for key, item in value.items() if isinstance(key, str))
    elif fields is not None and isinstance(value, dict):
        yield from ((value[f.name], f.type, dot(path, f.name)) for f in fields if f.name in value)


def _missing(value: Any, type_: Type, types: Types, path: str) -> Iterator[Misfit]:
    type_ = type_.item if isinstance(type_, Optional) else type_
    for f in fields_of(type_, types) or ():
        left_out = isinstance(value, dict) and f.name not in value
        if left_out and f.default is None and not isinstance(f.type, Optional | Nothing):
            yield Misfit(dot(path, f.name), spell(f.type), "nothing")
