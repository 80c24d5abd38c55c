"""What flows through expressions that call nothing: the pure library, operators, comprehensions' sources.

Promise: as much is kept apart as can be, and nothing is left out. May import: sigc.ir, analysis/flow_graph."""

from __future__ import annotations

from collections.abc import Mapping

from sigc.analysis.flow_graph import ITEMS, NOTHING, Value, joined
from sigc.ir.expr import AnyPat, Arm, Binary, Const, Expr, Index, Lib, LitPat, Pattern, VariantPat
from sigc.ir.types import (
    Bool,
    Chat,
    Date,
    DateTime,
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

KEEP_ITEMS = frozenset({"sort", "top", "unique"})
"""Functions that give items of their list as they are."""
MAY_FAIL = frozenset({"/", "%"})
"""Operators that may have no value."""


def may_fail(expr: Expr) -> bool:
    """Whether an operation itself, beside its operands, may have no value."""
    match expr:
        case Index() | Lib():
            return True
        case Binary(op=op):
            return op in MAY_FAIL
    return False


def of_library(call: Lib, args: list[Value], named: Mapping[str, Value]) -> Value:
    """The result of a function of the pure library."""
    others = NOTHING.union(*(v.all for v in (*args[1:], *named.values())))
    if call.name == "len" and args:
        return Value(args[0].there)
    if call.name == "zip":
        lengths = NOTHING.union(*(v.there for v in args))
        pair = {str(number): v.read(ITEMS) for number, v in enumerate(args)}
        return Value(lengths, parts={ITEMS: Value(parts=pair)})
    if call.name == "flatten" and args:
        inner = args[0].read(ITEMS)
        return Value(args[0].there | inner.there, parts={ITEMS: inner.read(ITEMS)})
    if call.name in KEEP_ITEMS and args and ITEMS in args[0].parts:
        order = _ordered_by(call, args[0]) | others
        return Value(args[0].data, args[0].guards | order, args[0].parts)
    return joined(*(v.flat for v in (*args, *named.values())))


def _ordered_by(call: Lib, of: Value) -> frozenset[int]:
    """What decides which items there are, and their order."""
    key = next((value for name, value in call.named if name == "key"), None)
    item = of.read(ITEMS)
    if isinstance(key, Const) and isinstance(key.value, str) and call.name != "unique":
        for part in key.value.split("."):
            item = item.read(part)
    return item.all


def tells(value: Value, patterns: tuple[Pattern, ...]) -> frozenset[int]:
    """What asking a value for these patterns reveals: of records only which variant it is."""
    shallow = all(isinstance(p, VariantPat | AnyPat) or (isinstance(p, LitPat) and p.value is None) for p in patterns)
    return value.there if shallow else value.all


def patterns_of(arms: tuple[Arm, ...]) -> tuple[Pattern, ...]:
    return tuple(pattern for arm in arms for pattern in arm.patterns)


def is_none_test(expr: Binary) -> Expr | None:
    """The other side of `x == none`, which tells no more than whether x is there."""
    if expr.op in ("==", "!="):
        if expr.right == Const(None):
            return expr.left
        if expr.left == Const(None):
            return expr.right
    return None


# --- types -----------------------------------------------------------------------------------------------------------


def record_fields(type_: Type, types: Types) -> tuple[Field, ...] | None:
    """The fields of a record type, and of a union of records those of all its variants; None for other types."""
    match type_:
        case Record(fields=fields):
            return fields
        case Ref(name=name):
            found = types.get(name)
            return found.fields if isinstance(found, RecordDef) else None
        case Union(options=options):
            each = [record_fields(option, types) for option in options]
            return tuple(f for fields in each for f in fields or ()) if any(f is not None for f in each) else None
    return None


def is_marked(type_: Type, types: Types, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a field anywhere in values of the type is labelled."""
    match type_:
        case List(item=inner) | Optional(item=inner) | Map(value=inner):
            return is_marked(inner, types, seen)
        case Ref(name=name):
            if name in seen:
                return False
            seen = seen | {name}
    options = type_.options if isinstance(type_, Union) else ()
    fields = record_fields(type_, types) or () if not options else ()
    return any(is_marked(o, types, seen) for o in options) or any(
        bool(f.labels) or is_marked(f.type, types, seen) for f in fields
    )


def is_refined(type_: Type, types: Types, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a value may be refused at the border of a call though its kind is right."""
    match type_:
        case Bool() | Chat() | Date() | DateTime() | Json() | Media() | Nothing() | Lit():
            return False
        case Str(min=lo, max=hi, pattern=pattern):
            return (lo, hi, pattern) != (None, None, None)
        case Int(lo=low, hi=high) | Float(lo=low, hi=high):
            return (low, high) != (None, None)
        case List(item=inner, min=least, max=most):
            return (least, most) != (None, None) or is_refined(inner, types, seen)
        case Optional(item=inner) | Map(value=inner):
            return is_refined(inner, types, seen)
        case Union(options=options):
            return any(is_refined(o, types, seen) for o in options)
        case Ref(name=name):
            if name in seen:
                return False
            found = types.get(name)
            if not isinstance(found, RecordDef):
                return False
            return bool(found.ensures) or any(is_refined(f.type, types, seen | {name}) for f in found.fields)
    return any(is_refined(f.type, types, seen) for f in record_fields(type_, types) or ())
