"""Near misses, against the plain definition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sigc.base.names import closest, distance

NAMES = st.text("abAB_", max_size=8)


@given(NAMES, st.lists(NAMES, max_size=12))
def test_the_nearest_name_that_is_near_enough(name: str, known: list[str]) -> None:
    scored = sorted((distance(name, other), other) for other in known if other != name)
    near = scored and scored[0][0] <= max(1, len(name) // 3)
    assert closest(name, known) == (scored[0][1] if near else None)


@given(NAMES, NAMES)
def test_distance(a: str, b: str) -> None:
    assert distance(a, b) == distance(b, a)
    assert abs(len(a) - len(b)) <= distance(a, b) <= max(len(a), len(b))
    assert (distance(a, b) == 0) == (a.lower() == b.lower())
