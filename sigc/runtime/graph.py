"""A module at run time: inputs that fit, its bindings, outputs that fit.

Promise: a value that cannot be computed is the module's failure. May import: sigc.ir, sigc.runtime."""

from __future__ import annotations

from typing import Any

from sigc.ir.program import Module, Program, Values
from sigc.runtime.bindings import Bindings
from sigc.runtime.borders import Border
from sigc.runtime.errors import INPUT_MISFIT, OUTPUT_MISFIT, VALUE_FAILED, CallFailed
from sigc.runtime.evaluate import Prepare
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
        self._bindings = Bindings(module.bindings, [prepare.step(b.value) for b in module.bindings])

    async def run(self, inputs: Values, sample: int = 0) -> dict[str, Any]:
        """The module's outputs. Raises CallFailed, LMError for a fault of the set-up, BudgetSpent."""
        env = self._frame.enter(inputs)
        try:
            await self._bindings.run(env, sample)
        except ValueFailure as failure:
            raise self._frame.failure(failure) from failure
        return self._frame.leave(env)
