"""The CSV adapter: marks as in chat, but a list of flat records is a CSV table with a header row, in both directions.

Promise: as `base.Adapter`; fits tasks with such a list. May import: sigc.ir, sigc.adapters."""

from __future__ import annotations

from sigc.adapters.chat import FINDERS, NOTHING, read_marked, write_marked
from sigc.adapters.frame import AS_CSV, HEADING_CSV, Style, as_json
from sigc.adapters.framed import Framed
from sigc.adapters.growing_text import MarkedReply
from sigc.adapters.singles import columns
from sigc.adapters.template import table_form
from sigc.ir import types as t
from sigc.ir.program import Task, Values

FORM = table_form("csv")
NO_TABLE = "no input or output is a list of flat records"


def has_table(task: Task) -> bool:
    """Is there a list of records whose fields are single values?"""
    return any(columns(f.type, task.types) for f in (*task.inputs, *task.outputs))


def write_tables(values: Values, task: Task) -> str:
    """The outputs that `values` has, in declared order."""
    return write_marked(values, task, FORM)


def announced(type_: t.Type, types: t.Types) -> str:
    return AS_CSV if columns(type_, types) else as_json(type_, types)


class Csv(Framed):
    """Marked fields, tables as CSV."""

    style = Style("csv", HEADING_CSV, "[[{}]] ".format, "", announced, write_tables, read_marked, FORM)
    finders = FINDERS
    nothing = NOTHING
    shown = staticmethod("[[{}]]".format)

    def reader(self, task: Task) -> MarkedReply:
        return MarkedReply(task, FORM)

    def fits(self, task: Task) -> str | None:
        return None if has_table(task) else NO_TABLE
