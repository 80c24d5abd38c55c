"""Scores with intervals: the mean of rows, and the paired gain of one program over another.

Promise: pure Python, seeded, the same bytes everywhere; 2,000 draws over 300 rows take at most about 0.1 s. May import:
nothing of ours.

Sources: percentile bootstrap (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, ch. 13); exact sign test
on discordant pairs (McNemar 1947); Student's t tail by Wallace's normalising transform (Wallace 1959)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, comb, copysign, erfc, exp, floor, fsum, lgamma, log, log1p, sqrt
from operator import mul
from random import Random

DRAWS = 2000
FLIPS = 499
Z95 = 1.959964
"""The 97.5 % point of the normal distribution."""
CLEAR = 0.02
"""A p-value is not worth refining below this, or above 1 minus it."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over `rows` rows with the ends of its interval at `level`. Without rows all three are 0."""

    mean: float
    low: float
    high: float
    rows: int
    level: float = 0.95

    @property
    def clear(self) -> bool:
        """The interval leaves out zero: for a gain, that it is more than chance at this level."""
        return self.low > 0 or self.high < 0


def mean(values: Sequence[float]) -> float:
    """The mean, 0 for no values; the order of values does not matter to the last bit."""
    return fsum(values) / len(values) if values else 0.0


def mean_interval(scores: Sequence[float], *, seed: int = 0, draws: int = DRAWS, level: float = 0.95) -> Interval:
    """The mean of scores with a percentile bootstrap interval. The same scores in another order give the same."""
    values = sorted(scores)
    if not values:
        return Interval(0.0, 0.0, 0.0, 0, level)
    middle = mean(values)
    if values[0] == values[-1]:
        return Interval(middle, middle, middle, len(values), level)
    means = sorted(_resampled(values, draws, Random(seed)))
    tail = (1 - level) / 2
    low = means[max(0, floor(tail * draws))]
    high = means[min(draws - 1, ceil((1 - tail) * draws) - 1)]
    return Interval(middle, low, high, len(values), level)


def paired_gain(
    before: Sequence[float], after: Sequence[float], *, seed: int = 0, draws: int = DRAWS, level: float = 0.95
) -> Interval:
    """The mean of `after - before` row by row, with its bootstrap interval: rows are drawn, so pairs stay together.
    Raises ValueError when the lengths differ."""
    return mean_interval(_differences(before, after), seed=seed, draws=draws, level=level)


def _resampled(values: Sequence[float], draws: int, rng: Random) -> Iterator[float]:
    """Means of samples of `values` with replacement. Of at most three kinds of values, as right and wrong give, only
    how often each is drawn matters: binomial numbers, drawn from their distribution function."""
    n, kinds = len(values), sorted(set(values))
    if len(kinds) > 3:
        yield from (fsum(rng.choices(values, k=n)) / n for _ in range(draws))
        return
    counts = [values.count(kind) for kind in kinds]
    tables: dict[tuple[int, int], list[float]] = {}
    for _ in range(draws):
        left, rest, total = n, n, 0.0
        for at, kind in enumerate(kinds):
            drawn = left if at == len(kinds) - 1 else _binomial(left, at, counts[at] / rest, tables, rng)
            total += drawn * kind
            left, rest = left - drawn, rest - counts[at]
        yield total / n


def _binomial(n: int, which: int, p: float, tables: dict[tuple[int, int], list[float]], rng: Random) -> int:
    """A binomial number by inversion; `tables` keeps the distribution functions, `which` says for which `p`."""
    table = tables.get((n, which))
    if table is None:
        logs = [lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) + (n - k) * log1p(-p) for k in range(n)]
        table = tables[n, which] = list(accumulate(exp(value) for value in logs))
    return bisect_right(table, rng.random())


def p_worse(scores: Sequence[float], best: Sequence[float]) -> float:
    """How likely it is by chance alone that `scores` fall as far below `best` on the same rows: a one-sided p-value.

    Exact sign test when every difference is 0 or of one size, as with 0/1 scores; else the paired t-test. 1.0 when
    the mean is not lower.

    >>> round(p_worse([0, 0, 0, 0, 0], [1, 1, 1, 1, 1]), 4)
    0.0312
    >>> p_worse([1, 0], [0, 1])
    1.0"""
    differences = _differences(scores, best)
    gap = mean(differences)
    if gap <= 0:
        return 1.0
    unequal = [d for d in differences if d != 0]
    if len({abs(d) for d in unequal}) == 1:
        ups, n = sum(d > 0 for d in unequal), len(unequal)
        return float(sum(comb(n, k) for k in range(ups, n + 1)) / 2**n)
    return _t_tail(differences, gap)


def p_lead(base: Sequence[float], best: Sequence[float], tried: Sequence[Sequence[float]], *, seed: int = 0) -> float:
    """How likely it is that, of all candidates `tried`, any would lead `base` as clearly as `best` does if none made a
    difference. Each holds the scores of the same rows in the same order, or of the first of them.

    Sign-flip max-T test: when nothing differs, a row's difference may as well have the other sign; flipping whole rows
    keeps how alike the candidates are, so many near copies of one count little more than one (Westfall and Young 1993).
    Exact bounds decide where they can: the p-value of the best alone, and its product with the number of candidates."""
    alone = p_worse(base, best)
    if len(tried) * alone <= CLEAR or alone >= 1 - CLEAR:
        return min(1.0, len(tried) * alone)
    rows = [_differences(base[: len(scores)], scores) for scores in tried]
    pairs = [(d, sqrt(fsum(x * x for x in d))) for d in rows if any(d)]
    differences = _differences(base, best)
    lead = fsum(differences) / sqrt(fsum(x * x for x in differences)) - 1e-9
    rng, beaten = Random(seed), 1
    for _ in range(FLIPS):
        signs = rng.choices((-1.0, 1.0), k=len(base))
        beaten += any(sum(map(mul, d, signs)) >= lead * size for d, size in pairs)
    return beaten / (FLIPS + 1)


def _t_tail(differences: Sequence[float], gap: float) -> float:
    freedom = len(differences) - 1
    spread = sqrt(fsum((d - gap) ** 2 for d in differences) / freedom)
    t = gap / (spread / sqrt(freedom + 1))
    z = copysign((8 * freedom + 1) / (8 * freedom + 3) * sqrt(freedom * log1p(t * t / freedom)), t)
    return erfc(z / sqrt(2)) / 2


def sure_interval(scores: Sequence[float], *, seed: int = 0, level: float = 0.95) -> Interval:
    """As `mean_interval`, but never empty where all scores are equal: n equal draws leave open, at this level, that a
    share of `1 - tail ** (1 / n)` of all rows scores otherwise, at worst 0 and at best 1. For scores from 0 to 1 alone.

    >>> round(sure_interval([1.0] * 20).low, 3)
    0.832"""
    found = mean_interval(scores, seed=seed, level=level)
    if not scores or found.low != found.high:
        return found
    same = ((1 - level) / 2) ** (1 / len(scores))
    return Interval(found.mean, found.mean * same, 1 - (1 - found.mean) * same, found.rows, level)


def rows_to_decide(scores: Sequence[float], at_least: float) -> int | None:
    """About how many rows it takes until the 95 % interval of a mean like that of `scores` leaves `at_least` to one
    side: (z s / d)^2 for a distance d, the normal approximation; None where the mean is `at_least` itself, or where
    nothing is known."""
    if not scores or mean(scores) == at_least:
        return None
    middle, distance = mean(scores), abs(mean(scores) - at_least)
    spread = sqrt(fsum((s - middle) ** 2 for s in scores) / len(scores))
    if spread == 0:
        room = at_least / middle if middle > at_least else (1 - at_least) / (1 - middle)
        return ceil(log(0.025) / log(room)) if 0 < room < 1 else None
    return ceil((Z95 * spread / distance) ** 2)


def _differences(before: Sequence[float], after: Sequence[float]) -> list[float]:
    return [b - a for a, b in zip(before, after, strict=True)]
