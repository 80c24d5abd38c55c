"""The graph of a module as an async function, as a careful person would write it.

Promise: the function makes the calls that the engine makes, with the same inputs and sample numbers, independent ones
together. May import: sigc.ir, sigc.runtime, sigc.backends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sigc.backends.expressions import Expressions, graph_name
from sigc.backends.knowledge import Scope
from sigc.backends.layout import Doc, Group, call, cat, docstring, literal, sentence
from sigc.backends.schedule import Schedule, Unit, schedule
from sigc.backends.statements import Statements
from sigc.backends.types import memory_hint
from sigc.ir.expr import TURN, Expr, Repeat, Var
from sigc.ir.program import Binding, Module, Program
from sigc.ir.types import Field, Json
from sigc.ir.walk import reads
from sigc.runtime.names import python_name
from sigc.runtime.walk import calls, next_value, turn_of


class GraphWriter(Statements):
    """Writes the functions of one program's modules."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._program = program

    def write_module(self, module: Module) -> list[str]:
        """The lines of a module's function."""
        self._start({python_name(f.name) for f in module.inputs})
        scope = Scope({}, {})
        parameters = ["run: Run"]
        for f in module.inputs:
            scope = scope.having(f.name, python_name(f.name), f.type)
            parameters.append(f"{python_name(f.name)}: {memory_hint(f.type, self._program.types)}")
        self._put(f"@PACKAGE.module({literal(module.name)})")
        with self._block(
            cat(f"async def {graph_name(module.name)}", Group("(", tuple(parameters), ")"), " -> Values:")
        ):
            self._lines += docstring(sentence(module.description), self._indent)
            self._body(module, scope)
        return self._lines

    def _body(self, module: Module, scope: Scope) -> None:
        plan = schedule(module)
        inlined = _inlined(module, plan, self._expressions)
        scope = self._bindings(module, plan, inlined, scope)
        values = {b.name: b.value for b in module.bindings}
        outputs: list[Doc] = [
            cat(
                f"{literal(f.name)}: ",
                self._expressions.write(values[f.name] if f.name in inlined else Var(f.name), scope),
            )
            for f in module.outputs
        ]
        self._put(cat("return ", Group("{", tuple(outputs), "}")))

    def _bindings(self, module: Module, plan: Schedule, inlined: set[str], scope: Scope) -> Scope:
        """Statements that bind all but the inlined names; the scope that knows them."""
        todo = [b for b in module.bindings if b.name not in inlined]
        for b in module.bindings:
            if b.name not in inlined:
                scope = scope.having(b.name, self._fresh(b.name), self._expressions.type_of(b.value, scope))
        if plan.exact:
            for stage in plan.stages:
                inside = {b.name for unit in stage for b in unit.bindings}
                todo = self._pure_before(todo, inside, plan, scope)
                self._stage(stage, scope)
                todo = [b for b in todo if b.name not in inside]
        else:
            todo = self._as_ready(todo, plan, scope)
        for b in todo:
            self._assign(b.value, scope.names[b.name], scope)
        return scope

    # ---- loops

    def _written_last(self, loop: Repeat, rebound: Sequence[str]) -> dict[str, Expr]:
        """New values that need no name of their own, since nothing is still to read the old one."""
        values = {name: value for name, value in loop.body if name in rebound}
        pure = {n: v for n, v in values.items() if not calls(v) and self._expressions.inline(v)}
        return {n: v for n, v in pure.items() if not any(n in reads(w) for m, w in pure.items() if m != n)}

    def _assign(self, expr: Expr, target: str, scope: Scope) -> None:
        if isinstance(expr, Repeat):
            self._repeat(expr, target, scope)
        else:
            super()._assign(expr, target, scope)

    def _repeat(self, loop: Repeat, target: str, scope: Scope) -> None:
        """A `for` loop over names that keep the carried values."""
        known = self._expressions.carried(loop, scope)
        inner = scope
        for name, first in loop.carried:
            inner = inner.having(name, self._fresh(name), known.types[name])
            self._declared.add(inner.names[name])
            self._put(cat(f"{inner.names[name]}: Any = ", self._value(first, f"first_{name}", scope)))
        head, inner = self._loop_head(loop, target, scope, inner, known)
        with self._block(head):
            self._turn(loop, inner)
        kept = (cat(f"{literal(name)}: ", inner.names[name]) for name, _ in loop.carried)
        self._put(cat(f"{target} = ", Group("{", tuple(kept), "}")))

    def _loop_head(self, loop: Repeat, hint: str, scope: Scope, inner: Scope, known: Scope) -> tuple[Doc, Scope]:
        turn = self._fresh(TURN)
        inner = inner.having(TURN, turn, known.types[TURN])
        if loop.item is None or loop.source is None:
            limit: Doc = str(loop.most)
            if loop.limit is not None:
                limit = call("min", limit, self._value(loop.limit, f"{hint}_limit", scope))
            end = str((loop.most or 0) + 1) if loop.limit is None else cat(limit, " + 1")
            return cat(f"for {turn} in ", call("range", "1", end), ":"), inner
        items = self._sources(loop.source, 1, None, [], f"{hint}_items", scope)
        item = self._fresh(loop.item)
        inner = inner.having(loop.item, item, known.types[loop.item])
        numbered = calls(loop) or TURN in {name for _, value in loop.body for name in reads(value)}
        if not numbered and (loop.until is None or TURN not in reads(loop.until)):
            return cat(f"for {item} in ", items, ":"), inner
        return cat(f"for {turn}, {item} in ", call("enumerate", items, "1"), ":"), inner

    def _turn(self, loop: Repeat, scope: Scope) -> None:
        if any(calls(e) for e in (*(value for _, value in loop.body), loop.until) if e is not None):
            run = self._fresh("turn_run")
            self._put(f"{run} = {scope.run}.turn({scope.names[TURN]})")
            scope = replace(scope, run=run)
        names = {name for name, _ in loop.carried}
        rebound = [name for name, _ in loop.body if name in names]
        asked = reads(loop.until) if loop.until is not None else frozenset()
        bound = turn_of(loop)
        wanted = tuple(Field(b.name, Json()) for b in bound if b.name in asked or b.name in map(next_value, rebound))
        turn = Module("", (), wanted, bound)
        last = self._written_last(loop, rebound)
        scope = self._bindings(turn, schedule(turn), {next_value(name) for name in last}, scope)
        for name in rebound:
            new = self._expressions.write(last[name], scope) if name in last else scope.names[next_value(name)]
            self._put(cat(f"{scope.names[name]} = ", new))
        if loop.until is not None:
            with self._block(cat("if ", self._value(loop.until, "until", scope), ":")):
                self._put("break")

    def _pure_before(self, todo: list[Binding], units: set[str], plan: Schedule, scope: Scope) -> list[Binding]:
        """Write the pure bindings that the units read; the rest stays to do."""
        wanted = {n for name in units for n in plan.behind[name]} - units
        for b in todo:
            if b.name in wanted:
                self._assign(b.value, scope.names[b.name], scope)
        return [b for b in todo if b.name not in wanted]

    def _stage(self, stage: Sequence[Unit], scope: Scope) -> None:
        if len(stage) == 1:
            for b in stage[0].bindings:
                self._assign(b.value, scope.names[b.name], scope)
            return
        running = [self._unit(unit, scope) for unit in stage]
        targets = [", ".join(scope.names[n] for n in unit.gives) for unit in stage]
        targets = [f"({t})" if len(unit.gives) > 1 else t for t, unit in zip(targets, stage, strict=True)]
        self._put(cat(f"{', '.join(targets)} = ", self._together(running)))

    def _unit(self, unit: Unit, scope: Scope) -> Doc:
        """Something to await for a unit."""
        if len(unit.bindings) == 1:
            (b,) = unit.bindings
            return self._awaitable(b.value, b.name, scope)
        name = self._fresh(f"get_{unit.gives[-1]}")
        with self._function(f"async def {name}() -> Any:"):
            *first, last = unit.bindings
            for b in first:
                self._assign(b.value, scope.names[b.name], scope)
            if unit.gives == (last.name,):
                self._return(last.value, last.name, scope)
            else:
                self._assign(last.value, scope.names[last.name], scope)
                self._put("return " + ", ".join(scope.names[n] for n in unit.gives))
        return f"{name}()"

    def _as_ready(self, todo: list[Binding], plan: Schedule, scope: Scope) -> list[Binding]:
        """One task for each call and for what lies between calls, each waiting for just what it reads."""
        callers = [b.name for b in todo if calls(b.value)]
        tasks = [
            b for b in todo
            if b.name in callers
            or (set(callers) & plan.behind[b.name] and any(b.name in plan.behind[c] for c in callers))
        ]  # fmt: skip
        names = {b.name: self._fresh(f"{python_name(b.name)}_task") for b in tasks}
        first = [b for b in todo if b not in tasks and any(b.name in plan.behind[c] for c in callers)]
        for b in first:
            self._assign(b.value, scope.names[b.name], scope)
        self.used.add("asyncio")
        for b in tasks:
            waits_for = [n for n in plan.needs[b.name] if n in names]
            running = self._task(b, waits_for, names, scope)
            self._put(cat(f"{names[b.name]} = ", call("asyncio.create_task", running)))
        targets = ", ".join(scope.names[b.name] for b in tasks)
        self._put(cat(f"{targets} = ", self._together([names[b.name] for b in tasks])))
        return [b for b in todo if b not in tasks and b not in first]

    def _task(self, b: Binding, waits_for: list[str], names: dict[str, str], scope: Scope) -> Doc:
        if not waits_for:
            return self._awaitable(b.value, b.name, scope)
        name = self._fresh(f"get_{b.name}")
        with self._function(f"async def {name}() -> Any:"):
            for needed in waits_for:
                self._put(f"{scope.names[needed]} = await {names[needed]}")
            self._return(b.value, b.name, scope)
        return f"{name}()"


def _inlined(module: Module, plan: Schedule, expressions: Expressions) -> set[str]:
    """Pure outputs that nothing else reads: they are written where they are returned."""
    outputs = {f.name for f in module.outputs}
    read = {name for needed in plan.needs.values() for name in needed}
    return {
        b.name
        for b in module.bindings
        if b.name in outputs and b.name not in read and not calls(b.value) and expressions.inline(b.value)
    }
