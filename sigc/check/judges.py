"""Judges: what a metric calls, and metrics that Python carries out.

Promise: a metric that calls something is a small program of its own, with nodes that have slots, so that its judges are
asked, priced, traced and pinned like any other call. May import: sigc.base, ir, syntax, check/core, headers, lower,
tools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sigc.check.core import Checker, Graph, Header
from sigc.check.headers import with_defaults
from sigc.check.lower import Parts, judged
from sigc.check.scope import Symbol
from sigc.check.stubs import refuse_acting
from sigc.check.tools import python_target
from sigc.ir.expr import Attr, Call, Var
from sigc.ir.program import Binding, Metric, Tool
from sigc.ir.types import Field, Json, Optional, Record, Str, Type
from sigc.syntax import ast

SCORE = (Field("score", Json()), Field("feedback", Optional(Str())))
"""What a metric gives, as outputs: what is no number is told where the score is used."""


def judging_graph(name: str, names: Mapping[str, Type], bindings: tuple[Binding, ...], found: Graph) -> Graph:
    """A metric `for` a callable as a graph over `row`, `want` and `got`; `found` holds the places of its calls."""
    inputs = tuple(Field(part, type_) for part, type_ in names.items())
    bound = {b.name for b in bindings}
    return replace(found, name=name, inputs=inputs, outputs=tuple(f for f in SCORE if f.name in bound),
                   bindings=bindings)  # fmt: skip


def from_python(c: Checker, symbol: Symbol, names: Mapping[str, Type]) -> tuple[Binding, ...] | None:
    """The bindings of a metric `for` a callable that a function `(row, want, got)` carries out: it answers with a
    score, or with a mapping of `score` and `feedback`."""
    inputs = (
        Field("row", names["row"]),
        Field("want", _partial(names["want"])),
        Field("got", names["got"]),
    )
    if not _carried_out(c, symbol, inputs, SCORE):
        return None
    call = Call("tool", symbol.key, tuple((f.name, Var(f.name)) for f in inputs))
    return (Binding("answer", call), *(Binding(f.name, Attr(Var("answer"), f.name)) for f in SCORE))


def called_from_python(c: Checker, symbol: Symbol, header: Header) -> Graph | None:
    """A metric with inputs and outputs of its own that a Python function carries out, as a graph of one call."""
    inputs = with_defaults(c, symbol)
    if not _carried_out(c, symbol, inputs, header.outputs):
        return None
    name = "answer"
    while name in {f.name for f in (*inputs, *header.outputs)}:
        name += "_"
    call = Call("tool", symbol.key, tuple((f.name, Var(f.name)) for f in inputs))
    bindings = (Binding(name, call), *(Binding(f.name, Attr(Var(name), f.name)) for f in header.outputs))
    return Graph(symbol.key, inputs, header.outputs, bindings, (), (symbol,))


def _partial(type_: Type) -> Type:
    """`want` as a function gets it: a row may hold any of its fields, none stands for the others."""
    assert isinstance(type_, Record)
    return Record(tuple(f if isinstance(f.type, Optional) else replace(f, type=Optional(f.type)) for f in type_.fields))


def _carried_out(c: Checker, symbol: Symbol, inputs: tuple[Field, ...], outputs: tuple[Field, ...]) -> bool:
    """Note the tool that carries out a metric; whether its function is there and takes the inputs."""
    decl = symbol.decl
    assert isinstance(decl, ast.MetricDecl)
    assert decl.origin is not None
    mark = c.mark()
    if decl.origin.kind.text != "python":
        c.error("SIG0321", "a metric comes from Python", decl.origin.span, "not from a server",
                help='write `from python "module:function"`')  # fmt: skip
    for bind in decl.bindings:
        c.error("SIG0614", f"`{symbol.name}` comes from Python", bind.name.span, "bound here too",
                help="leave one of the two out")  # fmt: skip
    target = python_target(c, symbol, decl.origin, Header(inputs, outputs)) if c.clean_since(mark) else None
    if target is None or not c.clean_since(mark):
        return False
    c.scorers[symbol.key] = Tool(symbol.key, inputs, outputs, target, span=symbol.span)
    return True


def lowered(c: Checker, symbol: Symbol, metric: Metric, graph: Graph, parts: Parts) -> Metric | None:
    """The metric with the program of its judges; None when a part of it did not check."""
    made = judged(metric, graph, parts)
    if made is None or refuse_acting(c, made.judges, {}, symbol.span, "a metric"):
        return None
    return made
