"""compare: several reasoned answers, then one that weighs them.

Multi-chain comparison: Yoran et al. 2023, "Answering Questions by Meta-Reasoning over Multiple Chains of Thought".
May import: sigc.ir, sigc.strategies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sigc.ir.program import Task, Values
from sigc.ir.types import Field, Str
from sigc.strategies.base import Ask
from sigc.strategies.cot import Cot
from sigc.strategies.deriving import free, joined, written
from sigc.strategies.sampling import answered, together

WORDS = "`{name}` holds answers found before, each with its reasoning. Some may be wrong: weigh them, then answer."


@dataclass(frozen=True, slots=True)
class Compare:
    """`n` samples with their reasoning at the same time (the task `attempt`), shown to `main`, which answers."""

    defaults: ClassVar[Mapping[str, Any]] = {"n": 3}

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        attempt = Cot().tasks(task, {})["main"]
        attempts = Field(free("attempts", attempt), Str(), "answers found before")
        words = joined(task.instruction, WORDS.format(name=attempts.name))
        main = replace(attempt, instruction=words, inputs=(*task.inputs, attempts), demos=())
        return {"attempt": attempt, "main": main}

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        n = options["n"]
        found = answered(await together([ask.sampled(number, n)("attempt", inputs) for number in range(n)]))
        attempt, main = ask.task("attempt"), ask.task("main")
        shown = [f"{i}.\n{written(one, attempt.outputs, attempt.types)}" for i, one in enumerate(found, 1)]
        _reasoning, *answer = (await ask("main", {**inputs, main.inputs[-1].name: "\n\n".join(shown)})).items()
        return dict(answer)
