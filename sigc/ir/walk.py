"""Walking expressions and types: what is directly inside, what is called, read and mentioned.

Promise: total and pure; names that an expression binds itself are not among those it reads. May import: sigc.ir."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sigc.ir.expr import (
    TURN,
    Attr,
    Binary,
    Call,
    Comp,
    Const,
    Expr,
    Format,
    IfElse,
    Index,
    Is,
    Let,
    Lib,
    ListOf,
    MapOf,
    Match,
    Neg,
    Not,
    Otherwise,
    RecordOf,
    Repeat,
    Shown,
    Slice,
    Var,
    VariantPat,
)
from sigc.ir.program import Metric, Program
from sigc.ir.types import List, Map, Optional, Record, Type, Union

_CHILDREN: dict[type, Callable[[Any], tuple[Expr, ...]]] = {
    Const: lambda e: (),
    Var: lambda e: (),
    Attr: lambda e: (e.of,),
    Index: lambda e: (e.of, e.at),
    Slice: lambda e: tuple(x for x in (e.of, e.lo, e.hi) if x is not None),
    ListOf: lambda e: e.items,
    RecordOf: lambda e: (*e.spreads, *(value for _, value in e.fields)),
    MapOf: lambda e: tuple(x for entry in e.entries for x in entry),
    Comp: lambda e: (
        *(x for clause in e.clauses for x in (clause.source, *clause.conditions)),
        *((e.key,) if e.key is not None else ()),
        e.body,
    ),
    Not: lambda e: (e.of,),
    Neg: lambda e: (e.of,),
    Binary: lambda e: (e.left, e.right),
    IfElse: lambda e: (e.condition, e.then, e.orelse),
    Is: lambda e: (e.of,),
    Match: lambda e: (e.of, *(arm.body for arm in e.arms)),
    Format: lambda e: tuple(part.of for part in e.parts if isinstance(part, Shown)),
    Lib: lambda e: (*e.args, *(value for _, value in e.named)),
    Let: lambda e: (*(value for _, value in e.bindings), e.body),
    Call: lambda e: tuple(value for _, value in e.args),
    Otherwise: lambda e: (e.first, e.then),
    Repeat: lambda e: (
        *(x for x in (e.limit, e.source) if x is not None),
        *(value for _, value in (*e.carried, *e.body)),
        *((e.until,) if e.until is not None else ()),
    ),
}


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside one, in the order in which they are evaluated."""
    return _CHILDREN[type(expr)](expr)


def each(expr: Expr) -> Iterator[Expr]:
    """The expression and all inside it, outer ones first."""
    waiting = [expr]
    while waiting:
        first = waiting.pop()
        yield first
        waiting.extend(reversed(children(first)))


def each_call(expr: Expr) -> Iterator[Call]:
    """Every call inside, outer ones before those in their arguments."""
    return (e for e in each(expr) if isinstance(e, Call))


def each_part(metric: Metric) -> Iterator[Expr]:
    """The expressions of a metric, in the order in which they are evaluated."""
    yield from (step.value for step in metric.steps)
    yield metric.score
    if metric.feedback is not None:
        yield metric.feedback


def calls_below(program: Program, expr: Expr) -> Iterator[Call]:
    """Every call inside, and those that the metrics of called nodes make."""
    for call in each_call(expr):
        yield call
        node = program.nodes.get(call.target) if call.kind == "node" else None
        if node is not None and node.metric is not None:
            yield from (inner for part in each_part(node.metric) for inner in each_call(part))


def reads(expr: Expr) -> frozenset[str]:
    """Names that an expression reads from outside itself."""
    match expr:
        case Var(name):
            return frozenset((name,))
        case Let(bindings, body):
            inner = reads(body) - {name for name, _ in bindings}
            return inner.union(*(reads(value) for _, value in bindings))
        case Comp():
            return _comp_reads(expr)
        case Match(of, arms):
            bound = ((arm, {p.bind for p in arm.patterns if isinstance(p, VariantPat)}) for arm in arms)
            return reads(of).union(*(reads(arm.body) - names for arm, names in bound))
        case Repeat():
            return _repeat_reads(expr)
        case _:
            return frozenset[str]().union(*map(reads, children(expr)))


def _comp_reads(comp: Comp) -> frozenset[str]:
    inside = reads(comp.body) if comp.key is None else reads(comp.body) | reads(comp.key)
    for clause in reversed(comp.clauses):
        inside = inside.union(*map(reads, clause.conditions)) - set(clause.names)
        inside |= reads(clause.source)
    return inside


def _repeat_reads(loop: Repeat) -> frozenset[str]:
    outside = [e for e in (loop.limit, loop.source, *(first for _, first in loop.carried)) if e is not None]
    inside = [e for e in (loop.until, *(value for _, value in loop.body)) if e is not None]
    bound = {TURN, loop.item, *(name for name, _ in (*loop.carried, *loop.body))}
    return frozenset[str]().union(*map(reads, inside)) - bound | frozenset[str]().union(*map(reads, outside))


def each_type(type_: Type) -> Iterator[Type]:
    """The type and all written inside it; named types are not entered."""
    yield type_
    match type_:
        case List(item=inner) | Optional(item=inner) | Map(value=inner):
            yield from each_type(inner)
        case Union(options=options):
            for option in options:
                yield from each_type(option)
        case Record(fields=fields):
            for field in fields:
                yield from each_type(field.type)
