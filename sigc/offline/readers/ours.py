"""Prompts that our own adapters rendered: read by the adapters' own inverse.

Promise: `inputs_of` agrees with reading the whole prompt. May import: sigc.adapters, sigc.offline.readers.base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sigc.adapters.base import Turn
from sigc.adapters.registry import adapter_named
from sigc.adapters.turns import conversation, reason_in
from sigc.adapters.unframe import NotOurs, read_inputs
from sigc.ir.program import Values
from sigc.offline.readers.base import Read
from sigc.values.convert import Misfit


@dataclass(frozen=True, slots=True)
class Ours:
    """The prompts of one of our adapters."""

    name: str

    def read(self, turns: Sequence[Turn]) -> Read | None:
        adapter = adapter_named(self.name)
        prompt = adapter.read_prompt(turns)
        if prompt is None:
            return None
        task = prompt.task

        chat = conversation(task.inputs)
        said = {} if chat is None else {chat.name: prompt.inputs[chat.name]}

        def inputs_of(turn: Turn) -> Values | None:
            if turn.role != "user" or reason_in(turn) is not None:
                return None
            try:
                return {**read_inputs(turn, task), **said}
            except (NotOurs, Misfit, ValueError, KeyError):
                return None

        def write(outputs: dict[str, Any]) -> str:
            return adapter.write(outputs, task)

        return Read(task, prompt.inputs, prompt.reasons, inputs_of, write)
