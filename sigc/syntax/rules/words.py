"""Names, paths, numbers, strings and texts.

May import: sigc.base."""

from __future__ import annotations

from sigc.base.source import Span
from sigc.syntax import ast, quoted
from sigc.syntax.context import Context
from sigc.syntax.numbers import number_value


def name(c: Context, at: Span, token: int) -> ast.Name:
    return ast.Name(c.text(token), at)


def path(c: Context, at: Span, *parts: ast.Name) -> ast.Path:
    return ast.Path(parts, at)


def doc(c: Context, at: Span, token: int) -> ast.Text:
    return quoted.text(c, token)


def file(c: Context, at: Span, token: int) -> ast.Text:
    return quoted.text(c, token)


def signed(c: Context, at: Span, *tokens: int) -> int | float:
    """A number of a type or a bound, maybe after a minus."""
    value = number_value(c, tokens[-1])
    return -value if len(tokens) == 2 else value
