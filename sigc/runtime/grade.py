"""A metric ready to run: over rows when a program is scored, over answers when `best_of`, `refine` or `tree` choose.

Promise: steps are evaluated once, judges that need nothing of each other are asked together; a metric that fails, its
judges' failures included, scores 0 and says why. What is no failure of a call (a spent budget, a missing key) passes.
May import: sigc.ir, sigc.values, sigc.strategies.base, sigc.runtime."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from sigc.ir.program import Metric, Values
from sigc.ir.types import Types
from sigc.runtime.bindings import Bindings
from sigc.runtime.errors import CallFailed
from sigc.runtime.evaluate import Callee, Prepare
from sigc.strategies.base import Graded
from sigc.values.operations import ValueFailure


class Judgement:
    """The metric of one program. `call` carries out calls of judges, of modules with judges in them, and of tools."""

    __slots__ = ("_feedback", "_score", "_steps", "name")

    def __init__(self, metric: Metric, types: Types, call: Callee) -> None:
        prepare = Prepare(types, call)
        self.name = metric.name
        self._steps = Bindings(metric.steps, [prepare.step(step.value) for step in metric.steps])
        self._score = prepare.step(metric.score)
        self._feedback = prepare.step(metric.feedback) if metric.feedback is not None else None

    async def of(self, names: Mapping[str, Any], sample: int = 0) -> tuple[Any, str]:
        """Score, as it comes, and feedback, empty when its expression fails. `names`: `row`, `got` and perhaps `want`.
        Raises ValueFailure and CallFailed."""
        env = dict(names)
        await self._steps.run(env, sample)
        score = await self._score(env, sample)
        try:
            return score, str(await self._feedback(env, sample)) if self._feedback is not None else ""
        except (ValueFailure, CallFailed):
            return score, ""


async def grade(judgement: Judgement, inputs: Values, outputs: Values, sample: int) -> Graded:
    """The metric over `row` (the inputs) and `got`; there is no `want`. The score is clipped to 0..1."""
    try:
        score, feedback = await judgement.of({"row": dict(inputs), "got": dict(outputs)}, sample)
    except (ValueFailure, CallFailed) as failure:
        return Graded(0.0, f"the score has no value: {failure}")
    if not isinstance(score, int | float) or not isfinite(score):
        return Graded(0.0, f"the score is {score!r}, which is no number")
    return Graded(min(1.0, max(0.0, float(score))), feedback)
