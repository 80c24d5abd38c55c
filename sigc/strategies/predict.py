"""predict: ask once.

May import: sigc.ir, sigc.strategies.base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sigc.ir.program import Task, Values
from sigc.strategies.base import Ask


@dataclass(frozen=True, slots=True)
class Predict:
    """The signature as it is, asked once."""

    defaults: ClassVar[Mapping[str, Any]] = {}

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        return {"main": task}

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        return await ask("main", inputs)
