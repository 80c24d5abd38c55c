"""The chat adapter: each output after its mark, `[[team]] shipping`, in plain text.

Promise: as `base.Adapter`. A value stands on the line of its mark, or below it when it has several lines; lists,
maps and records are JSON. May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sigc.adapters.base import Prompt, Reading, Template, Turn
from sigc.adapters.finding import JSON, LINES, MARKS, TAGS, UNNAMED
from sigc.adapters.frame import HEADING_CHAT, Style, frame
from sigc.adapters.salvage import read_reply
from sigc.adapters.template import FORMS, form_of
from sigc.adapters.unframe import read_frame, read_value, sections
from sigc.ir.program import Task, Values


def write_marked(values: Values, task: Task) -> str:
    """The outputs that `values` has, in declared order."""
    lines = []
    for place in task.outputs:
        if place.name in values:
            form = "text" if form_of(place.type, task.types) == "text" else "json"
            lines.append(f"[[{place.name}]]{FORMS[form](values[place.name], place.type, task.types)}")
    return "\n".join(lines)


def read_marked(text: str, task: Task) -> Values:
    """The outputs of a reply in exactly this form. Raises ValueError or Misfit."""
    said = sections(text, [f.name for f in task.outputs])
    return {f.name: read_value(said[f.name], f.type, task.types, items=False) for f in task.outputs if f.name in said}


STYLE = Style(
    adapter="chat",
    heading=HEADING_CHAT,
    head="[[{}]] ".format,
    indent="",
    plain_replies=True,
    write=write_marked,
    read_demo=read_marked,
)


FINDERS = (MARKS, JSON, TAGS, LINES, UNNAMED)


@dataclass(frozen=True, slots=True)
class Chat:
    """Marked fields in plain text."""

    name: str = "chat"

    def template(self, task: Task) -> Template:
        return frame(task, STYLE)

    def write(self, values: Values, task: Task) -> str:
        return write_marked(values, task)

    def read(self, text: str, task: Task) -> Reading:
        marks = ", ".join(f"[[{f.name}]]" for f in task.outputs)
        return read_reply(text, task, read_marked, FINDERS, f"the reply has none of the marks asked for: {marks}")

    def read_prompt(self, messages: Sequence[Turn]) -> Prompt | None:
        return read_frame(messages, STYLE)
