"""Dates and times that stand in the inputs.

Promise: nothing depends on today: "tomorrow" is no date. May import: sigc.ir, sigc.offline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sigc.ir.types import DateTime
from sigc.offline.solve import Case, Draw, Found, Place, best
from sigc.offline.words import label_words, stem, words

_MONTHS = words("january february march april may june july august september october november december")
_MONTH = r"(?P<month>" + "|".join(m[:3] + (f"(?:{m[3:]})?" if m[3:] else "") for m in _MONTHS) + r")\.?"
_FORMS = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"\b(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})\b"),
    re.compile(r"\b(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})\b"),
    re.compile(r"\b(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?{_MONTH},?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(rf"\b{_MONTH}\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.I),
)
_TIME = re.compile(r"[T ,]+(?:at\s+)?(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2}))?\s*(?P<half>[ap]m)?", re.I)
NO_DATE = date(2000, 1, 1)
"""What a required date is when the inputs hold none."""


@dataclass(frozen=True, slots=True)
class When:
    """A date or a date with time: near the place's own words where there are several."""

    place: Place

    def solve(self, case: Case, draw: Draw) -> Found:
        raw = case.whole.raw
        spots = sorted(_dates(raw), key=lambda spot: spot[1])
        if not spots:
            return Found(self._typed(NO_DATE, None), False)
        near = {stem(w) for w in (*label_words(self.place.name), *words(self.place.description))}
        scored = []
        for day, start, _ in spots:
            before = words(raw[max(0, start - 40) : start])[::-1]
            score = next((1.0 / (1 + i) for i, word in enumerate(before[:5]) if stem(word) in near), 0.0)
            scored.append((1.0 + score, f"{day}@{start}"))
        day, start, end = spots[best(scored, draw, self.place.path)]
        return Found(self._typed(day, _TIME.match(raw, end)), True, (raw[start:end],))

    def _typed(self, day: date, clock: re.Match[str] | None) -> date | datetime:
        if not isinstance(self.place.type, DateTime):
            return day
        if clock is None:
            return datetime.combine(day, time())
        hour = int(clock["h"]) % 24
        if clock["half"]:
            hour = hour % 12 + (12 if clock["half"].lower() == "pm" else 0)
        return datetime.combine(day, time(hour, int(clock["min"]) % 60, int(clock["s"] or 0) % 60))


def _dates(text: str) -> Iterator[tuple[date, int, int]]:
    for form in _FORMS:
        for m in form.finditer(text):
            parts = m.groupdict()
            if "a" in parts:
                first, second = int(parts["a"]), int(parts["b"])
                day, month = (second, first) if second > 12 else (first, second)
            else:
                day = int(parts["d"])
                month = int(parts["m"]) if "m" in parts else _month(parts["month"])
            try:
                yield date(int(parts["y"]), month, day), m.start(), m.end()
            except ValueError:
                continue


def _month(name: str) -> int:
    return next(i for i, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))
