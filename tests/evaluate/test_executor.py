"""Rows in flight: a limit, results in row order, failures that stay on their row or stop the run."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sigc.evaluate.executor import run_rows
from sigc.evaluate.rows import Row
from sigc.lm.base import BudgetSpent
from sigc.runtime.errors import CallFailed

ROWS = [Row(str(i), {"n": i}, {}) for i in range(40)]


class Fake:
    """An engine whose later rows answer first; counts how many run at once."""

    def __init__(self, fails: dict[int, BaseException] | None = None) -> None:
        self.fails, self.now, self.peak, self.ran = fails or {}, 0, 0, 0

    async def run(self, inputs: Any, sample: int = 0) -> dict[str, Any]:
        self.now += 1
        self.ran += 1
        self.peak = max(self.peak, self.now)
        for _ in range(40 - inputs["n"]):
            await asyncio.sleep(0)
        self.now -= 1
        if inputs["n"] in self.fails:
            raise self.fails[inputs["n"]]
        return {"twice": inputs["n"] * 2}


def test_results_come_in_row_order_with_at_most_so_many_in_flight() -> None:
    engine = Fake()
    outcomes = asyncio.run(run_rows(engine, ROWS, concurrency=7))
    assert [o.got for o in outcomes] == [{"twice": i * 2} for i in range(40)]
    assert engine.peak == 7


def test_a_failed_call_is_its_rows_outcome() -> None:
    outcomes = asyncio.run(run_rows(Fake({3: CallFailed("SIG0821", "n", 2, "no")}), ROWS))
    assert [o.row.id for o in outcomes if o.failure] == ["3"]


@pytest.mark.parametrize(
    "failure", [BudgetSpent("calls", 1, 2), CallFailed("SIG0809", "n", 1, "unreachable", retryable=True)]
)
def test_a_spent_budget_and_a_dead_model_stop_the_run(failure: BaseException) -> None:
    engine = Fake({39: failure})
    with pytest.raises(type(failure)):
        asyncio.run(run_rows(engine, [ROWS[39], *ROWS[:20]], concurrency=2))
    assert engine.ran < 20
