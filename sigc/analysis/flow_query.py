"""Questions about flows: a path from one name to another, or the reason there is none.

Promise: answers are data, rendered elsewhere. May import: sigc.base, sigc.ir, analysis/."""

from __future__ import annotations

from collections.abc import Iterable

from sigc.analysis.flow_graph import Edge
from sigc.analysis.flow_trace import Traced, trace
from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.ir.program import PROCESS, Program


@frozen
class Hop:
    """One point of a path. `how`: start, data, decides, released."""

    text: str
    how: str
    span: Span | None


@frozen
class Answer:
    """`path` is empty when there is none; `reason` then says why. `cut`: the path that only a release cuts."""

    path: tuple[Hop, ...]
    reason: str = ""
    cut: tuple[Hop, ...] = ()


@frozen
class Release:
    """A use of a release: the callable, the labels it drops of what arrives there, and where."""

    by: str
    labels: tuple[str, ...]
    span: Span | None


def names_from(program: Program) -> tuple[str, ...]:
    """What a path may start at: labels, inputs, bindings, calls."""
    traced = trace(program)
    return tuple(sorted({n for p in traced.graph.points for n in p.names} | set(traced.graph.labels)))


def names_to(program: Program) -> tuple[str, ...]:
    """What a path may end at: zones, models, outputs, bindings, calls."""
    traced = trace(program)
    return tuple(sorted({n for p in traced.graph.points for n in p.names} | set(_sinks(traced))))


def find_path(program: Program, start: str, end: str) -> Answer:
    """The shortest path. A release cuts a path for the labels that it drops: where the start is a label, for it."""
    traced = trace(program)
    graph = traced.graph
    label = start if start in graph.labels else None
    starts = graph.labels[start] if label is not None else graph.named(start)
    ends = frozenset(_sinks(traced).get(end, [])) or frozenset(graph.named(end))
    found = graph.reached(starts, label)
    arrived = graph.nearest(found, ends)
    if arrived is not None:
        return Answer(_hops(traced, graph.way(found, arrived), arrived))
    free = graph.reached(starts)
    arrived = graph.nearest(free, ends)
    if arrived is not None:
        way = graph.way(free, arrived)
        by = next(edge.by for edge in way if label in edge.drops)
        return Answer((), f"the release by `{by}` takes `{start}` off on every path", _hops(traced, way, arrived))
    if not ends:
        return Answer((), f"nothing here sends to `{end}`")
    reached = sorted({name for name, points in _sinks(traced).items() if found.keys() & set(points)})
    where = f"it reaches {_words(reached)} only" if reached else "it is sent nowhere"
    return Answer((), f"no value, guard or failure leads from `{start}` to `{end}`: {where}")


def releases(program: Program) -> tuple[Release, ...]:
    """Every place where a label that arrives is dropped."""
    graph = trace(program).graph
    found: dict[tuple[str, Span | None], set[str]] = {}
    for label, points in graph.labels.items():
        for point in graph.reached(points, label):
            for edge in graph.leaving[point]:
                if label in edge.drops:
                    span = graph.points[edge.end].span or graph.points[point].span
                    found.setdefault((edge.by, span), set()).add(label)
    return tuple(Release(by, tuple(sorted(labels)), span) for (by, span), labels in found.items())


def _sinks(traced: Traced) -> dict[str, list[int]]:
    """Zone or model -> the points where something is sent to it."""
    program = traced.program
    found: dict[str, list[int]] = {}
    for exit_ in traced.exits:
        if exit_.kind == "tool":
            found.setdefault(program.tools[exit_.target].place or "outside", []).append(exit_.point)
            continue
        name = program.nodes[exit_.target].slots.model
        model = program.models.get(name) if name is not None else None
        zone = PROCESS if name is None else (model.zone if model is not None and model.zone is not None else "outside")
        for key in dict.fromkeys((zone, name)):
            if key is not None:
                found.setdefault(key, []).append(exit_.point)
    return found


def _hops(traced: Traced, way: Iterable[Edge], end: int) -> tuple[Hop, ...]:
    points, edges = traced.graph.points, tuple(way)
    first = points[edges[0].start if edges else end]
    hops = [Hop(first.text, "start", first.span)]
    for edge in edges:
        how = "released" if edge.drops else "decides" if edge.decides else "data"
        hops.append(Hop(points[edge.end].text, how, points[edge.end].span))
    return tuple(hops)


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
