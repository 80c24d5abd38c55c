"""How large a value can be: shapes, from types and from what is known of the values put together.

Promise: every value of an expression is of its shape. A size without an upper end is infinite until `named` gives it a
name. May import: sigc.base, sigc.ir, sigc.values, sigc.analysis."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any, TypeAlias

from sigc.analysis.bounds_expr import INFINITE, ZERO, Bound, least_of, most_of, number
from sigc.analysis.pattern_width import pattern_width
from sigc.base.frozen import frozen
from sigc.ir import types as t
from sigc.ir.spell import spell
from sigc.values.wire import tagged_variants


@frozen
class Text:
    """Text of `least` to `most` code points; None: no type says how long."""

    least: int = 0
    most: int | None = None
    pattern: str | None = None


@frozen
class Spelled:
    """A value with few spellings, such as a number or a member. `samples`: those that take the most room;
    `quoted`: it is a string in JSON. `type`: what it is one of, None when only the samples are known."""

    samples: tuple[str, ...]
    quoted: bool = False
    type: t.Type | None = None


@frozen
class Items:
    """A list, or the keys of a map."""

    least: Bound
    most: Bound
    item: Shape


@frozen
class Entries:
    """A map."""

    most: Bound
    value: Shape


@frozen
class Fields:
    """A record; `name`: of its type; `tagged`: a prompt says the name too."""

    fields: tuple[tuple[str, Shape], ...]
    name: str | None = None
    tagged: bool = False

    def get(self, name: str) -> Shape:
        return next((shape for field, shape in self.fields if field == name), UNKNOWN)


@frozen
class Choice:
    """One of several, `none` among them for what is optional."""

    options: tuple[Shape, ...]


@frozen
class Opaque:
    """Anything: JSON, a medium, a record inside itself, a value of which nothing is known."""

    type: t.Type | None = None


Shape: TypeAlias = Text | Spelled | Items | Entries | Fields | Choice | Opaque

UNKNOWN = Opaque()
NONE = Spelled(("null",), type=t.Nothing())
WHOLE_NUMBERS = 20
"""Digits and sign that a number without a range is taken to have, which 64 bits do not exceed."""
_FLOATS = ("-1.7976931348623157e+308", "-0.00012345678901234567")
_MOMENTS = ("9999-12-31T23:59:59.999999+23:59:59.999999",)


# ---- from types --------------------------------------------------------------------------------------------------


def shape_of_type(type_: t.Type, types: t.Types, inside: frozenset[str] = frozenset()) -> Shape:
    """The shape of every value of a type. `inside`: the records that are being looked into."""
    match type_:
        case t.Str():
            width = pattern_width(type_.pattern) if type_.pattern is not None else None
            most = min((n for n in (type_.max, width) if n is not None), default=None)
            return Text(type_.min or 0, most, type_.pattern)
        case t.List():
            item = shape_of_type(type_.item, types, inside)
            return Items(number(type_.min or 0), INFINITE if type_.max is None else number(type_.max), item)
        case t.Map():
            return Entries(INFINITE, shape_of_type(type_.value, types, inside))
        case t.Optional():
            return choice(shape_of_type(type_.item, types, inside), NONE)
        case t.Union():
            return _union(type_, types, inside)
        case t.Ref() | t.Record():
            return _named_type(type_, types, inside)
        case t.Chat():
            return shape_of_type(t.List(t.CHAT_TURN), types, inside)
        case t.Json() | t.Media():
            return Opaque(type_)
        case _:
            return _scalar(type_)


def _union(union: t.Union, types: t.Types, inside: frozenset[str]) -> Shape:
    tagged = tagged_variants(union, types)

    def variant(option: t.Type) -> Shape:
        shape = shape_of_type(option, types, inside)
        return replace(shape, tagged=True) if isinstance(shape, Fields) and shape.name in tagged else shape

    return choice(*map(variant, union.options))


def _named_type(type_: t.Ref | t.Record, types: t.Types, inside: frozenset[str]) -> Shape:
    enum = t.enum_of(type_, types)
    if enum is not None:
        return Spelled(tuple(m.wire for m in enum.members), True, type_)
    name = type_.name if isinstance(type_, t.Ref) else None
    if name is not None and name in inside:
        return Opaque(type_)
    below = inside if name is None else inside | {name}
    fields = t.fields_of(type_, types) or ()
    return Fields(tuple((f.name, shape_of_type(f.type, types, below)) for f in fields), name)


def _scalar(type_: t.Type) -> Shape:
    match type_:
        case t.Int(lo=int(lo), hi=int(hi)):
            return Spelled((str(lo), str(hi)), type=type_)
        case t.Int():
            return Spelled(("-" + "9" * (WHOLE_NUMBERS - 1),), type=type_)
        case t.Float():
            return Spelled(_FLOATS, type=type_)
        case t.Bool():
            return Spelled(("true", "false"), type=type_)
        case t.Date():
            return Spelled(("9999-12-31",), True, type_)
        case t.DateTime():
            return Spelled(_MOMENTS, True, type_)
        case t.Lit(value=str(word)):
            return Spelled((word,), True, type_)
        case t.Lit(value=value):
            return Spelled((shown_number(value),), type=type_)
        case _:
            return NONE


def shown_number(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# ---- from values -------------------------------------------------------------------------------------------------


def shape_of_value(value: Any) -> Shape:
    """The shape of one value in memory, of no known type."""
    match value:
        case None:
            return NONE
        case str():
            return Text(len(value), len(value))
        case bool() | int() | float():
            return Spelled((shown_number(value),))
        case list():
            count = number(len(value))
            return Items(count, count, joined([shape_of_value(item) for item in value]))
        case dict():
            return Fields(tuple((name, shape_of_value(item)) for name, item in value.items()))
        case date():
            return Spelled((value.isoformat(),), True)
        case _:
            return UNKNOWN


# ---- put together ------------------------------------------------------------------------------------------------


def choice(*shapes: Shape) -> Shape:
    """One of several, choices among them opened."""
    flat = [o for s in shapes for o in (s.options if isinstance(s, Choice) else (s,))]
    once = tuple(dict.fromkeys(flat))
    return once[0] if len(once) == 1 else Choice(once)


def joined(shapes: Sequence[Shape]) -> Shape:
    """A shape that all values of all these shapes have; of nothing, that of no value."""
    return reduce(_join, shapes) if shapes else NONE


def _join(a: Shape, b: Shape) -> Shape:
    match a, b:
        case _ if a == b:
            return a
        case (Opaque(), _) | (_, Opaque()):
            return UNKNOWN
        case Text(), Text():
            most = None if a.most is None or b.most is None else max(a.most, b.most)
            return Text(min(a.least, b.least), most, a.pattern if a.pattern == b.pattern else None)
        case Items(), Items():
            return Items(least_of(a.least, b.least), most_of(a.most, b.most), _join_items(a, b))
        case Entries(), Entries():
            return Entries(most_of(a.most, b.most), _join(a.value, b.value))
        case Fields(), Fields() if [n for n, _ in a.fields] == [n for n, _ in b.fields] and a.name == b.name:
            both = zip(a.fields, b.fields, strict=True)
            return replace(a, fields=tuple((name, _join(one, other)) for (name, one), (_, other) in both))
        case _:
            return choice(a, b)


def _join_items(a: Items, b: Items) -> Shape:
    """An empty list says nothing of its items."""
    if not a.most:
        return b.item
    return a.item if not b.most else _join(a.item, b.item)


def fitted(declared: Shape, given: Shape) -> Shape:
    """What a value of shape `given` is once it is known to be of the type with the shape `declared`: the type's own
    structure, with every size the smaller one."""
    match declared, given:
        case Choice(), _:
            given_options = given.options if isinstance(given, Choice) else (given,)
            return choice(*(_fitted_option(declared.options, g) for g in given_options))
        case _, Choice():
            return joined([fitted(declared, g) for g in given.options if g != NONE]) if _some(given) else declared
        case Text(), Text():
            return Text(max(declared.least, given.least), _less(declared.most, given.most), declared.pattern)
        case Text(), Spelled(type=t.Lit(), quoted=True):
            return given
        case Items(), Items():
            least, most = most_of(declared.least, given.least), least_of(declared.most, given.most)
            return Items(least, most, fitted(declared.item, given.item))
        case Entries(), Entries():
            return Entries(least_of(declared.most, given.most), fitted(declared.value, given.value))
        case Entries(), Fields():
            values = [fitted(declared.value, value) for _, value in given.fields]
            return Entries(number(len(values)), joined(values)) if values else Entries(ZERO, declared.value)
        case Fields(), Fields():
            names = {name for name, _ in given.fields}
            inside = ((n, fitted(shape, given.get(n)) if n in names else shape) for n, shape in declared.fields)
            return replace(declared, fields=tuple(inside))
        case _:
            return declared


def _fitted_option(options: tuple[Shape, ...], given: Shape) -> Shape:
    """Which of the declared options it is, where its kind says so."""
    alike = [o for o in options if type(o) is type(given) and (o == NONE) == (given == NONE)]
    if isinstance(given, Fields) and len(alike) > 1:
        alike = [o for o in alike if isinstance(o, Fields) and o.name == given.name]
    if len(alike) == 1 and not isinstance(given, Spelled):
        return fitted(alike[0], given)
    return NONE if given == NONE and NONE in options else Choice(options)


def _some(given: Choice) -> bool:
    return any(option != NONE for option in given.options)


def _less(a: int | None, b: int | None) -> int | None:
    return min((n for n in (a, b) if n is not None), default=None)


def fits(given: Shape, declared: Shape) -> bool:
    """Whether every value of shape `given` surely is of the type with the shape `declared`. A record type with rules
    of its own is asked for by name."""
    match given, declared:
        case Choice(), _:
            return all(fits(option, declared) for option in given.options)
        case _, Choice():
            return any(fits(given, option) for option in declared.options)
        case Text(), Text():
            short = declared.most is None or (given.most is not None and given.most <= declared.most)
            return short and given.least >= declared.least and declared.pattern in (None, given.pattern)
        case Items(), Items():
            ceiling, own = declared.most.ceiling, given.most.ceiling
            short = ceiling is None or (own is not None and own <= ceiling)
            return short and given.least.floor >= declared.least.floor and fits(given.item, declared.item)
        case Entries(), Entries():
            return fits(given.value, declared.value)
        case Fields(), Fields():
            alike = given.name == declared.name and len(given.fields) == len(declared.fields)
            return alike and all(fits(given.get(name), shape) for name, shape in declared.fields)
        case (Spelled(type=one), Spelled(type=other)) | (Opaque(type=one), Opaque(type=other)):
            return one is not None and one == other
        case _:
            return False


# ---- looking inside ----------------------------------------------------------------------------------------------


def inside(shape: Shape, look: Callable[[Shape], Shape | None]) -> Shape:
    """What `look` finds in a value, in each of its options where it is a choice; unknown where it finds nothing."""
    options = shape.options if isinstance(shape, Choice) else (shape,)
    found = [look(option) for option in options if option != NONE]
    return joined([f for f in found if f is not None]) if found and None not in found else UNKNOWN


def field_of(shape: Shape, name: str) -> Shape:
    return inside(shape, lambda s: s.get(name) if isinstance(s, Fields) else None)


def items_of(shape: Shape) -> Items:
    """The list, or the keys of the map, that a `for` runs over."""

    def look(s: Shape) -> Shape | None:
        if isinstance(s, Entries):
            return Items(ZERO, s.most, Text())
        return s if isinstance(s, Items) else None

    found = inside(shape, look)
    return found if isinstance(found, Items) else Items(ZERO, INFINITE, UNKNOWN)


Place: TypeAlias = tuple[str, str]
"""A field and what declares it, such as `pages` and "tool `search`"; two empty texts where nothing does."""

Namer: TypeAlias = Callable[[str, Place, Items | Entries], tuple[Bound, Bound]]
"""(path, where it is declared, the list or map) -> its least and most size, under a name."""


def named(shape: Shape, path: str, place: Place, name: Namer) -> Shape:
    """The shape with a name for every size that is infinite; what lies inside a list or a map has one name for all
    items, `docs[].tags`."""
    match shape:
        case Items():
            item = named(shape.item, f"{path}[]", place, name)
            if not shape.most.infinite:
                return replace(shape, item=item)
            least, most = name(path, place, shape)
            return Items(most_of(shape.least, least), most, item)
        case Entries():
            value = named(shape.value, f"{path}[]", place, name)
            return Entries(name(path, place, shape)[1] if shape.most.infinite else shape.most, value)
        case Fields():
            owner = f"type `{shape.name}`" if shape.name is not None else place[1]
            fields = ((n, named(inner, f"{path}.{n}", (n, owner), name)) for n, inner in shape.fields)
            return replace(shape, fields=tuple(fields))
        case Choice():
            return choice(*(named(option, path, place, name) for option in shape.options))
        case _:
            return shape


def remedy(place: Place, sized: Items | Entries) -> str:
    """What gives a list an end."""
    name, owner = place
    if isinstance(sized, Entries):
        return "a map has no greatest size; make it a list with an end"
    if not owner:
        return "take a part with an end, as in `xs[0:10]`, or give the list that it comes from an end"
    if sized.item == shape_of_type(t.CHAT_TURN, {}):
        return f"a chat has no greatest size; call with the last turns, as in `{name}[-8:]`"
    return f"write `{name}: [{_item(sized.item)}](..10)` in {owner}"


def _item(shape: Shape) -> str:
    match shape:
        case Text():
            return "str"
        case Fields(name=str(name)):
            return name
        case Spelled(type=type_) if type_ is not None:
            return spell(type_)
        case _:
            return "…"
