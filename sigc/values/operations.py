"""The operators of the language as plain functions of values: one meaning for check, runtime and emitted package.

Promise: a function returns a value or raises ValueFailure, nothing else, for any values that the language has; no
result is a number that JSON cannot hold, a text over MAX_TEXT or a list over MAX_ITEMS.
May import: sigc.ir (types only)."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sigc.ir.expr import Operator

MAX_TEXT = 10_000_000
"""Code points of any text that an expression makes."""
MAX_ITEMS = 1_000_000
"""Items of any list that an expression makes."""
MAX_BITS = 4096
"""Size of any integer that an expression makes."""
MAX_WEIGHT = 100_000_000
"""Code points and items in all of a value that a comprehension collects or an f-string shows."""
TAG = "is"
"""The key that names the variant of a record in a union of several. It is reserved, so no field can bear it."""


class ValueFailure(Exception):
    """An expression that has no value: an index out of range, the mean of nothing, a division by zero."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def kind_of(value: Any) -> str:
    """What a value is, in the words of the language, for messages."""
    if value is None:
        return "none"
    for kind, name in _KINDS:
        if isinstance(value, kind):
            return name
    return type(value).__name__


_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "bool"), (int, "int"), (float, "float"), (str, "str"), (datetime, "datetime"), (date, "date"),
    (list, "list"), (dict, "record"),
)  # fmt: skip


def add(left: Any, right: Any) -> Any:
    """Numbers are added; texts, lists and chats are joined."""
    if isinstance(left, str) and isinstance(right, str):
        return bounded_text(left + right) if len(left) + len(right) <= MAX_TEXT else _too_long()
    if isinstance(left, list) and isinstance(right, list):
        return left + right if len(left) + len(right) <= MAX_ITEMS else _too_many()
    return _number("+", operator.add, left, right)


def sub(left: Any, right: Any) -> Any:
    return _number("-", operator.sub, left, right)


def mul(left: Any, right: Any) -> Any:
    return _number("*", operator.mul, left, right)


def div(left: Any, right: Any) -> float:
    """Always a float; by zero fails."""
    return float(_number("/", operator.truediv, left, right))


def mod(left: Any, right: Any) -> Any:
    """The remainder, with the sign of the right side as in Python; by zero fails."""
    return _number("%", operator.mod, left, right)


def negate(value: Any) -> Any:
    if not isinstance(value, int | float):
        raise ValueFailure(f"`-` needs a number, not {_a(value)}")
    return -value


def eq(left: Any, right: Any) -> bool:
    """Equality never fails: records by their fields, lists by their items, values of different kinds are unequal.
    A datetime with an offset never equals one without."""
    return bool(left == right)


def ne(left: Any, right: Any) -> bool:
    return bool(left != right)


def lt(left: Any, right: Any) -> bool:
    _ordered(left, right)
    return bool(left < right)


def le(left: Any, right: Any) -> bool:
    _ordered(left, right)
    return bool(left <= right)


def gt(left: Any, right: Any) -> bool:
    _ordered(left, right)
    return bool(left > right)


def ge(left: Any, right: Any) -> bool:
    _ordered(left, right)
    return bool(left >= right)


def contains_(item: Any, box: Any) -> bool:
    """`item in box`: an item of a list, a part of a text, a key of a map or record. none is in nothing."""
    if item is None:
        return False
    if isinstance(box, list):
        return item in box
    if isinstance(box, str):
        if not isinstance(item, str):
            raise ValueFailure(f"only a str can be in a str, not {_a(item)}")
        return item in box
    if isinstance(box, dict):
        return isinstance(item, str) and item in box
    raise ValueFailure(f"`in` needs a list, a str or a map on its right, not {_a(box)}")


def not_contains(item: Any, box: Any) -> bool:
    return not contains_(item, box)


def both(left: Any, right: Any) -> Any:
    """`and` of two values at hand; who evaluates must not evaluate the right side when the left one decides."""
    return left and right


def either(left: Any, right: Any) -> Any:
    """`or` of two values at hand; see `both`."""
    return left or right


OPERATIONS: dict[Operator, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "/": div,
    "%": mod,
    "==": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "in": contains_,
    "not in": not_contains,
    "and": both,
    "or": either,
}


def attr_(of: Any, name: str) -> Any:
    """`of.name`. A key that a json value lacks gives none, and so does every key of none."""
    if isinstance(of, dict):
        return of.get(name)
    if of is None:
        return None
    raise ValueFailure(f"{_a(of)} has no field `{name}`")


def index_(of: Any, at: Any) -> Any:
    """`of[at]`: an item of a list or a code point of a text, negative from the end, out of range fails; or a map's
    value, none when the key is missing. Every index of none gives none."""
    if of is None:
        return None
    if isinstance(of, dict):
        return of.get(at) if isinstance(at, str) else None
    if not isinstance(of, list | str):
        raise ValueFailure(f"{_a(of)} cannot be indexed")
    if isinstance(at, bool) or not isinstance(at, int):
        raise ValueFailure(f"an index is an int, not {_a(at)}")
    if not -len(of) <= at < len(of):
        raise ValueFailure(f"index {at} is out of range: the {kind_of(of)} has {len(of)} items")
    return of[at]


def slice_(of: Any, lo: Any, hi: Any) -> Any:
    """`of[lo:hi]` of a list or text as in Python; an end that is none is open."""
    if not isinstance(of, list | str):
        raise ValueFailure(f"{_a(of)} cannot be sliced")
    for end in (lo, hi):
        if end is not None and (isinstance(end, bool) or not isinstance(end, int)):
            raise ValueFailure(f"the end of a slice is an int, not {_a(end)}")
    return of[lo:hi]


def spread_(values: Any) -> dict[str, Any]:
    """The fields that `..values` gives a record literal; the name of a variant is none of them."""
    if not isinstance(values, dict):
        raise ValueFailure(f"`..` needs a record, not {_a(values)}")
    return {name: value for name, value in values.items() if name != TAG}


def map_key(key: Any) -> str:
    if not isinstance(key, str):
        raise ValueFailure(f"a map's key is a str, not {_a(key)}")
    return key


def items_of(source: Any, names: int) -> list[Any]:
    """What a `for` of a comprehension runs over: a list, or the keys of a map. With several names every item must be
    a list of just as many."""
    items = source if isinstance(source, list) else list(source) if isinstance(source, dict) else None
    if items is None:
        raise ValueFailure(f"`for` needs a list, not {_a(source)}")
    if names > 1:
        for item in items:
            if not isinstance(item, list) or len(item) != names:
                raise ValueFailure(f"`for` with {names} names needs items of {names} parts, not {_a(item)}")
    return items


def bounded_text(text: str) -> str:
    return text if len(text) <= MAX_TEXT else _too_long()


def bounded_list(items: list[Any]) -> list[Any]:
    return items if len(items) <= MAX_ITEMS else _too_many()


def weigh(value: Any, so_far: int = 0) -> int:
    """`so_far` plus the code points and items in a value, parts that are shared counted as often as they would be
    written; fails above MAX_WEIGHT. It keeps nested comprehensions and shown lists from filling the memory."""
    so_far += len(value) if isinstance(value, str) else 1
    if so_far > MAX_WEIGHT:
        raise ValueFailure("the value is too large")
    if isinstance(value, list):
        for item in value:
            so_far = weigh(item, so_far)
    elif isinstance(value, dict):
        for item in value.values():
            so_far = weigh(item, so_far)
    return so_far


def _a(value: Any) -> str:
    kind = kind_of(value)
    return kind if kind == "none" else f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def _number(op: str, work: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    if not (isinstance(left, int | float) and isinstance(right, int | float)):
        raise ValueFailure(f"`{op}` does not work on {_a(left)} and {_a(right)}")
    try:
        return _sane(work(left, right))
    except ZeroDivisionError:
        raise ValueFailure("division by zero") from None
    except OverflowError:
        return _too_large()


def _ordered(left: Any, right: Any) -> None:
    """Fails unless the two can be ordered: numbers, texts, dates, or datetimes that agree on having an offset."""
    if isinstance(left, int | float) and isinstance(right, int | float):
        return
    if isinstance(left, str) and isinstance(right, str):
        return
    if isinstance(left, datetime) and isinstance(right, datetime):
        if (left.utcoffset() is None) == (right.utcoffset() is None):
            return
        raise ValueFailure("a datetime with an offset and one without have no order")
    if type(left) is date and type(right) is date:
        return
    raise ValueFailure(f"{_a(left)} and {_a(right)} have no order")


def _sane(number: Any) -> Any:
    if isinstance(number, float):
        return number if math.isfinite(number) else _too_large()
    return number if number.bit_length() <= MAX_BITS else _too_large()


def _too_large() -> Any:
    raise ValueFailure("the number is too large")


def _too_long() -> Any:
    raise ValueFailure(f"the text is longer than {MAX_TEXT} characters")


def _too_many() -> Any:
    raise ValueFailure(f"the list has more than {MAX_ITEMS} items")
