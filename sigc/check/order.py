"""The order of bindings: each after what it reads; circles reported with their path.

Promise: deterministic, and as close to the written order as reading allows.
May import: sigc.base, syntax, check/core."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from types import NoneType
from typing import Any

from sigc.base.diagnostic import error
from sigc.base.source import Span
from sigc.check.core import Checker
from sigc.ir.expr import TURN
from sigc.syntax import ast


def names_read(expr: object) -> Iterator[ast.Variable]:
    """Every use of a name as a value, those that a comprehension or a pattern binds inside left out."""
    if type(expr) in PLAIN:
        for name in expr.__match_args__:  # type: ignore[attr-defined]
            part = getattr(expr, name)
            if type(part) not in LEAVES:
                yield from names_read(part)
        return
    match expr:
        case ast.Variable():
            yield expr
        case ast.CallExpr(of=of, args=args):
            # A callable is named in the file, never by a binding.
            if not isinstance(of, ast.Variable | ast.GenericExpr):
                yield from names_read(of)
            yield from _of_all(args)
        case ast.CompExpr():
            yield from _of_comprehension(expr)
        case ast.MatchArm(patterns=patterns, body=body):
            bound = {p.bind.text for p in patterns if p.bind is not None}
            yield from (v for v in names_read(body) if v.name not in bound)
        case ast.RecordExpr(spreads=spreads, fields=given):
            yield from (ast.Variable(s.parts[0].text, s.parts[0].span) for s in spreads)
            yield from _of_all(given)
        case ast.RepeatExpr():
            inner = {TURN, *(b.name.text for b in (*expr.carried, *expr.body))}
            inner |= {expr.item.text} if expr.item else set()
            outer = [expr.limit, expr.source, *(b.value for b in expr.carried)]
            yield from _of_all(outer)
            turn = _of_all([expr.until, *(b.value for b in expr.body)])
            yield from (v for v in turn if v.name not in inner)
        case ast.BinaryExpr(op="is" | "is not", left=left):
            yield from names_read(left)
        case tuple() | list():
            yield from _of_all(expr)
        case _ if is_dataclass(expr) and not isinstance(expr, ast.Pattern):
            yield from _of_all(_children(expr))


# Most expressions are these: they read what their parts read.
PLAIN = frozenset({ast.Attribute, ast.Argument, ast.IfExpr, ast.UnaryExpr, ast.FString, ast.ListExpr, ast.Literal,
                   ast.IndexExpr, ast.OtherwiseExpr, ast.MatchExpr, ast.Bind})  # fmt: skip
# Most parts of an expression are these, and none of them reads a name.
LEAVES = frozenset({str, int, float, bool, NoneType, Span, ast.Name, ast.Path})


def _children(node: Any) -> list[object]:
    return [getattr(node, name) for name in node.__match_args__]


def _of_all(parts: object) -> Iterator[ast.Variable]:
    if isinstance(parts, tuple | list):
        for part in parts:
            if type(part) not in LEAVES:
                yield from names_read(part)


def _of_comprehension(expr: ast.CompExpr) -> Iterator[ast.Variable]:
    bound: set[str] = set()
    for clause in expr.clauses:
        yield from (v for v in names_read(clause.source) if v.name not in bound)
        bound |= {n.text for n in clause.names}
        yield from (v for v in _of_all(clause.conditions) if v.name not in bound)
    yield from (v for v in _of_all((expr.body, expr.key)) if v.name not in bound)


def calls_in(expr: object) -> Iterator[ast.CallExpr]:
    """Every call in an expression, the outer before the inner."""
    if isinstance(expr, ast.CallExpr):
        yield expr
    if isinstance(expr, tuple | list):
        for part in expr:
            if type(part) not in LEAVES:
                yield from calls_in(part)
    elif is_dataclass(expr) and not isinstance(expr, ast.Pattern):
        yield from calls_in(_children(expr))


def in_order_of_need(c: Checker, binds: list[ast.Bind]) -> list[ast.Bind]:
    """Bindings so that each reads only earlier ones. Those in a circle are reported once, then kept at the end."""
    walk = _Walk(c, {b.name.text: b for b in binds})
    for name in walk.binds:
        walk.visit(name, [])
    return list(walk.done.values())


class _Walk:
    """Depth first, by hand-kept trail, so that a circle can be told as a path."""

    def __init__(self, c: Checker, binds: dict[str, ast.Bind]) -> None:
        self.c, self.binds = c, binds
        self.reads = {n: [v for v in names_read(b.value) if v.name in binds] for n, b in binds.items()}
        self.done: dict[str, ast.Bind] = {}
        self.begun: set[str] = set()

    def visit(self, name: str, trail: list[tuple[str, Span]]) -> None:
        if name in self.done:
            return
        if name in self.begun:
            start = next(i for i, (n, _) in enumerate(trail) if n == name)
            _report_circle(self.c, self.binds, trail[start:])
            return
        self.begun.add(name)
        for use in self.reads[name]:
            self.visit(use.name, [*trail, (name, use.span)])
        self.done[name] = self.binds[name]


def _report_circle(c: Checker, binds: dict[str, ast.Bind], trail: list[tuple[str, Span]]) -> None:
    names = [name for name, _ in trail]
    path = " → ".join(f"`{n}`" for n in (*names, names[0]))
    first, use = trail[0]
    title = f"`{first}` needs itself" if len(trail) == 1 else "bindings need each other"
    found = error(
        "SIG0313",
        title,
        use,
        f"read by `{first}`",
        note=f"the circle is {path}; every binding is evaluated once, after what it reads",
        help="bind the new value to a new name" if len(trail) == 1 else None,
    )
    for name, span in trail[1:]:
        found = found.seen(span, f"read by `{name}`")
    c.report(found)
    # One report per circle: its names are marked, so that their uses stay silent.
    c.circular |= {binds[n].name.span for n in names}
