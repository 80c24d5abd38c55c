"""What is known of an expression once it was looked at, and of several put together.

Promise: as bounds_cost.py, with the shapes of values and the costs of failures beside the costs.
May import: sigc.base, sigc.analysis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from sigc.analysis.bounds_cost import NO_COSTS, Costs, any_of, in_turn, one_of, side_by_side
from sigc.analysis.bounds_shape import UNKNOWN, Shape
from sigc.base.frozen import frozen
from sigc.base.source import Span


@frozen
class Seen:
    """What is known of an expression: the shape of its value, its costs, and what it costs at least when one of its
    calls fails; None when it has none that could."""

    shape: Shape
    costs: Costs = field(default_factory=dict)
    failing: Costs | None = None


@frozen
class At:
    """Where an expression stands. `module`: what names are put before those of a module that others call; `hint`: the
    binding that gets its value; `once`: it is evaluated once in a run, so a size met there is one size; `loops`: how
    many loops it is inside of."""

    module: str = ""
    hint: str | None = None
    once: bool = True
    span: Span | None = None
    loops: int = 0


def then(first: Seen, second: Seen) -> Seen:
    """The second after the first; its value."""
    costs = in_turn([first.costs, second.costs])
    failing = None if second.failing is None else in_turn([first.costs, second.failing])
    return Seen(second.shape, costs, any_failing([first.failing, failing]))


def together(parts: Iterable[Seen]) -> Seen:
    found = list(parts)
    return Seen(UNKNOWN, side_by_side([p.costs for p in found]), any_failing([p.failing for p in found]))


def perhaps(costs: Costs) -> Costs:
    return one_of([costs, NO_COSTS]) if costs else costs


def any_failing(parts: Iterable[Costs | None]) -> Costs | None:
    """The least that the failure of one of the parts costs; None when none can fail."""
    known = [part for part in parts if part is not None]
    return any_of(known) if known else None
