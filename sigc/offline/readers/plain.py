"""Prompts in no format that we know: instructions, earlier turns as examples, and a text to answer.

Promise: reads everything. May import: sigc.ir, sigc.offline.readers.base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sigc.adapters.base import Turn
from sigc.ir.program import Demo, Task
from sigc.ir.types import Field, Str
from sigc.offline.readers.base import Read


@dataclass(frozen=True, slots=True)
class Plain:
    """One text in, one text out. Without a system message the last paragraph is the text, what stands before it the
    instruction."""

    name: str = "plain"

    def read(self, turns: Sequence[Turn]) -> Read:
        said = [turn.text for turn in turns if turn.role == "system"]
        talk = [turn for turn in turns if turn.role != "system"]
        last = talk[-1].text if talk and talk[-1].role == "user" else ""
        if not said and "\n\n" in last.strip():
            before, _, last = last.strip().rpartition("\n\n")
            said = [before]
        demos = tuple(
            Demo({"text": one.text}, {"answer": two.text})
            for one, two in pairwise(talk)
            if one.role == "user" and two.role == "assistant"
        )
        task = Task(
            name="",
            instruction="\n".join(said),
            inputs=(Field("text", Str()),),
            outputs=(Field("answer", Str()),),
            types={},
            demos=demos,
        )
        return Read(task, {"text": last}, (), None, _write)


def _write(outputs: dict[str, Any]) -> str:
    return str(outputs["answer"])
