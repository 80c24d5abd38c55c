"""The arithmetic of bounds: laws, and how they are told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigc.analysis.bounds_expr import INFINITE, ONE, USD, ZERO, Bound, Size, dollars, least_of, most_of, number, of_atom

NAMES = ("len(a)", "len(b)", "len(c)")
A, B, C = (of_atom(Size(name)) for name in NAMES)
leaves = st.one_of(st.integers(0, 9).map(number), st.sampled_from([A, B, C]))
bounds = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: p[0] + p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] * p[1]),
        st.tuples(inner, inner).map(lambda p: least_of(*p)),
        st.tuples(inner, inner).map(lambda p: most_of(*p)),
    ),
    max_leaves=5,
)
sizes = st.fixed_dictionaries(dict.fromkeys(NAMES, st.integers(0, 6)))
quick = settings(max_examples=80, deadline=None)


@quick
@given(bounds, bounds, sizes)
def test_operations_are_those_of_numbers(a: Bound, b: Bound, at: dict[str, int]) -> None:
    assert (a + b).at(at) == a.at(at) + b.at(at)
    assert (a * b).at(at) == a.at(at) * b.at(at)
    assert least_of(a, b).at(at) == min(a.at(at), b.at(at))
    assert most_of(a, b).at(at) == max(a.at(at), b.at(at))


@quick
@given(bounds, bounds, bounds)
def test_order_does_not_matter(a: Bound, b: Bound, c: Bound) -> None:
    assert a + b == b + a
    assert a * b == b * a
    assert (a + b) + c == a + (b + c)
    assert a * (b + c) == a * b + a * c
    assert most_of(a, b) == most_of(b, a)
    assert least_of(a, a) == a == most_of(a, ZERO)


@quick
@given(bounds, sizes)
def test_floor_and_ceiling(a: Bound, at: dict[str, int]) -> None:
    assert a.floor <= a.at(at)
    assert a.ceiling is None or a.at(at) <= a.ceiling
    assert (a.ceiling is None) == any(a.open_sizes())
    assert a.value is None or a.value == a.at(at)


@quick
@given(bounds, bounds)
def test_minus(a: Bound, b: Bound) -> None:
    assert (a + b).minus(b) == a


def test_infinity() -> None:
    assert INFINITE + A == INFINITE == most_of(A, INFINITE)
    assert least_of(INFINITE, A) == A
    assert INFINITE * ZERO == ZERO
    assert (INFINITE.ceiling, INFINITE.value, str(INFINITE)) == (None, None, "no limit")
    with pytest.raises(OverflowError):
        INFINITE.at({})


@pytest.mark.parametrize(
    ("bound", "text"),
    [
        (ZERO, "0"),
        (number(8) + A * 3, "8 + 3·len(a)"),
        (A * A + A * B * 2, "len(a)² + 2·len(a)·len(b)"),
        (most_of(A + ONE, B + ONE), "1 + max(len(a), len(b))"),
        (least_of(number(10), A) * 2 + ONE, "1 + 2·min(10, len(a))"),
        (most_of(most_of(A, B), A + B), "len(a) + len(b)"),
        (of_atom(USD) * 1_250_000 * A + of_atom(USD) * 2_055_000_000, "0.002055 + 0.00000125·len(a)"),
        (most_of(of_atom(USD) * 1_250_000 * A, of_atom(USD) * 5_000_000), "max(0.000005, 0.00000125·len(a))"),
    ],
)
def test_how_it_is_told(bound: Bound, text: str) -> None:
    assert str(bound) == text


@pytest.mark.parametrize(
    ("pico", "text"), [(0, "0"), (1, "0.000000000001"), (123_456_789_012, "0.1235"), (12_345 * 10**12, "12345")]
)
def test_money(pico: int, text: str) -> None:
    assert dollars(pico) == text
