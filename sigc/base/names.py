"""Near misses: the one name a user probably meant.

Promise: at most one suggestion, and only when it is close. May import: nothing of ours."""

from __future__ import annotations

from collections.abc import Iterable


def distance(a: str, b: str) -> int:
    """Edits between two names (insert, delete, replace, swap of neighbours), ignoring case."""
    a, b = a.lower(), b.lower()
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]


def closest(name: str, known: Iterable[str]) -> str | None:
    """The nearest known name, or None when the nearest is more than a third of the name's length away. A name of
    one letter is near to nothing but itself in the other case.

    >>> closest("Triag", ["Triage", "Answer"])
    'Triage'
    >>> closest("Triag", ["Answer"]) is None
    True"""
    most = max(1, len(name) // 3) if len(name) > 1 else 0
    shortest, longest, letters = len(name) - most, len(name) + most, set(name.lower())
    best: tuple[int, str] | None = None
    for other in known:
        # A file has thousands of names, and may have as many mistakes: most names are told apart at a glance.
        if not shortest <= len(other) <= longest or other == name:
            continue
        if len(letters.symmetric_difference(other.lower())) > 2 * most:
            continue
        found = (distance(name, other), other)
        if found[0] <= most and (best is None or found < best):
            best = found
    return best[1] if best else None


def sure(name: str, known: Iterable[str]) -> str | None:
    """The one known name that is a single slip away, where no other is nearly as close: safe to write in its place.

    >>> sure("Triag", ["Triage", "Answer"])
    'Triage'
    >>> sure("mode", ["node", "model"]) is None
    True"""
    near = [other for other in set(known) if other != name and abs(len(other) - len(name)) <= 2]
    close = [other for other in near if distance(name, other) <= 2] if 3 <= len(name) <= 60 else []
    return close[0] if len(close) == 1 and distance(name, close[0]) == 1 else None
