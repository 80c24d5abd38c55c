"""Names, paths, numbers, strings and texts.

May import: sigc.base."""

from __future__ import annotations

from sigc.base.source import Span
from sigc.syntax import ast, quoted
from sigc.syntax.context import Context

MOST_DIGITS = 300


def name(c: Context, at: Span, token: int) -> ast.Name:
    return ast.Name(c.text(token), at)


def path(c: Context, at: Span, *parts: ast.Name) -> ast.Path:
    return ast.Path(parts, at)


def doc(c: Context, at: Span, token: int) -> ast.Text:
    return quoted.text(c, token)


def file(c: Context, at: Span, token: int) -> ast.Text:
    return quoted.text(c, token)


def _optional_text(c: Context, token: int | None) -> ast.Text | None:
    return None if token is None else quoted.text(c, token)


def signed(c: Context, at: Span, *tokens: int) -> int | float:
    """A number of a type or a bound, maybe after a minus."""
    value = number_value(c, tokens[-1])
    return -value if len(tokens) == 2 else value


def number_value(c: Context, token: int) -> int | float:
    """An int or a float as written; out of all range is a slip and 0."""
    text = c.text(token)
    whole = text.isdigit()
    value = float(text) if len(text) > MOST_DIGITS or not whole else int(text)
    if value in (float("inf"),) or len(text) > MOST_DIGITS:
        note = f"a number has at most {MOST_DIGITS} digits and fits a 64-bit float"
        c.slip("SIG0133", "number out of range", c.span(token), note=note, help="write a smaller number")
        return 0
    if whole and len(text) > 1 and text[0] == "0":
        note = "a number does not start with 0, as in Python"
        help = f"write `{int(text)}`, or a string if the zeros matter"
        c.slip("SIG0133", f"`{text}` has leading zeros", c.span(token), note=note, help=help)
    return value
