"""Expressions taken apart and put together again: whether one calls, and how to rebuild it from changed parts.

Promise: pure, and blind to meaning: binders are the only thing known about a construct. May import: sigc.ir."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import Any, cast

from sigc.ir.expr import (
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
)
from sigc.ir.program import Binding
from sigc.ir.walk import each, reads

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


def calls(expr: Expr) -> bool:
    """Whether a call of a node, tool or module is anywhere inside."""
    return any(isinstance(inner, Call) for inner in each(expr))


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
