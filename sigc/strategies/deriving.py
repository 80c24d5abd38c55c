"""What strategies that derive tasks share: free names, extra fields, values and long texts written for another prompt.

May import: sigc.ir, sigc.values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sigc.ir.expr import Const
from sigc.ir.program import Task, Values
from sigc.ir.types import Field, Optional, Str, Types
from sigc.values.wire import show_value

MOST = 4000
"""Characters of one result that a later prompt repeats."""


def free(name: str, task: Task) -> str:
    """The name with as many `_` behind it as it takes to be none of the task's."""
    taken = {f.name for f in (*task.inputs, *task.outputs)}
    while name in taken:
        name += "_"
    return name


def extra(name: str, description: str, task: Task) -> Field:
    """An input of a derived task, which demos leave out."""
    return Field(free(name, task), Optional(Str()), description)


def said(name: str, description: str, task: Task) -> Field:
    """A text that is asked for and may be missing from replies and demos."""
    return Field(free(name, task), Str(), description, default=Const(""))


def with_inputs(task: Task, *fields: Field, words: str) -> Task:
    """The task with more inputs, behind its own, and words about them behind its instruction."""
    return replace(task, instruction=joined(task.instruction, words), inputs=(*task.inputs, *fields))


def step_of(task: Task, inputs: tuple[Field, ...], outputs: tuple[Field, ...], words: str) -> Task:
    """A task on the way to the outputs: other outputs, so no rules, demos or notes about those of the signature."""
    names = {f.name for f in inputs}
    notes = tuple(note for note in task.notes if note.field in names)
    instruction = joined(task.instruction, words)
    return replace(task, instruction=instruction, inputs=inputs, outputs=outputs, rules=(), notes=notes, demos=())


def joined(*texts: str) -> str:
    """Paragraphs, without the empty ones."""
    return "\n\n".join(text for text in texts if text)


def written(values: Values, fields: Iterable[Field], types: Types) -> str:
    """Values as lines `name: value`, those that are there."""
    return "\n".join(f"{f.name}: {show_value(values[f.name], f.type, types)}" for f in fields if f.name in values)


def clipped(text: str, most: int = MOST) -> str:
    """A text cut to about `most` characters: head and tail, and how long it was."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]}\n[… {len(text) - 2 * half} of {len(text)} characters left out …]\n{text[-half:]}"
