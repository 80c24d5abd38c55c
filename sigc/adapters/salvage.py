"""Reading replies: strictly first, then leniently, with every repair reported.

May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

from collections.abc import Callable

from sigc.adapters.base import Reading, Unreadable
from sigc.ir.program import Task, Values
from sigc.values.convert import Misfit


def read_reply(text: str, task: Task, strict: Callable[[str, Task], Values]) -> Reading:
    """The outputs that a reply states. Raises Unreadable."""
    try:
        values = strict(text, task)
    except (Misfit, ValueError) as bad:
        raise Unreadable(str(bad), text) from bad
    missing = [f.name for f in task.outputs if f.name not in values]
    if missing:
        raise Unreadable(f"`{missing[0]}` is missing", text)
    return Reading(values)
