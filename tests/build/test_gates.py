"""What scores decide: passed, failed or inconclusive, with the rows that it would take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigc.build.gates import decided, told
from sigc.evaluate.stats import rows_to_decide, sure_interval
from sigc.ir.project import Gate

SCORES = st.lists(st.sampled_from([0.0, 0.25, 1.0]), max_size=60)


def gate(at_least: float) -> Gate:
    return Gate("good", "Sort", "mails", "test", "right", at_least)


@pytest.mark.parametrize(
    ("scores", "at_least", "outcome", "needed"),
    [
        ([1.0] * 90 + [0.0] * 10, 0.8, "passed", None),
        ([1.0] * 50 + [0.0] * 50, 0.8, "failed", None),
        ([1.0] * 9 + [0.0], 0.8, "inconclusive", 35),
        ([1.0] * 3, 0.8, "inconclusive", 17),
        ([1.0] * 17, 0.8, "passed", None),
        ([0.0] * 3, 0.5, "inconclusive", 6),
        ([0.0] * 6, 0.5, "failed", None),
        ([], 0.5, "inconclusive", None),
        ([1.0] * 5, 1.0, "inconclusive", None),
    ],
)
def test_a_gate_ends(scores: list[float], at_least: float, outcome: str, needed: int | None) -> None:
    found = decided(gate(at_least), scores)
    assert (found.outcome, found.needed) == (outcome, needed)
    assert [d.code for d in told(found)] == {"passed": [], "failed": ["SIG0642"], "inconclusive": ["SIG0643"]}[outcome]


@given(SCORES, st.floats(0.01, 1))
def test_the_lower_end_decides(scores: list[float], at_least: float) -> None:
    found = decided(gate(at_least), scores)
    assert (found.outcome == "passed") == (bool(scores) and found.score.low >= at_least)
    assert (found.outcome == "failed") == (bool(scores) and found.score.high < at_least)


@given(SCORES)
def test_an_interval_never_claims_more_than_its_rows_show(scores: list[float]) -> None:
    found = sure_interval(scores)
    assert 0 <= found.low <= found.mean <= found.high <= 1
    if scores:
        assert found.low < found.high


@given(st.sampled_from([0.0, 0.25, 1.0]), st.floats(0.05, 0.95))
def test_so_many_equal_rows_really_decide(value: float, at_least: float) -> None:
    needed = rows_to_decide([value] * 3, at_least)
    if needed is not None:
        assert decided(gate(at_least), [value] * needed).outcome != "inconclusive"
        assert needed == 1 or decided(gate(at_least), [value] * (needed - 1)).outcome == "inconclusive"
