"""tree: thoughts step by step, the best few kept at each step.

Yao et al. 2023, "Tree of Thoughts", as a beam search; a line of thought is worth what the answer from it scores.
May import: sigc.ir, sigc.strategies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sigc.ir.program import Task, Values
from sigc.ir.types import Field, Str
from sigc.strategies.base import Ask, Failed
from sigc.strategies.deriving import extra, free, step_of, with_inputs
from sigc.strategies.sampling import answered, graded_all, together

THINK = """Do not answer yet: give the next step of thought towards the answer, one that the steps so far, in \
`{thoughts}`, lack."""
ANSWER = "`{thoughts}` holds steps of thought towards the answer. Answer from them."


@dataclass(frozen=True, slots=True)
class Line:
    """A line of thought, and what answering from it gave."""

    thoughts: tuple[str, ...]
    score: float
    answer: Values


@dataclass(frozen=True, slots=True)
class Tree:
    """`depth` rounds. In each, every kept line of thought gets `width` next steps (`think`), each longer line is
    answered from (`main`) and scored, and the `width` best are kept. A perfect score ends it; the best answer of all is
    given, the earliest of equally good ones."""

    defaults: ClassVar[Mapping[str, Any]] = {"width": 3, "depth": 2}

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        thoughts = extra("thoughts", "the steps of thought so far", task)
        asked = replace(task, inputs=(*task.inputs, thoughts))
        thought = Field(free("thought", asked), Str(), "the next step")
        think = step_of(task, asked.inputs, (thought,), THINK.format(thoughts=thoughts.name))
        return {"think": think, "main": with_inputs(task, thoughts, words=ANSWER.format(thoughts=thoughts.name))}

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        width, best = options["width"], None
        kept: list[tuple[str, ...]] = [()]
        for _ in range(options["depth"]):
            try:
                lines = await _answered(ask, inputs, await _longer(ask, inputs, kept, width))
            except Failed:
                if best is None:
                    raise
                break
            lines.sort(key=lambda line: -line.score)  # stable: of equals the earliest stays first
            if best is None or lines[0].score > best.score:
                best = lines[0]
            if best.score >= 1:
                break
            kept = [line.thoughts for line in lines[:width]]
        assert best is not None  # depth is at least 1, and no answer at all is a failure
        return best.answer


async def _longer(ask: Ask, inputs: Values, kept: list[tuple[str, ...]], width: int) -> list[tuple[str, ...]]:
    """Every kept line with each of its next steps, equal ones once."""
    places = [(line, number) for line in kept for number in range(width)]
    found = await together([ask.sampled(n, width)("think", _given(ask, inputs, line)) for line, n in places])
    answered(found)
    pairs = zip(places, found, strict=True)
    longer = [(*line, next(iter(one.values()))) for (line, _), one in pairs if not isinstance(one, Failed)]
    return list(dict.fromkeys(longer))


async def _answered(ask: Ask, inputs: Values, lines: list[tuple[str, ...]]) -> list[Line]:
    found = await together([ask("main", _given(ask, inputs, line)) for line in lines])
    answered(found)
    pairs = zip(lines, found, strict=True)
    kept = [(line, one) for line, one in pairs if not isinstance(one, Failed)]
    graded = await graded_all(ask, inputs, [one for _, one in kept])
    return [Line(line, grade.score, one) for (line, one), grade in zip(kept, graded, strict=True)]


def _given(ask: Ask, inputs: Values, line: tuple[str, ...]) -> Values:
    shown = "\n".join(f"{number}. {thought}" for number, thought in enumerate(line, 1))
    return {**inputs, ask.task("main").inputs[-1].name: shown or None}
