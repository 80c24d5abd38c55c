"""Walking expressions: what an expression reads, whether it calls, and how to rebuild one from changed parts.

Promise: pure, and blind to meaning: binders are the only thing known about a construct. May import: sigc.ir."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, cast

from sigc.ir.expr import (
    TURN,
    Arm,
    Attr,
    Binary,
    Call,
    Comp,
    Const,
    Expr,
    For,
    Format,
    IfElse,
    Index,
    Is,
    Let,
    Lib,
    ListOf,
    MapOf,
    Match,
    Neg,
    Not,
    Otherwise,
    RecordOf,
    Repeat,
    Shown,
    Slice,
    Var,
    VariantPat,
)
from sigc.ir.program import Binding

EXPRESSIONS: tuple[type, ...] = (
    Const, Var, Attr, Index, Slice, ListOf, RecordOf, MapOf, Comp, Not, Neg, Binary, IfElse, Is, Match,
    Format, Lib, Let, Call, Otherwise, Repeat,
)  # fmt: skip
_CARRIERS = (For, Arm, Shown)


def _names(value: Any) -> tuple[str, ...]:
    return _names_of(cast(Hashable, type(value)))


@lru_cache(maxsize=64)
def _names_of(cls: Hashable) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls))  # type: ignore[arg-type]


def _parts(value: Any) -> Iterator[Expr]:
    """Expressions in a field's value: itself, or inside tuples and the carriers `For`, `Arm`, `Shown`."""
    if isinstance(value, EXPRESSIONS):
        yield value  # type: ignore[misc]
    elif isinstance(value, tuple):
        for item in value:
            yield from _parts(item)
    elif isinstance(value, _CARRIERS):
        for name in _names(value):
            yield from _parts(getattr(value, name))


def children(expr: Expr) -> Iterator[Expr]:
    """The expressions directly inside one, in the order in which they are written down in the IR."""
    for name in _names(expr):
        yield from _parts(getattr(expr, name))


def calls(expr: Expr) -> bool:
    """Whether a call of a node, tool or module is anywhere inside."""
    return isinstance(expr, Call) or any(calls(child) for child in children(expr))


def each_call(expr: Expr) -> Iterator[Call]:
    """Every call inside, outer ones before those in their arguments."""
    if isinstance(expr, Call):
        yield expr
    for child in children(expr):
        yield from each_call(child)


def rebuilt(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The same expression with each direct child changed."""

    def again(value: Any) -> Any:
        if isinstance(value, EXPRESSIONS):
            return change(value)  # type: ignore[arg-type]
        if isinstance(value, tuple):
            return tuple(again(item) for item in value)
        if is_dataclass(value) and isinstance(value, _CARRIERS):
            return replace(value, **{name: again(getattr(value, name)) for name in _names(value)})
        return value

    parts = {name: again(getattr(expr, name)) for name in _names(expr)}
    return replace(expr, **parts)


def reads(expr: Expr) -> frozenset[str]:
    """Names that an expression reads from outside itself."""
    match expr:
        case Var(name):
            return frozenset({name})
        case Let(bindings, body):
            inner = reads(body) - {name for name, _ in bindings}
            return inner.union(*(reads(value) for _, value in bindings))
        case Comp():
            return _reads_of_comp(expr)
        case Match(of, arms):
            return reads(of).union(*(_reads_of_arm(arm) for arm in arms))
        case Repeat():
            return _reads_of_repeat(expr)
    return frozenset().union(*(reads(child) for child in children(expr)))


def _reads_of_arm(arm: Arm) -> frozenset[str]:
    return reads(arm.body) - {p.bind for p in arm.patterns if isinstance(p, VariantPat)}


def _reads_of_comp(comp: Comp) -> frozenset[str]:
    found: frozenset[str] = reads(comp.body) | (reads(comp.key) if comp.key is not None else frozenset())
    for clause in reversed(comp.clauses):
        found = found.union(*(reads(condition) for condition in clause.conditions)) - set(clause.names)
        found |= reads(clause.source)
    return found


def _reads_of_repeat(loop: Repeat) -> frozenset[str]:
    outside = [e for e in (loop.limit, loop.source, *(first for _, first in loop.carried)) if e is not None]
    inside = [e for e in (loop.until, *(value for _, value in loop.body)) if e is not None]
    bound = {TURN, loop.item, *(name for name, _ in (*loop.carried, *loop.body))}
    return frozenset[str]().union(*map(reads, inside)) - bound | frozenset[str]().union(*map(reads, outside))


def turn_of(loop: Repeat) -> tuple[Binding, ...]:
    """What a turn binds, the next value of a carried name under the name that `next_value` gives it."""
    carried = {name for name, _ in loop.carried}
    return tuple(Binding(next_value(name) if name in carried else name, value) for name, value in loop.body)


def next_value(name: str) -> str:
    """No name of a source: nothing in the body reads it."""
    return f"next${name}"


def with_lets(expr: Expr, lets: tuple[tuple[str, Expr], ...]) -> Expr:
    """The expression under those of `lets` that it needs, in their order; a later one may read an earlier one."""
    for name, value in reversed(lets):
        if name in reads(expr):
            expr = Let(((name, value),), expr)
    return expr
