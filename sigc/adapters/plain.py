"""The plain adapter: the reply is the text of the one output.

Promise: as `base.Adapter`; fits tasks with one output of type `str`. A text that would read as something else (with
lost ends, after a draft, in another adapter's form) is a JSON string. May import: sigc.ir, sigc.values,
sigc.adapters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from sigc.adapters.base import Repair
from sigc.adapters.coercion import Words
from sigc.adapters.finding import JSON, MARKS, TAGS, Finder, Statement
from sigc.adapters.frame import HEADING_PLAIN, Style, unannounced
from sigc.adapters.framed import Framed
from sigc.adapters.growing_text import PlainReply
from sigc.adapters.texts import read_text, write_json, write_text
from sigc.ir import types as t
from sigc.ir.program import Task, Values
from sigc.values.convert import from_json

_DRAFT = re.compile(r"</?think(?:ing)?>", re.IGNORECASE)


def write_plain(values: Values, task: Task) -> str:
    """The text of the output, if `values` has it."""
    text = next((values[f.name] for f in task.outputs if f.name in values), "")
    written = write_text(text)
    return write_json(text) if _in_other_form(written, task) else written


def read_plain(text: str, task: Task) -> Values:
    """The output, as the whole reply. Raises ValueError or Misfit."""
    if not text.strip() or _in_other_form(text, task):
        raise ValueError("no plain text")
    return {f.name: from_json(read_text(text), f.type, task.types) for f in task.outputs}


def _in_other_form(text: str, task: Task) -> bool:
    """Does a text, not in quotes, name its output as another adapter would, or hold a draft?"""
    bare = text.strip()
    if len(bare) > 1 and bare[0] == '"' == bare[-1]:
        return False
    return bool(_DRAFT.search(text)) or any(any(find(text, task)) for find in (MARKS[1], TAGS[1])) or _is_object(bare)


def _is_object(text: str) -> bool:
    if not text.startswith("{"):
        return False
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def whole(text: str, task: Task) -> Iterator[Statement]:
    """The whole reply."""
    if text.strip():
        said = Words(text.strip())
        yield Statement({task.outputs[0].name: said}, (Repair("bare", task.outputs[0].name, 0.9),))


WHOLE: Finder = ("whole", whole)


class Plain(Framed):
    """The reply is the text."""

    style = Style("plain", HEADING_PLAIN, "- {}: ".format, "  ", unannounced, write_plain, read_plain)
    finders = (MARKS, JSON, TAGS, WHOLE)
    nothing = "the reply does not give the text of {}"

    def reader(self, task: Task) -> PlainReply:
        return PlainReply(task, read_plain)

    def fits(self, task: Task) -> str | None:
        if len(task.outputs) != 1:
            return f"it has {len(task.outputs)} outputs; plain text is one"
        return None if isinstance(task.outputs[0].type, t.Str) else f"`{task.outputs[0].name}` is no `str`"
