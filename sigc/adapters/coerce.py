"""The coercer of every kind of type.

May import: sigc.ir, sigc.adapters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sigc.adapters import leaves, shapes
from sigc.adapters.coercion import Coercer, Coercion
from sigc.ir import types as t


def _ref(c: Coercion, raw: Any, type_: t.Ref, path: str) -> Any:
    return (leaves.closed if t.enum_of(type_, c.types) else shapes.record)(c, raw, type_, path)


COERCE: Mapping[type, Coercer] = {
    t.Str: leaves.a_str,
    t.Int: leaves.number,
    t.Float: leaves.number,
    t.Bool: leaves.a_bool,
    t.Date: leaves.moment,
    t.DateTime: leaves.moment,
    t.Lit: leaves.lit,
    t.Nothing: leaves.nothing,
    t.Json: leaves.any_json,
    t.Media: leaves.as_it_is,
    t.Chat: leaves.as_it_is,
    t.Ref: _ref,
    t.Record: shapes.record,
    t.List: shapes.a_list,
    t.Map: shapes.a_map,
    t.Optional: shapes.optional,
    t.Union: shapes.union,
}


def coercion(types: t.Types) -> Coercion:
    """A new reading."""
    return Coercion(types, COERCE)
