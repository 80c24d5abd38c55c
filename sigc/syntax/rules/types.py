"""Types and refinements.

May import: sigc.base."""

from __future__ import annotations

from sigc.base.source import Span
from sigc.syntax import ast, quoted
from sigc.syntax.context import Context

Refinements = tuple[ast.Refinement, ...]


def named(c: Context, at: Span, path: ast.Path, refinements: Refinements | None) -> ast.NamedType:
    return ast.NamedType(path, refinements or (), at)


def list_type(c: Context, at: Span, item: ast.TypeExpr, refinements: Refinements | None) -> ast.ListType:
    return ast.ListType(item, refinements or (), at)


def map_type(c: Context, at: Span, key: ast.TypeExpr, value: ast.TypeExpr) -> ast.MapType:
    return ast.MapType(key, value, at)


def optional(c: Context, at: Span, item: ast.TypeExpr) -> ast.OptionalType:
    return ast.OptionalType(item, at)


def union(c: Context, at: Span, *options: ast.TypeExpr) -> ast.UnionType:
    return ast.UnionType(options, at)


def text_type(c: Context, at: Span, token: int) -> ast.LiteralType:
    return ast.LiteralType(quoted.text(c, token).value, at)


def number_type(c: Context, at: Span, value: int | float) -> ast.LiteralType:
    return ast.LiteralType(value, at)


def refinements(c: Context, at: Span, *rules: ast.Refinement) -> Refinements:
    return rules


def bound(c: Context, at: Span, lo: int | float | None, hi: int | float | None) -> ast.Bound:
    if lo is None and hi is None:
        note = "a range has at least one end: `1..5`, `0..`, `..280`"
        c.slip("SIG0145", "this range has no end", at, note=note, help="write a number beside the dots")
    return ast.Bound(lo, hi, at)


def matching(c: Context, at: Span, pattern: int | ast.Path) -> ast.Matching:
    return ast.Matching(quoted.text(c, pattern) if isinstance(pattern, int) else pattern, at)


def within(c: Context, at: Span, path: ast.Path) -> ast.Within:
    return ast.Within(path, at)
