"""From a Program to its flow graph: every call instance by itself, every guard, every failure that is caught.

Promise: what a value may depend on is an edge, by its data or by what decided it. One module instance is traced once
per place of its call. May import: sigc.base, sigc.ir, analysis/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sigc.analysis.flow_borders import Borders, Caught
from sigc.analysis.flow_graph import EMPTY, ITEMS, NOTHING, FlowGraph, Value, joined
from sigc.analysis.flow_values import (
    is_none_test,
    is_refined,
    may_fail,
    of_library,
    patterns_of,
    tells,
)
from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.ir.expr import (
    TURN,
    Attr,
    Binary,
    Call,
    Comp,
    Const,
    Expr,
    Format,
    IfElse,
    Index,
    Is,
    Let,
    Lib,
    ListOf,
    MapOf,
    Match,
    Neg,
    Not,
    Otherwise,
    RecordOf,
    Repeat,
    Shown,
    Slice,
    Var,
    VariantPat,
)
from sigc.ir.program import Module, Node, Program, Tool
from sigc.ir.types import Field
from sigc.ir.walk import each, each_part

Env = Mapping[str, Value]


@frozen
class Exit:
    """A place of a call where data leave: `point` is what is sent, `back` what comes back."""

    kind: str
    target: str
    point: int
    back: tuple[int, ...]
    span: Span | None


@dataclass(slots=True)
class Traced:
    """`inside`: declared callable -> for each place of its call, the points in it, and those where it is entered.
    `learnt`: node -> what was learnt for it from rows."""

    program: Program
    graph: FlowGraph = field(default_factory=FlowGraph)
    exits: list[Exit] = field(default_factory=list)
    inside: dict[str, list[tuple[frozenset[int], frozenset[int]]]] = field(default_factory=dict)
    learnt: dict[str, int] = field(default_factory=dict)


def trace(program: Program, rows: tuple[str, ...] = (), *, runs_rows: bool = False) -> Traced:
    """The flows of a program; `rows`: labels of the data from which its slots were learnt, and on which it is run
    where `runs_rows` holds."""
    tracer = _Tracer(program, rows)
    tracer.entry(rows if runs_rows else ())
    return tracer.traced


class _Tracer(Borders):
    def __init__(self, program: Program, rows: tuple[str, ...]) -> None:
        self.traced = Traced(program)
        super().__init__(self.traced.graph, program.types)
        self.program, self.rows = program, rows
        self.released: dict[str, frozenset[str]] = {}
        for policy in program.policies.values():
            for rule in policy.rules:
                for name in rule.names if rule.kind == "released" else ():
                    self.released[name] = self.released.get(name, frozenset()) | {rule.subject}
        self.states: dict[str, int] = {}

    # --- modules -----------------------------------------------------------------------------------------------------

    def entry(self, rows: tuple[str, ...]) -> None:
        main = self.program.main
        env = {f.name: self.source(f, main.name, rows) for f in main.inputs}
        start = len(self.graph.points)
        self.bindings(main, env, NOTHING)
        self.within(main.declared or main.name, start, NOTHING)

    def bindings(self, module: Module, given: Env, guards: frozenset[int]) -> dict[str, Value]:
        env = dict(given)
        for binding in module.bindings:
            before, self.span = self.span, binding.span or self.span
            value = self.eval(binding.value, env, guards)
            names = (binding.name, f"{module.name}.{binding.name}")
            env[binding.name] = self.again(value, f"`{binding.name}`", self.span, names)
            self.span = before
        return env

    def module(self, call: Call, args: Env, guards: frozenset[int]) -> Value:
        module = self.program.modules[call.target]
        name = module.declared or module.name
        start = len(self.graph.points)
        entered = self.point(f"the call of `{name}`", (name, module.name, call.target))
        self.into(entered, NOTHING.union(*(v.all for v in args.values())), guards)
        env = {f.name: self.fit(args.get(f.name, EMPTY), f, f"the input `{f.name}` of `{name}`") for f in module.inputs}
        if self.caught and any(is_refined(f.type, self.types) for f in module.inputs):
            self.graph.edge(entered, self.caught[-1].stops, decides=True)
        span, self.span = self.span, None
        found = self.bindings(module, env, guards)
        self.span = span
        drops = self.released.get(name, frozenset())
        outputs: dict[str, Value] = {}
        for each_ in module.outputs:
            value = self.fit(found[each_.name], each_, f"`{each_.name}` of `{name}`", drops, name)
            outputs[each_.name] = value.guarded(guards)
        if self.caught:
            self.graph.edge(entered, self.caught[-1].fails, decides=True)
        self.within(name, start, frozenset((entered,)))
        return Value(guards=guards, parts=outputs)

    def within(self, name: str, start: int, entered: frozenset[int]) -> None:
        points = frozenset(range(start, len(self.graph.points)))
        self.traced.inside.setdefault(name, []).append((points, entered))

    # --- calls of models and tools -----------------------------------------------------------------------------------

    def call(self, call: Call, env: Env, guards: frozenset[int]) -> Value:
        args = {name: self.eval(value, env, guards) for name, value in call.args}
        guards |= {region.stops for region in self.caught}
        if call.kind == "module":
            return self.module(call, args, guards)
        if call.kind == "tool":
            return self.tool(self.program.tools[call.target], args, guards)
        return self.node(self.program.nodes[call.target], args, guards)

    def node(self, node: Node, args: Env, guards: frozenset[int]) -> Value:
        signature = self.program.signatures[node.signature]
        names = (node.name, signature.name)
        span = node.span or self.span
        start = len(self.graph.points)
        fitted = [
            self.fit(args.get(f.name, EMPTY), f, f"the input `{f.name}` of `{signature.name}`")
            for f in signature.inputs
        ]
        sent = self.graph.point(f"the question to `{signature.name}`", span, names)
        self.into(sent, NOTHING.union(*(v.all for v in fitted)), guards)
        value, back = self.results(signature.outputs, sent, guards, signature.name, span, names)
        self.strategy_tools(node, sent, back, guards)
        self.exit("node", node.name, sent, back, span, signature.name, start)
        self.judged(node, {f.name: v for f, v in zip(signature.inputs, fitted, strict=True)}, value, sent, back, guards)
        slots = node.slots
        if slots.notes or slots.instruction is not None or any(d.source != "author" for d in slots.demos):
            self.learn(node, sent, back, span)
        return value

    def learn(self, node: Node, sent: int, back: tuple[int, ...], span: Span | None) -> None:
        """What was learnt for a node holds what it was given and gave, and goes wherever it sends."""
        learnt = self.graph.point(f"what was learnt from rows for `{node.name}`", span, (node.name,), self.rows)
        for point in (sent, *back):
            self.graph.edge(point, learnt)
        self.graph.edge(learnt, sent)
        self.traced.learnt[node.name] = learnt

    def judged(
        self, node: Node, row: Env, got: Value, sent: int, back: tuple[int, ...], guards: frozenset[int]
    ) -> None:
        """The judges of a strategy's metric: they see inputs and answers, how often they do is decided by answers, and
        what they say decides which answer is given and goes into the next question."""
        metric = node.metric
        if metric is None or not any(isinstance(e, Call) for part in each_part(metric) for e in each(part)):
            return
        env: dict[str, Value] = {"row": Value(parts=row), "got": got}
        inside = guards | frozenset(back)
        for step in metric.steps:
            env[step.name] = self.eval(step.value, env, inside)
        said = [self.eval(end, env, inside).all for end in (metric.score, metric.feedback) if end is not None]
        for point in (sent, *back):
            self.into(point, NOTHING.union(*said), NOTHING)

    def strategy_tools(self, node: Node, sent: int, back: tuple[int, ...], guards: frozenset[int]) -> None:
        """Tools that a strategy may call with whatever the model says."""
        for _, option in node.slots.strategy.options:
            for name in option if isinstance(option, tuple | list) else (option,):
                if isinstance(name, str) and name in self.program.tools:
                    tool = self.program.tools[name]
                    said = Value(frozenset((sent,)))
                    found = self.tool(tool, {f.name: said for f in tool.inputs}, guards | {sent})
                    for point in (sent, *back):
                        self.into(point, found.all, NOTHING)

    def tool(self, tool: Tool, args: Env, guards: frozenset[int]) -> Value:
        names, start = (tool.name,), len(self.graph.points)
        fitted = [self.fit(args.get(f.name, EMPTY), f, f"the input `{f.name}` of `{tool.name}`") for f in tool.inputs]
        given = self.graph.point(f"the call of the tool `{tool.name}`", self.span, names)
        self.into(given, NOTHING.union(*(v.all for v in fitted)), guards)
        value, back = self.results(tool.outputs, given, guards, tool.name, self.span, names)
        if tool.effect != "pure":
            state = self.state(tool)
            self.graph.edge(given, state)
            for point in back:
                self.graph.edge(state, point)
        self.exit("tool", tool.name, given, back, self.span, tool.name, start)
        return value

    def state(self, tool: Tool) -> int:
        """What tools of one Python file, or of one server, may share."""
        home = tool.home
        if home not in self.states:
            shown = f"`{home}`" if tool.mcp is None else home
            self.states[home] = self.graph.point(f"what tools of {shown} may keep between calls", tool.span)
        return self.states[home]

    def exit(
        self, kind: str, target: str, sent: int, back: tuple[int, ...], span: Span | None, name: str, start: int
    ) -> None:
        self.traced.exits.append(Exit(kind, target, sent, back, span))
        self.within(name, start, frozenset((sent,)))
        if self.caught:
            self.graph.edge(sent, self.caught[-1].fails, decides=True)

    def results(
        self,
        outputs: tuple[Field, ...],
        sent: int,
        guards: frozenset[int],
        name: str,
        span: Span | None,
        names: tuple[str, ...],
    ) -> tuple[Value, tuple[int, ...]]:
        """The record that a call gives, and its points."""
        drops = self.released.get(name, frozenset())
        parts: dict[str, Value] = {}
        back: list[int] = []
        for output in outputs:
            said = f"`{output.name}` of `{name}`"
            point = self.graph.point(said, span, (*names, f"{names[0]}.{output.name}"), output.labels)
            back.append(point)
            self.graph.edge(sent, point, drops=drops, by=name if drops else "")
            if drops and self.caught:
                self.graph.edge(sent, point, decides=True)  # whether it fails is not released
            self.into(point, NOTHING, guards)
            parts[output.name] = self.shaped(output.type, point, said, span)
        return Value(guards=guards, parts=parts), tuple(back)

    # --- expressions -------------------------------------------------------------------------------------------------

    def eval(self, expr: Expr, env: Env, guards: frozenset[int]) -> Value:
        if self.caught and may_fail(expr):
            self.may_stop(expr, env)
        match expr:
            case Const():
                return EMPTY
            case Var(name):
                return env.get(name, EMPTY)
            case Attr(of, name):
                return self.eval(of, env, guards).read(name)
            case Call():
                return self.call(expr, env, guards)
            case Otherwise(first, then):
                return self.otherwise(first, then, env, guards)
            case IfElse(condition, then, orelse):
                asked = self.eval(condition, env, guards).all
                both = joined(self.eval(then, env, guards | asked), self.eval(orelse, env, guards | asked))
                return both.guarded(asked)
            case Match():
                return self.match(expr, env, guards)
            case Comp():
                return self.comp(expr, env, guards)
            case Let(bindings, body):
                inner = {name: self.eval(value, env, guards) for name, value in bindings}
                return self.eval(body, {**env, **inner}, guards)
            case Repeat():
                return self.loop(expr, env, guards)
        return self.plain(expr, env, guards)

    def plain(self, expr: Expr, env: Env, guards: frozenset[int]) -> Value:
        """Operations that need all of their operands."""
        match expr:
            case Index(of, at):
                value, asked = self.eval(of, env, guards), self.eval(at, env, guards).all
                return (value.read(ITEMS) if set(value.parts) <= {ITEMS} else value.flat).guarded(asked)
            case Slice(of, lo, hi):
                asked = NOTHING.union(*(self.eval(x, env, guards).all for x in (lo, hi) if x is not None))
                return self.eval(of, env, guards).guarded(asked)
            case ListOf(items):
                return Value(parts={ITEMS: joined(*(self.eval(item, env, guards) for item in items))})
            case MapOf(entries):
                keys = NOTHING.union(*(self.eval(key, env, guards).all for key, _ in entries))
                values = joined(*(self.eval(value, env, guards) for _, value in entries))
                return Value(keys, parts={ITEMS: values})
            case RecordOf(spreads, fields):
                return self.record([self.eval(s, env, guards) for s in spreads],
                                   {name: self.eval(value, env, guards) for name, value in fields})  # fmt: skip
            case Is(of, variant):
                value = self.eval(of, env, guards)
                return Value(tells(value, (VariantPat(variant),) if variant is not None else ()))
            case Format(parts):
                return joined(*(self.eval(p.of, env, guards).flat for p in parts if isinstance(p, Shown)))
            case Lib(args=args, named=named):
                by_name = {name: self.eval(value, env, guards) for name, value in named}
                return of_library(expr, [self.eval(a, env, guards) for a in args], by_name)
            case Not(of) | Neg(of):
                return self.eval(of, env, guards).flat
            case Binary():
                return self.binary(expr, env, guards)
        raise TypeError(f"no flow for {type(expr).__name__}")

    def record(self, spreads: list[Value], fields: dict[str, Value]) -> Value:
        parts: dict[str, Value] = {}
        for spread in spreads:
            parts |= spread.parts
        base = joined(*(replace(spread, parts={}) for spread in spreads))
        return Value(base.data, base.guards, parts | fields)

    def binary(self, expr: Binary, env: Env, guards: frozenset[int]) -> Value:
        tested = is_none_test(expr)
        if tested is not None:
            return Value(self.eval(tested, env, guards).there)
        left = self.eval(expr.left, env, guards)
        right = self.eval(expr.right, env, guards | left.all if expr.op in ("and", "or") else guards)
        if expr.op == "+" and set(left.parts) == {ITEMS} == set(right.parts):
            return joined(left, right)
        return joined(left.flat, right.flat)

    def match(self, match: Match, env: Env, guards: frozenset[int]) -> Value:
        of = self.eval(match.of, env, guards)
        asked = tells(of, patterns_of(match.arms))
        found: list[Value] = []
        for arm in match.arms:
            bound = {p.bind: of for p in arm.patterns if isinstance(p, VariantPat) and p.bind is not None}
            found.append(self.eval(arm.body, {**env, **bound}, guards | asked))
        return joined(*found).guarded(asked)

    def comp(self, comp: Comp, env: Env, guards: frozenset[int]) -> Value:
        """What decides the number and order of the elements decides every call in them."""
        outer, inner = guards, dict(env)
        for clause in comp.clauses:
            source = self.eval(clause.source, inner, guards)
            guards |= source.there
            item = source.read(ITEMS) if set(source.parts) <= {ITEMS} else source.flat
            names = clause.names
            inner |= {names[0]: item} if len(names) == 1 else {n: item.read(str(i)) for i, n in enumerate(names)}
            for condition in clause.conditions:
                guards |= self.eval(condition, inner, guards).all
        decided = guards - outer
        key = self.eval(comp.key, inner, guards).all if comp.key is not None else NOTHING
        body = self.eval(comp.body, inner, guards)
        return Value(key, decided, {ITEMS: body})

    def otherwise(self, first: Expr, then: Expr, env: Env, guards: frozenset[int]) -> Value:
        with self.catching() as region:
            tried = self.eval(first, env, guards)
        failed = frozenset((region.fails,))
        return joined(tried, self.eval(then, env, guards | failed)).guarded(failed)

    @contextmanager
    def catching(self) -> Iterator[Caught]:
        region = Caught(
            self.point("whether this fails, which `otherwise` catches"), self.point("whether this has a value")
        )
        self.graph.edge(region.stops, region.fails, decides=True)
        self.caught.append(region)
        try:
            yield region
        finally:
            self.caught.pop()

    def may_stop(self, expr: Expr, env: Env) -> None:
        """An operation without a value ends a module, so that later calls in it are not made."""
        # Only names are read here: what calls inside give decides through the calls themselves.
        seen = NOTHING.union(*(env[part.name].all for part in each(expr) if isinstance(part, Var) and part.name in env))
        for region in self.caught:
            self.into(region.stops, NOTHING, seen)

    def loop(self, loop: Repeat, env: Env, guards: frozenset[int]) -> Value:
        """Carried names are cycles in the graph, so they are at their fixed point as they stand."""
        turns = self.point("how often this loop runs")
        heads = [self.eval(x, env, guards) for x in (loop.limit, loop.source) if x is not None]
        self.into(turns, NOTHING, NOTHING.union(*(head.there for head in heads)))
        carried = {name: self.point(f"`{name}`, carried by the loop") for name, _ in loop.carried}
        for name, value in loop.carried:
            first = self.eval(value, env, guards).flat
            self.into(carried[name], first.data, first.guards)
        inside = guards | {turns}
        turn_env = {**env, TURN: EMPTY, **{name: Value(frozenset((point,))) for name, point in carried.items()}}
        if loop.item is not None:
            turn_env[loop.item] = heads[-1].read(ITEMS) if set(heads[-1].parts) <= {ITEMS} else heads[-1].flat
        after = dict(turn_env)
        for name, value in loop.body:
            after[name] = made = self.eval(value, turn_env, inside)
            if name not in carried:
                turn_env[name] = made
            else:
                self.into(carried[name], made.flat.data, made.flat.guards | {turns})
        if loop.until is not None:
            self.into(turns, NOTHING, self.eval(loop.until, after, inside).all)
        decided = frozenset((turns,))
        return Value(guards=decided, parts={name: Value(frozenset((point,))) for name, point in carried.items()})
