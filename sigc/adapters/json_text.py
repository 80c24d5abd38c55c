"""The JSON adapter: a reply is one JSON object, as text.

Promise: as `base.Adapter`. Inputs are marked text, as in chat: long texts stay readable. May import: sigc.ir,
sigc.values, sigc.adapters."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sigc.adapters.base import Prompt, Reading, Template, Turn
from sigc.adapters.finding import JSON, LINES, MARKS, TAGS, UNNAMED
from sigc.adapters.frame import HEADING_JSON, Style, frame
from sigc.adapters.salvage import read_reply
from sigc.adapters.template import write_json
from sigc.adapters.unframe import read_frame
from sigc.ir.program import Task, Values
from sigc.values.convert import from_json
from sigc.values.wire import to_json


def write_object(values: Values, task: Task) -> str:
    """The outputs that `values` has, in declared order, as a JSON object."""
    return write_json({f.name: to_json(values[f.name], f.type, task.types) for f in task.outputs if f.name in values})


def read_object(text: str, task: Task) -> Values:
    """The outputs of a reply that is one JSON object with no key but theirs. Raises ValueError or Misfit."""
    said = json.loads(text)
    if not isinstance(said, dict) or any(key not in {f.name for f in task.outputs} for key in said):
        raise ValueError("not an object of the outputs")
    return {f.name: from_json(said[f.name], f.type, task.types) for f in task.outputs if f.name in said}


STYLE = Style(
    adapter="json",
    heading=HEADING_JSON,
    head="- {}: ".format,
    indent="  ",
    plain_replies=False,
    write=write_object,
    read_demo=read_object,
)


FINDERS = (JSON, MARKS, TAGS, LINES, UNNAMED)


@dataclass(frozen=True, slots=True)
class JsonText:
    """One JSON object as text."""

    name: str = "json"

    def template(self, task: Task) -> Template:
        return frame(task, STYLE)

    def write(self, values: Values, task: Task) -> str:
        return write_object(values, task)

    def read(self, text: str, task: Task) -> Reading:
        keys = ", ".join(f.name for f in task.outputs)
        return read_reply(text, task, read_object, FINDERS, f"the reply holds no JSON object with the keys {keys}")

    def read_prompt(self, messages: Sequence[Turn]) -> Prompt | None:
        return read_frame(messages, STYLE)
