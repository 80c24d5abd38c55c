"""A metric applied to one row: a score from 0 to 1, perhaps with feedback.

Promise: never raises for what a row or a reply holds; a metric that fails on a row scores 0 on that row alone and says
why. Metrics that call judges are judging.py's. May import: sigc.ir, sigc.values, sigc.evaluate.rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from sigc.evaluate.rows import Row
from sigc.ir.program import Metric, Values
from sigc.ir.types import Types
from sigc.values.evaluate import evaluate
from sigc.values.operations import ValueFailure


@dataclass(frozen=True, slots=True)
class Scored:
    """`score` from 0 to 1; `feedback`: what the metric says about the answer; `reason`: why there is no proper score
    (the call failed, or the metric did), else empty."""

    score: float
    feedback: str = ""
    reason: str = ""


def score(metric: Metric, row: Row, got: Values, types: Types) -> Scored:
    """The metric over `row` (inputs and extras), `want` and `got`. The score is clipped to 0..1; a score that is no
    finite number counts 0."""
    env, types = names_of(row, got), {**types, **(metric.types or {})}
    try:
        for step in metric.steps:
            env[step.name] = evaluate(step.value, env, types)
        value = evaluate(metric.score, env, types)
    except ValueFailure as failure:
        return Scored(0.0, reason=f"metric `{metric.name}` failed: {failure}")
    return clipped(metric.name, value, _feedback(metric, env, types))


def names_of(row: Row, got: Values) -> dict[str, Any]:
    """What a metric sees of one row."""
    return {"row": {**row.extra, **row.inputs}, "want": dict(row.want), "got": dict(got)}


def clipped(name: str, value: Any, feedback: str) -> Scored:
    """What the metric `name` gave, as a score from 0 to 1."""
    if not isinstance(value, (int, float)) or not isfinite(value):
        return Scored(0.0, feedback, f"metric `{name}` gave {value!r}, which is no number")
    return Scored(min(1.0, max(0.0, float(value))), feedback)


def _feedback(metric: Metric, env: Mapping[str, Any], types: Types) -> str:
    """The feedback, empty when the metric has none or its expression fails."""
    if metric.feedback is None:
        return ""
    try:
        return str(evaluate(metric.feedback, env, types))
    except ValueFailure:
        return ""
