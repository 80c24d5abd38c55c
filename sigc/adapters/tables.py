"""Lists of flat records as tables: CSV (RFC 4180), and the tabular form of TOON.

Promise: `read_csv(write_csv(rows)) == rows`, likewise TOON; cells are read by their column's type; a row of another
length than the header is refused. Linear. May import: sigc.ir, sigc.values, sigc.adapters.singles.

TOON after its public description: `[2]{name,age}:` and a row for each item, indented by two spaces; a cell is quoted
when it could be taken for something else, with the escapes `\\\\ \\" \\n \\r \\t`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise, takewhile
from typing import Any, TypeAlias

from sigc.adapters.singles import NULL_WORDS, columns, core, is_textual, settled
from sigc.ir import types as t
from sigc.values.convert import from_json
from sigc.values.wire import to_json

Cell: TypeAlias = tuple[str, bool]
"""(text, whether it stood in quotes)"""

_CSV_CELL = re.compile(r'[ \t]*"((?:[^"]|"")*+)"[ \t]*|([^,\n"][^,\n]*)?')
_CSV_QUOTED = re.compile(r'[,"\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|^\[')
_TOON_CELL = re.compile(r'[ \t]*"((?:[^"\\]|\\.)*+)"[ \t]*|([^,"\n][^,\n]*)?')
_TOON_PLAIN = re.compile(
    r"(?!-)(?!(?:true|false|null|[+-]?[\d.,_]+(?:[eE][+-]?\d+)?)\Z)[^\s,:\"\\\[\]{}](?:[^,:\"\\\[\]{}\r\n\t]*[^\s,:\"\\\[\]{}])?"
)
_TOON_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_TOON_HEAD = re.compile(r"\[(\d{1,9})\](?:\{(.*?)\})?:[ \t]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_PLAIN_OF = {"\\": "\\", '"': '"', "n": "\n", "r": "\r", "t": "\t"}


# ---- CSV ---------------------------------------------------------------------------------------------------------


def write_csv(value: list[Any], type_: t.Type, types: t.Types) -> str:
    """A header row, then a row for each record."""
    fields = columns(type_, types)
    lines = [",".join(_csv(f.name) for f in fields)]
    lines += [",".join(_csv(row[f.name]) for f in fields) for row in to_json(value, type_, types)]
    return "\n".join(lines)


def _csv(data: Any) -> str:
    """Text is quoted when its ends would be lost or when it says `null`; all else as in JSON."""
    if not isinstance(data, str):
        return json.dumps(data)
    plain = data and data == data.strip() and data.casefold() not in NULL_WORDS and not _CSV_QUOTED.search(data)
    return data if plain else '"' + data.replace('"', '""') + '"'


def csv_rows(text: str) -> list[list[Cell]]:
    """The cells of each line. Raises ValueError for a quoted cell that does not end as one."""
    rows: list[list[Cell]] = [[]]
    at = 0
    while True:
        found = _CSV_CELL.match(text, at)
        if found is None:
            raise ValueError("a cell in quotes does not end")
        quoted = found[1] is not None
        rows[-1].append((found[1].replace('""', '"'), True) if quoted else ((found[2] or "").strip(), False))
        at = found.end()
        if at < len(text) and text[at] == "\r":
            at += 1
        if at == len(text):
            return [row for row in rows if row != [("", False)]]
        if text[at] == "\n":
            rows.append([])
        elif text[at] != ",":
            raise ValueError("text after a cell in quotes")
        at += 1


def read_csv(text: str, type_: t.Type, types: t.Types) -> Any:
    """The list that `write_csv` wrote. Raises ValueError or Misfit."""
    header, *rows = csv_rows(text)
    return _records([name for name, _ in header], rows, type_, types)


# ---- TOON --------------------------------------------------------------------------------------------------------


def write_toon_table(value: list[Any], type_: t.Type, types: t.Types) -> str:
    """`[2]{name,age}:`, then the rows."""
    fields = columns(type_, types)
    head = f"[{len(value)}]{{{','.join(toon_key(f.name) for f in fields)}}}:"
    rows = to_json(value, type_, types)
    return "\n".join([head, *("  " + ",".join(toon_cell(row[f.name]) for f in fields) for row in rows)])


def write_toon_row(value: list[Any], type_: t.Type, types: t.Types) -> str:
    """`[3]: a,b,c`, for a list of single values."""
    cells = ",".join(map(toon_cell, to_json(value, type_, types)))
    return f"[{len(value)}]:" + (f" {cells}" if cells else "")


def toon_key(name: str) -> str:
    return name if _TOON_KEY.fullmatch(name) else _quoted(name)


def toon_cell(data: Any) -> str:
    if not isinstance(data, str):
        return json.dumps(data)
    plain = _TOON_PLAIN.fullmatch(data) and data == data.strip() and data.casefold() not in NULL_WORDS
    return data if plain else _quoted(data)


def _quoted(text: str) -> str:
    return '"' + re.sub(r'[\\"\n\r\t]', lambda m: _ESCAPES[m[0]], text) + '"'


def toon_cells(line: str) -> list[Cell]:
    """The cells of a row. Raises ValueError."""
    cells: list[Cell] = []
    at = 0
    while True:
        found = _TOON_CELL.match(line, at)
        if found is None:
            raise ValueError("a cell in quotes does not end")
        quoted = found[1] is not None
        cells.append((_unquoted(found[1]), True) if quoted else ((found[2] or "").strip(), False))
        at = found.end()
        if at == len(line):
            return cells
        if line[at] != ",":
            raise ValueError("text after a cell in quotes")
        at += 1


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: _PLAIN_OF.get(m[1], m[0]), text)


class Uncounted(ValueError):
    """A table or list of another length than its head says."""


def read_toon(text: str, type_: t.Type, types: t.Types) -> Any:
    """A list in TOON, from its `[N]` on. Raises ValueError or Misfit."""
    head = _TOON_HEAD.match(text)
    if head is None:
        raise ValueError("no list in TOON")
    rest = text[head.end() :]
    if head[2] is None and rest.strip():
        cells = toon_cells(rest.strip())
        _must_count(int(head[1]), len(cells))
        inner = core(type_)
        item = inner.item if isinstance(inner, t.List) else t.Json()
        return from_json([cell_data(cell, item, types) for cell in cells], type_, types)
    rows = [toon_cells(line.strip(" ")) for line in rest.split("\n") if line.strip(" ")]
    _must_count(int(head[1]), len(rows))
    header = [name for name, _ in toon_cells(head[2])] if head[2] else []
    return _records(header, rows, type_, types) if rows or head[2] else from_json([], type_, types)


def _must_count(said: int, found: int) -> None:
    if said != found:
        raise Uncounted(f"{said} items announced, {found} given")


# ---- rows as records ---------------------------------------------------------------------------------------------


def cell_data(cell: Cell, type_: t.Type, types: t.Types) -> Any:
    """The JSON data of a cell of a column. Raises ValueError."""
    text, quoted = cell
    if quoted:
        return text
    if isinstance(type_, t.Optional) and text.casefold() in NULL_WORDS:
        return None
    return text if is_textual(type_, types) else json.loads(text)


def _records(header: Sequence[str], rows: Sequence[Sequence[Cell]], type_: t.Type, types: t.Types) -> Any:
    fields = {f.name: settled(f.type) for f in columns(type_, types)}
    if any(name not in fields for name in header) or any(len(row) != len(header) for row in rows):
        raise ValueError("a row or a header that does not fit")
    data = [
        {name: cell_data(cell, fields[name], types) for name, cell in zip(header, row, strict=True)} for row in rows
    ]
    return from_json(data, type_, types)


# ---- tables in replies -------------------------------------------------------------------------------------------

_LONGEST_RULE = 2000
_RULE = re.compile(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?")


def has_table(text: str) -> bool:
    """Is there a table in Markdown?"""
    lines = text.split("\n") if "|" in text and "--" in text else []
    return any("|" in head and _is_rule(rule) for head, rule in pairwise(lines))


def _is_rule(line: str) -> bool:
    return "-" in line and len(line) <= _LONGEST_RULE and _RULE.fullmatch(line.strip()) is not None


def _markdown(lines: list[str]) -> list[str] | None:
    """The rows of the only table in Markdown, its header first; None when there is none, or another one."""
    heads = [n for n in range(len(lines) - 1) if "|" in lines[n] and _is_rule(lines[n + 1])]
    if len(heads) != 1:
        return None
    [head] = heads
    rows = list(takewhile(lambda line: "|" in line, lines[head + 2 :]))
    return [lines[head], *rows]


def loose_rows(text: str, names: frozenset[str]) -> list[dict[str, Cell]] | None:
    """The rows of a text that is a table in TOON, Markdown or CSV, by column; None when it is none. `names`: the
    columns that a CSV header may have, in lower case; the others announce themselves. Raises Uncounted."""
    lines = [line.strip() for line in text.strip().split("\n") if line.strip()]
    try:
        if head := _TOON_HEAD.match(lines[0]):
            rows = [toon_cells(line) for line in lines[1:]]
            _must_count(int(head[1]), len(rows))
            return _by_column(toon_cells(head[2] or ""), rows)
        if (table := _markdown(lines)) is not None:
            return _by_column(_barred(table[0]), [_barred(line) for line in table[1:]])
        header, *rows = csv_rows(text.strip())
        known = all(name.casefold() in names for name, _ in header)
        whole = frozenset(name.casefold() for name, _ in header) == names
        return _by_column(header, rows) if known and (rows or len(header) > 1 or whole) else None
    except Uncounted:
        raise
    except (ValueError, IndexError):
        return None


def loose_items(text: str) -> list[Cell] | None:
    """The items of a list in TOON, `[2]: a,b`; None for any other text. Raises Uncounted."""
    head = _TOON_HEAD.match(text)
    if head is None or head[2] is not None:
        return None
    try:
        cells = toon_cells(text[head.end() :].strip()) if text[head.end() :].strip() else []
    except ValueError:
        return None
    _must_count(int(head[1]), len(cells))
    return cells


def _barred(line: str) -> list[Cell]:
    """The cells of a row in Markdown."""
    inner = line.removeprefix("|").removesuffix("|")
    return [(cell.strip().replace("\\|", "|"), False) for cell in re.split(r"(?<!\\)\|", inner)]


def _by_column(header: Sequence[Cell], rows: Sequence[Sequence[Cell]]) -> list[dict[str, Cell]] | None:
    names = [name for name, _ in header]
    if len(set(names)) != len(names) or any(len(row) != len(names) for row in rows):
        return None
    return [dict(zip(names, row, strict=True)) for row in rows]
