"""The sizes of what operators and library functions give, from the sizes of what they are given.

Promise: as shapes: never too small. What is not known here is of unknown shape. May import: sigc.ir, sigc.analysis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sigc.analysis.bounds_expr import INFINITE, ONE, ZERO, Bound, least_of, number
from sigc.analysis.bounds_shape import (
    NONE,
    UNKNOWN,
    Choice,
    Entries,
    Fields,
    Items,
    Shape,
    Spelled,
    Text,
    choice,
    field_of,
    inside,
    items_of,
    joined,
)
from sigc.ir.expr import (
    Attr,
    Binary,
    Const,
    Expr,
    Format,
    Index,
    Is,
    Lib,
    ListOf,
    MapOf,
    Neg,
    Not,
    RecordOf,
    Shown,
    Slice,
)
from sigc.ir.types import Bool, Int

TRUTH = Spelled(("true", "false"), type=Bool())


def indexed(of: Shape) -> Shape:
    """`of[at]`."""

    def look(shape: Shape) -> Shape | None:
        match shape:
            case Items(item=item):
                return item
            case Entries(value=value):
                return choice(value, NONE)
            case Text():
                return Text(1, 1)
            case _:
                return None

    return inside(of, look)


def sliced(of: Shape, lo: Expr | None, hi: Expr | None) -> Shape:
    """`of[lo:hi]`: as long as what it is a part of, and no longer than its ends say."""
    first, last = _whole(lo), _whole(hi)
    if (lo is not None and first is None) or (hi is not None and last is None):
        return _cut(of, None, from_start=False)
    if first is not None and first < 0 and last is None:
        return _cut(of, -first, from_start=True)
    if not first and last is not None and last >= 0:
        return _cut(of, last, from_start=True)
    if first is not None and first >= 0 and last is not None and last >= 0:
        return _cut(of, max(0, last - first), from_start=False)
    return of if first in (None, 0) and last is None else _cut(of, None, from_start=False)


def _cut(of: Shape, most: int | None, *, from_start: bool) -> Shape:
    """`from_start`: it has `most` items whenever there are as many; else it may have none."""

    def look(shape: Shape) -> Shape | None:
        if isinstance(shape, Items):
            end = shape.most if most is None else least_of(shape.most, number(most))
            least = least_of(shape.least, number(most)) if from_start and most is not None else ZERO
            return Items(least, end, shape.item)
        if isinstance(shape, Text):
            return Text(0, min((n for n in (shape.most, most) if n is not None), default=None))
        return None

    return inside(of, look)


def _whole(expr: Expr | None) -> int | None:
    """The integer that an expression states."""
    if isinstance(expr, Neg):
        inner = _whole(expr.of)
        return None if inner is None else -inner
    value = expr.value if isinstance(expr, Const) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def added(left: Shape, right: Shape) -> Shape:
    """`left + right`: texts and lists grow, of numbers nothing is known."""
    match left, right:
        case Text(), Text():
            most = None if left.most is None or right.most is None else left.most + right.most
            return Text(left.least + right.least, most)
        case Items(), Items():
            item = joined([side.item for side in (left, right) if side.most])
            return Items(left.least + right.least, left.most + right.most, item)
        case _:
            return UNKNOWN


def shown_text(parts: Sequence[str | Shape]) -> Text:
    """An f-string."""
    least, most = 0, 0
    for part in parts:
        ends = (len(part), len(part)) if isinstance(part, str) else _shown(part)
        if ends is None:
            return Text()
        least, most = least + ends[0], most + ends[1]
    return Text(least, most)


def _shown(shape: Shape) -> tuple[int, int] | None:
    match shape:
        case Text(least=least, most=int(most)):
            return least, most
        case Spelled(samples=samples):
            return 0, max(map(len, samples))
        case Choice(options=options):
            found = [_shown(option) for option in options]
            return None if None in found else (0, max(most for ends in found if ends is not None for most in ends))
        case _:
            return None


def library(name: str, args: Sequence[tuple[Shape, Expr]]) -> Shape:
    """What a library function gives."""
    made = _LIBRARY.get(name)
    return made(args) if made is not None else UNKNOWN


Args = Sequence[tuple[Shape, Expr]]


def _same(args: Args) -> Shape:
    return args[0][0]


def _unique(args: Args) -> Shape:
    found = items_of(args[0][0])
    return Items(least_of(found.least, ONE), found.most, found.item)


def _top(args: Args) -> Shape:
    most = _whole(args[1][1])
    return _cut(args[0][0], None if most is None else max(0, most), from_start=True)


def _zip(args: Args) -> Shape:
    """Its items are lists, of which `for a, b in` takes the parts apart: a record by place says more."""
    found = [items_of(shape) for shape, _ in args]
    least, most = (least_of(*ends) for ends in zip(*((i.least, i.most) for i in found), strict=True))
    return Items(least, most, Fields(tuple((str(place), i.item) for place, i in enumerate(found))))


def _flatten(args: Args) -> Shape:
    outer = items_of(args[0][0])
    inner = items_of(outer.item)
    return Items(outer.least * inner.least, outer.most * inner.most, inner.item)


def _range(args: Args) -> Shape:
    ends = [_whole(expr) for _, expr in args]
    count: Bound = INFINITE
    if None not in ends and 0 not in ends[2:]:
        count = number(len(range(*(n for n in ends if n is not None))))
    return Items(ZERO if count.infinite else count, count, UNKNOWN)


def _split(args: Args) -> Shape:
    text = args[0][0]
    return Items(ZERO, INFINITE, Text(0, text.most if isinstance(text, Text) else None))


def _strip(args: Args) -> Shape:
    return inside(args[0][0], lambda s: Text(0, s.most) if isinstance(s, Text) else None)


def _cased(args: Args) -> Shape:
    """A letter can become three: `ŉ`, `ΐ`."""
    return inside(
        args[0][0], lambda s: Text(0, None if s.most is None else 3 * s.most) if isinstance(s, Text) else None
    )


def _one(args: Args) -> Shape:
    """An item of a list, or one of the arguments."""
    return items_of(args[0][0]).item if len(args) == 1 else joined([shape for shape, _ in args])


def _truth(args: Args) -> Shape:
    return TRUTH


_LIBRARY: Mapping[str, Callable[[Args], Shape]] = {
    "sort": _same,
    "unique": _unique,
    "top": _top,
    "zip": _zip,
    "flatten": _flatten,
    "range": _range,
    "split": _split,
    "strip": _strip,
    "lower": _cased,
    "upper": _cased,
    "min": _one,
    "max": _one,
    "mode": _one,
    "contains": _truth,
    "starts_with": _truth,
    "matches": _truth,
    "any": _truth,
    "all": _truth,
}


def parts_of(item: Shape, names: int) -> list[Shape]:
    """What `for a, b in` gives each name of an item."""
    if names == 1:
        return [item]
    if isinstance(item, Fields) and len(item.fields) == names:
        return [shape for _, shape in item.fields]
    return [items_of(item).item] * names


def turns(limit: Shape, most: int) -> tuple[int, int]:
    """The fewest and the most turns of a loop of at most `most`, whose limit is a number of this shape."""
    match limit:
        case Spelled(type=Int(lo=lo, hi=hi)):
            return max(0, min(lo or 0, most)), max(0, min(most if hi is None else hi, most))
        case Spelled(samples=(sample,), type=None) if sample.lstrip("-").isdigit():
            exact = max(0, min(int(sample), most))
            return exact, exact
        case _:
            return 0, most


def strict(expr: Expr, parts: Sequence[Shape]) -> Shape:
    """The shape of an operation whose operands are all needed; `parts`: theirs, in the order of `children`."""
    match expr:
        case Attr(name=name):
            return field_of(parts[0], name)
        case Index():
            return indexed(parts[0])
        case Slice(lo=lo, hi=hi):
            return sliced(parts[0], lo, hi)
        case ListOf():
            count = number(len(parts))
            return Items(count, count, joined(parts))
        case RecordOf():
            return record_of(expr, parts)
        case MapOf():
            values = [value for n, value in enumerate(parts) if n % 2]
            return Entries(number(len(values)), joined(values))
        case Binary(op="+"):
            return added(*parts)
        case Binary(op="==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in") | Not() | Is():
            return TRUTH
        case Format():
            shapes = iter(parts)
            return shown_text([next(shapes) if isinstance(part, Shown) else part for part in expr.parts])
        case Lib(name=name, args=args):
            return library(name, list(zip(parts, args, strict=False)))
        case _:
            return UNKNOWN


def record_of(expr: RecordOf, parts: Sequence[Shape]) -> Shape:
    """Later fields win; what a spread of unknown shape brings is unknown."""
    fields: dict[str, Shape] = {}
    for spread in parts[: len(expr.spreads)]:
        fields = fields | dict(spread.fields) if isinstance(spread, Fields) else {}
    own = parts[len(expr.spreads) :]
    fields |= {name: shape for (name, _), shape in zip(expr.fields, own, strict=True)}
    return Fields(tuple(fields.items()))
