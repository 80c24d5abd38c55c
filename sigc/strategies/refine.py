"""refine: answer, hear what is wrong with the answer, answer again.

Madaan et al. 2023, "Self-Refine"; the feedback is the metric's and that of broken rules, not a model's.
May import: sigc.ir, sigc.strategies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sigc.ir.expr import Is, Not, Var
from sigc.ir.program import Guide, Task, Values
from sigc.strategies.base import Ask, Failed
from sigc.strategies.deriving import clipped, extra, written
from sigc.strategies.sampling import inner_run, inner_tasks

WORDS = "`{attempt}` is an answer given before, and `{advice}` what is wrong with it. Give a better answer."


@dataclass(frozen=True, slots=True)
class Refine:
    """Up to `n` answers by the strategy `of`, one after the other; those after the first are shown the last one and
    what is wrong with it. An answer that scores `at_least` is the last; the best one is given, ties to the earliest."""

    defaults: ClassVar[Mapping[str, Any]] = {"n": 3, "at_least": 1.0, "of": "cot"}

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        attempt = extra("attempt", "the answer given before", task)
        advice = extra("advice", "what is wrong with it", task)
        guide = Guide(Not(Is(Var(attempt.name), None)), WORDS.format(attempt=attempt.name, advice=advice.name))
        again = replace(task, inputs=(*task.inputs, attempt, advice), guides=(*task.guides, guide))
        return inner_tasks(options["of"], again)

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        n, main = options["n"], ask.task("main")
        attempt, advice = (f.name for f in main.inputs[-2:])
        best: tuple[float, Values] | None = None
        shown: dict[str, Any] = {attempt: None, advice: None}
        for number in range(n):
            try:
                found = await inner_run(options["of"], ask.sampled(number, n).once(), {**inputs, **shown})
            except Failed as failed:
                if not failed.misfit or (number == n - 1 and best is None):
                    raise
                shown = {attempt: clipped(failed.raw), advice: failed.reason}
                continue
            graded = await ask.grade(inputs, found)
            if best is None or graded.score > best[0]:
                best = graded.score, found
            if graded.score >= options["at_least"]:
                break
            feedback = graded.feedback or f"it scores {graded.score:.2g}, which is less than {options['at_least']:g}"
            shown = {attempt: written(found, main.outputs, main.types), advice: feedback}
        assert best is not None  # the last failure would have been raised
        return best[1]
