"""Intervals and tests: what they cover, and that they do not depend on order or machine."""

from __future__ import annotations

from random import Random
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigc.evaluate.stats import mean_interval, p_lead, p_worse, paired_gain

scores = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@settings(max_examples=25, deadline=None)
@given(scores)
def test_an_interval_holds_its_mean_and_does_not_depend_on_order(values: list[float]) -> None:
    found = mean_interval(values, draws=200)
    assert found == mean_interval(list(reversed(values)), draws=200)
    assert found.low - 1e-9 <= found.mean <= found.high + 1e-9
    assert found.mean == pytest.approx(fmean(values))


def test_no_rows_and_equal_rows() -> None:
    assert mean_interval([]).rows == 0
    same = mean_interval([0.5] * 9)
    assert (same.low, same.high) == (0.5, 0.5)


def test_the_interval_covers_the_true_mean_about_as_often_as_it_says() -> None:
    hits = 0
    for world in range(150):
        rng = Random(world)
        found = mean_interval([float(rng.random() < 0.7) for _ in range(60)], seed=world, draws=300)
        hits += found.low <= 0.7 <= found.high
    assert 0.88 <= hits / 150 <= 1.0


def test_a_paired_gain_keeps_pairs_together() -> None:
    rng = Random(1)
    before = [float(rng.random() < 0.5) for _ in range(100)]
    better = [min(1.0, b + (i % 8 == 0)) for i, b in enumerate(before)]
    assert paired_gain(before, better).clear
    assert paired_gain(before, before).high == 0
    assert not paired_gain(before, [float(rng.random() < 0.5) for _ in before]).clear
    with pytest.raises(ValueError, match="zip"):
        paired_gain([1.0], [1.0, 0.0])


def test_the_race_stops_equals_no_more_often_than_it_says() -> None:
    stopped = 0
    for world in range(400):
        rng = Random(world)
        a, b = ([float(rng.random() < 0.6) for _ in range(64)] for _ in range(2))
        stopped += p_worse(a, b) < 0.05
    assert stopped / 400 <= 0.07


@pytest.mark.parametrize(
    ("worse", "better", "below"),
    [([0.0] * 16, [1.0] * 16, 0.001), ([0.2, 0.3] * 12, [0.6, 0.55] * 12, 0.001), ([0.5] * 9, [0.5] * 9, 1.1)],
)
def test_clearly_worse_is_found(worse: list[float], better: list[float], below: float) -> None:
    assert p_worse(worse, better) < below
    assert p_worse(better, worse) == 1.0


def test_the_best_of_many_equals_is_taken_for_better_about_as_often_as_it_says() -> None:
    taken = 0
    for world in range(150):
        rng = Random(world)
        base = [rng.random() for _ in range(30)]
        tried = [[x + rng.uniform(-0.5, 0.5) for x in base] for _ in range(12)]
        taken += p_lead(base, max(tried, key=sum), tried, seed=world) < 0.2
    assert 0.1 <= taken / 150 <= 0.3


def test_copies_of_one_candidate_count_little_more_than_one() -> None:
    rng = Random(3)
    base = [rng.random() for _ in range(30)]
    better = [x + rng.uniform(-0.3, 0.5) for x in base]
    assert p_worse(base, better) < p_lead(base, better, [better] * 20) < 3 * p_worse(base, better) + 0.02


def test_a_real_lead_is_found_among_many() -> None:
    rng = Random(4)
    base = [float(rng.random() < 0.5) for _ in range(60)]
    better = [max(b, float(rng.random() < 0.3)) for b in base]
    others = [[float(rng.random() < 0.5) for _ in range(60)] for _ in range(20)]
    assert p_lead(base, better, [better, *others]) < 0.02
