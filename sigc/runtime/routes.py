"""Which node's answer is which output of a program, as far as outputs are answers as they stand.

Promise: static. An output that is computed has no route: it is there when the run ends. May import: sigc.ir."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sigc.ir.expr import Attr, Call, Expr, Otherwise, Var
from sigc.ir.program import Module, Program

ONE_ANSWER = frozenset(["predict", "cot", "react", "program", "codeact", "rlm", "compare"])
"""Strategies whose question `main`, put once, is the answer: it can be shown as it comes. Others choose among answers:
theirs is shown when it is chosen."""


@dataclass(frozen=True, slots=True)
class Route:
    """`outputs`: the node's outputs, and what the program calls them; `grows`: may a part of an answer be shown?"""

    outputs: Mapping[str, str]
    grows: bool


def routes_of(program: Program) -> dict[str, Route]:
    """The routes of a program, by node."""
    found: dict[str, dict[str, str]] = {}
    for output in program.main.outputs:
        for node, name in _sources(program, program.main, output.name):
            found.setdefault(node, {}).setdefault(name, output.name)
    return {node: Route(names, _grows(program, node)) for node, names in found.items()}


def _grows(program: Program, node: str) -> bool:
    return program.nodes[node].slots.strategy.name in ONE_ANSWER


def _sources(program: Program, module: Module, output: str) -> Iterator[tuple[str, str]]:
    """(node, its output) that a module's output is, or is one of."""
    bindings = {b.name: b.value for b in module.bindings}
    value = bindings.get(output)
    seen = {output}
    while isinstance(value, Var) and value.name in bindings and value.name not in seen:
        seen.add(value.name)
        value = bindings[value.name]
    if isinstance(value, Attr):
        of: Expr | None = value.of
        if isinstance(of, Var):
            of = bindings.get(of.name)
        yield from _of_call(program, of, value.name)
    elif isinstance(value, Otherwise):
        for side in (value.first, value.then):
            if isinstance(side, Attr):
                yield from _of_call(program, side.of, side.name)


def _of_call(program: Program, value: Expr | None, name: str) -> Iterator[tuple[str, str]]:
    """The source of a field of what a call gives; of what gives one call or else another, both."""
    if isinstance(value, Otherwise):
        yield from _of_call(program, value.first, name)
        yield from _of_call(program, value.then, name)
    elif isinstance(value, Call) and value.kind == "node":
        yield value.target, name
    elif isinstance(value, Call) and value.kind == "module":
        yield from _sources(program, program.modules[value.target], name)
