"""gepa's reflection prompt (gepa 0.1.4): an instruction, examples with feedback in Markdown, a new instruction wanted.

Promise: reads the default template only. Written from its rendered form. May import: sigc.ir,
sigc.offline.readers.base."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sigc.adapters.base import Turn
from sigc.ir.program import Task
from sigc.ir.types import Field, Json, List, Str
from sigc.offline.readers.base import Read

_PROMPT = re.compile(
    r"\s*I provided an assistant with the following instructions[^\n]*\n```\n(?P<current>.*?)\n```\n+"
    r"The following are examples of different task inputs[^\n]*\n```\n(?P<examples>.*)\n```\n+"
    r"Your task is to write a new instruction",
    re.DOTALL,
)
_TASK = Task(
    name="",
    instruction="Write a new instruction for the assistant.",
    inputs=(Field("current_instruction", Str()), Field("examples", List(Json()))),
    outputs=(Field("new_instruction", Str(), "the improved instruction"),),
    types={},
)


@dataclass(frozen=True, slots=True)
class Gepa:
    """The one message of a reflection."""

    name: str = "gepa"

    def read(self, turns: Sequence[Turn]) -> Read | None:
        found = _PROMPT.match(turns[-1].text) if turns else None
        if found is None:
            return None
        inputs = {"current_instruction": found["current"], "examples": examples_in(found["examples"])}
        return Read(_TASK, inputs, (), None, _write)


def examples_in(text: str) -> list[dict[str, Any]]:
    """The records of "# Example 1", "## Inputs", "### name" sections."""
    out = []
    for piece in re.split(r"^# Example \d+\n", text, flags=re.MULTILINE)[1:]:
        out.append({name: _value(body, 3) for name, body in _sections(piece, 2)})
    return out


def _sections(text: str, level: int) -> list[tuple[str, str]]:
    pieces = re.split(rf"^{'#' * level} (.+)\n", text, flags=re.MULTILINE)
    return list(zip(pieces[1::2], pieces[2::2], strict=True))


def _value(text: str, level: int) -> Any:
    """Sections as an object, or as a list when they are numbered items; anything else as text."""
    if not text.startswith("#" * level + " ") or level > 6:
        return text.strip()
    found = _sections(text, level)
    if all(re.fullmatch(r"Item \d+", name) for name, _ in found):
        return [_value(body, level + 1) for _, body in found]
    return {name: _value(body, level + 1) for name, body in found}


def _write(outputs: dict[str, Any]) -> str:
    return f"```\n{outputs['new_instruction']}\n```"
