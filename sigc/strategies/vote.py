"""vote: self-consistency. Several answers, and the one that most of them agree on.

Wang et al. 2022, "Self-Consistency Improves Chain of Thought Reasoning in Language Models".
May import: sigc.ir, sigc.strategies."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sigc.ir.program import Task, Values
from sigc.strategies.base import Ask
from sigc.strategies.sampling import inner_tasks, samples


@dataclass(frozen=True, slots=True)
class Vote:
    """`n` samples of the strategy `of` at the same time; outputs are compared whole, ties go to the earliest."""

    defaults: ClassVar[Mapping[str, Any]] = {"n": 5, "of": "cot"}

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        return inner_tasks(options["of"], task)

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        found = await samples(ask, inputs, options, range(options["n"]))
        votes = [json.dumps(one, sort_keys=True, default=str) for one in found]
        return found[votes.index(Counter(votes).most_common(1)[0][0])]
