"""`match`, its arms and patterns.

May import: sigc.base."""

from __future__ import annotations

from sigc.base.source import Span
from sigc.syntax import ast, quoted
from sigc.syntax.context import Context
from sigc.syntax.numbers import number_value


def match(c: Context, at: Span, of: ast.Expr, *arms: ast.MatchArm) -> ast.MatchExpr:
    return ast.MatchExpr(of, arms, at)


def arm(c: Context, at: Span, *parts: ast.Pattern | ast.Expr) -> ast.MatchArm:
    *patterns, body = parts
    return ast.MatchArm(tuple(patterns), body, at)  # type: ignore[arg-type]


def path_pattern(c: Context, at: Span, path: ast.Path, bind: ast.Name | None) -> ast.Pattern:
    return ast.Pattern(None if path.text == "_" and bind is None else path, bind, at)


def string_pattern(c: Context, at: Span, token: int) -> ast.Pattern:
    return ast.Pattern(ast.Literal(quoted.text(c, token).value, at), None, at)


def number_pattern(c: Context, at: Span, token: int) -> ast.Pattern:
    return ast.Pattern(ast.Literal(number_value(c, token), at), None, at)


def range_pattern(c: Context, at: Span, lo: int, hi: int) -> ast.Pattern:
    return ast.Pattern((number_value(c, lo), number_value(c, hi)), None, at)


def constant_pattern(c: Context, at: Span, value: ast.Literal) -> ast.Pattern:
    return ast.Pattern(value, None, at)
