"""A module at run time: its bindings, each evaluated once, as soon as what it reads is there.

Promise: independent bindings run together; a failure ends the module when all that can still run has ended, and of
several the first in the order of the program is raised. May import: sigc.ir, sigc.runtime."""

from __future__ import annotations

import asyncio
from typing import Any

from sigc.ir.program import Module, Program, Values
from sigc.runtime.borders import Border
from sigc.runtime.errors import INPUT_MISFIT, OUTPUT_MISFIT, VALUE_FAILED, CallFailed
from sigc.runtime.evaluate import Prepare, Step
from sigc.runtime.together import together
from sigc.runtime.walk import calls, reads
from sigc.values.operations import ValueFailure


class Frame:
    """What stands around the bindings of a module, however they are carried out: `enter` makes inputs fit, `leave`
    picks the outputs from what was made, and a value that cannot be computed is the module's failure."""

    def __init__(self, program: Program, module: Module) -> None:
        self._name = module.name
        self.enter = Border(module.inputs, program.types, module.name, INPUT_MISFIT).fit
        self.leave = Border(module.outputs, program.types, module.name, OUTPUT_MISFIT).fit

    def failure(self, failure: ValueFailure) -> CallFailed:
        return CallFailed(VALUE_FAILED, self._name, 1, str(failure))


class ModuleRunner:
    """A module ready to run."""

    def __init__(self, program: Program, module: Module, prepare: Prepare) -> None:
        self._frame = Frame(program, module)
        self._steps: tuple[tuple[str, Step], ...] = tuple((b.name, prepare.step(b.value)) for b in module.bindings)
        self._needs = needs(module)
        self._chain = is_chain(module, self._needs)

    async def run(self, inputs: Values, sample: int = 0) -> dict[str, Any]:
        """The module's outputs. Raises CallFailed, LMError for a fault of the set-up, BudgetSpent."""
        env = self._frame.enter(inputs)
        try:
            await (self._in_order(env, sample) if self._chain else self._as_ready(env, sample))
        except ValueFailure as failure:
            raise self._frame.failure(failure) from failure
        return self._frame.leave(env)

    async def _in_order(self, env: dict[str, Any], sample: int) -> None:
        for name, step in self._steps:
            env[name] = await step(env, sample)

    async def _as_ready(self, env: dict[str, Any], sample: int) -> None:
        tasks: dict[str, asyncio.Task[None]] = {}

        async def bind(name: str, step: Step) -> None:
            for needed in self._needs[name]:
                await tasks[needed]
            env[name] = await step(env, sample)

        for name, step in self._steps:
            tasks[name] = asyncio.ensure_future(bind(name, step))
        await together(*tasks.values())


def needs(module: Module) -> dict[str, tuple[str, ...]]:
    """Binding -> the bindings that it reads, in order."""
    names = [b.name for b in module.bindings]
    return {b.name: tuple(n for n in names if n in reads(b.value)) for b in module.bindings}


def is_chain(module: Module, needs_: dict[str, tuple[str, ...]]) -> bool:
    """Whether bindings that call need each other in such a way that at most one of them can run at any time."""
    behind: dict[str, set[str]] = {}
    callers: list[str] = []
    for b in module.bindings:
        behind[b.name] = set(needs_[b.name]).union(*(behind[n] for n in needs_[b.name]))
        if calls(b.value):
            if not set(callers) <= behind[b.name]:
                return False
            callers.append(b.name)
    return True
