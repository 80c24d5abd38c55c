"""The walk that bounds a program: expressions as the runtime evaluates them, with sizes in the place of values.

Promise: whatever the inputs, a run that gives outputs costs at least and at most what is said; a run that fails costs
at most that. It follows sigc/runtime/evaluate.py: what runs together there is side by side here.
May import: sigc.base, sigc.ir, sigc.values, sigc.analysis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from sigc.analysis.bounds_call import Priced, call_cost, failing_cost, tool_cost
from sigc.analysis.bounds_cost import (
    ALL,
    Costs,
    as_ready,
    graded,
    in_turn,
    in_turn_times,
    one_of,
    rescued,
    side_by_side,
    side_by_side_times,
)
from sigc.analysis.bounds_expr import ONE, ZERO, Bound, Size, number, of_atom
from sigc.analysis.bounds_loops import results_of, steady, widened
from sigc.analysis.bounds_seen import At, Seen, any_failing, perhaps, then, together
from sigc.analysis.bounds_shape import (
    NONE,
    UNKNOWN,
    Choice,
    Entries,
    Fields,
    Items,
    Place,
    Shape,
    field_of,
    fits,
    fitted,
    items_of,
    joined,
    named,
    remedy,
    shape_of_type,
    shape_of_value,
)
from sigc.analysis.bounds_values import parts_of, strict, turns
from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.ir.expr import (
    TURN,
    Arm,
    Attr,
    Binary,
    Call,
    Comp,
    Const,
    Expr,
    For,
    IfElse,
    Let,
    Match,
    Otherwise,
    Repeat,
    Var,
    VariantPat,
)
from sigc.ir.program import Node, Program
from sigc.ir.text_expr import show_expr
from sigc.ir.types import Field
from sigc.ir.walk import children, each, each_part, reads
from sigc.values.evaluate import evaluate

Env: TypeAlias = Mapping[str, Shape]

Bound_: TypeAlias = tuple[str, str, Expr, Span | None]
"""A binding: the name that others read it by, the name that people see, its value, its place."""

DEEPEST = 2
"""Loops inside each other whose carried values are followed; deeper ones would take too long to look at."""

NOWHERE: Place = ("", "")

UNROLLED = 12
"""Turns of a loop that are looked at one by one when there are no more, since what is carried may grow."""


class Walk:
    """One walk through a program. `rows`: what was met, in that order, `module Support` or `node Support.triage`."""

    def __init__(self, program: Program, priced: Callable[[str], Priced]) -> None:
        self.program, self._priced = program, priced
        self.rows: dict[str, None] = {}
        self._paths: Counter[str] = Counter()

    # ---- modules and calls ---------------------------------------------------------------------------------------

    def module(self, name: str, given: Env, at: At) -> Seen:
        """A module called with inputs of these shapes; inputs that are not given are of any size."""
        module = self.program.modules[name]
        row = f"module {name}"
        self.rows[row] = None
        prefix = f"{at.module}." if at.module else ""
        owner = f"{'signature' if name in self.program.signatures else 'module'} `{name}`"
        env = {
            f.name: self._named(given.get(f.name, self._type(f)), f"{prefix}{f.name}", (f.name, owner), at)
            for f in module.inputs
        }
        seen = self._bindings([(b.name, b.name, b.value, b.span) for b in module.bindings], env, at)
        outputs = tuple((f.name, fitted(self._type(f), env[f.name])) for f in module.outputs)
        costs = {**seen.costs, row: seen.costs[ALL]} if seen.costs else seen.costs
        return Seen(Fields(outputs), costs, {})

    def _bindings(self, bindings: Sequence[Bound_], env: dict[str, Shape], at: At) -> Seen:
        """Bindings, each as soon as what it reads is there; `env` gets their shapes."""
        parts: list[tuple[Costs, Sequence[int]]] = []
        failing: list[Costs | None] = []
        place: dict[str, int] = {}
        for name, shown, value, span in bindings:
            here = replace(at, hint=f"{at.module}.{shown}" if at.module else shown, span=span or at.span)
            seen = self.see(value, env, here)
            waits = [place[other] for other in sorted(reads(value)) if other in place]
            parts.append((seen.costs, waits))
            failing.append(seen.failing)
            place[name] = len(parts) - 1
            env[name] = self._named(seen.shape, here.hint or shown, NOWHERE, here)
        return Seen(UNKNOWN, as_ready(parts), any_failing(failing))

    def _call(self, call: Call, env: Env, at: At, path: Callable[[str], str]) -> Seen:
        """`path`: what an output's size is named after."""
        args = {name: self.see(arg, env, replace(at, hint=None)) for name, arg in call.args}
        fields = self._inputs(call)
        given = {f.name: self._given(f, args) for f in fields}
        sure = all(fits(given[f.name], self._type(f)) for f in fields)
        owner = f"tool `{call.target}`"
        if call.kind == "module":
            inner = replace(at, module=path(""), hint=None)
            done = self.module(call.target, {f.name: fitted(self._type(f), given[f.name]) for f in fields}, inner)
        elif call.kind == "tool":
            self.rows[f"tool {call.target}"] = None
            cost = tool_cost(call.target)
            done = Seen(self._outputs(self.program.tools[call.target].outputs), cost, cost if sure else {})
        else:
            owner = f"signature `{self.program.nodes[call.target].signature}`"
            done = self._node(call.target, {f.name: fitted(self._type(f), given[f.name]) for f in fields}, sure, at)
        shape = done.shape
        if isinstance(shape, Fields):
            outputs = ((name, self._named(inner_, path(name), (name, owner), at)) for name, inner_ in shape.fields)
            shape = replace(shape, fields=tuple(outputs))
        before = side_by_side([seen.costs for seen in args.values()])
        failing = any_failing([*(seen.failing for seen in args.values()), in_turn([before, done.failing or {}])])
        return Seen(shape, in_turn([before, done.costs]), failing)

    def _node(self, name: str, given: Env, sure: bool, at: At) -> Seen:
        self.rows[f"node {name}"] = None
        node, signature = self.program.nodes[name], self.program.signature_of(name)
        owner = f"signature `{node.signature}`"
        short = name.removeprefix(f"{self.program.entry}.")
        shapes = {f.name: self._named(given[f.name], f"{short}.{f.name}", (f.name, owner), replace(at, once=False))
                  for f in signature.inputs}  # fmt: skip
        priced = self._priced(name)
        self.rows |= dict.fromkeys(f"tool {tool}" for tool in priced.tools)
        failing = failing_cost(name, priced, shapes) if sure and not signature.guides else {}
        outputs = self._outputs(signature.outputs)
        costs = in_turn([call_cost(name, priced, shapes), self._graded(node, priced, given, outputs)])
        return Seen(outputs, costs, failing)

    def _graded(self, node: Node, priced: Priced, given: Env, outputs: Shape) -> Costs:
        """What the judges of a strategy's metric cost: asked for every answer that it compares, at least for one."""
        if node.metric is None or not any(isinstance(e, Call) for p in each_part(node.metric) for e in each(p)):
            return {}
        metric = node.metric
        parts: list[Bound_] = [(step.name, step.name, step.value, node.span) for step in metric.steps]
        ends = (("score", metric.score), ("feedback", metric.feedback))
        parts += [(f"{metric.name}.{end}", end, value, node.span) for end, value in ends if value is not None]
        env = {"row": Fields(tuple(given.items())), "got": outputs}
        seen = self._bindings(parts, env, At(f"{node.name}.{metric.name}", once=False, span=node.span))
        once = seen.costs if seen.failing is None else rescued(seen.costs, seen.failing, {})
        return graded(once, *priced.graded)

    def _given(self, field: Field, args: Mapping[str, Seen]) -> Shape:
        """An argument, or the default in its place."""
        if field.name in args:
            return args[field.name].shape
        if field.default is None:
            return NONE
        return fitted(self._type(field), shape_of_value(evaluate(field.default, {}, self.program.types)))

    def _inputs(self, call: Call) -> tuple[Field, ...]:
        if call.kind == "node":
            return self.program.signature_of(call.target).inputs
        return (self.program.tools if call.kind == "tool" else self.program.modules)[call.target].inputs

    def _outputs(self, fields: Iterable[Field]) -> Shape:
        return Fields(tuple((f.name, self._type(f)) for f in fields))

    def _type(self, field: Field) -> Shape:
        return shape_of_type(field.type, self.program.types)

    # ---- names for sizes -----------------------------------------------------------------------------------------

    def _named(self, shape: Shape, path: str, place: Place, at: At) -> Shape:
        def name(inner: str, declared: Place, sized: Items | Entries) -> tuple[Bound, Bound]:
            size = of_atom(Size(f"len({inner})", remedy(declared, sized), at.span))
            return (size if at.once and "[]" not in inner else ZERO), size

        return named(shape, path, place, name)

    def _path(self, call: Call, at: At) -> str:
        """What the outputs of a call are named after: the binding that gets them, else what is called."""
        own = call.target.removeprefix(f"{self.program.entry}.")
        path = at.hint or own
        if not at.once:
            return path
        self._paths[path] += 1
        return path if self._paths[path] == 1 else f"{path}#{self._paths[path]}"

    # ---- expressions ---------------------------------------------------------------------------------------------

    def see(self, expr: Expr, env: Env, at: At) -> Seen:
        """The shape and the costs of an expression."""
        match expr:
            case Const(value=value):
                return Seen(shape_of_value(value))
            case Var(name=name):
                return Seen(env.get(name, UNKNOWN))
            case Attr(of=Call() as call, name=name):
                path = self._path(call, replace(at, hint=None)) if at.hint is None else at.hint
                seen = self._call(call, env, at, lambda f: path if f == name and at.hint else f"{path}.{f}".rstrip("."))
                return replace(seen, shape=field_of(seen.shape, name))
            case Call():
                path = self._path(expr, at)
                return self._call(expr, env, at, lambda f: f"{path}.{f}".rstrip("."))
            case IfElse():
                condition = self.see(expr.condition, env, replace(at, hint=None))
                return then(condition, self._one_of([expr.then, expr.orelse], [env, env], at))
            case Match():
                return self._match(expr, env, at)
            case Binary(op="and" | "or"):
                left, right = (self.see(side, env, replace(at, hint=None)) for side in (expr.left, expr.right))
                maybe = replace(right, shape=joined([left.shape, right.shape]), costs=perhaps(right.costs))
                return then(left, maybe)
            case Comp():
                return self._comp(expr, env, at)
            case Let(bindings=bindings, body=body):
                inner = [self.see(value, env, replace(at, hint=None)) for _, value in bindings]
                names = {name: seen.shape for (name, _), seen in zip(bindings, inner, strict=True)}
                return then(together(inner), self.see(body, {**env, **names}, at))
            case Otherwise():
                return self._otherwise(expr, env, at)
            case Repeat():
                return self._repeat(expr, env, at)
            case _:
                parts = [self.see(part, env, replace(at, hint=None)) for part in children(expr)]
                return replace(together(parts), shape=strict(expr, [part.shape for part in parts]))

    def _one_of(self, bodies: Sequence[Expr], envs: Sequence[Env], at: At) -> Seen:
        found = [self.see(body, env, at) for body, env in zip(bodies, envs, strict=True)]
        costs = one_of([seen.costs for seen in found])
        return Seen(joined([seen.shape for seen in found]), costs, any_failing([seen.failing for seen in found]))

    def _match(self, match: Match, env: Env, at: At) -> Seen:
        of = self.see(match.of, env, replace(at, hint=None))
        envs = [{**env, **_bound_by(arm, of.shape)} for arm in match.arms]
        return then(of, self._one_of([arm.body for arm in match.arms], envs, at))

    def _otherwise(self, expr: Otherwise, env: Env, at: At) -> Seen:
        first, second = self.see(expr.first, env, at), self.see(expr.then, env, at)
        if first.failing is None:
            return first
        failing = None if second.failing is None else in_turn([first.failing, second.failing])
        costs = rescued(first.costs, first.failing, second.costs)
        return Seen(joined([first.shape, second.shape]), costs, failing)

    def _comp(self, comp: Comp, env: Env, at: At) -> Seen:
        """Clause after clause, each for all rows of the one before; the rows of one clause run side by side."""
        inner = replace(at, hint=None)
        rows: tuple[Bound, Bound] = (ONE, ONE)
        phases: list[Costs] = []
        failing: list[Costs | None] = []
        for clause in comp.clauses:
            source = self.see(clause.source, env, inner)
            phases.append(side_by_side_times(source.costs, *rows))
            inner = replace(inner, once=False)
            items = self._items(clause, source, inner)
            env = {**env, **dict(zip(clause.names, parts_of(items.item, len(clause.names)), strict=True))}
            tests = [self.see(condition, env, inner) for condition in clause.conditions]
            each = (rows[0] * items.least, rows[1] * items.most)
            rows = (ZERO if tests else each[0], each[1])
            ends = [test.costs if n == 0 else perhaps(test.costs) for n, test in enumerate(tests)]
            failing += [source.failing, *(test.failing for test in tests)]
            if clause is comp.clauses[-1]:
                made = together([self.see(e, env, inner) for e in (comp.key, comp.body) if e is not None])
                ends.append(perhaps(made.costs) if tests else made.costs)
                failing.append(made.failing)
            phases.append(side_by_side_times(in_turn(ends), *each))
        body = self.see(comp.body, env, inner).shape
        shape = Items(*rows, body) if comp.key is None else Entries(rows[1], body)
        return Seen(shape, in_turn(phases), any_failing(failing))

    def _items(self, clause: For, source: Seen, at: At) -> Items:
        """What a clause runs over; a list that no binding names is named by what it is."""
        items = items_of(source.shape)
        text = show_expr(clause.source)
        found = self._named(items, text if len(text) <= 40 else f"{text[:39]}…", NOWHERE, at)
        return found if isinstance(found, Items) else items

    # ---- loops ---------------------------------------------------------------------------------------------------

    def _repeat(self, loop: Repeat, env: Env, at: At) -> Seen:
        inner = replace(at, hint=None)
        first = [self.see(value, env, inner) for _, value in loop.carried]
        carried = {
            name: self._named(seen.shape, name, NOWHERE, inner)
            for (name, _), seen in zip(loop.carried, first, strict=True)
        }
        if loop.source is not None:
            head = [self.see(loop.source, env, inner)]
            items = self._items(For((loop.item or "",), loop.source), head[0], inner)
            ends = (items.least, items.most)
            env = {**env, loop.item or "": items.item}
        else:
            head = [self.see(loop.limit, env, inner)] if loop.limit is not None else []
            few, many = turns(head[0].shape, loop.most or 0) if head else (loop.most or 0,) * 2
            ends = (number(few), number(many))
        if loop.until is not None:
            ends = (number(min(1, ends[0].floor)), ends[1])
        whole = _Loop(loop, env, *ends, replace(inner, once=False, loops=at.loops + 1))
        few = ends[1].value is not None and ends[1].value <= UNROLLED and not at.loops
        run = self._turn_by_turn if few else self._all_turns
        return then(together([*first, *head]), run(whole, carried))

    def _turn_by_turn(self, whole: _Loop, carried: Env) -> Seen:
        """Few turns: each with what is carried as large as it then is."""
        least, most = whole.least.floor, whole.most.floor
        costs: list[Costs] = []
        failing: list[Costs | None] = []
        results = [carried] if not least else []
        for turn in range(1, most + 1):
            after, seen = self._turn(whole, carried)
            failing.append(seen.failing)
            results += [after] if turn >= least or after == carried else []
            same = after == carried
            times = (max(0, least - turn + 1), most - turn + 1) if same else (int(turn <= least), 1)
            costs.append(in_turn_times(seen.costs, *map(number, times)))
            if same:
                break
            carried = after
        # A list whose least length is above its most never comes to be, and neither does this loop.
        return Seen(results_of(results or [carried]), in_turn(costs), any_failing(failing))

    def _all_turns(self, whole: _Loop, carried: Env) -> Seen:
        """Many turns, or nobody knows how many: all with what is carried as large as it can become."""
        largest = self._largest(whole, carried)
        after, seen = self._turn(whole, largest)
        costs = in_turn_times(seen.costs, whole.least, whole.most)
        return Seen(results_of([carried, largest, after]), costs, seen.failing)

    def _largest(self, whole: _Loop, carried: Env) -> Env:
        """What is carried in any turn: what keeps growing is of any size, but a list that grows by the same in every
        turn has an end where the turns have one."""
        if whole.at.loops > DEEPEST:
            return dict.fromkeys(carried, UNKNOWN)
        known = carried
        while True:
            after, _ = self._turn(whole, known)
            grown = {name: widened(shape, joined([shape, after[name]])) for name, shape in known.items()}
            grown = {name: self._named(shape, name, NOWHERE, whole.at) for name, shape in grown.items()}
            if grown == known:
                break
            known = grown
        after, _ = self._turn(whole, known)
        return {name: steady(carried[name], known[name], after[name], whole.most) for name in known}

    def _turn(self, whole: _Loop, carried: Env) -> tuple[Env, Seen]:
        """What is carried after one turn, and the turn."""
        env = {**whole.env, **carried, TURN: UNKNOWN}
        bindings = [(f"next {n}" if n in carried else n, n, value, None) for n, value in whole.loop.body]
        seen = self._bindings(bindings, env, whole.at)
        after = {name: env.get(f"next {name}", shape) for name, shape in carried.items()}
        if whole.loop.until is not None:
            until = self.see(whole.loop.until, {**env, **after}, whole.at)
            seen = then(seen, until)
        return after, seen


@frozen
class _Loop:
    """A loop whose head is known: what its turns see, and the fewest and the most of them."""

    loop: Repeat
    env: Env
    least: Bound
    most: Bound
    at: At


def _bound_by(arm: Arm, subject: Shape) -> Env:
    """The names of an arm's variants, each of the option that bears its name."""
    options = subject.options if isinstance(subject, Choice) else (subject,)
    names = {p.bind: p.name for p in arm.patterns if isinstance(p, VariantPat) and p.bind is not None}
    found = {bind: [o for o in options if isinstance(o, Fields) and o.name == name] for bind, name in names.items()}
    return {bind: shapes[0] if shapes else subject for bind, shapes in found.items()}
