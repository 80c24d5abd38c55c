"""What DSPy's ChatAdapter and JSONAdapter (3.4.1) share: the system message, the input turns, the values in them.

Promise: raises NotDspy for messages of any other making. Written from rendered prompts. May import: sigc.ir,
sigc.values, sigc.offline.readers."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sigc.adapters.base import Turn
from sigc.ir.program import Demo, Task, Values
from sigc.ir.types import Field, Optional, Str, Type, Types
from sigc.offline.readers.base import Read
from sigc.offline.readers.dspy_types import Table, annotation_type
from sigc.values.convert import Misfit, from_json

INPUTS, OUTPUTS = "Your input fields are:\n", "\nYour output fields are:\n"
STRUCTURE = "\nAll interactions will be structured in the following way, with the appropriate values filled in.\n"
OBJECTIVE = re.compile(r"\nIn adhering to this structure, your objective is: ?\n")
PARTIAL = "This is an example of the task, though some input or output fields are not supplied."
ABSENT = "Not supplied for this particular example."
REQUIREMENTS = re.compile(
    r"\n\nRespond with (?:the corresponding output fields, starting|a JSON object in the following)"
)
_FIELD = re.compile(r"^\d+\. `(\w+)` \((.*?)\):(?= |\n|$)", re.MULTILINE)
_HEADER = re.compile(r"^\[\[ ## (\w+) ## \]\]", re.MULTILINE)


class NotDspy(ValueError):
    """A message that is not in DSPy's format."""


def read_dspy(
    turns: Sequence[Turn],
    notes_of: Callable[[str], Mapping[str, str] | None],
    outputs_of: Callable[[str, Task], Mapping[str, Any]],
    write: Callable[[dict[str, Any], Task], str],
) -> Read | None:
    """The prompt, where `notes_of` reads the notes on output values from the structure (None: another adapter's),
    `outputs_of` the values of a demo's reply, and `write` writes a reply."""
    if len(turns) < 2 or turns[0].role != "system" or turns[-1].role != "user":
        return None
    try:
        task = _system(turns[0].text, notes_of)
        demos = [
            Demo(inputs_in(asked.text, task), outputs_of(answered.text, task))
            for asked, answered in zip(turns[1:-1:2], turns[2:-1:2], strict=True)
        ]
        task = Task("", task.instruction, task.inputs, task.outputs, task.types, demos=tuple(demos))
        inputs = inputs_in(turns[-1].text, task)
    except ValueError:
        return None

    def inputs_of(turn: Turn) -> Values | None:
        return inputs_in(turn.text, task) if turn.role == "user" else None

    return Read(task, inputs, (), inputs_of, lambda outputs: write(outputs, task))


def _system(text: str, notes_of: Callable[[str], Mapping[str, str] | None]) -> Task:
    fields, found, rest = text.partition(STRUCTURE)
    objective = _last(OBJECTIVE, rest)
    if not found or not fields.startswith(INPUTS) or OUTPUTS not in fields or objective is None:
        raise NotDspy("system")
    notes = notes_of(rest[: objective.start()])
    if notes is None:
        raise NotDspy("structure")
    table = Table()
    given, _, wanted = fields[len(INPUTS) :].partition(OUTPUTS)
    inputs = tuple(Field(name, annotation_type(kind), about) for name, kind, about, _ in _fields(given))
    outputs = tuple(
        Field(name, table.output(kind, notes.get(name, ""), bounds), about)
        for name, kind, about, bounds in _fields(wanted)
    )
    instruction = "\n".join(line.removeprefix(" " * 8) for line in rest[objective.end() :].split("\n")).strip()
    return Task("", instruction, inputs, outputs, table.types)


def _fields(text: str) -> list[tuple[str, str, str, str]]:
    """Name, annotation, description and constraints of each listed field."""
    heads = list(_FIELD.finditer(text))
    out = []
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        body = text[head.end() : after.start() if after else len(text)].strip()
        about, _, bounds = (
            f"\n{body}".rpartition("\nConstraints: ") if "\nConstraints: " in f"\n{body}" else (body, "", "")
        )
        out.append((head[1], head[2], about.strip(), bounds.strip()))
    return out


def inputs_in(text: str, task: Task) -> dict[str, Any]:
    """The inputs of a user turn."""
    text = text.removeprefix(PARTIAL)
    end = _last(REQUIREMENTS, text)
    said = headed(text[: end.start()] if end else text, [f.name for f in task.inputs])
    return {f.name: value_of(said[f.name], f.type, task.types) for f in task.inputs if f.name in said}


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(iter(list(pattern.finditer(text))[::-1]), None)


def headed(text: str, names: Sequence[str]) -> dict[str, str]:
    """The text after each header, first occurrence of the wanted names; DSPy escapes nothing."""
    marks = []
    seen: set[str] = set()
    for mark in _HEADER.finditer(text):
        if (mark[1] in names and mark[1] not in seen) or mark[1] == "completed":
            seen.add(mark[1])
            marks.append(mark)
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    return {m[1]: text[m.end() : end].strip() for m, end in zip(marks, ends, strict=False)}


def value_of(written: str, type_: Type, types: Types) -> Any:
    """A value as DSPy spells it: text raw, the rest as JSON or Python. What does not fit its type stays text."""
    core = type_.item if isinstance(type_, Optional) else type_
    if core is not type_ and written in ("None", "null"):
        return None
    if isinstance(core, Str):
        return written
    for load in (json.loads, ast.literal_eval, str):
        try:
            return from_json(load(written), type_, types)
        except (ValueError, SyntaxError, Misfit):
            continue
    return written


def given(values: Mapping[str, str], task: Task) -> dict[str, Any]:
    """The outputs of a demo that are supplied."""
    return {
        f.name: value_of(values[f.name], f.type, task.types)
        for f in task.outputs
        if f.name in values and values[f.name].strip() != ABSENT
    }
