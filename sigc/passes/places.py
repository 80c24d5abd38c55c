"""How a node is wired to the program around it: which rows' columns are its inputs, and which wants its outputs.

Promise: a mapping is given only where it holds on every row, whatever the rows say. May import: sigc.ir."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sigc.evaluate.rows import Row
from sigc.ir.expr import Attr, Call, Expr, Otherwise, Var
from sigc.ir.program import Demo, Program


@dataclass(frozen=True, slots=True)
class Place:
    """`inputs`: node input -> program input, None unless every argument is one. `outputs`: node output -> the program
    output that is exactly it, for those that are."""

    node: str
    inputs: Mapping[str, str] | None
    outputs: Mapping[str, str]

    def given(self, row: Row) -> dict[str, Any] | None:
        """The node's inputs on this row, None when they are not the row's own."""
        if self.inputs is None:
            return None
        return {name: row.inputs[source] for name, source in self.inputs.items() if source in row.inputs}

    def wanted(self, row: Row, output: str) -> Any:
        """What the row wants of a node's output. KeyError when it does not say."""
        return row.want[self.outputs[output]]

    def wants(self, row: Row, output: str) -> bool:
        return output in self.outputs and self.outputs[output] in row.want


def place_of(program: Program, node: str) -> Place:
    """How the entry module uses a node. A node inside a comprehension, an arm or a submodule has no mapping."""
    module = program.main
    values = {binding.name: binding.value for binding in module.bindings}
    inputs = {field.name for field in module.inputs}
    outputs: dict[str, str] = {}
    arguments: Mapping[str, str] | None = None
    for output in module.outputs:
        found = _resolve(values.get(output.name), values)
        if isinstance(found, Attr) and _node_of(_resolve(found.of, values)) == node:
            outputs.setdefault(found.name, output.name)
    for value in values.values():
        call = _call_of(_resolve(value, values))
        if call is not None and call.target == node:
            arguments = _arguments(call, values, inputs)
    return Place(node, arguments, outputs)


def best_place(program: Program, node: str, rows: Sequence[Row]) -> Place:
    """How a node is used, or the one of those sharing its slots of which rows say most; the first of equals."""
    wanted = {name for row in rows for name in row.want}
    places = [place_of(program, name) for name in program.sharing(node)]
    return max(places, key=lambda place: (place.inputs is not None, len(wanted & {*place.outputs.values()})))


def labelled_demo(program: Program, place: Place, row: Row) -> Demo | None:
    """The row as a worked example of the node; None unless the row gives all of its inputs and outputs."""
    signature = program.signature_of(place.node)
    given = place.given(row)
    if given is None or any(f.name not in given and f.default is None for f in signature.inputs):
        return None
    if not all(place.wants(row, f.name) for f in signature.outputs):
        return None
    return Demo(given, {f.name: place.wanted(row, f.name) for f in signature.outputs}, "label")


def _resolve(value: Expr | None, values: Mapping[str, Expr]) -> Expr | None:
    """Follow names to what they are bound to."""
    while isinstance(value, Var) and value.name in values:
        value = values[value.name]
    return value


def _call_of(value: Expr | None) -> Call | None:
    if isinstance(value, Otherwise):
        value = value.first
    return value if isinstance(value, Call) and value.kind == "node" else None


def _node_of(value: Expr | None) -> str | None:
    """The node whose result a value is. With an `otherwise` it may be another's, so that does not count."""
    return value.target if isinstance(value, Call) and value.kind == "node" else None


def _arguments(call: Call, values: Mapping[str, Expr], inputs: set[str]) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for name, value in call.args:
        source = _resolve(value, values)
        if not isinstance(source, Var) or source.name not in inputs:
            return None
        found[name] = source.name
    return found
