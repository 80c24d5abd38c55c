"""Policies over the flows of a program: leaks, exchanges, and where each node and tool may send.

Promise: total; runs before anything could spend, and again after every pass. Every leak is told with its whole path.
Which labels go where is `flow_trace.py`'s; what a policy allows is here. May import: sigc.base, sigc.ir, analysis/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING

from sigc.base.diagnostic import Diagnostic, Label, error, warning
from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.ir.program import PROCESS, STORES, PolicyRule, Program

if TYPE_CHECKING:
    from sigc.analysis.flow_graph import Edge
    from sigc.analysis.flow_trace import Exit, Traced

OFFLINE = "sigc/offline"
HARD = ("lock", "package")
"""Stores that cannot leave anything out."""


@frozen
class Around:
    """What a build adds to a program: `rows`, labels of its data; `model`, the zone of its model for places that name
    none; `others`, zones of further models that see what the program's see (a teacher), by name. `span`: its place."""

    rows: tuple[str, ...] = ()
    model: str | None = PROCESS
    model_name: str = OFFLINE
    others: Mapping[str, str | None] = field(default_factory=dict)
    span: Span | None = None


def check_flow(program: Program, around: Around | None = None) -> tuple[Diagnostic, ...]:
    """Every leak of a program; empty without labels and policies."""
    if not _concerned(program, around):
        return ()
    traced = _traced(program, around.rows, runs_rows=True) if around else _traced(program)
    policed = _Policed(traced, around or Around())
    return (*policed.leaks(), *policed.exchanges(), *policed.kept())


def with_reach(program: Program, rows: tuple[str, ...] = (), *, runs_rows: bool = False) -> Program:
    """The program with the zones and stores that each node and tool may reach. What no policy limits has None. `rows`:
    labels of what its slots were learnt from, and with `runs_rows` of what it is given."""
    if not any(rule.kind == "stays" for policy in program.policies.values() for rule in policy.rules):
        return program
    policed = _Policed(_traced(program, rows, runs_rows=runs_rows), Around(rows=rows))
    found = policed.reach()
    nodes = {name: replace(n, reach=found.get(("node", name))) for name, n in program.nodes.items()}
    tools = {name: replace(t, reach=found.get(("tool", name))) for name, t in program.tools.items()}
    return replace(program, nodes=nodes, tools=tools)


def reach_of(program: Program, rows: tuple[str, ...] = ()) -> tuple[str, ...] | None:
    """The zones and stores that allow every label of a program and of its rows; None when no policy limits any."""
    traced = _traced(program, rows, runs_rows=True)
    policed = _Policed(traced, Around(rows=rows))
    limited = sorted(set(traced.graph.labels) & set(policed.stays))
    return policed.allowed_by(limited) if limited else None


def _traced(program: Program, rows: tuple[str, ...] = (), *, runs_rows: bool = False) -> Traced:
    """Where labels go; loaded here, since a program without labels and policies needs none of it."""
    from sigc.analysis.flow_trace import trace

    return trace(program, rows, runs_rows=runs_rows)


def _concerned(program: Program, around: Around | None) -> bool:
    if program.policies or (around and around.rows):
        return True
    fields = [f for part in (program.signatures, program.tools, program.modules)
              for thing in part.values() for f in (*thing.inputs, *thing.outputs)]  # fmt: skip
    fields += [f for t in program.types.values() for f in getattr(t, "fields", ())]
    return any(f.labels for f in fields)


class _Policed:
    """A traced program beside its policies."""

    def __init__(self, traced: Traced, around: Around) -> None:
        self.traced, self.graph, self.program, self.around = traced, traced.graph, traced.program, around
        self.rules = [(p.name, rule) for p in self.program.policies.values() for rule in p.rules]
        self.stays = _by_subject(rule for _, rule in self.rules if rule.kind == "stays")
        self.titles = {id(rule): name for name, rule in self.rules}

    # --- labels ------------------------------------------------------------------------------------------------------

    def leaks(self) -> Iterator[Diagnostic]:
        told = {rule.subject for _, rule in self.rules if rule.kind != "never"}
        for label in sorted(self.graph.labels):
            found = self.graph.reached(self.graph.labels[label], label)
            for exit_ in self.traced.exits:
                if exit_.point not in found:
                    continue
                way = self.graph.way(found, exit_.point)
                for zone, whom in dict.fromkeys(self.zones(exit_)):
                    if label in self.stays and (rule := self.forbids(label, zone)) is not None:
                        yield self.leak(label, exit_, zone, whom, way, rule)
                    elif label not in told and zone != PROCESS:
                        yield self.untold(label, exit_, f"leaves the process for {whom}", way)
                if label not in told and exit_.kind == "tool" and self.program.tools[exit_.target].effect == "acts":
                    yield self.untold(label, exit_, f"reaches `{exit_.target}`, which acts", way)

    def zones(self, exit_: Exit) -> Iterator[tuple[str | None, str]]:
        """The zones that an exit sends to, each with the model or tool there."""
        if exit_.kind == "tool":
            yield self.program.tools[exit_.target].place, f"the tool `{exit_.target}`"
            return
        name = self.program.nodes[exit_.target].slots.model
        if name is None:
            yield self.around.model, f"the model `{self.around.model_name}`"
        else:
            known = self.program.models.get(name)
            yield known.zone if known else None, f"the model `{name}`"
        for option in self.program.nodes[exit_.target].slots.strategy.options:
            if isinstance(option[1], str) and option[1] in self.program.models:  # a model that the strategy asks too
                yield self.program.models[option[1]].zone, f"the model `{option[1]}`"
        for other, zone in self.around.others.items():
            yield zone, f"the model `{other}`"

    def forbids(self, label: str, zone: str | None) -> PolicyRule | None:
        """The rule that keeps a label out of a zone; None when all allow it."""
        if zone == PROCESS:
            return None
        return next((rule for rule in self.stays[label] if zone not in rule.names), None)

    def holds(self, label: str, store: str) -> bool:
        """Whether a label may be written to a store."""
        zones = self.program.zones
        return all(
            any(name in zones and store in zones[name].holds for name in rule.names)
            for rule in self.stays.get(label, ())
        )

    def leak(
        self, label: str, exit_: Exit, zone: str | None, whom: str, way: tuple[Edge, ...], rule: PolicyRule
    ) -> Diagnostic:
        where = f"in the zone `{zone}`" if zone is not None else "outside every zone"
        at = exit_.span or self.around.span or rule.span
        made = error(
            "SIG0401",
            f"`{label}` reaches {whom}, which is {where}",
            at,
            f"sent to {whom} here",
            note=f"policy `{self.titles[id(rule)]}`: `{label}` stays in {_words(rule.names)}",
            help="use a model or tool of that zone, leave the labelled part out, or release it by a callable",
        )
        made = self.with_way(made, label, way, exit_.point)
        if self.around.span is not None and at != self.around.span:
            made = made.seen(self.around.span, "in this build")
        return made.seen(rule.span, "the policy") if rule.span is not None and at != rule.span else made

    def untold(self, label: str, exit_: Exit, what: str, way: tuple[Edge, ...]) -> Diagnostic:
        made = warning(
            "SIG0403",
            f"`{label}` {what}, and no policy speaks of it",
            exit_.span or self.around.span,
            "here",
            help=f'say where it may go: `policy "…" {{ {label} stays in … }}`, or `{label} released by …`',
        )
        return self.with_way(made, label, way, exit_.point)

    def with_way(self, made: Diagnostic, label: str, way: tuple[Edge, ...], end: int) -> Diagnostic:
        """The path, hop by hop, each at its own place."""
        start = self.graph.points[way[0].start if way else end]
        if way and start.span is not None:
            made = made.seen(start.span, f"{start.text} is labelled `{label}`")
        hops = [(self.graph.points[edge.end], edge) for edge in way]
        for number, (point, edge) in enumerate(hops, 1):
            if point.span is None or edge.end == end:
                continue
            verb = "decides" if edge.decides else "goes into"
            made = made.seen(point.span, f"{number}. {verb} {point.text}")
        made = replace(made, hops=len(made.labels))
        if way and way[-1].decides:
            made = replace(
                made, at=Label(made.at.span, f"{made.at.text}, or not: it decides that") if made.at else None
            )
        return made

    # --- exchanges ---------------------------------------------------------------------------------------------------

    def exchanges(self) -> Iterator[Diagnostic]:
        for title, rule in self.rules:
            for other in rule.names if rule.kind == "never" else ():
                for one, two in ((rule.subject, other), (other, rule.subject)):
                    yield from self.exchange(title, rule, one, two)

    def exchange(self, title: str, rule: PolicyRule, one: str, two: str) -> Iterator[Diagnostic]:
        """The shortest path from a place of one callable to where another is entered."""
        inside = self.traced.inside
        starts = sorted(frozenset[int]().union(*(points for points, _ in inside.get(one, ()))))
        ends = frozenset[int]().union(*(points for points, entered in inside.get(two, ()) if entered))
        outer = frozenset[int]().union(*(points for points, entered in inside.get(one, ()) if not entered))
        if outer:  # the program of `one` itself: whatever it calls exchanges with it
            starts = sorted(outer)
        found = self.graph.reached(starts)
        end = self.graph.nearest(found, ends - frozenset(starts)) if not outer else self.graph.nearest(found, ends)
        nested = frozenset(starts) & ends
        if end is None and nested:
            end = min(nested)
        if end is None:
            return
        way = self.graph.way(found, end)
        first, last = self.graph.points[way[0].start if way else end], self.graph.points[end]
        at = last.span or first.span or rule.span
        made = error("SIG0402", f"there is a path from `{one}` to `{two}`", at, f"`{two}` gets it here",
                     note=f"policy `{title}`: `{rule.subject}` never exchanges with {_words(rule.names)}",
                     help="cut the path: what both need may come from a common input")  # fmt: skip
        if first.span is not None and way:
            made = made.seen(first.span, f"from `{one}`: {first.text}")
        for number, edge in enumerate(way, 1):
            point = self.graph.points[edge.end]
            if point.span is not None and edge.end != end:
                made = made.seen(point.span, f"{number}. {'decides' if edge.decides else 'goes into'} {point.text}")
        made = replace(made, hops=len(made.labels))
        yield made.seen(rule.span, "the policy") if rule.span is not None and at != rule.span else made

    # --- what sigc itself writes -------------------------------------------------------------------------------------

    def kept(self) -> Iterator[Diagnostic]:
        """Notes on stores that leave out what they may not hold, errors for those that cannot."""
        for label in sorted(set(self.graph.labels) & set(self.stays)):
            found = self.graph.reached(self.graph.labels[label], label)
            touched = [e for e in self.traced.exits if e.kind == "node" and {e.point, *e.back} & found.keys()]
            left = [s for s in STORES if s not in HARD and not self.holds(label, s)]
            if touched and left:
                names = ", ".join(f"`{name}`" for name in dict.fromkeys(e.target for e in touched))
                title = f"{_words(left)} leave out what {names} sends and gets, which is labelled `{label}`"
                yield replace(error("SIG0405", title, touched[0].span), severity="note")
            for node, point in self.traced.learnt.items():
                for store in HARD:
                    if point in found and not self.holds(label, store):
                        yield self.unheld(label, node, point, store, self.graph.way(found, point))

    def unheld(self, label: str, node: str, point: int, store: str, way: tuple[Edge, ...]) -> Diagnostic:
        made = error(
            "SIG0404",
            f"the {store} would hold what was learnt for `{node}`, which is labelled `{label}`",
            self.graph.points[point].span or self.around.span,
            "learnt for this call",
            note=f"no zone that `{label}` stays in holds the {store}",
            help=f"learn nothing here (`passes = [tidy, adapter]`), or let the zone hold it: `holds = [{store}]`",
        )
        return self.with_way(made, label, way, point)

    def allowed_by(self, labels: Iterable[str]) -> tuple[str, ...]:
        zones = [z for z in (PROCESS, *self.program.zones) if all(self.forbids(x, z) is None for x in labels)]
        return tuple(sorted([*zones, *(s for s in STORES if all(self.holds(x, s) for x in labels))]))

    # --- reach -------------------------------------------------------------------------------------------------------

    def reach(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Exit -> zones and stores that all labels arriving there, or coming back, allow."""
        limits: dict[tuple[str, str], set[str]] = {}
        every = {PROCESS, *self.program.zones, *STORES}
        for label in sorted(set(self.graph.labels) & set(self.stays)):
            found = self.graph.reached(self.graph.labels[label], label)
            zones = {z for z in {PROCESS, *self.program.zones} if self.forbids(label, z) is None}
            stores = {s for s in STORES if self.holds(label, s)}
            for exit_ in self.traced.exits:
                key = (exit_.kind, exit_.target)
                if exit_.point in found:
                    limits[key] = limits.get(key, every) & (zones | stores)
                elif found.keys() & set(exit_.back):
                    limits[key] = limits.get(key, every) & (set(self.program.zones) | {PROCESS} | stores)
        return {key: tuple(sorted(places)) for key, places in limits.items()}


def _by_subject(rules: Iterable[PolicyRule]) -> dict[str, list[PolicyRule]]:
    found: dict[str, list[PolicyRule]] = {}
    for rule in rules:
        found.setdefault(rule.subject, []).append(rule)
    return found


def _words(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
