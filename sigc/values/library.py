"""The pure library: len, sort, mean, matches, similarity and the rest.

Promise: every function returns a value or raises ValueFailure; none changes its arguments; results are bounded as the
operators' are. `key` is a path of fields (`"owner.name"`). May import: sigc.ir, sigc.values."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cmp_to_key, reduce
from typing import Any

from sigc.base.frozen import frozen
from sigc.values.operations import (
    MAX_ITEMS,
    MAX_TEXT,
    ValueFailure,
    add,
    attr_,
    bounded_list,
    bounded_text,
    contains_,
    eq,
    kind_of,
    lt,
)
from sigc.values.regex import full_match, pattern_problem

MAX_RANGE = 100_000
"""Numbers that one `range` may give."""


@frozen
class LibraryFunction:
    """`least` to `most` positional arguments (`most` None: any number), and the names it takes besides."""

    name: str
    call: Callable[..., Any]
    least: int
    most: int | None
    keywords: tuple[str, ...] = ()


def call_library(name: str, args: Iterable[Any], named: Iterable[tuple[str, Any]] = ()) -> Any:
    """Call a library function by name. Raises ValueFailure; KeyError when there is no such function."""
    return LIBRARY[name].call(*args, **dict(named))


# --- text ------------------------------------------------------------------------------------------------------------


def len_(of: Any) -> int:
    if not isinstance(of, str | list | dict):
        raise ValueFailure(f"{kind_of(of)} has no length")
    return len(of)


def lower(text: Any) -> str:
    return _text("lower", text).lower()


def upper(text: Any) -> str:
    return bounded_text(_text("upper", text).upper())


def strip(text: Any) -> str:
    """Without white space at both ends."""
    return _text("strip", text).strip()


def split(text: Any, separator: Any = None) -> list[str]:
    """The parts between separators; without one, the words between runs of white space."""
    if separator == "":
        raise ValueFailure("split needs a separator that is not empty")
    return bounded_list(list(_text("split", text).split(None if separator is None else _text("split", separator))))


def join(items: Any, separator: Any = "") -> str:
    texts = [_text("join", item) for item in _list("join", items)]
    between = _text("join", separator)
    if sum(map(len, texts)) + len(between) * len(texts) > MAX_TEXT + len(between):
        raise ValueFailure(f"the text is longer than {MAX_TEXT} characters")
    return between.join(texts)


def replace(text: Any, old: Any, new: Any) -> str:
    """Every `old` in the text becomes `new`."""
    whole, part, other = _text("replace", text), _text("replace", old), _text("replace", new)
    if not part:
        raise ValueFailure("replace needs a text that is not empty to look for")
    if len(whole) + whole.count(part) * (len(other) - len(part)) > MAX_TEXT:
        raise ValueFailure(f"the text is longer than {MAX_TEXT} characters")
    return whole.replace(part, other)


def contains(box: Any, item: Any) -> bool:
    """`item in box`."""
    return contains_(item, box)


def starts_with(text: Any, start: Any) -> bool:
    return _text("starts_with", text).startswith(_text("starts_with", start))


def matches(text: Any, pattern: Any) -> bool:
    """Does the pattern match the whole text? See values/regex.py for the dialect."""
    text, pattern = _text("matches", text), _text("matches", pattern)
    problem = pattern_problem(pattern)
    if problem:
        raise ValueFailure(f"no pattern: {problem}")
    return full_match(pattern, text)


def fits(value: Any, schema: Any) -> bool:
    """Does a value match a JSON Schema?"""
    # Loaded here, since few programs have schemas.
    from sigc.values.schemas import NoSchema, mismatch
    from sigc.values.wire import plain

    try:
        return mismatch(plain(value), schema) is None
    except NoSchema as problem:
        raise ValueFailure(f"no JSON Schema: {problem}") from None


def similarity(left: Any, right: Any) -> float:
    """How alike two texts are, 0 to 1: Dice's coefficient of their character trigrams as multisets, case and runs of
    white space ignored, two blanks before the text and one after, so that short texts have trigrams too. Two empty
    texts are alike. Source: Dice, Measures of the Amount of Ecologic Association Between Species, 1945."""
    a, b = _trigrams(_text("similarity", left)), _trigrams(_text("similarity", right))
    total = a.total() + b.total()
    return 2 * (a & b).total() / total if total else 1.0


def _trigrams(text: str) -> Counter[str]:
    words = " ".join(text.casefold().split())
    padded = f"  {words} " if words else ""
    return Counter(padded[i : i + 3] for i in range(len(padded) - 2))


# --- lists -----------------------------------------------------------------------------------------------------------


def unique(items: Any, *, key: Any = None) -> list[Any]:
    """Without repetitions, first ones kept, in order; with a key, one item for each of its values."""
    seen: set[Any] = set()
    kept = []
    for item in _list("unique", items):
        mark = _frozen(_keyed(item, key))
        if mark not in seen:
            seen.add(mark)
            kept.append(item)
    return kept


def sort(items: Any, *, key: Any = None) -> list[Any]:
    """In rising order; equal ones stay as they stood."""
    return sorted(_list("sort", items), key=lambda item: _ORDER(_keyed(item, key)))


def top(items: Any, n: Any, *, key: Any = None) -> list[Any]:
    """The `n` largest, the largest first; equal ones as they stood."""
    ranked = sorted(_list("top", items), key=lambda item: _ORDER(_keyed(item, key)), reverse=True)
    return ranked[: max(0, _int("top", n))]


def min_(*items: Any, key: Any = None) -> Any:
    """The least item of one list, or of several arguments; the first of equal ones."""
    return min(_several("min", items), key=lambda item: _ORDER(_keyed(item, key)))


def max_(*items: Any, key: Any = None) -> Any:
    return max(_several("max", items), key=lambda item: _ORDER(_keyed(item, key)))


def count(items: Any, *value: Any) -> int:
    """How many items there are, or how many equal the value; in a text, how often the value stands in it."""
    if not value:
        return len_(items)
    if isinstance(items, str):
        part = _text("count", value[0])
        if not part:
            raise ValueFailure("count needs a text that is not empty to look for")
        return items.count(part)
    return sum(eq(item, value[0]) for item in _list("count", items))


def sum_(items: Any) -> Any:
    """The sum of the numbers in a list; of nothing it is 0."""
    numbers = _numbers("sum", items)
    return reduce(add, numbers, 0)


def mean(items: Any) -> float:
    """The arithmetic mean of the numbers in a list; of nothing it fails."""
    numbers = _numbers("mean", items)
    if not numbers:
        raise ValueFailure("the mean of nothing")
    try:
        return math.fsum(numbers) / len(numbers)
    except OverflowError:
        raise ValueFailure("the number is too large") from None


def mode(items: Any) -> Any:
    """The most frequent item, the first of equally frequent ones; of nothing it fails."""
    marks = [(_frozen(item), item) for item in _list("mode", items)]
    if not marks:
        raise ValueFailure("the mode of nothing")
    seen = Counter(mark for mark, _ in marks)
    most = max(seen.values())
    return next(item for mark, item in marks if seen[mark] == most)


def any_(items: Any) -> bool:
    return any(_list("any", items))


def all_(items: Any) -> bool:
    return all(_list("all", items))


def zip_(*lists: Any) -> list[list[Any]]:
    """Lists of the items that stand at the same place, as long as the shortest list."""
    return [list(items) for items in zip(*(_list("zip", x) for x in lists), strict=False)]


def flatten(lists: Any) -> list[Any]:
    """One list of all items of the lists in a list; one level only."""
    parts = [_list("flatten", part) for part in _list("flatten", lists)]
    if sum(map(len, parts)) > MAX_ITEMS:
        raise ValueFailure(f"the list has more than {MAX_ITEMS} items")
    return [item for part in parts for item in part]


def range_(first: Any, *more: Any) -> list[int]:
    """`range(n)`, `range(first, end)`, `range(first, end, step)` as in Python; at most MAX_RANGE numbers."""
    ends = [_int("range", x) for x in (first, *more)]
    if len(ends) == 3 and ends[2] == 0:
        raise ValueFailure("range needs a step that is not 0")
    numbers = range(*ends)
    if numbers[MAX_RANGE:]:
        raise ValueFailure(f"range gives at most {MAX_RANGE} numbers")
    return list(numbers)


# --- numbers ---------------------------------------------------------------------------------------------------------


def round_(number: Any, digits: Any = None) -> Any:
    """As Python rounds: to an int, or to a number of decimals; a half goes to the even neighbour: `round(2.5)` is 2."""
    number = _number("round", number)
    if digits is None:
        return round(number)
    places = _int("round", digits)
    if not -20 <= places <= 20:
        raise ValueFailure("round takes -20 to 20 digits")
    return round(number, places)


def abs_(number: Any) -> Any:
    return abs(_number("abs", number))


# --- arguments -------------------------------------------------------------------------------------------------------


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueFailure(f"{name} needs a str, not {kind_of(value)}")
    return value


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueFailure(f"{name} needs a list, not {kind_of(value)}")
    return value


def _int(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueFailure(f"{name} needs an int, not {kind_of(value)}")
    return value


def _number(name: str, value: Any) -> Any:
    if not isinstance(value, int | float):
        raise ValueFailure(f"{name} needs a number, not {kind_of(value)}")
    return value


def _numbers(name: str, items: Any) -> list[Any]:
    return [_number(name, item) for item in _list(name, items)]


def _several(name: str, items: tuple[Any, ...]) -> list[Any]:
    several = _list(name, items[0]) if len(items) == 1 else list(items)
    if not several:
        raise ValueFailure(f"the {name} of nothing")
    return several


def _keyed(item: Any, key: Any) -> Any:
    """What a key path finds in an item; without a key the item itself."""
    return item if key is None else reduce(attr_, _text("key", key).split("."), item)


def _compare(left: Any, right: Any) -> int:
    return -1 if lt(left, right) else 1 if lt(right, left) else 0


_ORDER = cmp_to_key(_compare)
"""Python's sorts with the language's own order, which fails where there is none."""


def _frozen(value: Any) -> Any:
    """A hashable stand-in, equal for equal values."""
    if isinstance(value, list):
        return ("list", *map(_frozen, value))
    if isinstance(value, dict):
        return ("record", frozenset((key, _frozen(item)) for key, item in value.items()))
    return value if not isinstance(value, date) or isinstance(value, datetime) else ("date", value)


def date_(text: Any) -> date:
    """The day that an ISO text names."""
    try:
        return date.fromisoformat(_text("date", text))
    except ValueError:
        raise ValueFailure(f"`{text:.40}` is no date") from None


def datetime_(text: Any) -> datetime:
    """The moment that an ISO text names, with an offset where the text has one."""
    try:
        return datetime.fromisoformat(_text("datetime", text))
    except ValueError:
        raise ValueFailure(f"`{text:.40}` is no datetime") from None


LIBRARY: dict[str, LibraryFunction] = {
    f.name: f
    for f in (
        LibraryFunction("len", len_, 1, 1),
        LibraryFunction("lower", lower, 1, 1),
        LibraryFunction("upper", upper, 1, 1),
        LibraryFunction("strip", strip, 1, 1),
        LibraryFunction("split", split, 1, 2),
        LibraryFunction("join", join, 1, 2),
        LibraryFunction("replace", replace, 3, 3),
        LibraryFunction("contains", contains, 2, 2),
        LibraryFunction("starts_with", starts_with, 2, 2),
        LibraryFunction("unique", unique, 1, 1, ("key",)),
        LibraryFunction("sort", sort, 1, 1, ("key",)),
        LibraryFunction("top", top, 2, 2, ("key",)),
        LibraryFunction("count", count, 1, 2),
        LibraryFunction("sum", sum_, 1, 1),
        LibraryFunction("min", min_, 1, None, ("key",)),
        LibraryFunction("max", max_, 1, None, ("key",)),
        LibraryFunction("mean", mean, 1, 1),
        LibraryFunction("mode", mode, 1, 1),
        LibraryFunction("any", any_, 1, 1),
        LibraryFunction("all", all_, 1, 1),
        LibraryFunction("round", round_, 1, 2),
        LibraryFunction("abs", abs_, 1, 1),
        LibraryFunction("zip", zip_, 2, None),
        LibraryFunction("flatten", flatten, 1, 1),
        LibraryFunction("range", range_, 1, 3),
        LibraryFunction("matches", matches, 2, 2),
        LibraryFunction("similarity", similarity, 2, 2),
        LibraryFunction("fits", fits, 2, 2),
        LibraryFunction("date", date_, 1, 1),
        LibraryFunction("datetime", datetime_, 1, 1),
    )
}
