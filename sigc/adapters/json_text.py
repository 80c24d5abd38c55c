"""The JSON adapter: a reply is one JSON object, as text.

Promise: as `base.Adapter`. Inputs are marked text, as in chat: long texts stay readable. May import: sigc.ir,
sigc.values, sigc.adapters."""

from __future__ import annotations

import json

from sigc.adapters.finding import JSON, LINES, MARKS, TAGS, UNNAMED
from sigc.adapters.frame import HEADING_JSON, Style, unannounced
from sigc.adapters.framed import Framed
from sigc.adapters.growing_json import JsonReply
from sigc.adapters.texts import write_json
from sigc.ir.program import Task, Values
from sigc.values.convert import from_json
from sigc.values.wire import to_json

FINDERS = (JSON, MARKS, TAGS, LINES, UNNAMED)
NOTHING = "the reply holds no JSON object with the keys {}"


def write_object(values: Values, task: Task) -> str:
    """The outputs that `values` has, in declared order, as a JSON object."""
    return write_json({f.name: to_json(values[f.name], f.type, task.types) for f in task.outputs if f.name in values})


def read_object(text: str, task: Task) -> Values:
    """The outputs of a reply that is one JSON object with no key but theirs. Raises ValueError or Misfit."""
    said = json.loads(text)
    if not isinstance(said, dict) or any(key not in {f.name for f in task.outputs} for key in said):
        raise ValueError("not an object of the outputs")
    return {f.name: from_json(said[f.name], f.type, task.types) for f in task.outputs if f.name in said}


class JsonText(Framed):
    """One JSON object as text."""

    style = Style("json", HEADING_JSON, "- {}: ".format, "  ", unannounced, write_object, read_object)
    finders = FINDERS
    nothing = NOTHING
    reader = staticmethod(JsonReply)
