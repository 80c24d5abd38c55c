"""Calls of the pure library.

Promise: the arity and the names of arguments come from values/library.py, the type of the result from
check/library_types.py. May import: sigc.base, ir, values, syntax, check/core, check/library_types."""

from __future__ import annotations

from sigc.base.names import closest
from sigc.check.core import LOST, Checker, Env, Typed
from sigc.check.library_types import RULES, Use
from sigc.ir.expr import Const, Expr, Lib
from sigc.ir.types import (
    List,
    Type,
)
from sigc.syntax import ast
from sigc.values.library import LIBRARY

NAMES = frozenset(LIBRARY)


def call_library(c: Checker, node: ast.CallExpr, name: str, env: Env, hint: Type | None) -> Typed:
    function = LIBRARY[name]
    positional = [a for a in node.args if a.name is None]
    named = [a for a in node.args if a.name is not None]
    args = _arguments(c, name, positional, env, hint)
    key, key_expr, ok = _keywords(c, name, named, function.keywords, env)
    count = len(positional)
    if count < function.least or (function.most is not None and count > function.most):
        _arity(c, node, name, count)
        return LOST
    if not ok:
        return LOST
    spans = tuple(a.value.span for a in positional)
    type_ = RULES[name](Use(c, name, args, spans, key, node))
    lowered: tuple[tuple[str, Expr], ...] = (("key", key_expr),) if key_expr is not None else ()
    return Typed(type_, Lib(name, tuple(a.expr for a in args), lowered))


def _arguments(c: Checker, name: str, positional: list[ast.Argument], env: Env, hint: Type | None) -> tuple[Typed, ...]:
    """Later arguments of functions that compare take the first one's type as a hint, so bare members are found."""
    args: list[Typed] = []
    for argument in positional:
        if argument.spread:
            c.error(
                "SIG0308",
                f"`{name}` takes no record's fields",
                argument.span,
                "spreads a record",
                note="`..record` gives the fields of a record to a signature, module or tool",
                help="give the value itself",
            )
            args.append(LOST)
            continue
        wanted = hint if name in ("unique", "sort", "top", "min", "max", "flatten") else None
        if args and name in ("count", "contains") and isinstance(args[0].type, List):
            wanted = args[0].type.item
        elif args and name in ("min", "max"):
            wanted = args[0].type
        args.append(c.infer(argument.value, env, wanted))
    return tuple(args)


def _keywords(
    c: Checker, name: str, named: list[ast.Argument], known: tuple[str, ...], env: Env
) -> tuple[str | None, Expr | None, bool]:
    """The key path, its expression, and whether all names were right."""
    key: str | None = None
    ok = True
    for argument in named:
        spelled = argument.name.text if argument.name else ""
        if spelled not in known:
            near = closest(spelled, known)
            help_ = (
                f"did you mean `{near}`?" if near else "its arguments have no names" if not known else _meant(spelled)
            )
            c.error("SIG0307", f"`{name}` has no argument `{spelled}`", argument.span, "no such argument", help=help_)
            ok = False
        elif isinstance(argument.value, ast.Literal) and isinstance(argument.value.value, str):
            key = argument.value.value
        else:
            c.error(
                "SIG0301", "`key` needs a field path in quotes", argument.value.span, help='write `key = "field.path"`'
            )
            ok = False
    return key, Const(key) if key is not None else None, ok


def _meant(spelled: str) -> str:
    return "`top(xs, len(xs))` has the greatest first" if spelled == "reverse" else "it takes `key`"


def _arity(c: Checker, node: ast.CallExpr, name: str, count: int) -> None:
    function = LIBRARY[name]
    least, most = function.least, function.most
    range_ = str(least) if least == most else f"{least} to {most}"
    takes = f"{least} or more" if most is None else range_
    plural = "" if takes == "1" else "s"
    c.error("SIG0308", f"`{name}` takes {takes} argument{plural}", node.span, f"{count} given")
