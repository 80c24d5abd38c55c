"""The TOON adapter: `key: value` lines, lists of flat records as tables with their length and columns announced.

Promise: as `base.Adapter`; fits tasks whose outputs are single values, lists of them, and lists of flat records, with
at least one such table. A reply that is cut off is told by the announced length. May import: sigc.ir, sigc.values,
sigc.adapters."""

from __future__ import annotations

import re

from sigc.adapters.csv_marks import NO_TABLE, has_table
from sigc.adapters.finding import JSON, LINES, MARKS, TAGS, UNNAMED
from sigc.adapters.frame import AS_TABLE, HEADING_TOON, Style
from sigc.adapters.framed import Framed
from sigc.adapters.growing_text import KeyedReply
from sigc.adapters.singles import columns, is_row, is_single, settled
from sigc.adapters.tables import (
    Cell,
    cell_data,
    read_toon,
    toon_cell,
    toon_cells,
    toon_key,
    write_toon_row,
    write_toon_table,
)
from sigc.adapters.template import table_form
from sigc.ir import types as t
from sigc.ir.program import Task, Values
from sigc.values.convert import from_json
from sigc.values.wire import to_json

_ENTRY = re.compile(r"^(?=[^\s])(?:\"((?:[^\"\\]|\\.)*)\"|([^\s:\[\"]+))(?=:|\[)", re.MULTILINE)


def write_toon(values: Values, task: Task) -> str:
    """The outputs that `values` has, in declared order."""
    return "\n".join(
        toon_key(f.name) + _entry(values[f.name], f.type, task.types) for f in task.outputs if f.name in values
    )


def _entry(value: object, type_: t.Type, types: t.Types) -> str:
    if isinstance(value, list):
        write = write_toon_table if columns(type_, types) else write_toon_row
        return write(value, type_, types)
    return ": " + toon_cell(to_json(value, type_, types))


def read_document(text: str, task: Task) -> Values:
    """The outputs of a reply in exactly this form. Raises ValueError or Misfit."""
    marks = list(_ENTRY.finditer(text))
    if not marks or text[: marks[0].start()].strip():
        raise ValueError("no document in TOON")
    ends = [*(m.start() for m in marks[1:]), len(text)]
    types = {f.name: f.type for f in task.outputs}
    found: dict[str, object] = {}
    for mark, end in zip(marks, ends, strict=True):
        name = mark[2] or toon_cells(mark[0])[0][0]
        if name not in types or name in found:
            raise ValueError(f"{name} is not asked for, or given twice")
        found[name] = _read_entry(text[mark.end() : end].rstrip("\n"), settled(types[name]), task.types)
    return {f.name: found[f.name] for f in task.outputs if f.name in found}


def _read_entry(written: str, type_: t.Type, types: t.Types) -> object:
    if written.startswith("["):
        return read_toon(written, type_, types)
    cells: list[Cell] = toon_cells(written.removeprefix(":").strip())
    if len(cells) != 1:
        raise ValueError("more than one value")
    null = isinstance(type_, t.Optional) and cells[0] == ("null", False)
    return from_json(None if null else cell_data(cells[0], type_, types), type_, types)


def announced(type_: t.Type, types: t.Types) -> str:
    return AS_TABLE if columns(type_, types) else ""


class Toon(Framed):
    """Token-Oriented Object Notation, its tabular subset."""

    style = Style("toon", HEADING_TOON, "- {}: ".format, "  ", announced, write_toon, read_document, table_form("toon"))
    finders = (LINES, MARKS, JSON, TAGS, UNNAMED)
    nothing = "the reply has none of the keys asked for: {}"

    def reader(self, task: Task) -> KeyedReply:
        return KeyedReply(task, _ENTRY, read_document)

    def fits(self, task: Task) -> str | None:
        for place in task.outputs:
            kinds = (is_single, is_row, columns)
            if not any(kind(place.type, task.types) for kind in kinds):
                return f"`{place.name}` is neither a single value nor a list of such or of flat records"
        return None if has_table(task) else NO_TABLE
