"""The tree of thoughts searched by sampling: where steps have been worth most so far, and where little is known.

Monte Carlo tree search by upper confidence bounds (Kocsis and Szepesvári 2006) over lines of thought, as in LATS (Zhou
et al. 2023). Promise: at most `budget` steps of thought are asked for, and what is asked does not depend on the order
in which replies arrive. May import: sigc.ir, sigc.strategies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log, sqrt
from typing import Any

from sigc.ir.program import Values
from sigc.strategies.base import Ask, Failed
from sigc.strategies.lines import Line, Thoughts, answers, best_of, given, longer
from sigc.strategies.sampling import together

CURIOSITY = sqrt(2)
"""How much a seldom visited place counts beside a good one."""
FULL = 10
"""The highest value that a model gives."""


@dataclass(slots=True, eq=False)
class Place:
    """A line of thought in the tree: how often the search went through it, and the sum of what it found there."""

    thoughts: Thoughts = ()
    above: Place | None = None
    visits: int = 0
    total: float = 0.0
    below: list[Place] = field(default_factory=list)
    grown: bool = False

    def add(self, thoughts: Thoughts, value: float) -> None:
        """A longer line below this one, and its value for all lines that led there."""
        made = Place(thoughts, self)
        self.below.append(made)
        place: Place | None = made
        while place is not None:
            place.visits, place.total = place.visits + 1, place.total + value
            place = place.above

    def is_open(self, depth: int) -> bool:
        """Is there anything left to grow, here or below?"""
        if not self.grown:
            return len(self.thoughts) < depth
        return any(place.is_open(depth) for place in self.below)

    def promise(self) -> float:
        assert self.above is not None  # asked of what stands below another place
        return self.total / self.visits + CURIOSITY * sqrt(log(self.above.visits) / self.visits)


async def climb(ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
    """The best answer found within the budget."""
    width, depth, left = options["width"], options["depth"], options["budget"]
    search = _ByModel(ask, inputs, width) if options["value"] == "model" else _ByAnswer(ask, inputs)
    root = Place()
    while left > 0 and root.is_open(depth) and not search.done:
        place, count = _leaf(root, depth), min(width, left)
        left, place.grown = left - count, True
        try:
            lines = await longer(ask, inputs, [place.thoughts], width, count)
            for thoughts, value in await search.values(lines):
                place.add(thoughts, value)
        except Failed:
            if not search.found:
                raise
            break
    return (await search.best()).answer


def _leaf(root: Place, depth: int) -> Place:
    """Down to a place that has not grown, each time to the most promising one, the earliest of equals."""
    place = root
    while place.grown:
        place = max((p for p in place.below if p.is_open(depth)), key=Place.promise)
    return place


class _ByAnswer:
    """A line is worth what the answer from it scores; a perfect score ends the search."""

    def __init__(self, ask: Ask, inputs: Values) -> None:
        self._ask, self._inputs = ask, inputs
        self.found: list[Line] = []

    @property
    def done(self) -> bool:
        return bool(self.found) and best_of(self.found).score >= 1

    async def values(self, lines: list[Thoughts]) -> list[tuple[Thoughts, float]]:
        fresh = await answers(self._ask, self._inputs, lines)
        self.found += fresh
        return [(line.thoughts, line.score) for line in fresh]

    async def best(self) -> Line:
        return best_of(self.found)


class _ByModel:
    """A line is worth what a model says of it; the `width` best ones are answered from in the end."""

    done = False

    def __init__(self, ask: Ask, inputs: Values, width: int) -> None:
        self._ask, self._inputs, self._width = ask, inputs, width
        self.found: list[tuple[Thoughts, float]] = []

    async def values(self, lines: list[Thoughts]) -> list[tuple[Thoughts, float]]:
        said = await together([self._ask("value", given(self._ask, self._inputs, line)) for line in lines])
        fresh = [(line, _share(one)) for line, one in zip(lines, said, strict=True)]
        self.found += fresh
        return fresh

    async def best(self) -> Line:
        ranked = sorted(self.found, key=lambda pair: -pair[1])  # stable: of equals the earliest stays first
        return best_of(await answers(self._ask, self._inputs, [line for line, _ in ranked[: self._width]]))


def _share(said: Values | Failed) -> float:
    """A value from 0 to 1; what could not be valued is worth nothing."""
    if isinstance(said, Failed):
        return 0.0
    *_, value = said.values()
    return float(value) / FULL
