"""From checked declarations to Programs: one instance of every module per place of a call.

Promise: a Program holds what is reachable from its entry and nothing else; node names are `Module.binding`, those of
sub-modules `Module.binding.inner`. May import: sigc.ir, check/core."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import lru_cache
from typing import Any

from sigc.base.frozen import frozen
from sigc.check.core import Graph, Site
from sigc.ir.expr import Attr, Call, Const, Is, Shown, Var, VariantPat
from sigc.ir.program import (
    Binding,
    Metric,
    Model,
    Module,
    Node,
    Policy,
    Program,
    Signature,
    Slots,
    Strategy,
    Tool,
    Zone,
)
from sigc.ir.types import Ref, TypeDef


@frozen
class Parts:
    """All that checked, by key."""

    signatures: Mapping[str, Signature]
    graphs: Mapping[str, Graph]
    tools: Mapping[str, Tool]
    models: Mapping[str, Model]
    types: Mapping[str, TypeDef]
    zones: Mapping[str, Zone] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)

    def in_policies(self, name: str) -> bool:
        """Whether a policy speaks of a callable."""
        rules = (rule for policy in self.policies.values() for rule in policy.rules)
        return any(name in rule.names or name == rule.subject for rule in rules if rule.kind != "stays")


@dataclass
class _Made:
    """A Program in the making."""

    parts: Parts
    signatures: dict[str, Signature] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    tools: dict[str, Tool] = field(default_factory=dict)
    modules: dict[str, Module] = field(default_factory=dict)
    models: dict[str, Model] = field(default_factory=dict)


class Missing(Exception):
    """Something reachable did not check, so there is no Program; never leaves this file."""


def program_of_signature(key: str, parts: Parts) -> Program | None:
    """A signature alone: a module of one call, with the signature's interface."""
    signature = parts.signatures.get(key)
    if signature is None:
        return None
    taken = {f.name for f in (*signature.inputs, *signature.outputs)}
    name = "answer"
    while name in taken:
        name += "_"
    call = Call("node", key, tuple((f.name, Var(f.name)) for f in signature.inputs))
    bindings = (Binding(name, call), *(Binding(f.name, Attr(Var(name), f.name)) for f in signature.outputs))
    made = _Made(parts, signatures={key: signature}, nodes={key: Node(key, key)})
    made.modules[key] = Module(key, signature.inputs, signature.outputs, bindings)
    return _finish(key, made)


def program_of_graph(graph: Graph, parts: Parts, beside: Iterable[object] = ()) -> Program | None:
    """A module, or the block of a test, with everything below it, and the types of what is asked `beside` it. None when
    a part of it did not check."""
    made = _Made(parts)
    name = re.sub(r"\W+", "_", graph.name).strip("_")  # of a generic module's use: a name that code can have
    while name != graph.name and (name in parts.graphs or name in parts.signatures):
        name += "_"
    try:
        _instance(graph, name, made)
    except Missing:
        return None
    return _finish(name, made, beside)


def judged(metric: Metric, graph: Graph, parts: Parts) -> Metric | None:
    """A metric that calls, with the program of its judges. None when a part of it did not check."""
    made = _Made(parts)
    try:
        targets = _instance(graph, graph.name, made)
    except Missing:
        return None
    judges = _finish(graph.name, made)
    return replace(_aimed(metric, targets), judges=judges) if judges is not None else None


def _instance(graph: Graph, name: str, made: _Made) -> dict[str, str]:
    """Make a module of a graph; its local names of calls with those in the Program."""
    targets = _places(graph, name, made)
    bindings = tuple(replace(b, value=_aimed(b.value, targets)) for b in graph.bindings)
    declared = graph.name if name != graph.name and made.parts.in_policies(graph.name) else ""
    made.modules[name] = Module(name, graph.inputs, graph.outputs, bindings, graph.description, declared)
    return targets


def _places(graph: Graph, name: str, made: _Made) -> dict[str, str]:
    """Make what a graph calls, under names that begin with its own."""
    if not graph.ok:
        raise Missing
    targets = {}
    for site in graph.sites:
        targets[site.name] = _free(f"{name}.{site.name}", made)
        if site.symbol.kind == "signature":
            _node(site, targets[site.name], made)
            continue
        inner = made.parts.graphs.get(site.symbol.key)
        if inner is None:
            raise Missing
        _instance(inner, targets[site.name], made)
    for symbol in graph.tools:
        if symbol.key not in made.parts.tools:
            raise Missing
        made.tools[symbol.key] = made.parts.tools[symbol.key]
    return targets


def _free(name: str, made: _Made) -> str:
    """A call in a loop is named like one in a module of its place, so a name may be taken."""
    number, free = 2, name
    while free in made.nodes or free in made.modules:
        free, number = f"{name}#{number}", number + 1
    return free


def _node(site: Site, name: str, made: _Made) -> None:
    signature = made.parts.signatures.get(site.symbol.key)
    if signature is None:
        raise Missing
    made.signatures[signature.name] = signature
    slots = Slots(pinned=frozenset(site.pinned))
    if site.strategy is not None:
        slots = replace(slots, strategy=Strategy(site.strategy, site.options))
    for model in (site.model, slots.strategy.model):
        if model is not None:
            _model(model, made)
    slots = replace(slots, model=site.model)
    metric = site.metric
    if metric is not None and site.judges is not None:
        metric = _aimed(metric, _places(site.judges, f"{name}.{metric.name}", made))
    made.nodes[name] = Node(name, signature.name, slots, metric=metric, span=site.span)


def _model(name: str, made: _Made) -> None:
    """A model, with those that stand in for it."""
    if name not in made.parts.models:
        raise Missing
    model = made.models[name] = made.parts.models[name]
    for other in model.stand_ins:
        if other not in made.models:
            _model(other, made)


def _aimed(expr: Any, targets: Mapping[str, str]) -> Any:
    """The expression with the local names of its calls replaced by those of this instance."""
    match expr:
        case Call(kind="node" | "module", target=target):
            args = tuple((n, _aimed(v, targets)) for n, v in expr.args)
            return Call(expr.kind, targets[target], args)
        case Shown(of=of, type=type_):
            return Shown(_aimed(of, targets), type_)
        case tuple():
            return tuple(_aimed(part, targets) for part in expr)
        case Const() | Var() | str() | None:
            return expr
        case _ if is_dataclass(expr) and not isinstance(expr, type):
            return type(expr)(**{f.name: _aimed(getattr(expr, f.name), targets) for f in fields(expr)})
    return expr


def _finish(entry: str, made: _Made, beside: Iterable[object] = ()) -> Program | None:
    """The Program, None when a type in it was not resolved."""
    reached = types_reached(
        made.parts.types,
        [
            *(f for t in made.tools.values() for f in (*t.inputs, *t.outputs)),
            *(f for m in made.modules.values() for f in (*m.inputs, *m.outputs)),
            *(b.value for m in made.modules.values() for b in m.bindings),
            *(s for s in made.signatures.values()),
            *(n.metric for n in made.nodes.values() if n.metric is not None),
            *beside,
        ],
    )
    if reached is None:
        return None
    return Program(
        entry,
        types=reached,
        signatures=_sorted(made.signatures),
        nodes=_sorted(made.nodes),
        tools=_sorted(made.tools),
        modules=_sorted(made.modules),
        models=_sorted(made.models),
        zones=_sorted(made.parts.zones),
        policies=_sorted(made.parts.policies),
    )


def _sorted(table: Mapping[str, Any]) -> dict[str, Any]:
    return {key: table[key] for key in sorted(table)}


def types_reached(types: Mapping[str, TypeDef], roots: Iterable[object]) -> dict[str, TypeDef] | None:
    """Definitions that fields and expressions refer to, directly or through others, by name; None when one of them is
    not there, because it was reported."""
    found: set[str] = set()
    waiting: list[object] = list(roots)
    while waiting:
        part = waiting.pop()
        for name in _named(part):
            if name not in types:
                return None
            if name not in found:
                found.add(name)
                waiting.append(types[name])
    return {name: types[name] for name in sorted(found)}


def _named(part: object) -> Iterable[str]:
    """Names of types inside a type, a field, an expression or a definition."""
    stack: list[object] = [part]
    while stack:
        each = stack.pop()
        kind: Any = type(each)
        if kind is Ref or kind is VariantPat:
            yield each.name  # type: ignore[attr-defined]
        elif kind is tuple:
            stack.extend(each)  # type: ignore[arg-type]
        elif kind is Is and each.variant is not None:  # type: ignore[attr-defined]
            yield each.variant  # type: ignore[attr-defined]
            stack.append(each.of)  # type: ignore[attr-defined]
        else:
            stack.extend([getattr(each, name) for name in _parts_of(kind)])


@lru_cache(maxsize=256)
def _parts_of(kind: Any) -> tuple[str, ...]:
    """The fields of a dataclass that may hold types; looked up once a class, since this runs for every program."""
    plain = {"str", "str | None", "int | None", "float | None", "Span | None", "tuple[str, ...]", "Operator"}
    return (
        tuple(f.name for f in fields(kind) if f.type not in plain)
        if isinstance(kind, type) and is_dataclass(kind)
        else ()
    )
