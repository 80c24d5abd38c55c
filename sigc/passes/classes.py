"""Classes of rows: what a closed output can be, which of it a row wants, and rows drawn evenly over it.

Promise: the same rows in the same order give the same draws. May import: sigc.ir, sigc.values, sigc.passes.places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from sigc.evaluate.rows import Row
from sigc.ir.program import Signature
from sigc.ir.types import Bool, Field, Int, List, Optional, Type, Types, closed_set
from sigc.passes.places import Place
from sigc.values.wire import to_json

Item = TypeVar("Item")


WIDEST_RANGE = 20
"""An int of at most so many values is as good as a closed set."""


def members_of(type_: Type, types: Types) -> tuple[str, ...] | None:
    """What a closed type can say, in wire spelling: the members of an enum or of literals, true and false, the numbers
    of a short range, also inside a list or an optional. None when the type is open."""
    if isinstance(type_, (List, Optional)):
        return members_of(type_.item, types)
    if isinstance(type_, Bool):
        return ("true", "false")
    if isinstance(type_, Int) and type_.lo is not None and type_.hi is not None and type_.hi - type_.lo < WIDEST_RANGE:
        return tuple(str(number) for number in range(type_.lo, type_.hi + 1))
    return closed_set(type_, types)


def classes_of(value: Any, type_: Type, types: Types) -> tuple[str, ...]:
    """The members that a value says, in wire spelling, sorted; nothing for none."""
    plain = to_json(value, type_, types)
    items = plain if isinstance(plain, list) else [plain]
    words = {str(item).lower() if isinstance(item, bool) else str(item) for item in items if item is not None}
    return tuple(sorted(words))


def closed_outputs(signature: Signature, place: Place, types: Types) -> tuple[Field, ...]:
    """The closed outputs of a node that rows can say the wanted value of."""
    return tuple(f for f in signature.outputs if f.name in place.outputs and members_of(f.type, types))


def wanted_classes(row: Row, place: Place, output: Field, types: Types) -> tuple[str, ...]:
    """The members that a row wants of an output; nothing when the row does not say."""
    if not place.wants(row, output.name):
        return ()
    return classes_of(place.wanted(row, output.name), output.type, types)


def evenly(items: Iterable[Item], classes: Callable[[Item], Sequence[str]]) -> list[Item]:
    """The items so that every class comes once before any comes twice, as far as there are any: in each round, the
    first item left of each class. Items of several classes count for all of them; items of none come last."""
    left = list(items)
    rest = [item for item in left if not classes(item)]
    left = [item for item in left if classes(item)]
    out: list[Item] = []
    while left:
        met: set[str] = set()
        later: list[Item] = []
        for item in left:
            if met.isdisjoint(classes(item)):
                met.update(classes(item))
                out.append(item)
            else:
                later.append(item)
        left = later
    return out + rest


def at_most_each(items: Iterable[Item], classes: Callable[[Item], Sequence[str]], each: int) -> list[Item]:
    """The first items, so that no class is met more than `each` times unless an item brings a class that is short."""
    counts: dict[str, int] = {}
    out: list[Item] = []
    for item in items:
        mine = classes(item)
        if any(counts.get(c, 0) < each for c in mine):
            out.append(item)
            for c in mine:
                counts[c] = counts.get(c, 0) + 1
    return out
