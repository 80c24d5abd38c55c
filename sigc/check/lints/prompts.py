"""What calls in loops send: constant text behind text that changes, and equal questions that get equal answers.

Promise: an input is called constant only when its argument reads nothing that the loop binds.
May import: sigc.base, ir, catalog, syntax, check/core, check/order, check/settings, check/lints/common."""

from __future__ import annotations

from collections.abc import Iterator

from sigc.base.diagnostic import Diagnostic, warning
from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.catalog.models import refusals
from sigc.check.core import Checker
from sigc.check.lints.common import arguments, called, declarations, nodes_in
from sigc.check.order import names_read
from sigc.check.scope import Symbol
from sigc.check.settings import plain
from sigc.ir.expr import TURN
from sigc.syntax import ast

SHORT = 200
"""Code points of a text that is not worth caching by itself."""
SAMPLING = frozenset({"vote", "best_of", "compare"})
"""Strategies that never ask at temperature 0."""


@frozen
class Looped:
    """A call of a signature in a loop, with the arguments that change from turn to turn and those that do not."""

    symbol: Symbol
    call: ast.CallExpr
    pin: ast.PinnedExpr | None
    given: dict[str, ast.Expr]
    varies: frozenset[str]
    mapped: bool


def _looped(c: Checker) -> Iterator[Looped]:
    for decl in declarations(c):
        if not isinstance(decl, ast.ModuleDecl):
            continue
        for node in nodes_in(decl.bindings):
            if isinstance(node, ast.CompExpr):
                bound = {n.text for clause in node.clauses for n in clause.names}
                parts: object = (node.body, node.key, tuple(x for cl in node.clauses for x in cl.conditions))
                yield from _calls(c, parts, bound, decl.span.path, mapped=True)
            elif isinstance(node, ast.RepeatExpr):
                bound = {TURN, *(b.name.text for b in (*node.carried, *node.body))}
                bound |= {node.item.text} if node.item is not None else set()
                yield from _calls(c, node.body, bound, decl.span.path, mapped=False)


def _calls(c: Checker, parts: object, bound: set[str], path: str, *, mapped: bool) -> Iterator[Looped]:
    pins: dict[int, ast.PinnedExpr] = {}
    for node in nodes_in([parts]):
        if isinstance(node, ast.PinnedExpr):
            pins[id(node.of)] = node
        symbol = called(c, node, path) if isinstance(node, ast.CallExpr) else None
        if symbol is None or not isinstance(symbol.decl, ast.SignatureDecl):
            continue
        given = arguments(node, symbol.decl)
        if given is not None:
            varies = {name for name, value in given.items() if any(v.name in bound for v in names_read(value))}
            inner = any(isinstance(n, ast.CallExpr) and called(c, n, path) for v in given.values() for n in nodes_in(v))
            yield Looped(symbol, node, pins.get(id(node)), given, frozenset(varies), mapped and not inner)


def loops(c: Checker) -> Iterator[Diagnostic]:
    """SIG1011 and SIG1012."""
    calls = list(_looped(c))
    yield from _volatile_first(calls)
    yield from _equal_samples(c, calls)


def _volatile_first(calls: list[Looped]) -> Iterator[Diagnostic]:
    """Of inputs in a loop, one that changes is declared ahead of a long one that does not."""
    wanted: dict[str, set[tuple[str, str]]] = {}
    for each in calls:
        pairs = {(a, b) for a in each.varies for b in each.given if b not in each.varies}
        wanted.setdefault(each.symbol.key, set()).update(pairs)
    told: set[Span] = set()
    for each in calls:
        decl = each.symbol.decl
        if each.symbol.path.startswith("std/") or not isinstance(decl, ast.SignatureDecl):
            continue
        fields = [f for f in decl.inputs if isinstance(f, ast.FieldDecl)]
        for place, first in enumerate(fields):
            later = [f for f in fields[place + 1 :] if f.name.text in each.given and f.name.text not in each.varies]
            late = next((f for f in later if _long(f.type)), None)
            if first.name.text not in each.varies or late is None or first.name.span in told:
                continue
            if (late.name.text, first.name.text) in wanted[each.symbol.key]:
                continue  # another loop wants it this way
            told.add(first.name.span)
            yield (
                warning(
                    "SIG1011",
                    f"`{first.name.text}` changes with every call and stands ahead of `{late.name.text}`",
                    first.name.span,
                    "what follows in the prompt can not be cached",
                    note="inputs are sent in declared order, and providers cache what prompts begin with alike",
                    help=f"declare `{late.name.text}` first",
                )
                .seen(late.name.span, "the same in every call")
                .seen(each.call.span, "of this loop")
            )


def _long(type_: ast.TypeExpr) -> bool:
    """Whether values of a type may be long enough for a cache to matter."""
    if isinstance(type_, ast.OptionalType):
        return _long(type_.item)
    if isinstance(type_, ast.NamedType):
        if type_.path.text in ("int", "float", "bool", "date", "datetime"):
            return False
        ends = [r.hi for r in type_.refinements if isinstance(r, ast.Bound)]
        return not any(hi is not None and hi <= SHORT for hi in ends)
    return isinstance(type_, ast.ListType | ast.MapType)


def _equal_samples(c: Checker, calls: list[Looped]) -> Iterator[Diagnostic]:
    """Elements of a comprehension that ask the same at temperature 0."""
    for each in calls:
        if not each.mapped or each.varies or _warm(c, each):
            continue
        yield warning(
            "SIG1012",
            "every element asks the same, at temperature 0",
            each.call.span,
            "no argument changes from element to element",
            note="at temperature 0 equal calls have equal answers, so this is one sample, paid for several times",
            help="pin a model with a temperature, call it once, or use `by vote(n = 3)`",
        )


def _warm(c: Checker, each: Looped) -> bool:
    """Whether the model of a call may answer otherwise when asked again."""
    if each.pin is not None and each.pin.strategy is not None and each.pin.strategy.text in SAMPLING:
        return True
    scope = c.world.scopes[each.call.span.path]
    if each.pin is not None and each.pin.model is not None:
        named = scope.find(each.pin.model.text)
        return named is None or _temperature(named) > 0
    models = [scope.find(b.value.name) for decl in declarations(c) if isinstance(decl, ast.BuildDecl)
              for b in decl.settings if b.name.text == "model" and isinstance(b.value, ast.Variable)]  # fmt: skip
    return any(m is not None and _temperature(m) > 0 for m in models)


def _temperature(symbol: Symbol) -> float:
    """What a declared model is asked at: 0 where nothing is said, as everywhere in sigc; 1 where it takes none."""
    decl = symbol.decl
    if not isinstance(decl, ast.ModelDecl):
        return 0.0
    said = next((plain(b.value) for b in decl.settings if b.name.text == "temperature"), None)
    if said is None and any(name == "temperature" for name, _ in refusals(decl.id.value, {"temperature": 0.0})):
        return 1.0
    return float(said) if isinstance(said, int | float) else 0.0
