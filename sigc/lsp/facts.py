"""What the check knows of the expressions of one file: it is run once more over that file alone, and watched.

Every rule that types an expression is wrapped by one that notes the answer; so what an editor shows is what the check
thinks, for half-written files too. Promise: never raises for what a text says; nothing is reported from here.
May import: sigc.base, ir, syntax, check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sigc.base.source import Files, Span
from sigc.check.blocks import check_test
from sigc.check.builds import Around, check_build
from sigc.check.core import Checker, CheckRule, Env, Graph, InferRule, Rules, Typed, Want
from sigc.check.data import check_data, extras_of
from sigc.check.fit import is_unknown
from sigc.check.graphs import check_module
from sigc.check.kept import Kept
from sigc.check.lower import Parts
from sigc.check.metrics import check_metric, inline
from sigc.check.models import check_model
from sigc.check.modules import Read
from sigc.check.project import RULES, checker, declare
from sigc.check.scope import Symbol
from sigc.check.signatures import check_record_rules, check_signature
from sigc.ir.types import Type
from sigc.syntax import ast


@dataclass(frozen=True, slots=True)
class Fact:
    """One expression: its type, the type that its place hints at or demands, and what it could see."""

    node: Any
    type: Type
    hint: Type | None
    env: Env


@dataclass
class Facts:
    """`checker`: the names, types and interfaces of the file and of all that it imports. `path`: the file. `kept`: what
    was found of its declarations before."""

    checker: Checker
    path: str
    kept: Kept | None = None
    _by_node: dict[int, Fact] = field(default_factory=dict)

    def of(self, node: object) -> Fact | None:
        """What is known of an expression of the syntax tree."""
        return self._by_node.get(id(node))

    def type_of(self, node: object) -> Type | None:
        """An expression's type; None when nothing is known of it."""
        fact = self._by_node.get(id(node))
        return fact.type if fact is not None and not is_unknown(fact.type) else None

    def type_at(self, place: Span) -> Type | None:
        """The type of the name or the field access whose name stands at a place, as narrowed there."""
        for fact in self._by_node.values():
            named = fact.node.name.span if isinstance(fact.node, ast.Attribute) else fact.node.span
            if named == place and isinstance(fact.node, ast.Variable | ast.Attribute) and not is_unknown(fact.type):
                return fact.type
        return None

    def note(self, fact: Fact) -> None:
        """Later answers replace earlier ones, but not by less."""
        known = self._by_node.get(id(fact.node))
        if known is None or not is_unknown(fact.type) or is_unknown(known.type):
            hint = fact.hint if fact.hint is not None or known is None else known.hint
            self._by_node[id(fact.node)] = Fact(fact.node, fact.type, hint, fact.env)


KEPT = (ast.SignatureDecl, ast.ModuleDecl, ast.RecordDecl, ast.TestDecl)
"""What these are depends on nothing but on what they lead to by name."""


def look(
    path: str,
    files: Files,
    given: Mapping[str, Any],
    read: Read,
    only: int | None = None,
    kept: Kept | None = None,
) -> Facts:
    """The facts of one file. `given`: what `checker` is told of its project. `only`: of the declaration that holds this
    offset, and what it needs. `kept`: what was noted before of declarations; this look uses it and adds to it."""
    noted: list[Callable[[Fact], None]] = []

    def note(fact: Fact) -> None:
        for each in noted:
            each(fact)

    c = checker(path, files, **given, read=read, rules=_watching(note))
    facts = Facts(c, path, kept)
    noted.append(facts.note)
    symbols = [s for s in declare(c) if s.path == path]
    if kept is not None:
        kept.begin(c)
    for symbol in symbols:
        if only is None or symbol.decl.span.start <= only <= symbol.decl.span.end:
            _watched(facts, noted, symbol.decl, symbol.key, partial(_shallow, c, symbol))
    parts = Parts({}, {}, {}, {}, {})
    for decl in c.world.trees[path].declarations if path in c.world.trees else ():
        if isinstance(decl, ast.TestDecl) and (only is None or decl.span.start <= only <= decl.span.end):
            _watched(facts, noted, decl, "test", partial(check_test, c, decl, path, "test", parts))
    if kept is not None:
        kept.keep(c)
    noted.clear()  # so that the rules, which the checker holds, hold nothing of what was noted
    return facts


def _watched(
    facts: Facts, noted: list[Callable[[Fact], None]], decl: ast.Decl, key: str, work: Callable[[], object]
) -> None:
    """Carry out the work on a declaration and note what it meets, or what it met the last time."""
    c, kept = facts.checker, facts.kept
    if kept is None or not isinstance(decl, KEPT):
        _guarded(work)
        return
    mine: list[Fact] = []

    def watch() -> tuple[tuple[Fact, ...], Graph | None]:
        noted.append(mine.append)
        _guarded(work)
        noted.pop()
        return tuple(mine), c.graphs.get(key)

    met, graph = kept.once(c, decl, "facts", watch)
    for fact in met if not mine else ():
        facts.note(fact)
    if graph is not None:
        c.graphs[key] = graph
    kept.apart(c, decl, (fact.node.span for fact in mine))


def _shallow(c: Checker, symbol: Symbol) -> None:
    work = WORK.get(symbol.kind)
    if work is not None:
        work(c, symbol)


def _guarded(work: Callable[[], object]) -> None:
    """The parser bounds how deep expressions nest; a stack that is smaller than that is no reason to fail."""
    try:
        work()
    except RecursionError:
        return


def _module(c: Checker, symbol: Symbol) -> None:
    c.graphs[symbol.key] = check_module(c, symbol)


def _metric(c: Checker, symbol: Symbol) -> None:
    assert isinstance(symbol.decl, ast.MetricDecl)
    path = symbol.decl.subject
    if path is None:
        inline(c, symbol)
        return
    subject = c.world.scopes[symbol.path].find(path.parts[0].text)
    extras = [f for s in c.world.symbols if s.kind == "data" and _is_of(c, s, subject) for f in extras_of(c, s)]
    check_metric(c, symbol, tuple({f.name: f for f in reversed(extras)}.values()))


def _is_of(c: Checker, data: Symbol, subject: Symbol | None) -> bool:
    assert isinstance(data.decl, ast.DataDecl)
    found = c.world.scopes[data.path].find(data.decl.subject.parts[0].text)
    return found is not None and subject is not None and found.key == subject.key


WORK: Mapping[str, Callable[[Checker, Symbol], object]] = {
    "record": check_record_rules,
    "signature": check_signature,
    "module": _module,
    "tool": lambda c, s: c.header(s),
    "metric": _metric,
    "data": check_data,
    "model": check_model,
    "build": lambda c, s: check_build(c, s, Around({}, {}, {})),
}


def _watching(note: Callable[[Fact], None]) -> Rules:
    """The rules of the check, each with an eye on it."""
    infer = {kind: _watched_infer(rule, note) for kind, rule in RULES.infer.items()}
    check = {kind: _watched_check(rule, note) for kind, rule in RULES.check.items()}
    return replace(RULES, infer=infer, check=check)


def _watched_infer(rule: InferRule, note: Callable[[Fact], None]) -> InferRule:
    def watched(c: Checker, node: Any, env: Env, hint: Type | None) -> Typed:
        typed = rule(c, node, env, hint)
        note(Fact(node, typed.type, hint, env))
        return typed

    return watched


def _watched_check(rule: CheckRule, note: Callable[[Fact], None]) -> CheckRule:
    def watched(c: Checker, node: Any, env: Env, want: Want) -> Typed:
        typed = rule(c, node, env, want)
        note(Fact(node, typed.type, want.type, env))
        return typed

    return watched
