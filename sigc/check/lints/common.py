"""What the lints share: the author's own files, their fields with what is said about them, walks over expressions.

Promise: nothing here reports anything. May import: sigc.base, syntax, check/core, check/scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, TypeAlias

from sigc.base.diagnostic import Diagnostic
from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.check.core import Checker
from sigc.check.scope import Symbol
from sigc.syntax import ast

Lint: TypeAlias = Callable[[Checker], Iterator[Diagnostic]]


@frozen
class Described:
    """A name that may have a description. `type`: of fields; `kind`: enum, member, field, …"""

    kind: str
    name: ast.Name
    description: ast.Text | None
    type: ast.TypeExpr | None = None


def own_files(c: Checker) -> list[tuple[str, ast.File]]:
    """The files that are the author's: nobody can mend those of `std`."""
    return [(path, tree) for path, tree in c.world.trees.items() if not path.startswith("std/")]


def declarations(c: Checker) -> Iterator[ast.Decl]:
    for _, tree in own_files(c):
        yield from tree.declarations


def symbol_of(c: Checker, decl: Any) -> Symbol | None:
    """The symbol of a declaration; None for one whose name another has taken."""
    found = c.world.scopes[decl.span.path].names.get(decl.name.text)
    return found if found is not None and found.span == decl.name.span else None


def described(c: Checker) -> Iterator[Described]:
    """Every name of the author's files that may have a description."""
    for decl in declarations(c):
        if isinstance(decl, ast.EnumDecl):
            yield from (Described("member", m.name, m.description) for m in decl.members)
        if isinstance(decl, ast.EnumDecl | ast.RecordDecl | ast.LabelDecl | ast.ZoneDecl | ast.ToolDecl):
            yield Described(type(decl).__name__.removesuffix("Decl").lower(), decl.name, decl.description)
        yield from (Described("field", f.name, f.description, f.type) for f in fields_in(decl))


def fields_in(decl: ast.Decl) -> Iterator[ast.FieldDecl]:
    """The fields that a declaration writes out."""
    parts: tuple[Any, ...] = ()
    if isinstance(decl, ast.RecordDecl):
        parts = decl.fields
    elif isinstance(decl, ast.SignatureDecl | ast.ModuleDecl | ast.ToolDecl | ast.MetricDecl):
        parts = (*decl.inputs, *decl.outputs)
    elif isinstance(decl, ast.DataDecl):
        parts = decl.extras
    yield from (part for part in parts if isinstance(part, ast.FieldDecl))


PLAIN = frozenset({str, int, float, bool, type(None), Span, ast.Name, ast.Path, ast.Text})


def nodes_in(root: object) -> Iterator[Any]:
    """Every part of a tree, parents first; names, texts and places left out."""
    waiting: list[Any] = [root]
    while waiting:
        node = waiting.pop()
        if type(node) is tuple or type(node) is list:
            waiting += [part for part in reversed(node) if type(part) not in PLAIN]
        else:
            yield node
            kind: Any = type(node)
            for name in _parts(kind):
                part = getattr(node, name)
                if type(part) not in PLAIN:
                    waiting.append(part)


MATCH = "__match_args__"


@lru_cache(maxsize=128)
def _parts(kind: Any) -> tuple[str, ...]:
    """The fields of a kind of node that may hold others, last first."""
    names: tuple[str, ...] = getattr(kind, MATCH)
    return tuple(name for name in reversed(names) if name not in ("span", "op", "spread", "raw"))


def called(c: Checker, call: ast.CallExpr, path: str) -> Symbol | None:
    """The declaration that a call names, None when it names none of a file."""
    scope = c.world.scopes.get(path)
    return scope.find(call.of.name) if scope is not None and isinstance(call.of, ast.Variable) else None


def arguments(call: ast.CallExpr, decl: ast.SignatureDecl) -> dict[str, ast.Expr] | None:
    """Input -> what it is given, in the order of the call; None when that is not plain to see."""
    inputs = [f.name.text for f in decl.inputs]
    if decl.base is not None or any(a.spread for a in call.args):
        return None
    found: dict[str, ast.Expr] = {}
    for place, each in enumerate(call.args):
        if each.name is None and place >= len(inputs):
            return None
        found[each.name.text if each.name is not None else inputs[place]] = each.value
    return found
