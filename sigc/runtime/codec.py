"""Frozen dataclasses as JSON data and back, by their annotations: the bundle's spelling of IR and templates.

Promise: `decode(encode(x)) == x` for everything that a Program or a Template holds; data that do not fit raise
BadBundle with their place. Fields that have their default, and spans, are left out. Where several classes may stand,
`is` names the class (a reserved word, so no field bears it).
May import: sigc.base, sigc.ir, sigc.adapters.base, sigc.runtime.errors."""

from __future__ import annotations

import types as python_types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin

from sigc.adapters import base as adapters
from sigc.base.source import Span
from sigc.ir import expr, program, types
from sigc.ir.media import Medium
from sigc.runtime.errors import BadBundle

Decoder: TypeAlias = Callable[[Any, str], Any]
KIND = "is"
_NAMES = {**vars(types), **vars(expr), **vars(program), "Span": Span, "Any": Any, "Mapping": Mapping}
_TEMPLATE_NAMES = {**_NAMES, **vars(adapters)}


# ---- out -------------------------------------------------------------------------------------------------------------


def encode(value: Any) -> Any:
    """The JSON data of a dataclass, a tuple or a mapping of them."""
    if is_dataclass(value) and not isinstance(value, type):
        return _encode_record(value)
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in sorted(value.items())}
    return value


def _encode_record(value: Any) -> dict[str, Any]:
    cls: Any = type(value)
    data: dict[str, Any] = {KIND: cls.__name__} if cls in tagged_classes() else {}
    for name, field in stored_fields(cls).items():
        item = getattr(value, name)
        if not _is_default(field, item):
            data[name] = _encode_as(hints(cls)[name], item)
    return data


def _encode_as(hint: Any, value: Any) -> Any:
    """As `encode`, but what an annotation calls Any or Values is written as values of the language."""
    if hint is Any or hint == program.Values:
        return _encode_values(value)
    if get_origin(hint) is tuple:
        parts = get_args(hint)
        inner = (parts[0],) * len(value) if parts[1:] == (Ellipsis,) else parts
        return [_encode_as(part, item) for part, item in zip(inner, value, strict=True)]
    return encode(value)


def _encode_values(value: Any) -> Any:
    """Values of the language: JSON as it is, dates, datetimes, media and tuples under a key of their own."""
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, Medium):
        return {"$medium": encode(value)}
    if isinstance(value, tuple):
        return {"$tuple": [_encode_values(item) for item in value]}
    if isinstance(value, list):
        return [_encode_values(item) for item in value]
    if isinstance(value, Mapping):
        data = {key: _encode_values(item) for key, item in value.items()}
        return {"$record": data} if len(data) == 1 and next(iter(data)) in _SPECIAL else data
    return value


def _is_default(field: Field[Any], value: Any) -> bool:
    if field.default is not MISSING:
        return bool(field.default == value) and type(field.default) is type(value)
    return field.default_factory is not MISSING and bool(field.default_factory() == value)


# ---- what the classes say --------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def tagged_classes() -> frozenset[type]:
    """Classes that stand where others may stand too."""
    unions = (types.Type, types.TypeDef, expr.Expr, expr.Pattern)
    return frozenset(cls for union in unions for cls in get_args(union)) | {adapters.Hole, adapters.Section}


@lru_cache(maxsize=128)
def stored_fields(cls: Any) -> dict[str, Field[Any]]:
    return {f.name: f for f in fields(cls) if f.name != "span"}


@lru_cache(maxsize=128)
def hints(cls: Any) -> dict[str, Any]:
    """Field -> its type."""
    names = _TEMPLATE_NAMES if cls.__module__ == adapters.__name__ else _NAMES
    return typing.get_type_hints(cls, localns=names)


# ---- in --------------------------------------------------------------------------------------------------------------


def decode(cls: Any, data: Any, path: str = "") -> Any:
    """The value of a class, or of an annotation such as `tuple[Demo, ...]`, that the data stand for."""
    return decoder(cls)(data, path)


@lru_cache(maxsize=512)
def decoder(hint: Any) -> Decoder:
    """How data of an annotation are read."""
    origin, args = get_origin(hint), get_args(hint)
    if hint == program.Values or hint is Any:
        return lambda data, path: _decode_values(data)
    if origin in (Union, python_types.UnionType):
        return _union(args)
    if origin is Literal:
        return lambda data, path: data if data in args else _refuse(path, " or ".join(map(repr, args)), data)
    if origin is tuple:
        return _tuple(args)
    if origin is frozenset:
        items = _tuple((args[0], ...))
        return lambda data, path: frozenset(items(data, path))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(args[1])
    return _record(hint) if is_dataclass(hint) else _scalar(hint)


def _scalar(kind: type) -> Decoder:
    kinds = (int, float) if kind is float else kind
    name = "null" if kind is type(None) else kind.__name__

    def read(data: Any, path: str) -> Any:
        if not isinstance(data, kinds) or (isinstance(data, bool) and kind is not bool):
            _refuse(path, name, data)
        return data

    return read


def _union(args: tuple[Any, ...]) -> Decoder:
    classes: dict[str, Any] = {cls.__name__: cls for cls in args if isinstance(cls, type) and is_dataclass(cls)}
    scalars = tuple(a for a in args if not is_dataclass(a) and isinstance(a, type))
    others = [a for a in args if not is_dataclass(a) and not isinstance(a, type)]

    def read(data: Any, path: str) -> Any:
        if isinstance(data, dict) and classes:
            cls = _class_of(data, classes, path)
            return decoder(cls)(data, path)
        if type(data) in scalars or (isinstance(data, int | bool) and {int, float} & set(scalars)):
            return data
        if data is not None and others:
            return decoder(others[0])(data, path)
        return _refuse(path, " or ".join([*classes, *(s.__name__ for s in scalars)]), data)

    return read


def _class_of(data: dict[str, Any], classes: dict[str, Any], path: str) -> Any:
    if len(classes) == 1 and KIND not in data:
        return next(iter(classes.values()))
    name = data.get(KIND)
    return classes[name] if name in classes else _refuse(path, "a known `is`", name)


def _tuple(args: tuple[Any, ...]) -> Decoder:
    if len(args) == 2 and args[1] is Ellipsis:
        item = decoder(args[0])

        def read_all(data: Any, path: str) -> Any:
            if not isinstance(data, list):
                _refuse(path, "a list", data)
            return tuple(item(part, f"{path}[{i}]") for i, part in enumerate(data))

        return read_all
    parts = [decoder(arg) for arg in args]

    def read_each(data: Any, path: str) -> Any:
        if not isinstance(data, list) or len(data) != len(parts):
            _refuse(path, f"a list of {len(parts)}", data)
        return tuple(read(part, f"{path}[{i}]") for i, (read, part) in enumerate(zip(parts, data, strict=True)))

    return read_each


def _mapping(value: Any) -> Decoder:
    item = decoder(value)

    def read(data: Any, path: str) -> Any:
        if not isinstance(data, dict):
            _refuse(path, "an object", data)
        return {key: item(part, f"{path}.{key}" if path else key) for key, part in data.items()}

    return read


def _record(cls: Any) -> Decoder:
    known, lazy = (
        stored_fields(cls),
        lru_cache(maxsize=1)(lambda: {n: decoder(hints(cls)[n]) for n in stored_fields(cls)}),
    )
    needed = {n for n, f in known.items() if f.default is MISSING and f.default_factory is MISSING}

    def read(data: Any, path: str) -> Any:
        if not isinstance(data, dict):
            _refuse(path, f"a {cls.__name__}", data)
        readers, values = lazy(), {name: part for name, part in data.items() if name != KIND}
        for name in needed - values.keys():
            _refuse(f"{path}.{name}", "a value", None)
        for name in values:
            if name not in readers:
                _refuse(f"{path}.{name}", f"no such field in a {cls.__name__}", name)
        return cls(**{name: readers[name](part, f"{path}.{name}") for name, part in values.items()})

    return read


def _decode_values(data: Any) -> Any:
    if isinstance(data, list):
        return [_decode_values(item) for item in data]
    if not isinstance(data, dict):
        return data
    if len(data) == 1:
        (key, inner), *_ = data.items()
        special = _SPECIAL.get(key)
        if special is not None:
            return special(inner)
    return {key: _decode_values(item) for key, item in data.items()}


_SPECIAL: dict[str, Callable[[Any], Any]] = {
    "$date": date.fromisoformat,
    "$datetime": datetime.fromisoformat,
    "$medium": lambda data: decode(Medium, data, "$medium"),
    "$tuple": lambda items: tuple(_decode_values(item) for item in items),
    "$record": lambda fields_: {key: _decode_values(item) for key, item in fields_.items()},
}


def _refuse(path: str, expected: str, found: Any) -> Any:
    shown = repr(found)
    raise BadBundle(path.lstrip("."), f"expected {expected}, found {shown if len(shown) <= 60 else shown[:57] + '…'}")
