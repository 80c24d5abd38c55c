"""What the models of a build do not take: notes of what the compiler chose, for `sigc compile -v`, and a warning of
media that every call would fail with.

Promise: nothing is refused here; what is left out of a request is named, with what stands in for it. May import:
sigc.base, sigc.ir, sigc.adapters, sigc.lm, sigc.runtime."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sigc.adapters.dialects import dialect_named
from sigc.adapters.registry import adapter_named
from sigc.base.diagnostic import Diagnostic, Label, Severity
from sigc.base.source import Span
from sigc.ir.program import Model, Node, Program
from sigc.ir.types import Media, Ref, Type, fields_of
from sigc.ir.walk import each_type
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
            lacking = sorted(media_of(program, node) - set(can.media))
            for kind in lacking:
                found.append(
                    _told("SIG0836", name, model, f"takes no {kind}", node.span or at, "every call would fail")
                )
            for what, why in (*_sampling(node, model, can), *_shapes(program, name, node, can)):
                found.append(_told("SIG0837", name, model, what, node.span or at, why))
    return tuple(found)


def _told(code: str, name: str, model: Model, what: str, place: Span | None, why: str) -> Diagnostic:
    label = Label(place, why) if place is not None else None
    severity: Severity = "warning" if code == "SIG0836" else "note"
    return Diagnostic(code, f"`{name}`: {model.id} {what}", label, severity=severity)


def media_of(program: Program, node: Node) -> set[str]:
    """The kinds of media that a node's inputs may hold. A chat may hold any and is left out."""
    waiting: list[Type] = [f.type for f in program.signatures[node.signature].inputs]
    kinds: set[str] = set()
    seen: set[str] = set()
    while waiting:
        for part in each_type(waiting.pop()):
            if isinstance(part, Media):
                kinds.add(part.kind)
            elif isinstance(part, Ref) and part.name not in seen:
                seen.add(part.name)
                waiting += [f.type for f in fields_of(part, program.types) or ()]
    return kinds


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
