"""Inlay hints: how often a run calls at each place, and the labels that reach each binding.

May import: sigc.base, ir, analysis, check; lsp/names, prompts, workspace."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types as lsp

from sigc.analysis.bounds_cost import CALLS, TOOLS, Cost
from sigc.base.source import Span
from sigc.check.scope import Symbol
from sigc.ir.program import Program
from sigc.lsp.facts import Facts
from sigc.lsp.names import seen
from sigc.lsp.prompts import bounds, span
from sigc.lsp.workspace import Workspace
from sigc.syntax import ast


def inlay_hints(ws: Workspace, path: str, range_: lsp.Range) -> list[lsp.InlayHint]:
    """The hints of a part of a file; none for what does not check."""
    lines, facts = ws.lines(path), seen(ws, path).facts
    start, end = lines.offset(range_.start), lines.offset(range_.end)
    project = ws.unit(path).project
    found: list[tuple[int, str]] = []
    for symbol in facts.checker.world.symbols:
        if symbol.path == path and symbol.kind == "module" and symbol.decl.span.end >= start:
            program = project.programs.get(symbol.key)
            if program is not None and symbol.decl.span.start <= end:
                cost = bounds(project, symbol.key)
                costs = {row.name: row.cost for row in cost.rows} if cost is not None else {}
                found += _calls(symbol, facts, costs)
                found += _labels(symbol, program)
    kind = lsp.InlayHintKind.Type
    return [
        lsp.InlayHint(lines.position(at), text, kind, padding_left=True)
        for at, text in sorted(found)
        if start <= at <= end
    ]


def _calls(symbol: Symbol, facts: Facts, costs: dict[str, Cost]) -> Iterator[tuple[int, str]]:
    """The whole module's behind its name, each place's behind its call."""
    if symbol.key in costs:
        yield symbol.span.end, _spelled(costs[symbol.key])
    graph = facts.checker.graphs.get(symbol.key)
    for site in graph.sites if graph is not None else ():
        cost = costs.get(f"{symbol.key}.{site.name}")
        if cost is not None and site.span.path == symbol.path:
            yield site.span.end, _spelled(cost)


def _spelled(cost: Cost) -> str:
    parts = []
    for name, word in ((CALLS, "call"), (TOOLS, "tool call")):
        if cost[name].most:
            count = span(cost[name])
            parts.append(f"{count} {word}{'' if count == '1' else 's'}")
    return ", ".join(parts) if parts else "no calls"


def _labels(symbol: Symbol, program: Program) -> Iterator[tuple[int, str]]:
    """The labels of what each binding holds, behind its name; inputs and outputs say theirs themselves."""
    marked = [f for m in program.modules.values() for f in (*m.inputs, *m.outputs)]
    marked += [f for s in program.signatures.values() for f in (*s.inputs, *s.outputs)]
    marked += [f for t in program.tools.values() for f in (*t.inputs, *t.outputs)]
    marked += [f for t in program.types.values() for f in getattr(t, "fields", ())]
    if not any(f.labels for f in marked) or not isinstance(symbol.decl, ast.ModuleDecl):
        return
    from sigc.analysis.flow_trace import trace  # programs without labels need none of it

    graph = trace(program).graph
    reached: dict[Span, list[str]] = {}
    for label in sorted(graph.labels):
        for point in graph.reached(graph.labels[label], label):
            where = graph.points[point].span
            if where is not None and graph.points[point].names:
                reached.setdefault(where, []).append(label)
    for bind in symbol.decl.bindings:
        whole = bind.name.span.to(bind.value.span)
        labels = dict.fromkeys(reached.get(whole, ()))
        if labels:
            yield bind.name.span.end, " ".join(f"@{label}" for label in labels)
