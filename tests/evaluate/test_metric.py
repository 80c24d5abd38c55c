"""A metric on one row: clipping, feedback, and failures that stay on their row."""

from __future__ import annotations

import pytest

from sigc.evaluate.metric import Scored, score
from sigc.evaluate.rows import Row
from sigc.ir.expr import Attr, Binary, Const, Expr, Index, ListOf, Var
from sigc.ir.program import Binding, Metric

ROW = Row("1", {"mail": "hello"}, {"team": "billing", "n": 3}, {"mode": "strict"})


def read(of: str, name: str) -> Expr:
    return Attr(Var(of), name)


def test_a_metric_sees_row_want_got_extras_and_its_own_steps() -> None:
    right = Binary("==", read("got", "team"), read("want", "team"))
    metric = Metric("m", Var("right"), read("row", "mode"), (Binding("right", right),))
    assert score(metric, ROW, {"team": "billing"}, {}) == Scored(1.0, "strict")
    assert score(metric, ROW, {"team": "other"}, {}) == Scored(0.0, "strict")


@pytest.mark.parametrize(("value", "clipped"), [(7, 1.0), (-2, 0.0), (0.25, 0.25), (True, 1.0)])
def test_scores_are_clipped(value: float, clipped: float) -> None:
    assert score(Metric("m", Const(value)), ROW, {}, {}).score == clipped


def test_a_failing_metric_scores_zero_and_says_why() -> None:
    found = score(Metric("m", Index(ListOf(()), Const(0))), ROW, {}, {})
    assert found.score == 0.0
    assert found.reason.startswith("metric `m` failed: ")


def test_a_score_that_is_no_number_counts_nothing() -> None:
    assert score(Metric("m", Const("high")), ROW, {}, {}).reason == "metric `m` gave 'high', which is no number"
    nan = score(Metric("m", read("got", "x")), ROW, {"x": float("nan")}, {})
    assert (nan.score, nan.reason) == (0.0, "metric `m` gave nan, which is no number")


def test_failing_feedback_is_no_feedback() -> None:
    metric = Metric("m", Const(1), Index(ListOf(()), Const(0)))
    assert score(metric, ROW, {}, {}) == Scored(1.0)
