"""Putting a value into a typed place: coercions that the IR must see, and the words for a value that does not fit.

Promise: one diagnostic per misfit, none when a side is UNKNOWN. May import: sigc.base, ir, check/core, check/fit."""

from __future__ import annotations

from sigc.base.diagnostic import Diagnostic, Label, error
from sigc.base.names import closest
from sigc.base.source import Span
from sigc.check.core import NONE, Checker, Typed, Want, none_help
from sigc.check.fit import UNKNOWN, Fit, base_of, comparable, is_unknown, relation, text_problem, without_none
from sigc.ir.expr import Const, Expr, RecordOf
from sigc.ir.spell import spell
from sigc.ir.types import (
    Date,
    DateTime,
    EnumDef,
    Field,
    Float,
    List,
    Lit,
    Nothing,
    Optional,
    Record,
    RecordDef,
    Ref,
    Str,
    Type,
    Union,
    enum_of,
    fields_of,
)

TAG = "is"
"""The key that names the variant of a record in a union of several (as in values/operations.py)."""
LONGEST = 60
"""A type's spelling in a message is cut beyond this many characters."""


def shown(type_: Type) -> str:
    """A type for a message, short; of a literal its value, of a list literal its item type."""
    if isinstance(type_, Lit) and isinstance(type_.value, str) and len(type_.value) > 24:
        return "str"
    if isinstance(type_, Float) and type_.lo is not None and type_.lo == type_.hi:
        return str(type_.lo)
    if isinstance(type_, List) and type_.min is not None and type_.min == type_.max:
        return shown(List(base_of(type_.item)))
    text = spell(type_)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def fit(c: Checker, value: Typed, want: Want, span: Span) -> Typed:
    """The value as the place takes it; a misfit is reported and becomes UNKNOWN."""
    verdict = relation(value.type, want.type, c.types)
    if verdict == Fit.NO:
        completed = _completed(c, value, want.type)
        if completed is not None:
            return completed
        c.report(misfit(c, value, want, span))
        return Typed(UNKNOWN, value.expr)
    if verdict == Fit.CHECK:
        _note_check(c, value, want, span)
        return Typed(want.type, _lowered(c, value, want.type))
    return Typed(value.type if value.type != UNKNOWN else want.type, _lowered(c, value, want.type))


def _note_check(c: Checker, value: Typed, want: Want, span: Span) -> None:
    title = f"`{shown(value.type)}` becomes `{shown(want.type)}`: checked at run time"
    found = Diagnostic("SIG0330", title, Label(span, "fails like a failed `ensure`"), severity="note")
    c.notes.append(found.seen(want.origin, want.why) if want.origin else found)


def _lowered(c: Checker, value: Typed, want: Type) -> Expr:
    """What the place's type adds: a float's decimal point, the tag of a variant."""
    plain = without_none(want)
    expr = value.expr
    if isinstance(plain, Float) and isinstance(expr, Const) and type(expr.value) is int:
        return Const(float(expr.value))
    variants = variants_of(c, plain)
    if len(variants) > 1 and isinstance(value.type, Ref | Record):
        option = next((v for v in variants if relation(value.type, v, c.types)), None)
        if option is not None:
            return _tagged(expr, option.name)
    return expr


def _tagged(expr: Expr, name: str) -> Expr:
    if isinstance(expr, RecordOf):
        return RecordOf(expr.spreads, (*(f for f in expr.fields if f[0] != TAG), (TAG, Const(name))))
    return RecordOf((expr,), ((TAG, Const(name)),))


def variants_of(c: Checker, type_: Type) -> list[Ref]:
    """The named records among the options of a union."""
    options = type_.options if isinstance(type_, Union) else ()
    return [o for o in options if isinstance(o, Ref) and fields_of(o, c.types) is not None]


def missing_value(field: Field) -> Expr | None:
    """What a field that is left out holds: its default, or none when it is optional."""
    if field.default is not None:
        return field.default
    return NONE if isinstance(field.type, Optional) else None


def _completed(c: Checker, value: Typed, want: Type) -> Typed | None:
    """A structural record that lacks only fields that may be left out becomes the named record with them."""
    plain = without_none(want)
    fields = fields_of(plain, c.types)
    there = value.type.fields if isinstance(value.type, Record) else None
    if fields is None or there is None:
        return None
    names = {f.name for f in there}
    lacking = [f for f in fields if f.name not in names]
    filled = [(f.name, missing_value(f)) for f in lacking]
    if not filled or any(expr is None for _, expr in filled):
        return None
    whole = Record((*there, *lacking))
    if relation(whole, plain, c.types) == Fit.NO:
        return None
    extra = tuple((name, expr) for name, expr in filled if expr is not None)
    expr: Expr = RecordOf((value.expr,), extra)
    if isinstance(value.expr, RecordOf):
        expr = RecordOf(value.expr.spreads, (*value.expr.fields, *extra))
    return Typed(plain, expr)


# --- words -----------------------------------------------------------------------------------------------------------


def misfit(c: Checker, value: Typed, want: Want, span: Span) -> Diagnostic:
    """The diagnostic for a value that never fits its place."""
    found, wanted = value.type, want.type
    code, title, text, note, help_ = "SIG0301", "", "", None, _hint(c, found, wanted)
    if isinstance(found, Optional | Nothing) and (
        isinstance(found, Nothing) or relation(found.item, wanted, c.types) != Fit.NO
    ):
        code, title = "SIG0302", f"`{shown(wanted)}` is needed, and this may be none"
        if isinstance(found, Nothing):
            title = f"`{shown(wanted)}` is needed, and this is none"
        text = f"`{shown(found)}`"
        note = "an optional becomes plain only where `!= none`, `match` or `if` has ruled none out"
        help_ = None if isinstance(found, Nothing) else help_ or none_help(c, span)
    else:
        title = f"expected `{shown(wanted)}`, found `{shown(found)}`"
        text = _reason(found, wanted) or (f"does not fit {want.what}" if want.what else "does not fit")
    diagnostic = error(code, title, span, text, note=note, help=help_)
    if want.origin is not None and want.origin != span:
        diagnostic = diagnostic.seen(want.origin, want.why)
    return diagnostic


def _reason(found: Type, wanted: Type) -> str | None:
    plain = without_none(wanted)
    if isinstance(found, Lit) and isinstance(found.value, str) and isinstance(plain, Str):
        return text_problem(found.value, plain)
    if isinstance(found, List) and isinstance(plain, List) and found.min == found.max and found.max is not None:
        least, most = plain.min or 0, plain.max
        if found.max < least:
            return f"{found.max} items, at least {least} are asked for"
        if most is not None and found.max > most:
            return f"{found.max} items, at most {most} are allowed"
    return None


def _hint(c: Checker, found: Type, wanted: Type) -> str | None:
    """One next step for the commonest slips."""
    plain = without_none(wanted)
    enum = enum_of(plain, c.types)
    if enum is not None and isinstance(found, Lit):
        return _member_hint(enum, found)
    if isinstance(found, Lit) and isinstance(plain, Union):
        words = [str(o.value) for o in plain.options if isinstance(o, Lit)]
        near = closest(str(found.value), words)
        return f'did you mean `"{near}"`?' if near else None
    if isinstance(found, Record):
        fitting = [f.name for f in found.fields if relation(f.type, wanted, c.types) != Fit.NO]
        return f"a call's value is a record: take its field `.{fitting[0]}`" if len(fitting) == 1 else None
    if isinstance(plain, Str) and not isinstance(found, Nothing | Optional) and not is_unknown(found):
        kind = base_of(found)
        if not isinstance(kind, Str):
            return 'write it into a text: `f"{…}"`'
    if isinstance(plain, Date | DateTime) and isinstance(base_of(found), Str):
        return f"read the text: `{shown(plain)}(…)`"
    return None


def _member_hint(enum: EnumDef, found: Lit) -> str:
    member = enum.member(str(found.value))
    if member is not None:
        return f"write the member without quotes: `{member.name}`"
    return "members are " + ", ".join(f"`{m.name}`" for m in enum.members[:6])


def never_equal(c: Checker, left: Type, right: Type) -> str | None:
    """Why two types can never be equal, None when they can."""
    if is_unknown(left) or is_unknown(right) or comparable(left, right, c.types):
        return None
    return f"`{shown(left)}` and `{shown(right)}` are never equal"


def lacking_fields(c: Checker, type_: Type, given: set[str]) -> list[str]:
    """Fields of a record type that a literal must give and does not."""
    definition = c.types.get(type_.name) if isinstance(type_, Ref) else type_
    if not isinstance(definition, RecordDef | Record):
        return []
    return [f.name for f in definition.fields if f.name not in given and missing_value(f) is None]
