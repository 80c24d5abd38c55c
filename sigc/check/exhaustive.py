"""What a `match` must cover, and what its arms cover.

Promise: names a missing case; a set that cannot be listed (a str, an open int) needs `_`. May import: sigc.ir,
check/fit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sigc.check.fit import UNKNOWN, without_none
from sigc.ir.expr import AnyPat, LitPat, Pattern, RangePat, VariantPat
from sigc.ir.types import Bool, Int, Lit, Nothing, Optional, Ref, Type, Types, Union, enum_of, fields_of

Case = tuple[str, object]
"""(kind, value): ("value", literal or member), ("variant", name). none is ("value", None)."""

MOST_INTS = 1000
"""An int with more values than this is not listed case by case."""


def cases_of(type_: Type, types: Types) -> list[Case] | None:
    """All cases of a type in order, none last; None when they cannot be listed."""
    if isinstance(type_, Nothing):
        return [("value", None)]
    if isinstance(type_, Optional):
        inner = cases_of(type_.item, types)
        return None if inner is None else [*inner, ("value", None)]
    if isinstance(type_, Union):
        parts = [cases_of(o, types) for o in type_.options]
        return None if None in parts else [case for part in parts if part is not None for case in part]
    enum = enum_of(type_, types)
    if enum is not None:
        return [("value", m.name) for m in enum.members]
    if isinstance(type_, Bool):
        return [("value", True), ("value", False)]
    if isinstance(type_, Lit):
        return [("value", type_.value)]
    if isinstance(type_, Int) and type_.lo is not None and type_.hi is not None and type_.hi - type_.lo < MOST_INTS:
        return [("value", n) for n in range(type_.lo, type_.hi + 1)]
    if isinstance(type_, Ref) and fields_of(type_, types) is not None:
        return [("variant", type_.name)]
    return None


@dataclass
class Coverage:
    """What the arms so far have covered. `left` None: the cases cannot be listed."""

    left: list[Case] | None
    all_covered: bool = False
    seen: list[Pattern] = field(default_factory=list)

    def add(self, pattern: Pattern) -> bool:
        """Take a pattern in; False when it can never be reached."""
        if self.all_covered:
            return False
        if isinstance(pattern, AnyPat):
            useful = self.left is None or bool(self.left)
            self.all_covered, self.left = True, []
            return useful
        if self.left is None:
            useful = pattern not in self.seen
            self.seen.append(pattern)
            return useful
        taken = [case for case in self.left if covers(pattern, case)]
        self.left = [case for case in self.left if case not in taken or not covers(pattern, case)]
        return bool(taken)

    def missing(self) -> list[str]:
        """Spellings of the cases that no arm covers; `_` when they cannot be listed."""
        if self.all_covered or self.left == []:
            return []
        return ["_"] if self.left is None else [spelled(case) for case in self.left]


def covers(pattern: Pattern, case: Case) -> bool:
    kind, value = case
    match pattern:
        case AnyPat():
            return True
        case LitPat(value=literal):
            return kind == "value" and type(literal) is type(value) and literal == value
        case RangePat(lo=lo, hi=hi):
            return kind == "value" and isinstance(value, int) and not isinstance(value, bool) and lo <= value <= hi
        case VariantPat(name=name):
            return kind == "variant" and name == value
    return False


def spelled(case: Case) -> str:
    _, value = case
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def left_over(type_: Type, left: list[Case] | None, types: Types) -> Type:
    """The matched type in a later arm: without what earlier arms have taken."""
    if left is None:
        return type_
    plain, with_none = without_none(type_), ("value", None) in left
    if isinstance(plain, Union):
        options = tuple(o for o in plain.options if any(case in left for case in cases_of(o, types) or ()))
        plain = Union(options) if len(options) > 1 else options[0] if options else UNKNOWN
    return Optional(plain) if with_none and isinstance(type_, Optional) else plain


def taken_by(type_: Type, patterns: tuple[Pattern, ...], types: Types) -> Type:
    """The matched type inside an arm."""
    if any(isinstance(p, AnyPat) for p in patterns):
        return type_
    if all(isinstance(p, LitPat) and p.value is None for p in patterns):
        return Nothing()
    plain = without_none(type_)
    if isinstance(plain, Union):
        plain = _picked(plain, patterns, types)
    with_none = any(isinstance(p, LitPat) and p.value is None for p in patterns)
    return Optional(plain) if with_none and isinstance(type_, Optional) else plain


def _picked(union: Union, patterns: tuple[Pattern, ...], types: Types) -> Type:
    def hit(option: Type) -> bool:
        return any(covers(p, case) for p in patterns for case in _listed(option, types))

    options = tuple(o for o in union.options if hit(o))
    return Union(options) if len(options) > 1 else options[0] if options else union


def _listed(option: Type, types: Types) -> Iterator[Case]:
    yield from cases_of(option, types) or ()
