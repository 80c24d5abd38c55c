"""A metric over an answer while a program runs: what `best_of`, `refine` and `tree` choose by.

Promise: never raises; a metric that fails scores 0 and says why. May import: sigc.ir,
sigc.values, sigc.strategies.base."""

from __future__ import annotations

from math import isfinite
from typing import Any

from sigc.ir.program import Metric, Values
from sigc.ir.types import Types
from sigc.strategies.base import Graded
from sigc.values.evaluate import evaluate
from sigc.values.operations import ValueFailure


def grade(metric: Metric, inputs: Values, outputs: Values, types: Types) -> Graded:
    """The metric over `row` (the inputs) and `got`; there is no `want`. The score is clipped to 0..1."""
    env: dict[str, Any] = {"row": dict(inputs), "got": dict(outputs)}
    try:
        for step in metric.steps:
            env[step.name] = evaluate(step.value, env, types)
        score = evaluate(metric.score, env, types)
        feedback = evaluate(metric.feedback, env, types) if metric.feedback is not None else ""
    except ValueFailure as failure:
        return Graded(0.0, f"the score has no value: {failure}")
    if not isinstance(score, int | float) or not isfinite(score):
        return Graded(0.0, f"the score is {score!r}, which is no number")
    return Graded(min(1.0, max(0.0, float(score))), str(feedback))
