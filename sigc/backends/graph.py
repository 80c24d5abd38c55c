"""The graph of a module as an async function, as a careful person would write it.

Promise: the function makes the calls that the engine makes, with the same inputs and sample numbers, independent ones
together. May import: sigc.ir, sigc.runtime, sigc.backends."""

from __future__ import annotations

from collections.abc import Sequence

from sigc.backends.expressions import Expressions, graph_name
from sigc.backends.knowledge import Scope
from sigc.backends.layout import Doc, Group, call, cat, docstring, literal, sentence
from sigc.backends.schedule import Schedule, Unit, schedule
from sigc.backends.statements import Statements
from sigc.backends.types import memory_hint
from sigc.ir.expr import Var
from sigc.ir.program import Binding, Module, Program
from sigc.runtime.names import python_name
from sigc.runtime.walk import calls


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
        values = {b.name: b.value for b in module.bindings}
        outputs: list[Doc] = [
            cat(
                f"{literal(f.name)}: ",
                self._expressions.write(values[f.name] if f.name in inlined else Var(f.name), scope),
            )
            for f in module.outputs
        ]
        self._put(cat("return ", Group("{", tuple(outputs), "}")))

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
