"""What is plain to see of an expression's type before anything runs, so that emitted Python can be simple where that is
safe. check/ has proved much more; the IR does not carry it.

Promise: a type that is given holds; None says nothing. May import: sigc.ir."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sigc.ir.expr import (
    TURN,
    Attr,
    Binary,
    Call,
    Comp,
    Const,
    Expr,
    For,
    Format,
    IfElse,
    Index,
    Let,
    Lib,
    ListOf,
    Match,
    Otherwise,
    RecordOf,
    Repeat,
    Slice,
    Var,
)
from sigc.ir.program import Program
from sigc.ir.types import Bool, Field, Float, Int, Json, List, Record, Str, Type, Types, fields_of

_RESULTS: dict[str, Type] = {
    **dict.fromkeys(("lower", "upper", "strip", "join", "replace"), Str()),
    **dict.fromkeys(("len", "count"), Int()),
    **dict.fromkeys(("contains", "starts_with", "matches", "any", "all"), Bool()),
    "split": List(Str()),
}
"""What functions of the library always give."""


@dataclass(frozen=True)
class Scope:
    """Names in scope: their spelling in Python, and their types where those are known."""

    names: Mapping[str, str]
    types: Mapping[str, Type | None]
    run: str = "run"
    """What calls are made on: in a loop, the run of the turn."""

    def having(self, name: str, spelling: str, type_: Type | None) -> Scope:
        return replace(self, names={**self.names, name: spelling}, types={**self.types, name: type_})


class Knowledge:
    """Types of expressions in one program."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def type_of(self, expr: Expr, scope: Scope) -> Type | None:
        """The type of an expression as far as it is plain to see; None: not known."""
        match expr:
            case Var(name):
                return scope.types.get(name)
            case Const(value):
                return Str() if isinstance(value, str) else _number_type(value)
            case Attr(of, name):
                places = fields_of(self.type_of(of, scope) or Str(), self.types)
                return next((f.type for f in places or () if f.name == name), None)
            case Index(of):
                listed = self.type_of(of, scope)
                return listed.item if isinstance(listed, List) else None
            case Slice(of):
                listed = self.type_of(of, scope)
                return List(listed.item) if isinstance(listed, List) else None
            case Call(kind, target):
                return self.result_of(kind, target)
            case Format():
                return Str()
            case Lib(name):
                return _RESULTS.get(name)
            case Binary("+", left, _) if isinstance(self.type_of(left, scope), Str):
                return Str()
            case ListOf(items) if items:
                item = self._common([self.type_of(i, scope) for i in items])
                return List(item) if item is not None else None
            case Otherwise(first, then) | IfElse(_, first, then):
                return self._common([self.type_of(first, scope), self.type_of(then, scope)])
            case Match(_, arms):
                return self._common([self.type_of(arm.body, scope) for arm in arms])
            case Let(bindings, body):
                for name, bound in bindings:
                    scope = scope.having(name, name, self.type_of(bound, scope))
                return self.type_of(body, scope)
            case Comp(body, clauses, None):
                for clause in clauses:
                    scope = self.inside(clause, scope, {name: name for name in clause.names})
                item = self.type_of(body, scope)
                return List(item) if item is not None else None
            case RecordOf((), values):
                known = [(name, self.type_of(value, scope)) for name, value in values]
                return (
                    Record(tuple(Field(name, t) for name, t in known if t is not None))
                    if all(t is not None for _, t in known)
                    else None
                )
            case Repeat(carried):
                inside = self.carried(expr, scope)
                return Record(tuple(Field(name, inside.types[name] or Json()) for name, _ in carried))
        return None

    def carried(self, loop: Repeat, scope: Scope) -> Scope:
        """The scope of a turn: what is carried has the type of its first value if every new value has it too."""
        scope = scope.having(TURN, TURN, Int())
        if loop.item is not None and loop.source is not None:
            listed = self.type_of(loop.source, scope)
            scope = scope.having(loop.item, loop.item, listed.item if isinstance(listed, List) else None)
        known = {name: self.type_of(first, scope) for name, first in loop.carried}
        while True:
            inner = scope
            for name, type_ in known.items():
                inner = inner.having(name, name, type_)
            body = inner
            for name, value in loop.body:
                if name not in known:
                    body = body.having(name, name, self.type_of(value, body))
            kept = {n: t for n, t in known.items() if t is not None}
            broken = [n for n, value in loop.body if n in kept and self.type_of(value, body) != kept[n]]
            if not broken:
                return inner
            known |= dict.fromkeys(broken)

    def _common(self, types: list[Type | None]) -> Type | None:
        """A type that all have: the same one, or the record of what several records share."""
        places = [fields_of(type_ or Str(), self.types) for type_ in types]
        if not all(places):
            return types[0] if all(type_ == types[0] for type_ in types) else None
        shared = [f for f in places[0] or () if all(any(f.name == g.name for g in others or ()) for others in places)]
        return Record(tuple(shared))

    @property
    def types(self) -> Types:
        return self.program.types

    def result_of(self, kind: str, target: str) -> Record:
        if kind == "node":
            return self.program.signature_of(target).result
        return self.program.tools[target].result if kind == "tool" else self.program.modules[target].result

    def inside(self, clause: For, scope: Scope, spellings: Mapping[str, str]) -> Scope:
        """The scope behind `for … in …`."""
        listed = self.type_of(clause.source, scope)
        item = listed.item if isinstance(listed, List) and len(clause.names) == 1 else None
        for name in clause.names:
            scope = scope.having(name, spellings[name], item)
        return scope


def _number_type(value: object) -> Type | None:
    if isinstance(value, bool):
        return Bool()
    return Int() if isinstance(value, int) else Float() if isinstance(value, float) else None
