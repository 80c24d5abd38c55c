"""`@frozen` gives what a frozen dataclass gives, for less."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

import pytest

from sigc.base.frozen import frozen


@frozen
class Point:
    x: int
    y: tuple[int, ...] = ()
    where: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Twin:
    x: int
    y: tuple[int, ...] = ()
    where: str = field(default="", compare=False)


@frozen
class Other:
    x: int
    y: tuple[int, ...] = ()


@pytest.mark.parametrize("make", [Point, Twin])
def test_values_compare_and_hash_by_their_fields(make: type[Point]) -> None:
    assert make(1, (2,)) == make(1, (2,), "elsewhere")
    assert hash(make(1, (2,))) == hash(make(1, (2,), "elsewhere"))
    assert make(1) != make(2)
    assert make(1) != Other(1)
    assert {make(1): "a"}[make(1)] == "a"


def test_it_is_a_dataclass_with_slots() -> None:
    assert [f.name for f in fields(Point)] == ["x", "y", "where"]
    assert replace(Point(1), x=3) == Point(3)
    assert repr(Point(1)) == repr(Twin(1)).replace("Twin", "Point")
    assert not hasattr(Point(1), "__dict__")
    match Point(1, (2,)):
        case Point(x, y):
            assert (x, y) == (1, (2,))


def test_values_of_different_classes_never_compare_equal() -> None:
    assert Point(1) != Other(1)
    assert Other(1) != Point(1)
