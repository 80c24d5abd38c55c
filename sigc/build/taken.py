"""What the models of a build do not take of what the compiler chose: notes for `sigc compile -v`.

Promise: nothing is refused here; what is left out of a request is named, with what stands in for it. May import:
sigc.base, sigc.ir, sigc.adapters, sigc.lm, sigc.runtime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sigc.adapters.dialects import dialect_named
from sigc.adapters.registry import adapter_named
from sigc.base.diagnostic import Diagnostic, Label
from sigc.base.source import Span
from sigc.ir.program import Model, Node, Program
from sigc.lm.capabilities import Can, can_of
from sigc.runtime.prepared import prepared

SAMPLING = frozenset(["best_of", "vote", "compare", "refine", "tree"])
"""Strategies that ask the same question several times, warm."""


def taken_notes(program: Program, default: Model | None, at: Span | None) -> tuple[Diagnostic, ...]:
    """One note for each node and thing that its model does not take. `default`: the model of nodes that name none,
    None for the embedded one, which takes everything; `at`: the build."""
    found: list[Diagnostic] = []
    for name, node in program.nodes.items():
        model = default if node.slots.model is None else program.models.get(node.slots.model)
        if model is not None:
            can = can_of(model.id, model.settings)
            for what, why in (*_sampling(node, model, can), *_shapes(program, name, node, can)):
                place = node.span or at
                label = Label(place, why) if place is not None else None
                found.append(Diagnostic("SIG0837", f"`{name}`: {model.id} {what}", label, severity="note"))
    return tuple(found)


def _sampling(node: Node, model: Model, can: Can) -> Iterator[tuple[str, str]]:
    """Temperatures and seeds that are left out."""
    warm = node.slots.sampling.temperature > 0 or node.slots.strategy.name in SAMPLING
    if warm and not can.takes_temperature(model.settings.get("effort"), model.settings.get("thinking")):
        yield "takes no temperature", "samples differ by the model's own chance"
    if warm and can.seed is None:
        yield "takes no seed", "samples cannot be had again, but for the cache"


def _shapes(program: Program, name: str, node: Node, can: Can) -> Iterator[tuple[str, str]]:
    """Limits of the schema that the dialect cannot say."""
    adapter = adapter_named(node.slots.adapter)
    for task in prepared(program, name).tasks.values():
        schema: Mapping[str, Any] | None = adapter.template(task).response_format
        if schema is None:
            continue
        if can.schema is None:
            yield "takes no schema", "the shape stands in the prompt and is checked on the reply"
            continue
        for loss in dialect_named(can.schema)(schema)[1]:
            yield f"cannot be held to {loss}", "it stands in the prompt and is checked on the reply"
