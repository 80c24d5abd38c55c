"""What modules that call modules must not do: lead back to themselves, or grow into a crowd.

Every place where a signature is called has slots of its own, so a module that calls another twice holds all its places
twice, and a short chain of such modules would hold more places than anyone can pay for.
Promise: each circle is reported once, a crowd where it first grows too large. May import: sigc.base, check/core."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sigc.base.diagnostic import error
from sigc.check.core import Checker, Graph, Site

MOST_PLACES = 10_000
"""Places of calls in one program; the largest published one that we know has some dozens."""
DEEPEST = 200
"""Modules within modules, as many as brackets within brackets."""


def refuse_nesting(c: Checker, graphs: Mapping[str, Graph]) -> set[str]:
    """Keys of modules that lead back to themselves, that hold too many places of calls, or that nest too deeply."""
    circles, order = _circles(c, graphs)
    return circles | _crowds(c, graphs, order)


def _circles(c: Checker, graphs: Mapping[str, Graph]) -> tuple[set[str], list[str]]:
    """Keys of modules in circles; and all keys, each after those that it calls unless they form a circle."""
    bad: set[str] = set()
    open_: dict[str, int] = {}
    done: dict[str, None] = {}
    for start in graphs:
        if start in done:
            continue
        trail: list[Site] = []
        pending = [(start, _calls(graphs[start], graphs))]
        open_[start] = 0
        while pending:
            key, calls = pending[-1]
            site = next(calls, None)
            if site is None:
                pending.pop()
                del open_[key]
                del trail[len(pending) - 1 if pending else 0 :]
                done[key] = None
            elif site.symbol.key in open_:
                circle = [*trail[open_[site.symbol.key] :], site]
                bad.update(s.symbol.key for s in circle)
                _report_circle(c, circle)
            elif site.symbol.key not in done:
                trail.append(site)
                open_[site.symbol.key] = len(pending)
                pending.append((site.symbol.key, _calls(graphs[site.symbol.key], graphs)))
    return bad, list(done)


def _calls(graph: Graph, graphs: Mapping[str, Graph]) -> Iterator[Site]:
    """Where a module calls other modules."""
    return (site for site in graph.sites if site.symbol.kind != "signature" and site.symbol.key in graphs)


def _crowds(c: Checker, graphs: Mapping[str, Graph], order: list[str]) -> set[str]:
    bad: set[str] = set()
    places: dict[str, int] = {}
    depth: dict[str, int] = {}
    for key in order:
        below = [site.symbol.key for site in _calls(graphs[key], graphs)]
        places[key] = len(graphs[key].sites) + sum(places.get(each, 0) for each in below)
        depth[key] = 1 + max((depth.get(each, 0) for each in below), default=0)
        if bad.intersection(below):
            bad.add(key)
        elif places[key] > MOST_PLACES or depth[key] > DEEPEST:
            bad.add(key)
            _report_crowd(c, graphs[key], places[key], depth[key])
    return bad


def _report_circle(c: Checker, circle: list[Site]) -> None:
    names = [circle[-1].symbol.name, *(s.symbol.name for s in circle)]
    own = len(circle) == 1
    found = error(
        "SIG0205",
        f"`{names[0]}` calls itself" if own else "modules call each other in a circle",
        circle[0].span,
        f"calls `{names[1]}`",
        note="everything is bounded: a module may not lead back to itself"
        + ("" if own else " (" + " → ".join(f"`{n}`" for n in names) + ")"),
    )
    for site in circle[1:]:
        found = found.seen(site.span, f"calls `{site.symbol.name}`")
    c.report(found)


def _report_crowd(c: Checker, graph: Graph, places: int, depth: int) -> None:
    modules = [site for site in graph.sites if site.symbol.kind != "signature"]
    deep = depth > DEEPEST
    found = error(
        "SIG0335",
        f"`{graph.name}` holds {f'modules {depth} deep' if deep else f'{places:,} places of calls'}",
        modules[0].span,
        "this call takes it over the limit" if len(modules) == 1 else "this call and the others marked",
        note=f"each use of a module has places of its own: at most {MOST_PLACES:,} in all, and {DEEPEST} modules deep",
        help="call the inner module once, over a list: `[Inner(x) for x in xs]` is one place",
    )
    for site in modules[1:4]:
        found = found.seen(site.span, "and this one")
    c.report(found)
