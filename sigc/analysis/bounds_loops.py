"""How large what a loop carries can become.

Promise: as shapes: never too small. May import: sigc.analysis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sigc.analysis.bounds_expr import INFINITE, ZERO, Bound
from sigc.analysis.bounds_shape import UNKNOWN, Choice, Entries, Fields, Items, Shape, Text, joined


def results_of(results: Sequence[Mapping[str, Shape]]) -> Shape:
    return Fields(tuple((name, joined([result[name] for result in results])) for name in results[0]))


def widened(before: Shape, after: Shape) -> Shape:
    """`after`, with no end to any size that is larger than it was before."""
    match before, after:
        case _ if before == after:
            return before
        case Items(), Items():
            most = after.most if before.most == after.most else INFINITE
            least = after.least if before.least == after.least else ZERO
            return Items(least, most, widened(before.item, after.item))
        case Entries(), Entries():
            most = after.most if before.most == after.most else INFINITE
            return Entries(most, widened(before.value, after.value))
        case Text(), Text():
            return Text(0, after.most if before.most == after.most else None)
        case Fields(), Fields() if [n for n, _ in before.fields] == [n for n, _ in after.fields]:
            inside = ((n, widened(shape, after.get(n))) for n, shape in before.fields)
            return replace(after, fields=tuple(inside))
        case Choice(), Choice() if len(before.options) == len(after.options):
            return Choice(tuple(map(widened, before.options, after.options)))
        case _:
            return UNKNOWN


def steady(first: Shape, any_: Shape, after: Shape, most: Bound) -> Shape:
    """A list that had `first` items, and of any length has a fixed number more after a turn: its length in any turn."""
    if not (isinstance(first, Items) and isinstance(any_, Items) and isinstance(after, Items)):
        return any_
    more = after.most.minus(any_.most)
    if more is None or not set(any_.most.sizes()).isdisjoint(more.sizes()):
        return any_
    return replace(any_, most=first.most + most * more)
