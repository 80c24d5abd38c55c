"""The value of a NUMBER token.

Promise: an int or a finite float, whatever the length. May import: sigc.base."""

from __future__ import annotations

from math import isinf

from sigc.syntax.context import Context

MOST_DIGITS = 300


def number_value(c: Context, token: int) -> int | float:
    """An int or a float as written; what is out of all range is a slip and 0."""
    text = c.text(token)
    if len(text) > MOST_DIGITS or isinf(float(text)):
        note = f"a number has at most {MOST_DIGITS} digits and fits a 64-bit float"
        c.slip("SIG0133", "number out of range", c.span(token), note=note, help="write a smaller number")
        return 0
    if not text.isdigit():
        return float(text)
    if len(text) > 1 and text[0] == "0":
        note = "a number does not start with 0, as in Python"
        help = f"write `{int(text)}`, or a string if the zeros matter"
        c.slip("SIG0133", f"`{text[:24]}` has leading zeros", c.span(token), note=note, help=help)
    return int(text)
