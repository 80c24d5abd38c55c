"""The chat adapter: each output after its mark, `[[team]] shipping`, in plain text.

Promise: as `base.Adapter`. A value stands on the line of its mark, or below it when it has several lines; lists,
maps and records are JSON. May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

from collections.abc import Callable

from sigc.adapters.finding import JSON, LINES, MARKS, TAGS, UNNAMED
from sigc.adapters.frame import HEADING_CHAT, Style, as_json
from sigc.adapters.framed import Framed
from sigc.adapters.growing_text import MarkedReply
from sigc.adapters.template import FORMS, form_of
from sigc.adapters.unframe import read_value, sections
from sigc.ir import types as t
from sigc.ir.program import Task, Values

FINDERS = (MARKS, JSON, TAGS, LINES, UNNAMED)
NOTHING = "the reply has none of the marks asked for: {}"


def write_marked(values: Values, task: Task, form: Callable[[t.Type, t.Types], str] = form_of) -> str:
    """The outputs that `values` has, in declared order; lists of texts are JSON."""
    lines = []
    for place in task.outputs:
        if place.name in values:
            own = form(place.type, task.types)
            write = FORMS["json" if own == "items" else own]
            lines.append(f"[[{place.name}]]{write(values[place.name], place.type, task.types)}")
    return "\n".join(lines)


def read_marked(text: str, task: Task) -> Values:
    """The outputs of a reply in exactly this form. Raises ValueError or Misfit."""
    said = sections(text, [f.name for f in task.outputs])
    return {f.name: read_value(said[f.name], f.type, task.types, items=False) for f in task.outputs if f.name in said}


class Chat(Framed):
    """Marked fields in plain text."""

    style = Style("chat", HEADING_CHAT, "[[{}]] ".format, "", as_json, write_marked, read_marked)
    finders = FINDERS
    nothing = NOTHING
    reader = staticmethod(MarkedReply)
    shown = staticmethod("[[{}]]".format)
