"""Near misses, against the plain definition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sigc.base.names import closest, distance, sure

NAMES = st.text("abAB_", max_size=8)


@given(NAMES, st.lists(NAMES, max_size=12))
def test_the_nearest_name_that_is_near_enough(name: str, known: list[str]) -> None:
    scored = sorted((distance(name, other), other) for other in known if other != name)
    near = scored and scored[0][0] <= (max(1, len(name) // 3) if len(name) > 1 else 0)
    assert closest(name, known) == (scored[0][1] if near else None)


@given(NAMES, NAMES)
def test_distance(a: str, b: str) -> None:
    assert distance(a, b) == distance(b, a)
    assert abs(len(a) - len(b)) <= distance(a, b) <= max(len(a), len(b))
    assert (distance(a, b) == 0) == (a.lower() == b.lower())


@given(NAMES, st.lists(NAMES, max_size=12))
def test_what_is_written_for_a_name_is_the_only_close_one(name: str, known: list[str]) -> None:
    close = [other for other in set(known) if other != name and distance(name, other) <= 2]
    found = sure(name, known)
    assert found is None or (close == [found] and distance(name, found) == 1)
    if len(name) >= 3 and len(close) == 1 and distance(name, close[0]) == 1:
        assert found == close[0]
