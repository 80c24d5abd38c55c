"""Type rules of the pure library, one small function each.

Promise: a rule sees typed arguments and gives the result's type; a wrong argument is one diagnostic.
May import: sigc.base, ir, syntax, check/core, fit, misfit, types."""

from __future__ import annotations

from collections.abc import Callable

from sigc.base.frozen import frozen
from sigc.base.names import closest
from sigc.base.source import Span
from sigc.check.core import Checker, Typed, none_help
from sigc.check.fit import (
    NEVER,
    UNKNOWN,
    Interval,
    base_of,
    interval,
    is_int,
    is_text,
    is_unknown,
    join_all,
    lengths,
    list_of,
    listed,
    number,
)
from sigc.check.misfit import never_equal, shown
from sigc.check.types import checked_pattern
from sigc.ir.expr import Const
from sigc.ir.types import (
    Bool,
    Date,
    DateTime,
    Field,
    Float,
    Int,
    Json,
    List,
    Map,
    Nothing,
    Optional,
    Record,
    Str,
    Type,
    enum_of,
    fields_of,
)
from sigc.syntax import ast


@frozen
class Use:
    """One call of a library function: its typed positional arguments with their places."""

    c: Checker
    name: str
    args: tuple[Typed, ...]
    spans: tuple[Span, ...]
    key: str | None
    node: ast.CallExpr

    def type(self, at: int) -> Type:
        return self.args[at].type if at < len(self.args) else UNKNOWN

    def wrong(self, at: int, needs: str) -> Type:
        """Report that an argument is of the wrong kind."""
        found = self.type(at)
        if is_unknown(found) or isinstance(found, Json):
            return UNKNOWN
        if isinstance(found, Optional | Nothing):
            self.c.error(
                "SIG0302",
                "this may be none",
                self.spans[at],
                f"`{shown(found)}`",
                note=f"`{self.name}` needs {needs}",
                help=none_help(self.c, self.spans[at]),
            )
            return UNKNOWN
        help_ = None
        if isinstance(found, Record) and len(found.fields) == 1:
            help_ = f"a call's value is a record: take its field with `.{found.fields[0].name}`"
        self.c.error(
            "SIG0301",
            f"`{self.name}` needs {needs}, found `{shown(found)}`",
            self.spans[at],
            "does not fit",
            help=help_,
        )
        return UNKNOWN

    def text(self, *places: int) -> None:
        for at in places:
            if at < len(self.args) and not is_text(self.type(at)):
                self.wrong(at, "a str")

    def whole(self, *places: int) -> None:
        for at in places:
            if at < len(self.args) and not is_int(self.type(at)):
                self.wrong(at, "an int")

    def items(self, at: int = 0) -> Type:
        """The item type of a list argument."""
        found = listed(self.type(at))
        return found.item if isinstance(found, List) else self.wrong(at, "a list")


Rule = Callable[[Use], Type]


def _len(use: Use) -> Type:
    found = listed(use.type(0))
    if isinstance(found, List | Str):
        lo, hi = lengths(found.min, found.max)
        return number(lo, hi, whole=True)
    if isinstance(found, Map) or is_text(found) or isinstance(found, Json):
        return Int(0)
    use.wrong(0, "a str, a list or a map")
    return Int(0)


def _texts(*places: int, result: Type) -> Rule:
    def rule(use: Use) -> Type:
        use.text(*places)
        return result

    return rule


def _join(use: Use) -> Type:
    item = use.items()
    if not is_text(item) and not is_unknown(item) and item != NEVER:
        use.wrong(0, "a list of str")
    use.text(1)
    return Str()


def _matches(use: Use) -> Type:
    use.text(0, 1)
    pattern = use.args[1].expr
    if isinstance(pattern, Const) and isinstance(pattern.value, str):
        checked_pattern(use.c, pattern.value, use.spans[1])
    return Bool()


def _contains(use: Use) -> Type:
    box, item = use.type(0), use.type(1)
    if isinstance(box, List):
        problem = never_equal(use.c, item, box.item) if box.item != NEVER else None
        if problem:
            use.c.error("SIG0317", problem, use.spans[1], "is never in this list")
    elif is_text(box):
        use.text(1)
    elif not isinstance(box, Map):
        use.wrong(0, "a str, a list or a map")
    return Bool()


def _same_list(use: Use) -> Type:
    item = use.items()
    found = use.type(0)
    _by_key(use, item, ordered=use.name == "sort")
    lo = 1 if isinstance(found, List) and found.min and use.name == "unique" else None
    if use.name == "sort" and isinstance(found, List):
        lo = found.min
    return list_of(item, lo, found.max if isinstance(found, List) else None)


def _top(use: Use) -> Type:
    item = use.items()
    use.whole(1)
    _by_key(use, item, ordered=True)
    ends = interval(use.type(1))
    most = ends[1] if ends and ends[1] is not None else None
    return list_of(item, None, None if most is None else max(0, most))


def _by_key(use: Use, item: Type, *, ordered: bool) -> Type:
    """The type that `key` reads from an item; what is sorted must have an order."""
    found = item
    for name in use.key.split(".") if use.key is not None else ():
        if is_unknown(found) or isinstance(found, Json):
            return UNKNOWN
        fields = fields_of(found, use.c.types)
        field = next((f for f in fields or () if f.name == name), None)
        if field is None:
            near = closest(name, [f.name for f in fields or ()])
            help_ = f"did you mean `{near}`?" if near else None
            at = next(a.span for a in use.node.args if a.name is not None and a.name.text == "key")
            use.c.error("SIG0207", f"`{shown(found)}` has no field `{name}`", at, "read by `key`", help=help_)
            return UNKNOWN
        found = field.type
    if ordered and not _has_order(use.c, found):
        what = "key" if use.key is not None else "item"
        help_ = 'sort by a field: `key = "field.path"`' if fields_of(found, use.c.types) else None
        use.c.error(
            "SIG0301",
            f"`{use.name}` needs an order, `{shown(found)}` has none",
            use.spans[0],
            f"the type of each {what}",
            help=help_,
        )
        return UNKNOWN
    return found


def _has_order(c: Checker, type_: Type) -> bool:
    """Numbers, texts and dates; members are ordered by their names."""
    known = is_unknown(type_) or type_ == NEVER or isinstance(type_, Json | Date | DateTime)
    return known or is_text(type_) or interval(type_) is not None or enum_of(type_, c.types) is not None


def _count(use: Use) -> Type:
    found = listed(use.type(0))
    if isinstance(found, List):
        if len(use.args) > 1 and found.item != NEVER:
            problem = never_equal(use.c, use.type(1), found.item)
            if problem:
                use.c.error("SIG0317", problem, use.spans[1], "is never in this list")
        return Int(0, found.max)
    if is_text(found):
        use.text(1)
    else:
        use.wrong(0, "a list or a str")
    return Int(0)


def _numbers(use: Use) -> Type:
    item = use.items()
    if interval(item) is None and not is_unknown(item) and item != NEVER and not isinstance(item, Json):
        use.wrong(0, "a list of numbers")
        return UNKNOWN
    return item


def _sum(use: Use) -> Type:
    item = _numbers(use)
    if is_unknown(item):
        return UNKNOWN
    return Int() if is_int(item) or isinstance(item, Bool) or item == NEVER else Float()


def _mean(use: Use) -> Type:
    item = _numbers(use)
    ends = interval(item)
    return number(*ends, whole=False) if ends else Float()


def _extreme(use: Use) -> Type:
    if len(use.args) == 1:
        item = use.items()
    else:
        joined = join_all((a.type for a in use.args), use.c.types)
        if joined is None:
            shapes = " and ".join(f"`{shown(a.type)}`" for a in use.args[:2])
            use.c.error("SIG0316", f"`{use.name}` compares {shapes}", use.node.span, "they have nothing in common")
        item = joined or UNKNOWN
    _by_key(use, item, ordered=True)
    ends = [interval(a.type) for a in use.args]
    if len(ends) == 1 or None in ends or use.key is not None:
        return item if len(ends) == 1 else base_of(item)
    return _extreme_number(use.name, [e for e in ends if e is not None], whole=is_int(item))


def _extreme_number(name: str, ends: list[Interval], *, whole: bool) -> Type:
    """`max(0, x)` is at least 0, even when nothing is known of x; `min` likewise from above."""
    los, his = [e[0] for e in ends], [e[1] for e in ends]
    pick = max if name == "max" else min
    some_lo = [x for x in los if x is not None]
    some_hi = [x for x in his if x is not None]
    lo = pick(some_lo) if some_lo and (name == "max" or None not in los) else None
    hi = pick(some_hi) if some_hi and (name == "min" or None not in his) else None
    return number(lo, hi, whole=whole)


def _bools(use: Use) -> Type:
    item = use.items()
    if not isinstance(item, Bool | Json) and not is_unknown(item) and item != NEVER:
        use.wrong(0, "a list of bool")
    return Bool()


def _round(use: Use) -> Type:
    if interval(use.type(0)) is None:
        use.wrong(0, "a number")
    use.whole(1)
    ends = interval(use.type(0)) or (None, None)
    if len(use.args) == 1 or is_int(use.type(0)):
        return number(*(None if e is None else round(e) for e in ends), whole=True)
    return Float()


def _abs(use: Use) -> Type:
    ends = interval(use.type(0))
    if ends is None:
        use.wrong(0, "a number")
        return UNKNOWN
    lo, hi = ends
    whole = is_int(use.type(0)) or isinstance(use.type(0), Bool)
    if lo is None or hi is None:
        return number(0, None, whole=whole)
    low = 0 if lo <= 0 <= hi else min(abs(lo), abs(hi))
    return number(low, max(abs(lo), abs(hi)), whole=whole)


def _zip(use: Use) -> Type:
    items = [use.items(at) for at in range(len(use.args))]
    return List(Record(tuple(Field(str(n), t) for n, t in enumerate(items))))


def _flatten(use: Use) -> Type:
    item = use.items()
    if isinstance(item, List):
        return List(item.item)
    if not is_unknown(item) and item != NEVER:
        use.wrong(0, "a list of lists")
    return List(UNKNOWN)


def _range(use: Use) -> Type:
    use.whole(0, 1, 2)
    return List(Int())


def _mode(use: Use) -> Type:
    return use.items()


def _fits(use: Use) -> Type:
    if not isinstance(use.type(1), Json | Map | Record):
        use.wrong(1, "a json")
    return Bool()


RULES: dict[str, Rule] = {
    "len": _len,
    "lower": _texts(0, result=Str()),
    "upper": _texts(0, result=Str()),
    "strip": _texts(0, result=Str()),
    "split": _texts(0, 1, result=List(Str())),
    "join": _join,
    "replace": _texts(0, 1, 2, result=Str()),
    "contains": _contains,
    "starts_with": _texts(0, 1, result=Bool()),
    "unique": _same_list,
    "sort": _same_list,
    "top": _top,
    "count": _count,
    "sum": _sum,
    "min": _extreme,
    "max": _extreme,
    "mean": _mean,
    "mode": _mode,
    "any": _bools,
    "all": _bools,
    "round": _round,
    "abs": _abs,
    "zip": _zip,
    "flatten": _flatten,
    "range": _range,
    "matches": _matches,
    "similarity": _texts(0, 1, result=Float(0.0, 1.0)),
    "fits": _fits,
    "date": _texts(0, result=Date()),
    "datetime": _texts(0, result=DateTime()),
}
