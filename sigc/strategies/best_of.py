"""best_of: several answers, and the one that a metric likes best.

May import: sigc.ir, sigc.strategies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sigc.ir.program import Task, Values
from sigc.strategies.base import Ask, Failed
from sigc.strategies.sampling import graded_all, inner_tasks, samples


@dataclass(frozen=True, slots=True)
class BestOf:
    """Up to `n` samples of the strategy `of`, in waves of 1, 2, 4 … at the same time; a wave with a score of
    `at_least` is the last. Ties go to the earliest."""

    defaults: ClassVar[Mapping[str, Any]] = {"n": 3, "at_least": 1.0, "of": "cot"}

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        return inner_tasks(options["of"], task)

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        best: tuple[float, Values] | None = None
        failure: Failed | None = None
        for wave in waves(options["n"]):
            try:
                found = await samples(ask, inputs, options, wave)
            except Failed as failed:
                failure = failure or failed
                continue
            for one, graded in zip(found, await graded_all(ask, inputs, found), strict=True):
                if best is None or graded.score > best[0]:
                    best = graded.score, one
            if best is not None and best[0] >= options["at_least"]:
                break
        if best is None:
            assert failure is not None  # every wave failed
            raise failure
        return best[1]


def waves(n: int) -> Iterator[range]:
    """0; 1, 2; 3 … 6; …, below n: an easy answer costs one call, a hard one few turns."""
    start, size = 0, 1
    while start < n:
        yield range(start, min(start + size, n))
        start, size = start + size, size * 2
