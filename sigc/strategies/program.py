"""program: program of thought. The answer is computed by code that the model writes.

Chen et al. 2022, "Program of Thoughts Prompting". May import: sigc.ir, sigc.strategies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sigc.ir.program import Task, Values
from sigc.strategies.base import Ask
from sigc.strategies.coding import Room, answer_by_code, coding_tasks, variables_of


@dataclass(frozen=True, slots=True)
class ProgramOfThought:
    """Up to `tries` programs, each of which sees what those before it printed; `main` answers when none submits."""

    defaults: ClassVar[Mapping[str, Any]] = {"tries": 3, "sandbox": "monty"}

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        return coding_tasks(task, options["sandbox"])

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        room = Room(variables_of(ask, inputs), {}, options["sandbox"])
        return await answer_by_code(ask, inputs, room, options["tries"])
