"""tree: thoughts step by step, in a search for the line of them that leads to the best answer.

Yao et al. 2023, "Tree of Thoughts", as a beam search or as a Monte Carlo tree search (mcts.py).
May import: sigc.ir, sigc.strategies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sigc.ir.program import Task, Values
from sigc.ir.types import Field, Int, Str
from sigc.strategies.base import Ask, Failed
from sigc.strategies.deriving import extra, free, said, step_of, with_inputs
from sigc.strategies.lines import Line, Thoughts, answers, best_of, longer
from sigc.strategies.mcts import FULL, climb

THINK = """Do not answer yet: give the next step of thought towards the answer, one that the steps so far, in \
`{thoughts}`, lack."""
ANSWER = "`{thoughts}` holds steps of thought towards the answer. Answer from them."
VALUE = """Do not answer: judge the steps of thought in `{thoughts}`. Give in `{value}` how likely they are to lead to \
a right answer, from 0 (they are wrong, or lead nowhere) to {full} (the answer follows from them)."""


@dataclass(frozen=True, slots=True)
class Tree:
    """`search` by `beam`: `depth` rounds. In each, every kept line of thought gets `width` next steps (`think`), each
    longer line is answered from (`main`) and scored, and the `width` best are kept.

    By `mcts`: `budget` steps of thought in all, `width` at a time after the line that looks most promising and is
    shorter than `depth`; a line's `value` is the score of the `answer` from it, or what the `model` says (`value`), in
    which case only the `width` best lines are answered from.

    A perfect score ends it; the best answer of all is given, the earliest of equally good ones."""

    defaults: ClassVar[Mapping[str, Any]] = {
        "width": 3,
        "depth": 2,
        "search": "beam",
        "budget": 24,
        "value": "answer",
    }

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        thoughts = extra("thoughts", "the steps of thought so far", task)
        asked = replace(task, inputs=(*task.inputs, thoughts))
        thought = Field(free("thought", asked), Str(), "the next step")
        think = step_of(task, asked.inputs, (thought,), THINK.format(thoughts=thoughts.name))
        tasks = {"think": think, "main": with_inputs(task, thoughts, words=ANSWER.format(thoughts=thoughts.name))}
        if options["search"] == "mcts" and options["value"] == "model":
            value = Field(free("value", asked), Int(0, FULL))
            words = VALUE.format(thoughts=thoughts.name, value=value.name, full=FULL)
            tasks["value"] = step_of(task, asked.inputs, (said("why", "in a few words", asked), value), words)
        return tasks

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        if options["search"] == "mcts":
            return await climb(ask, inputs, options)
        return await _beam(ask, inputs, options["width"], options["depth"])


async def _beam(ask: Ask, inputs: Values, width: int, depth: int) -> Values:
    best: Line | None = None
    kept: list[Thoughts] = [()]
    for _ in range(depth):
        try:
            lines = await answers(ask, inputs, await longer(ask, inputs, kept, width, width))
        except Failed:
            if best is None:
                raise
            break
        lines.sort(key=lambda line: -line.score)  # stable: of equals the earliest stays first
        best = lines[0] if best is None else best_of([best, lines[0]])
        if best.score >= 1:
            break
        kept = [line.thoughts for line in lines[:width]]
    assert best is not None  # depth is at least 1, and no answer at all is a failure
    return best.answer
