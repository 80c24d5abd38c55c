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


def subject(c: Context, at: Span, of: ast.Path, args: tuple[ast.Path, ...] | None) -> ast.Path:
    """What a metric, data set, gate or build is for: `Triage`, or a use of a generic module, `Hop[Verify]`."""
    return of if args is None else ast.Path(of.parts, at, args)


def uses(c: Context, at: Span, *args: ast.Path) -> tuple[ast.Path, ...]:
    return args


def doc(c: Context, at: Span, token: int) -> ast.Text:
    return quoted.text(c, token)


def file(c: Context, at: Span, token: int) -> ast.Text:
    return quoted.text(c, token)


def signed(c: Context, at: Span, *tokens: int) -> int | float:
    """A number of a type or a bound, maybe after a minus."""
    value = number_value(c, tokens[-1])
    return -value if len(tokens) == 2 else value
