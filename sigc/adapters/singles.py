"""Which types are single values, and which lists are tables: what the formats beyond JSON are made of.

Promise: pure functions of types. May import: sigc.ir."""

from __future__ import annotations

from sigc.ir import types as t

NULL_WORDS = frozenset(["null", "none", "nil", "n/a"])
"""What a model writes for no value; a text that is one of these words is quoted where none is possible."""

_PLAIN = (t.Str, t.Int, t.Float, t.Bool, t.Date, t.DateTime, t.Lit, t.Nothing, t.Media)


def core(type_: t.Type) -> t.Type:
    """The type without its `?`s."""
    while isinstance(type_, t.Optional):
        type_ = type_.item
    return type_


def settled(type_: t.Type) -> t.Type:
    """The type with one way to say that null is possible."""
    inner = core(type_)
    return t.Optional(inner) if inner is not type_ and not isinstance(inner, t.Nothing) else inner


def is_single(type_: t.Type, types: t.Types) -> bool:
    """A text, a number, a bool, a date, a member of a closed set or a medium, or none?"""
    inner = core(type_)
    return isinstance(inner, _PLAIN) or bool(t.closed_set(inner, types))


def is_textual(type_: t.Type, types: t.Types) -> bool:
    """Is its JSON a string?"""
    inner = core(type_)
    return isinstance(inner, t.Str | t.Date | t.DateTime | t.Media) or bool(t.closed_set(inner, types))


def columns(type_: t.Type, types: t.Types) -> tuple[t.Field, ...]:
    """The fields of a list of flat records, in order; () for any other type."""
    inner = core(type_)
    fields = t.fields_of(inner.item, types) or () if isinstance(inner, t.List) else ()
    return fields if all(is_single(f.type, types) and not isinstance(core(f.type), t.Media) for f in fields) else ()


def is_row(type_: t.Type, types: t.Types) -> bool:
    """A list of single values?"""
    inner = core(type_)
    return isinstance(inner, t.List) and is_single(inner.item, types)
