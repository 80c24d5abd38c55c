"""What a strategy can do at run time: ask the node's questions, sample them, grade answers, use the node's tools.

Promise: samples of samples have numbers of their own; only tools that the node names are reached. May import:
sigc.ir, sigc.strategies.base, sigc.runtime."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from sigc.ir.program import Program, Task, Tool, Values
from sigc.ir.types import Field, Record
from sigc.lm.base import ToolSpec
from sigc.runtime.errors import INPUT_MISFIT, OUTPUT_MISFIT, RULE_BROKEN, TOOL_FAILED, CallFailed
from sigc.runtime.grade import Judgement, grade
from sigc.runtime.talking import Talk, tool_spec
from sigc.strategies.base import Graded
from sigc.strategies.purse import Purse
from sigc.values.convert import Misfit, from_json

Call: TypeAlias = Callable[[str, Values], Awaitable[dict[str, Any]]]
"""Carries out a tool by its name."""

WARM = 1.0
"""The temperature of samples where the slot says 0."""


class Asked(Protocol):
    """A question of the node."""

    task: Task
    temperature: float

    def put(
        self,
        inputs: Values,
        sample: int = 0,
        temperature: float | None = None,
        attempts: int | None = None,
        purse: Purse | None = None,
    ) -> Awaitable[Values]: ...

    def talk(
        self,
        inputs: Values,
        specs: Sequence[ToolSpec],
        sample: int = 0,
        temperature: float | None = None,
        purse: Purse | None = None,
    ) -> Talk: ...

    def broken_rule(self, inputs: Values, outputs: Values) -> str | None: ...


class Asking:
    """The `Ask` of one node for one sample."""

    __slots__ = ("_attempts", "_call", "_judgement", "_node", "_program", "_purse", "_questions", "_sample", "_warm")

    def __init__(
        self,
        program: Program,
        node: str,
        questions: Mapping[str, Asked],
        call: Call | None,
        judgement: Judgement | None = None,
        sample: int = 0,
        warm: bool = False,
        attempts: int | None = None,
        purse: Purse | None = None,
    ) -> None:
        self._program, self._node, self._questions, self._call = program, node, questions, call
        self._judgement = judgement
        self._sample, self._warm, self._attempts, self._purse = sample, warm, attempts, purse

    def at(self, sample: int) -> Asking:
        """The same for another sample."""
        return self._changed(sample=sample)

    def over(self, questions: Mapping[str, Asked]) -> Asking:
        """The same with something around its questions."""
        return Asking(self._program, self._node, questions, self._call, self._judgement)

    def _changed(self, **changes: Any) -> Asking:
        now = {"sample": self._sample, "warm": self._warm, "attempts": self._attempts, "purse": self._purse}
        return Asking(self._program, self._node, self._questions, self._call, self._judgement, **now | changes)

    def __call__(self, task: str, inputs: Values, /) -> Awaitable[Values]:
        question = self._questions[task]
        warm = self._warm and question.temperature == 0
        return question.put(inputs, self._sample, WARM if warm else None, self._attempts, self._purse)

    def talk(self, inputs: Values, tools: Mapping[str, Tool]) -> Talk:
        question = self._questions["main"]
        warm = self._warm and question.temperature == 0
        specs = [tool_spec(name, tool, self._program.types) for name, tool in tools.items()]
        return question.talk(inputs, specs, self._sample, WARM if warm else None, self._purse)

    def sampled(self, number: int, of: int) -> Asking:
        return self._changed(sample=self._sample * of + number, warm=self._warm or number > 0)

    def once(self) -> Asking:
        return self._changed(attempts=1)

    def within(self, purse: Purse) -> Asking:
        return self._changed(purse=purse)

    def task(self, name: str) -> Task:
        return self._questions[name].task

    def inputs(self) -> tuple[Field, ...]:
        return self._program.signature_of(self._node).inputs

    def fit(self, inputs: Values, outputs: Any) -> Values:
        question = self._questions["main"]
        try:
            values: Values = from_json(outputs, Record(question.task.outputs), question.task.types)
        except Misfit as misfit:
            raise CallFailed(OUTPUT_MISFIT, self._node, 0, str(misfit)) from misfit
        broken = question.broken_rule(inputs, values)
        if broken is not None:
            raise CallFailed(RULE_BROKEN, self._node, 0, broken)
        return values

    async def grade(self, inputs: Values, outputs: Values) -> Graded:
        if self._judgement is None:
            return Graded(1.0)
        return await grade(self._judgement, inputs, outputs, self._sample)

    async def tool(self, name: str, arguments: Any) -> Values:
        """Arguments are read as JSON data: members by wire spelling, dates as ISO text."""
        options = dict(self._program.nodes[self._node].slots.strategy.options)
        if self._call is None or name not in options.get("tools", ()):
            raise CallFailed(TOOL_FAILED, name, 0, f"there is no tool `{name}` here")
        tool = self._program.tools[name]
        try:
            given = from_json(arguments, Record(tool.inputs), self._program.types)
        except Misfit as misfit:
            raise CallFailed(INPUT_MISFIT, name, 0, str(misfit)) from misfit
        return await self._call(name, given)
