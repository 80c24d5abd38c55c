"""Blocks of bindings with known names (models, builds, passes, strategies): literals of the right kind.

Promise: one diagnostic per wrong setting. May import: sigc.base, syntax, check/core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sigc.base.diagnostic import error
from sigc.base.names import closest
from sigc.base.source import Span
from sigc.check.core import Checker
from sigc.syntax import ast

_SPOKEN = {
    "int": "an integer",
    "float": "a number",
    "str": "a string",
    "bool": "true or false",
    "name": "a name",
    "names": "a name, or a list of names",
    "expr": "an expression",
}


def plain(expr: ast.Expr) -> Any:
    """A literal's value, negative numbers, lists and records of literals included; Ellipsis for anything else."""
    if isinstance(expr, ast.Literal):
        return expr.value
    if isinstance(expr, ast.UnaryExpr) and expr.op == "-" and isinstance(expr.of, ast.Literal):
        value = expr.of.value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return -value
    if isinstance(expr, ast.ListExpr):
        items = [plain(item) for item in expr.items]
        return ... if ... in items else items
    if isinstance(expr, ast.RecordExpr) and not expr.spreads:
        fields = {bind.name.text: plain(bind.value) for bind in expr.fields}
        return ... if ... in fields.values() else fields
    return ...


def option_value(c: Checker, expr: ast.Expr, kind: str, name: str) -> Any:
    """The value of an option of this kind (see catalog.Option), None after a diagnostic."""
    value = _of_kind(expr, kind)
    if value is None:
        c.error("SIG0612", f"`{name}` takes {_SPOKEN[kind]}", expr.span, "does not fit")
    return value


def _of_kind(expr: ast.Expr, kind: str) -> Any:
    value = plain(expr)
    match kind:
        case "int":
            return value if isinstance(value, int) and not isinstance(value, bool) else None
        case "float":
            return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
        case "str":
            return value if isinstance(value, str) else None
        case "bool":
            return value if isinstance(value, bool) else None
        case "name":
            return expr.name if isinstance(expr, ast.Variable) else None
        case "names":
            found = names_in(expr)
            return tuple(n.name for n in found) if found else None
    return None


def names_in(expr: ast.Expr) -> list[ast.Variable]:
    """`a` or `[a, b]` as names; empty when anything else stands there."""
    items = expr.items if isinstance(expr, ast.ListExpr) else (expr,)
    names = [i for i in items if isinstance(i, ast.Variable)]
    return names if len(names) == len(items) else []


def once(c: Checker, bindings: Iterable[ast.Bind], known: Iterable[str], what: str) -> dict[str, ast.Bind]:
    """The settings of a block by name; unknown and repeated ones are reported and left out."""
    known = list(known)
    found: dict[str, ast.Bind] = {}
    for bind in bindings:
        name = bind.name.text
        if name not in known:
            near = closest(name, known)
            help_ = f"did you mean `{near}`?" if near else "settings are " + ", ".join(f"`{k}`" for k in known)
            c.error("SIG0610", f"{what} has no setting `{name}`", bind.name.span, "no such setting", help=help_)
        elif name in found:
            twice(c, bind.name, found[name].name.span, "set")
        else:
            found[name] = bind
    return found


def twice(c: Checker, name: ast.Name, first: Span, verb: str) -> None:
    again = error("SIG0311", f"`{name.text}` is {verb} twice", name.span, f"{verb} again here")
    c.report(again.seen(first, f"first {verb} here"))


def value_of(c: Checker, settings: Mapping[str, ast.Bind], name: str, kind: str) -> Any:
    """A setting's value, None when it is absent or wrong."""
    return option_value(c, settings[name].value, kind, name) if name in settings else None
