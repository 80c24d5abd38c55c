"""Dates in a source: ISO texts in quotes, where a date is expected or stands on the other side of a comparison.

Promise: a text that is no date is told with the spelling that is one; a text that only the run knows is read by the
library's `date` or `datetime`. May import: sigc.base, ir, syntax, check/core, check/misfit."""

from __future__ import annotations

from datetime import date, datetime

from sigc.check.core import LOST, Checker, Env, Typed
from sigc.check.misfit import shown
from sigc.ir.expr import Const, Expr, Lib
from sigc.ir.types import Date, DateTime, Lit
from sigc.syntax import ast


def literal_date(c: Checker, node: ast.Literal, type_: Date | DateTime, env: Env) -> Typed:
    """A date that is written in quotes. Those of examples stay texts: they are rows, and rows hold texts."""
    text = str(node.value)
    try:
        (date if isinstance(type_, Date) else datetime).fromisoformat(text)
    except ValueError:
        spelled = "2025-12-31" if isinstance(type_, Date) else "2025-12-31T18:00:00"
        c.error("SIG0301", f"this is no {shown(type_)}", node.span, "not ISO 8601", help=f'write it as `"{spelled}"`')
        return LOST
    return Typed(type_, Const(text) if env.mode == "example" else read(type_, Const(text)))


def read(type_: Date | DateTime, text: Expr) -> Expr:
    """What reads a text as a date."""
    return Lib("date" if isinstance(type_, Date) else "datetime", (text,))


def beside(c: Checker, side: ast.Expr, type_: Date | DateTime, text: Typed) -> Expr | None:
    """The other side of a comparison with a date, where it is a text that stands in the source; None after a
    diagnostic."""
    assert isinstance(text.type, Lit)
    try:
        (date if isinstance(type_, Date) else datetime).fromisoformat(str(text.type.value))
    except ValueError:
        spelled = "2025-12-31" if isinstance(type_, Date) else "2025-12-31T18:00:00"
        c.error("SIG0317", f"this is no {shown(type_)}", side.span, "not ISO 8601", help=f'write it as `"{spelled}"`')
        return None
    return read(type_, text.expr)
