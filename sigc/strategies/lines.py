"""Lines of thought: what the searches of `tree` share. A line grows by a next step, and can be answered from.

May import: sigc.ir, sigc.strategies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sigc.ir.program import Values
from sigc.strategies.base import Ask, Failed
from sigc.strategies.sampling import answered, graded_all, together

Thoughts: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of thought, and what answering from it gave."""

    thoughts: Thoughts
    score: float
    answer: Values


async def longer(ask: Ask, inputs: Values, kept: Iterable[Thoughts], width: int, most: int) -> list[Thoughts]:
    """Every line with each of its first `most` of `width` next steps, equal ones once. Raises the first failure when
    all failed."""
    places = [(line, number) for line in kept for number in range(most)]
    found = await together([ask.sampled(n, width)("think", given(ask, inputs, line)) for line, n in places])
    answered(found)
    pairs = zip(places, found, strict=True)
    grown = [(*line, next(iter(one.values()))) for (line, _), one in pairs if not isinstance(one, Failed)]
    return list(dict.fromkeys(grown))


async def answers(ask: Ask, inputs: Values, lines: Sequence[Thoughts]) -> list[Line]:
    """Each line answered from and scored; those whose answer failed are left out. Raises as `longer`."""
    found = await together([ask("main", given(ask, inputs, line)) for line in lines])
    answered(found)
    pairs = zip(lines, found, strict=True)
    kept = [(line, one) for line, one in pairs if not isinstance(one, Failed)]
    graded = await graded_all(ask, inputs, [one for _, one in kept])
    return [Line(line, grade.score, one) for (line, one), grade in zip(kept, graded, strict=True)]


def best_of(lines: Iterable[Line]) -> Line:
    """The one with the highest score, the earliest of equals."""
    return max(lines, key=lambda line: line.score)


def given(ask: Ask, inputs: Values, line: Thoughts) -> Values:
    """The inputs with a line of thought in the field for it."""
    shown = "\n".join(f"{number}. {thought}" for number, thought in enumerate(line, 1))
    return {**inputs, ask.task("main").inputs[-1].name: shown or None}
