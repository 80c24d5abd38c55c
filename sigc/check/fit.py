"""How types relate: what fits where, what two branches have in common, intervals of numbers and lengths.

Promise: total functions on plain types; UNKNOWN fits everywhere, so one mistake stays one. May import: sigc.ir."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import IntEnum
from functools import reduce

from sigc.ir.types import (
    CHAT_TURN,
    Bool,
    Chat,
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
    fields_of,
)

UNKNOWN = Ref("?")
"""The type of what has been reported already: fits everywhere, has every field."""
NEVER = Ref("!")
"""The item type of `[ ]`: fits everywhere, nothing but itself fits into it."""

Number = int | float
Interval = tuple[Number | None, Number | None]


class Fit(IntEnum):
    """NO: never fits. CHECK: a run-time check decides. OK: proved."""

    NO = 0
    CHECK = 1
    OK = 2


def is_unknown(type_: Type) -> bool:
    of = type_.item if type(type_) is Optional else type_
    return type(of) is type(UNKNOWN) and of == UNKNOWN


def settled(type_: Type) -> Type:
    """The type as a program may hold it: what `[ ]` leaves open is json."""
    match type_:
        case List(item=item):
            return replace(type_, item=settled(item))
        case Map(value=value):
            return Map(settled(value))
        case Optional(item=item):
            return Optional(settled(item))
        case Record(fields=fields):
            return Record(tuple(replace(f, type=settled(f.type)) for f in fields))
    return Json() if type_ == NEVER else type_


def without_none(type_: Type) -> Type:
    while isinstance(type_, Optional):
        type_ = type_.item
    return type_


def optional(type_: Type) -> Type:
    """`T?`, where an optional, a json and an unknown stay what they are."""
    return type_ if isinstance(type_, Optional | Nothing | Json) or type_ in (UNKNOWN,) else Optional(type_)


def listed(type_: Type) -> Type:
    """A chat as the list of turns that it is."""
    return List(CHAT_TURN) if isinstance(type_, Chat) else type_


def base_of(type_: Type) -> Type:
    """Without refinements: `7` is an int, `[T](1..5)` a list."""
    match type_:
        case Lit(value=value):
            return Bool() if isinstance(value, bool) else Int() if isinstance(value, int) else Str()
        case Str():
            return Str()
        case Int():
            return Int()
        case Float():
            return Float()
        case List(item=item):
            return List(item)
        case Union(options=options) if all(isinstance(o, Lit) for o in options):
            return base_of(options[0])
    return type_


# --- intervals -------------------------------------------------------------------------------------------------------


def interval(type_: Type) -> Interval | None:
    """The ends of a numeric type, a bool counting as 0 or 1; None for what is no number."""
    match type_:
        case Int(lo=lo, hi=hi) | Float(lo=lo, hi=hi):
            return lo, hi
        case Bool():
            return 0, 1
        case Lit(value=value) if isinstance(value, int):
            return int(value), int(value)
        case Union(options=options):
            ends = [interval(o) for o in options]
            return None if None in ends else reduce(hull, [e for e in ends if e is not None])
    return None


def is_int(type_: Type) -> bool:
    match type_:
        case Int():
            return True
        case Lit(value=value):
            return isinstance(value, int) and not isinstance(value, bool)
        case Union(options=options):
            return all(is_int(o) for o in options)
    return False


def is_bool(type_: Type) -> bool:
    return isinstance(type_, Bool) or (isinstance(type_, Lit) and isinstance(type_.value, bool))


def is_text(type_: Type) -> bool:
    match type_:
        case Str():
            return True
        case Lit(value=value):
            return isinstance(value, str)
        case Union(options=options):
            return all(is_text(o) for o in options)
    return False


def hull(a: Interval, b: Interval) -> Interval:
    lo = None if a[0] is None or b[0] is None else min(a[0], b[0])
    hi = None if a[1] is None or b[1] is None else max(a[1], b[1])
    return lo, hi


def within(inner: Interval, outer: Interval) -> Fit:
    """Is the inner interval inside the outer one, do they overlap, or not even that?"""
    low_ok = outer[0] is None or (inner[0] is not None and inner[0] >= outer[0])
    high_ok = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    if low_ok and high_ok:
        return Fit.OK
    apart = (inner[0] is not None and outer[1] is not None and inner[0] > outer[1]) or (
        inner[1] is not None and outer[0] is not None and inner[1] < outer[0]
    )
    return Fit.NO if apart else Fit.CHECK


def lengths(lo: int | None, hi: int | None) -> Interval:
    return (lo or 0), hi


# --- what fits where -------------------------------------------------------------------------------------------------


def relation(src: Type, dst: Type, types: Types) -> Fit:
    """Does a value of `src` fit a place of type `dst`? Widening is OK, narrowing of refinements a CHECK."""
    if src == dst or src in (UNKNOWN, NEVER) or dst == UNKNOWN:
        return Fit.OK
    if isinstance(dst, Json):
        return Fit.NO if isinstance(src, Media) else Fit.OK
    if isinstance(src, Json):
        return Fit.CHECK
    if isinstance(src, Union):
        return _from_union(src, dst, types)
    if isinstance(dst, Optional):
        plain = without_none(src)
        return Fit.OK if isinstance(plain, Nothing) else relation(plain, dst.item, types)
    if isinstance(src, Optional | Nothing):
        return Fit.NO
    if isinstance(dst, Union):
        return max(relation(src, option, types) for option in dst.options)
    rule = _INTO.get(type(dst))
    return rule(src, dst, types) if rule else Fit.NO


def _from_union(src: Union, dst: Type, types: Types) -> Fit:
    fits = [relation(option, dst, types) for option in src.options]
    if Fit.NO not in fits:
        return min(fits)
    # A set of literals may be narrowed at run time; a union of records is only narrowed by `match` or `is`.
    narrowable = any(fits) and all(isinstance(option, Lit) for option in src.options)
    return Fit.CHECK if narrowable else Fit.NO


def _into_str(src: Type, dst: Str, types: Types) -> Fit:
    if isinstance(src, Lit) and isinstance(src.value, str):
        return Fit.OK if not text_problem(src.value, dst) else Fit.NO
    if not isinstance(src, Str):
        return Fit.NO
    fit = within(lengths(src.min, src.max), lengths(dst.min, dst.max))
    if dst.pattern is not None and dst.pattern != src.pattern:
        fit = min(fit, Fit.CHECK)
    return fit


def text_problem(text: str, type_: Str) -> str | None:
    """Why a literal does not fit a refined str, in a few words."""
    from sigc.values.regex import full_match, pattern_problem

    if type_.min is not None and len(text) < type_.min:
        return f"{len(text)} characters, at least {type_.min} are asked for"
    if type_.max is not None and len(text) > type_.max:
        return f"{len(text)} characters, at most {type_.max} are allowed"
    if type_.pattern is not None and not pattern_problem(type_.pattern) and not full_match(type_.pattern, text):
        return "does not match the pattern"
    return None


def _into_int(src: Type, dst: Int, types: Types) -> Fit:
    ends = interval(src)
    return within(ends, (dst.lo, dst.hi)) if is_int(src) and ends else Fit.NO


def _into_float(src: Type, dst: Float, types: Types) -> Fit:
    ends = interval(src)
    return within(ends, (dst.lo, dst.hi)) if ends and not is_bool(src) else Fit.NO


def _into_lit(src: Type, dst: Lit, types: Types) -> Fit:
    if isinstance(dst.value, str):
        return Fit.CHECK if isinstance(src, Str) and not text_problem(dst.value, src) else Fit.NO
    ends = interval(src)
    if not isinstance(src, Int) or ends is None:
        return Fit.NO
    return min(Fit.CHECK, within((dst.value, dst.value), ends))


def _into_list(src: Type, dst: List, types: Types) -> Fit:
    src = listed(src)
    if not isinstance(src, List):
        return Fit.NO
    fit = within(lengths(src.min, src.max), lengths(dst.min, dst.max))
    if src.max == 0:
        return fit
    return min(fit, relation(src.item, dst.item, types))


def _into_chat(src: Type, dst: Chat, types: Types) -> Fit:
    """A list of turns, which may leave out who says them."""
    if not isinstance(src, List) or src.max == 0:
        return Fit.OK if isinstance(src, List) else Fit.NO
    there = {f.name for f in fields_of(src.item, types) or ()}
    wanted = tuple(f for f in CHAT_TURN.fields if f.name in there or f.name != "name")
    return relation(src.item, Record(wanted), types)


def _into_map(src: Type, dst: Map, types: Types) -> Fit:
    return relation(src.value, dst.value, types) if isinstance(src, Map) else Fit.NO


def _into_ref(src: Type, dst: Ref, types: Types) -> Fit:
    # Named types are nominal: only a structural record becomes a named one.
    wanted = types.get(dst.name)
    if not isinstance(src, Record) or not isinstance(wanted, RecordDef):
        return Fit.NO
    return _into_fields(src.fields, wanted.fields, types)


def _into_record(src: Type, dst: Record, types: Types) -> Fit:
    fields = fields_of(src, types)
    return Fit.NO if fields is None else _into_fields(fields, dst.fields, types)


def _into_fields(src: Iterable[Field], dst: Iterable[Field], types: Types) -> Fit:
    there = {f.name: f.type for f in src}
    fits = [relation(there[f.name], f.type, types) if f.name in there else Fit.NO for f in dst]
    return min(fits, default=Fit.OK)


_INTO: dict[type, Callable[..., Fit]] = {
    Str: _into_str,
    Int: _into_int,
    Float: _into_float,
    Lit: _into_lit,
    Chat: _into_chat,
    List: _into_list,
    Map: _into_map,
    Ref: _into_ref,
    Record: _into_record,
}


def comparable(a: Type, b: Type, types: Types) -> bool:
    """Could values of the two types ever be equal? Refinements do not count."""
    a, b = without_none(a), without_none(b)
    if isinstance(a, Nothing) or isinstance(b, Nothing):
        return True
    if interval(a) and interval(b):
        return True
    return any(relation(x, y, types) for x, y in ((a, base_of(b)), (b, base_of(a)), (a, b), (b, a)))


def disjoint(a: Type, b: Type) -> bool:
    """Do two sets of literals, or two ranges of numbers, share no value?"""
    a, b = without_none(a), without_none(b)
    words = [{o.value for o in _options(t) if isinstance(o, Lit)} for t in (a, b)]
    if is_text(a) and is_text(b) and all(isinstance(o, Lit) for t in (a, b) for o in _options(t)):
        return not words[0] & words[1]
    ends_a, ends_b = interval(a), interval(b)
    return ends_a is not None and ends_b is not None and within(ends_a, ends_b) == Fit.NO


def _options(type_: Type) -> tuple[Type, ...]:
    return type_.options if isinstance(type_, Union) else (type_,)


# --- what two branches have in common --------------------------------------------------------------------------------

MOST_LITERALS = 12
"""A join of more literals than this is the plain base type."""


def join(a: Type, b: Type, types: Types) -> Type | None:
    """The least type that both fit, as far as it can be spelled; None when they have nothing in common."""
    if a == b or b in (NEVER, UNKNOWN):
        return a if b != UNKNOWN else UNKNOWN
    if a in (NEVER, UNKNOWN):
        return b if a == NEVER else UNKNOWN
    if isinstance(a, Nothing) or isinstance(b, Nothing):
        return optional(b if isinstance(a, Nothing) else a)
    if isinstance(a, Optional) or isinstance(b, Optional):
        inner = join(without_none(a), without_none(b), types)
        return None if inner is None else optional(inner)
    if relation(a, b, types) == Fit.OK:
        return b
    if relation(b, a, types) == Fit.OK:
        return a
    return _join_kinds(a, b, types)


def join_all(all_: Iterable[Type], types: Types) -> Type | None:
    """As `join`, of any number; NEVER for none."""
    result: Type | None = NEVER
    for type_ in all_:
        result = join(result, type_, types) if result is not None else None
    return result


def _join_kinds(a: Type, b: Type, types: Types) -> Type | None:
    if isinstance(a, List) and isinstance(b, List):
        item = join(a.item, b.item, types)
        lo, hi = hull(lengths(a.min, a.max), lengths(b.min, b.max))
        return None if item is None else list_of(item, lo, hi)
    if isinstance(a, Map) and isinstance(b, Map):
        value = join(a.value, b.value, types)
        return None if value is None else Map(value)
    if fields_of(a, types) is not None and fields_of(b, types) is not None:
        return _join_records(a, b, types)
    if is_text(a) and is_text(b):
        return _join_texts(a, b)
    ends_a, ends_b = interval(a), interval(b)
    if ends_a and ends_b and not is_bool(a) and not is_bool(b):
        return number(*hull(ends_a, ends_b), whole=is_int(a) and is_int(b))
    return _join_variants(a, b, types)


def number(lo: Number | None, hi: Number | None, *, whole: bool) -> Type:
    if whole:
        return Int(None if lo is None else int(lo), None if hi is None else int(hi))
    return Float(None if lo is None else float(lo), None if hi is None else float(hi))


def list_of(item: Type, lo: Number | None, hi: Number | None) -> List:
    return List(item, int(lo) if lo else None, None if hi is None else int(hi))


def _join_texts(a: Type, b: Type) -> Type:
    options = [o for t in (a, b) for o in _options(t)]
    distinct = tuple(dict.fromkeys(options))
    if all(isinstance(o, Lit) for o in distinct) and len(distinct) <= MOST_LITERALS:
        return Union(distinct)
    sizes = [
        lengths(o.min, o.max) if isinstance(o, Str) else (len(str(o.value)),) * 2
        for o in distinct
        if isinstance(o, Str | Lit)
    ]
    lo, hi = reduce(hull, sizes)
    return Str(int(lo) if lo else None, None if hi is None else int(hi))


def _join_records(a: Type, b: Type, types: Types) -> Type | None:
    """Two different named records form a union; structural ones keep the fields that they share."""
    if isinstance(a, Ref) and isinstance(b, Ref):
        return Union((a, b))
    left, right = fields_of(a, types) or (), {f.name: f for f in fields_of(b, types) or ()}
    shared = [(f, right[f.name]) for f in left if f.name in right]
    joined = [(f, join(f.type, g.type, types)) for f, g in shared]
    fields = tuple(Field(f.name, t, f.description, span=f.span) for f, t in joined if t is not None)
    return Record(fields) if fields else None


def _join_variants(a: Type, b: Type, types: Types) -> Type | None:
    options = [o for t in (a, b) for o in _options(t)]
    records = all(isinstance(o, Ref) and fields_of(o, types) is not None for o in options)
    return Union(tuple(dict.fromkeys(options))) if records else None
