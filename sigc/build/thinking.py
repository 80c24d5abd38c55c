"""Models that think before they answer need not be asked for reasoning: `cot` is `predict` there, and samples of `cot`
are samples of `predict`.

Promise: decided when a program is compiled, from the table of capabilities and the model's settings, and kept in the
lock; `compare` keeps its reasoning, because its attempts are weighed by it. May import: sigc.base, sigc.ir,
sigc.catalog, sigc.lm."""

from __future__ import annotations

from dataclasses import replace

from sigc.base.diagnostic import Diagnostic, Label
from sigc.base.source import Span
from sigc.catalog.tables import STRATEGIES
from sigc.ir.program import Model, Node, Program, Slots, Strategy
from sigc.lm.capabilities import can_of


def without_reasoning(
    program: Program, default: Model | None, at: Span | None
) -> tuple[Program, tuple[Diagnostic, ...]]:
    """The program with the strategies that its models need, and a note for each that changed. `default`: the model of
    nodes that name none, None for the embedded one; `at`: the build."""
    notes: list[Diagnostic] = []
    for name, node in program.nodes.items():
        model = default if node.slots.model is None else program.models.get(node.slots.model)
        strategy = _plain(node.slots.strategy)
        if model is None or strategy is None or not thinks(model):
            continue
        program = program.with_slots(name, _changed(program, name, strategy))
        notes.append(_note(node, name, model, at))
    return program, tuple(notes)


def thinks(model: Model) -> bool:
    """Does it think by itself, as it is set up? What thinks only when it is told to must have been told."""
    can, effort, budget = can_of(model.id, model.settings), model.settings.get("effort"), model.settings.get("thinking")
    if budget is not None:
        return bool(budget)
    if (effort or can.effort) == "none":
        return False
    if can.thinking in ("budget", "adaptive") and can.api == "anthropic":
        return can.thinks(effort, budget)
    return can.limit_counts == "thinking and answer"


def _plain(strategy: Strategy) -> Strategy | None:
    """The strategy without a field for reasoning; None when it has none, or needs it."""
    if strategy.name == "cot":
        return Strategy("predict")
    entry, options = STRATEGIES.get(strategy.name), dict(strategy.options)
    of = entry.options.get("of") if entry is not None else None
    if of is None or options.get("of", of.default) != "cot":
        return None
    return replace(strategy, options=tuple({**options, "of": "predict"}.items()))


def _changed(program: Program, node: str, strategy: Strategy) -> Slots:
    """Demos lose the reasoning that they were learnt with."""
    slots, own = program.nodes[node].slots, {f.name for f in program.signature_of(node).outputs}
    demos = tuple(replace(d, outputs={k: v for k, v in d.outputs.items() if k in own}) for d in slots.demos)
    return replace(slots, strategy=strategy, demos=demos)


def _note(node: Node, name: str, model: Model, at: Span | None) -> Diagnostic:
    place = node.span or at
    label = Label(place, "no `reasoning` is asked for") if place is not None else None
    return Diagnostic("SIG0837", f"`{name}`: {model.id} thinks before it answers", label, severity="note")
