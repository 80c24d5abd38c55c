"""What a condition tells about the names and field paths in it.

Promise: pure and total; only sound facts. May import: sigc.ir, sigc.syntax, check/core, check/fit."""

from __future__ import annotations

from collections.abc import Mapping

from sigc.check.core import Checker, Env, PathKey, path_of
from sigc.check.fit import Interval, interval, is_int, is_unknown, number, without_none
from sigc.ir.types import Bool, Float, Int, Lit, Nothing, Optional, Ref, Type, Union
from sigc.syntax import ast

Facts = Mapping[PathKey, Type]
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def facts(c: Checker, env: Env, condition: ast.Expr, truth: bool) -> Facts:
    """Types of paths when the condition has come out as `truth`."""
    if isinstance(condition, ast.UnaryExpr) and condition.op == "not":
        return facts(c, env, condition.of, not truth)
    if not isinstance(condition, ast.BinaryExpr):
        return {}
    op = condition.op
    if op in ("and", "or"):
        if truth != (op == "and"):
            return {}
        left = facts(c, env, condition.left, truth)
        return {**left, **facts(c, env.know(left), condition.right, truth)}
    if op in ("is", "is not"):
        return _of_is(c, env, condition, truth == (op == "is"))
    if op in _FLIPPED:
        return _of_comparison(c, env, condition, op if truth else _NEGATED[op])
    return {}


def _of_is(c: Checker, env: Env, condition: ast.BinaryExpr, positive: bool) -> Facts:
    path = path_of(condition.left)
    known = c.type_at(env, path) if path else None
    if path is None or known is None or is_unknown(known):
        return {}
    if isinstance(condition.right, ast.Literal) and condition.right.value is None:
        return {path: Nothing() if positive else without_none(known)}
    if isinstance(condition.right, ast.Variable):
        symbol = env.scope.find(condition.right.name)
        if symbol is not None and symbol.kind == "record":
            variant = Ref(symbol.key)
            return {path: variant if positive else without(known, variant)}
    return {}


def without(type_: Type, option: Type) -> Type:
    """A union, optional or not, less one option."""
    if isinstance(type_, Optional):
        return Optional(without(type_.item, option)) if isinstance(type_.item, Union) else type_
    if not isinstance(type_, Union):
        return type_
    left = tuple(o for o in type_.options if o != option)
    return left[0] if len(left) == 1 else Union(left) if left else type_


def _of_comparison(c: Checker, env: Env, condition: ast.BinaryExpr, op: str) -> Facts:
    for here, there, as_seen in (
        (condition.left, condition.right, op),
        (condition.right, condition.left, _FLIPPED[op]),
    ):
        path, constant = path_of(here), _constant(there)
        known = c.type_at(env, path) if path else None
        if path is None or known is None or constant is None or is_unknown(known):
            continue
        narrowed = _compared(known, as_seen, constant.value)
        if narrowed is not None:
            return {path: narrowed}
    return {}


def _constant(expr: ast.Expr) -> ast.Literal | None:
    if isinstance(expr, ast.Literal):
        return expr
    if isinstance(expr, ast.UnaryExpr) and expr.op == "-" and isinstance(expr.of, ast.Literal):
        value = expr.of.value
        if isinstance(value, int | float):
            return ast.Literal(-value, expr.span)
    return None


def _compared(known: Type, op: str, value: bool | int | float | str | None) -> Type | None:
    """The type after `known OP value` was true; None when that tells nothing."""
    if value is None:
        if op == "==":
            return Nothing()
        return without_none(known) if op == "!=" else None
    if isinstance(value, str):
        return _compared_text(known, op, value)
    if isinstance(known, Bool) or isinstance(value, bool) or isinstance(known, Optional):
        return without_none(known) if op == "==" else None
    ends = interval(known)
    if not isinstance(known, Int | Float | Lit) or ends is None or op == "!=":
        return None
    return _cut(ends, op, value, whole=is_int(known))


def _compared_text(known: Type, op: str, value: str) -> Type | None:
    plain = without_none(known)
    if op == "==":
        return Lit(value) if isinstance(plain, Union) and Lit(value) in plain.options else plain
    return without(known, Lit(value)) if op == "!=" else None


def _cut(ends: Interval, op: str, value: int | float, *, whole: bool) -> Type:
    lo, hi = ends
    step = 1 if whole and isinstance(value, int) else 0
    if op in ("<", "<=", "=="):
        top = value - step if op == "<" else value
        hi = top if hi is None else min(hi, top)
    if op in (">", ">=", "=="):
        bottom = value + step if op == ">" else value
        lo = bottom if lo is None else max(lo, bottom)
    if whole:
        lo = None if lo is None else -int(-lo // 1)
        hi = None if hi is None else int(hi // 1)
    return number(lo, hi, whole=whole)
