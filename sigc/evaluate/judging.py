"""Answers scored by a metric that calls judges.

Promise: scores come in the order of answers; the same answer to the same row is judged once; a judge that fails costs
that row its score and says why, unless no judge can be reached. Judges' calls are counted apart from the program's.
May import: sigc.ir, sigc.lm.base, sigc.runtime, sigc.evaluate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sigc.evaluate.executor import CONCURRENCY, Outcome, collect, collecting, in_order
from sigc.evaluate.metric import Scored, clipped, names_of
from sigc.evaluate.rows import content_key
from sigc.ir.program import Metric
from sigc.lm.base import LM
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed
from sigc.values.operations import ValueFailure


@dataclass(frozen=True, slots=True)
class Judged:
    """A score and what it cost: requests of judges, and US dollars at list price (None: unknown)."""

    scored: Scored
    requests: int = 0
    cost: float | None = 0.0
    failure: CallFailed | None = None


def failed(outcome: Outcome) -> Scored:
    """The score of a run that gave no answer."""
    return Scored(0.0, reason=str(outcome.failure))


class Judges:
    """A metric whose `judges` are ready to run. `lm_for` and `tools` as the engine takes them."""

    def __init__(self, metric: Metric, lm_for: Callable[[str | None], LM], tools: Any = None) -> None:
        assert metric.judges is not None
        engine = Engine(metric.judges, lm_for, tools=tools, trace=collect)
        self._judgement = engine.judgement(metric)
        self._memo: dict[tuple[str, str], Judged] = {}

    async def scores(self, outcomes: Sequence[Outcome], concurrency: int = CONCURRENCY) -> list[Judged]:
        """Raises CallFailed when a judge's model cannot be reached after all retries, since a 0 would say something
        about the answer; and what ends any run: BudgetSpent, LMError."""
        return await in_order(outcomes, self._judged, concurrency)

    async def _judged(self, outcome: Outcome) -> Judged:
        if outcome.got is None:
            return Judged(failed(outcome))
        key = (outcome.row.id, content_key(outcome.got))
        if key not in self._memo:
            self._memo[key] = await self._asked(outcome)
        return self._memo[key]

    async def _asked(self, outcome: Outcome) -> Judged:
        assert outcome.got is not None
        failure: ValueFailure | CallFailed | None = None
        with collecting() as calls:
            try:
                value, feedback = await self._judgement.of(names_of(outcome.row, outcome.got))
            except CallFailed as error:
                if error.retryable:
                    raise
                failure = error
            except ValueFailure as error:
                failure = error
        requests, costs = sum(len(call.replies) for call in calls), [call.cost for call in calls]
        cost = None if None in costs else sum(c for c in costs if c is not None)
        if failure is None:
            return Judged(clipped(self._judgement.name, value, feedback), requests, cost)
        why = Scored(0.0, reason=f"metric `{self._judgement.name}` failed: {failure}")
        return Judged(why, requests, cost, failure if isinstance(failure, CallFailed) else None)
