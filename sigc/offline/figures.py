"""Numbers: read from the inputs, or judged like a class where values are explained or shown.

Promise: a value within the type's range. May import: sigc.ir, sigc.offline."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sigc.ir.types import Float, Int
from sigc.offline.classes import ClassIndex
from sigc.offline.closed import Closed
from sigc.offline.evidence import classes_of, cues
from sigc.offline.solve import Case, Draw, Example, Found, Place, Solver, best
from sigc.offline.words import label_words, stem, words

_NUMBER = re.compile(r"(?<![\w.:/-])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\w]|[:/-]\d|\.\d)")
"""A figure that is no part of a time, a date or a code."""
_NAMED = {
    word: number
    for number, word in enumerate(
        words(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty"
        )
    )
}
FEW = 21
"""A range of at most this many integers can be judged like a closed set."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands in the inputs: near the place's own words where there are several. `usual` is given when
    there is none: the mean of the demos, else the nearest to 0 within the range."""

    place: Place
    usual: float

    def solve(self, case: Case, draw: Draw) -> Found:
        spots = [spot for spot in numbers_in(case.whole.raw) if _fits(spot[0], self.place)]
        if not spots:
            return Found(_typed(self.usual, self.place), False)
        near = {stem(w) for w in (*label_words(self.place.name), *words(self.place.description))}
        scored = []
        for value, start, end in spots:
            around = case.whole.raw[max(0, start - 40) : start], case.whole.raw[end : end + 25]
            score = 1.0 + _nearness(words(around[0])[::-1], near) + 0.8 * _nearness(words(around[1]), near)
            scored.append((score, f"{value}@{start}"))
        value, start, end = spots[best(scored, draw, self.place.path)]
        return Found(_typed(value, self.place), True, (case.whole.raw[start:end],))


@dataclass(frozen=True, slots=True)
class Weighed:
    """A number without explained values: the mean of the demos' values, weighed by likeness to their inputs."""

    place: Place
    index: ClassIndex
    values: tuple[float, ...]

    def solve(self, case: Case, draw: Draw) -> Found:
        scores = [
            (score + 1e-9) ** 2 * math.exp(draw.noise.of(f"{self.place.path}={i}"))
            for i, score in enumerate(self.index.scores(case.whole))
        ]
        mean = sum(s * v for s, v in zip(scores, self.values, strict=True)) / sum(scores)
        return Found(_typed(mean, self.place), max(scores) > 1e-12)


def numbers_in(text: str) -> list[tuple[float, int, int]]:
    """Numbers with their start and end, figures and number words, in order.

    >>> numbers_in("1,200 for two")
    [(1200.0, 0, 5), (2.0, 10, 13)]"""
    spots = [(float(m[0].replace(",", "").replace("−", "-")), m.start(), m.end()) for m in _NUMBER.finditer(text)]
    for m in re.finditer(r"[A-Za-z]+", text):
        if m[0].lower() in _NAMED:
            spots.append((float(_NAMED[m[0].lower()]), m.start(), m.end()))
    return sorted(spots, key=lambda spot: spot[1])


def number(place: Place, examples: Sequence[Example]) -> Solver:
    """Reads numbers when the demos' values stand in their inputs, or without demos when no value is explained."""
    shown = [e for e in examples if isinstance(e.value, int | float) and not isinstance(e.value, bool)]
    read = sum(any(e.value == value for value, _, _ in numbers_in(e.case.whole.raw)) for e in shown)
    explained = cues(place.description)
    type_ = place.type
    if isinstance(type_, Int) and type_.lo is not None and type_.hi is not None and type_.hi - type_.lo < FEW:
        judged = read * 2 < len(shown) if shown else bool(explained)
        if judged or any(note.member is not None for note in place.notes):
            return _judged(place, range(type_.lo, type_.hi + 1), shown)
    elif shown and read * 2 < len(shown):
        return _weighed(place, shown)
    usual = sum(e.value for e in shown) / len(shown) if shown else 0.0
    return Number(place, usual)


def _judged(place: Place, values: Sequence[int], shown: Sequence[Example]) -> Closed:
    labels = [str(value) for value in values]
    shots = [(e.case.whole, list(values).index(e.value)) for e in shown if e.value in values]
    classes = classes_of(labels, replace(place, description=""), cues(place.description))
    usual = Counter(number for _, number in shots).most_common()
    fallback = min((n for n, k in usual if k == usual[0][1]), default=(len(labels) - 1) // 2)
    return Closed(place.path, tuple(values), tuple(labels), ClassIndex(classes, shots), fallback)


def _weighed(place: Place, shown: Sequence[Example]) -> Weighed:
    values = sorted({float(e.value) for e in shown})
    labels = [str(value) for value in values]
    shots = [(e.case.whole, values.index(float(e.value))) for e in shown]
    return Weighed(place, ClassIndex(classes_of(labels, place, {}), shots), tuple(values))


def _nearness(nearby: Sequence[str], wanted: set[str]) -> float:
    """1 for a wanted word right beside, less with every word between."""
    return next((1.0 / (1 + i) for i, word in enumerate(nearby[:5]) if stem(word) in wanted), 0.0)


def _fits(value: float, place: Place) -> bool:
    type_ = place.type
    if isinstance(type_, Int) and value != int(value):
        return False
    lo, hi = (type_.lo, type_.hi) if isinstance(type_, Int | Float) else (None, None)
    return (lo is None or value >= lo) and (hi is None or value <= hi)


def _typed(value: float, place: Place) -> int | float:
    type_ = place.type
    if isinstance(type_, Int | Float):
        value = max(value, type_.lo) if type_.lo is not None else value
        value = min(value, type_.hi) if type_.hi is not None else value
    return math.floor(value + 0.5) if isinstance(type_, Int) else float(value)
