"""Static bounds: the least and the most that a run of a program costs, before any model is called.

For every module, node and tool: calls of models (second questions for answers that cannot be used included), calls of
tools, calls that wait for each other, tokens in and out, and money. What depends on a list without an end is told by
the list's length: `8 + 3·len(docs)`. Rules and what they do not prove: docs/cost.md.

Promise: never fails for a program that the verifier accepts; calls, tool calls and the path are exact for what can be
seen of values. May import: sigc.ir, sigc.analysis."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sigc.analysis.bounds_call import EMBEDDED, Priced, priced
from sigc.analysis.bounds_cost import ALL, FREE, Cost
from sigc.analysis.bounds_seen import At
from sigc.analysis.bounds_walk import Walk
from sigc.base.frozen import frozen
from sigc.ir.program import Model, Program

ModelFor = Callable[[str | None], Model]
"""The model that a slot's model name means; None is the default."""


@frozen
class Row:
    """One module's, node's or tool's share of a run of the whole. `kind`: module, node, tool."""

    kind: str
    name: str
    cost: Cost


@frozen
class Bounds:
    """What one run of a module costs: all of it, and by its parts in the order in which they are written."""

    module: str
    cost: Cost
    rows: tuple[Row, ...]


def bounds_of(program: Program, model_for: ModelFor | None = None, module: str | None = None) -> Bounds:
    """The bounds of the entry module, or of another one. Without `model_for`, slots that name no model, and names that
    are not declared, mean the embedded model."""
    models = model_for if model_for is not None else _declared(program)

    @cache
    def priced_node(name: str) -> Priced:
        return priced(program, name, models)

    walk = Walk(program, priced_node)
    name = module if module is not None else program.entry
    seen = walk.module(name, {}, At())
    rows = []
    for row in walk.rows:
        kind, _, part = row.partition(" ")
        rows.append(Row(kind, part, seen.costs.get(row, FREE)))
    return Bounds(name, seen.costs.get(ALL, FREE), tuple(rows))


def _declared(program: Program) -> ModelFor:
    embedded = Model(EMBEDDED, EMBEDDED)
    return lambda name: embedded if name is None else program.models.get(name, embedded)
