"""cot: ask for the reasoning before the answer.

Promise: the reasoning is asked for and dropped; a reply or a demo without it still counts.
May import: sigc.ir, sigc.strategies.base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sigc.ir.expr import Const
from sigc.ir.program import Task, Values
from sigc.ir.types import Field, Str
from sigc.strategies.base import Ask

DESCRIPTION = "think step by step, then answer"


@dataclass(frozen=True, slots=True)
class Cot:
    """The signature with an output `reasoning` put first (`reasoning_` where that name is taken)."""

    defaults: ClassVar[Mapping[str, Any]] = {}

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        taken = {f.name for f in (*task.inputs, *task.outputs)}
        name = "reasoning"
        while name in taken:
            name += "_"
        thinking = Field(name, Str(), DESCRIPTION, default=Const(""))
        return {"main": replace(task, outputs=(thinking, *task.outputs))}

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        _reasoning, *answer = (await ask("main", inputs)).items()
        return dict(answer)
