"""Does a value match a pattern of `match`, or a variant of `is`?

Promise: total; a value of a tagged union is matched by its tag, any other record by its fields.
May import: sigc.ir, sigc.values.wire."""

from __future__ import annotations

from typing import Any

from sigc.ir.expr import AnyPat, LitPat, Pattern, RangePat, VariantPat
from sigc.ir.types import Ref, Types
from sigc.values.operations import TAG, spread_
from sigc.values.wire import belongs


def matches_pattern(value: Any, pattern: Pattern, types: Types) -> bool:
    """A literal matches an equal value of its own kind (`1` does not match `true`, but it matches 1.0), a range a
    number between its ends, both included, a variant a record of its type, `_` everything."""
    match pattern:
        case AnyPat():
            return True
        case LitPat(value=literal):
            if isinstance(literal, bool) or isinstance(value, bool):
                return literal is value
            return bool(literal == value)
        case RangePat(lo=lo, hi=hi):
            return isinstance(value, int | float) and not isinstance(value, bool) and lo <= value <= hi
        case VariantPat(name=name):
            return is_variant(value, name, types)


def is_variant(value: Any, name: str | None, types: Types) -> bool:
    """`value is Name`; without a name, `value is none`. For an enum: is it one of its members?"""
    if name is None:
        return value is None
    if isinstance(value, dict) and TAG in value:
        return bool(value[TAG] == name)
    return name in types and belongs(value, Ref(name), types)


def bound_by(value: Any, pattern: Pattern) -> dict[str, Any]:
    """The name that a pattern binds, with the value without its tag: in the arm it is a plain record."""
    if not isinstance(pattern, VariantPat) or pattern.bind is None:
        return {}
    return {pattern.bind: spread_(value) if isinstance(value, dict) else value}
