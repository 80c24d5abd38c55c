"""Rows of a data set: read from JSONL or CSV, typed, split.

Promise: never raises on user data; every row that does not fit is counted and the first ten are told with row, column
and what was expected. Which split a row falls into depends on its inputs and on nothing else, so reordering a file
moves no row and equal inputs never stand on both sides. May import: sigc.base, sigc.ir, sigc.values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sigc.base.diagnostic import Diagnostic, Label, error, has_errors, warning
from sigc.base.source import Files, join
from sigc.evaluate.records import Record, read_records
from sigc.ir.program import Values
from sigc.ir.project import DataSet
from sigc.ir.spell import spell
from sigc.ir.types import Field, Json, Optional, Str, Types
from sigc.values.convert import Misfit, from_json, from_text, to_json
from sigc.values.evaluate import evaluate
from sigc.values.files import Read, below, with_files
from sigc.values.keys import content_key as content_key
from sigc.values.keys import share_of
from sigc.values.operations import ValueFailure

SHOWN = 10
"""How many bad rows are told one by one; all of them are counted."""

SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class Row:
    """One typed row. `id`: 16 hex digits of a hash of its content, with `#2` … on repetitions. `want` holds those of
    the subject's outputs that the row gives, `extra` what only metrics read."""

    id: str
    inputs: Values
    want: Values
    extra: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of each split, in an order that depends on their content alone."""

    train: tuple[Row, ...] = ()
    dev: tuple[Row, ...] = ()
    test: tuple[Row, ...] = ()

    def split(self, name: str) -> tuple[Row, ...]:
        """The rows of `train`, `dev` or `test`; KeyError for any other name."""
        return {"train": self.train, "dev": self.dev, "test": self.test}[name]


def load_rows(dataset: DataSet, files: Files) -> tuple[Rows | None, tuple[Diagnostic, ...]]:
    """All rows of a data set by split; None when something is wrong. Warnings and notes come with the rows."""
    found: list[Diagnostic] = []
    by_file: dict[str, list[Row]] = {}
    for split, name in sorted(dataset.files.items()):
        records, unreadable = read_records(files, join(dataset.home, name), name, dataset.span)
        found += unreadable
        place = join(dataset.home, name).rpartition("/")[0]
        rows, misfits = _typed(dataset, name, records, media_below(files, (place, dataset.home)))
        found += misfits
        by_file[split] = rows
        if not records and not unreadable:
            found.append(error("SIG0515", f"`{name}` holds no rows", dataset.span, "read by this data set"))
    if has_errors(found):
        return None, tuple(found)
    splits, problems = _split(dataset, by_file)
    found += problems
    if has_errors(found):
        return None, tuple(found)
    return Rows(**{name: tuple(splits.get(name, ())) for name in SPLITS}), tuple(found)


def inputs_key(row: Row) -> str:
    """The hash by which a row is split, ordered and compared: of its inputs alone."""
    return content_key(row.inputs)


def media_below(files: Files, folders: Sequence[str]) -> Read:
    """Reads files that data name, below the first of the folders that has them."""

    def read(name: str) -> bytes:
        *others, last = folders
        for folder in others:
            try:
                return files.read(join(folder, below(name)))
            except FileNotFoundError:
                continue
        return files.read(join(last, below(name)))

    return read


def _typed(dataset: DataSet, name: str, records: Sequence[Record], read: Read) -> tuple[list[Row], list[Diagnostic]]:
    """The rows of one file, and what does not fit in it."""
    missing = _missing_columns(dataset, name, records)
    if missing:
        return [], missing
    there = {key for record in records for key in record.raw} | set(dataset.columns)
    rows: list[Row] = []
    bad: list[tuple[Record, str, str]] = []
    for record in records:
        row = _row(dataset, record, there, read)
        if isinstance(row, Row):
            rows.append(row)
        else:
            bad.append((record, *row))
    return _numbered(rows), [*_told(name, bad, len(records)), *_ignored(dataset, name, records)]


def _row(dataset: DataSet, record: Record, there: set[str], read: Read) -> Row | tuple[str, str]:
    """The typed row, or (column, what was expected and found) of the first misfit. `there`: columns of any row."""
    parts: list[dict[str, Any]] = []
    groups = ((dataset.inputs, False), (dataset.wants, True), (dataset.extras, False))
    for fields, wanted in groups:
        values: dict[str, Any] = {}
        for each in fields:
            try:
                _fill(values, each, record, dataset, wanted, each.name in there, read)
            except Misfit as misfit:
                return _column(each, misfit.path), f"expected {misfit.expected}, found {misfit.found}"
            except ValueFailure as failure:
                return each.name, str(failure)
        parts.append(values)
    inputs, want, extra = parts
    types = dataset.types
    plain = [
        {f.name: to_json(values[f.name], f.type, types) for f in fields if f.name in values}
        for (fields, _), values in zip(groups, parts, strict=True)
    ]
    return Row(content_key(plain), inputs, want, extra)


def _fill(
    values: dict[str, Any], each: Field, record: Record, dataset: DataSet, wanted: bool, known: bool, read: Read
) -> None:
    """Put a column's value under its field's name. A column that is absent gives the default or none. A wanted output
    that the row leaves out is left out: rows may hold any subset of those; only an optional one whose column other
    rows have (`known`) is none."""
    types: Types = dataset.types
    optional = isinstance(each.type, (Optional, Json))
    expression = dataset.columns.get(each.name)
    raw = record.raw.get(each.name) if expression is None else evaluate(expression, {"row": record.raw}, types)
    absent = raw is None or (record.cells and raw == "" and not isinstance(each.type, Str))
    if absent and not optional:
        if wanted or each.default is not None:
            return
        raise Misfit("", spell(each.type), "nothing")
    if absent and wanted and not known:
        return
    if record.cells and isinstance(raw, str):
        values[each.name] = from_text(raw, each.type, types, read)
    else:
        values[each.name] = from_json(with_files(raw, each.type, types, read), each.type, types)


def _column(each: Field, path: str) -> str:
    """`urgency`, or `items[2].price` when the misfit lies inside the value."""
    if not path:
        return each.name
    return each.name + (path if path.startswith(("[", ".")) else f".{path}")


def _told(name: str, bad: list[tuple[Record, str, str]], total: int) -> list[Diagnostic]:
    found = [
        Diagnostic("SIG0501", f"row {record.number} of `{name}`: `{column}` does not fit", Label(record.span), note=why)
        for record, column, why in bad[:SHOWN]
    ]
    if bad:
        rest = f", the first {SHOWN} are shown" if len(bad) > SHOWN else ""
        found.append(error("SIG0501", f"{len(bad)} of {total} rows of `{name}` do not fit{rest}"))
    return found


def _missing_columns(dataset: DataSet, name: str, records: Sequence[Record]) -> list[Diagnostic]:
    """A required column that no row has is one mistake, not one per row."""
    if not records:
        return []
    there = {key for record in records for key in record.raw}
    return [
        error("SIG0511", f"`{name}` has no column `{each.name}`", dataset.span, "read by this data set",
              help=f"bind it: `{each.name} = row.…`, one of {', '.join(f'`{c}`' for c in sorted(there)[:SHOWN])}")
        for each in (*dataset.inputs, *dataset.extras)
        if each.name not in there
        and each.name not in dataset.columns
        and each.default is None
        and not isinstance(each.type, Optional)
    ]  # fmt: skip


def _ignored(dataset: DataSet, name: str, records: Sequence[Record]) -> list[Diagnostic]:
    """Columns that no field takes, as a note. Nothing is said where an expression may read any of them."""
    taken = {f.name for f in (*dataset.inputs, *dataset.wants, *dataset.extras)}
    there = dict.fromkeys(key for record in records for key in record.raw)
    left = [key for key in there if key not in taken]
    if not left or dataset.columns:
        return []
    columns = ", ".join(f"`{key}`" for key in left)
    at = Label(dataset.span) if dataset.span else None
    return [Diagnostic("SIG0514", f"columns of `{name}` that no field takes: {columns}", at, severity="note")]


def _numbered(rows: list[Row]) -> list[Row]:
    """Equal rows get ids of their own, so that each is scored once."""
    seen: dict[str, int] = {}
    out: list[Row] = []
    for row in rows:
        seen[row.id] = seen.get(row.id, 0) + 1
        out.append(row if seen[row.id] == 1 else Row(f"{row.id}#{seen[row.id]}", row.inputs, row.want, row.extra))
    return out


def _split(dataset: DataSet, by_file: Mapping[str, list[Row]]) -> tuple[dict[str, list[Row]], list[Diagnostic]]:
    if set(by_file) != {""}:
        splits = {name: _in_order(rows) for name, rows in by_file.items() if name}
        splits, problems = _cut_to_counts(dataset, splits)
        return splits, [*problems, *_shared(dataset, splits)]
    rows = _in_order(by_file[""])
    if not dataset.split:
        return {"train": rows}, []
    if all(isinstance(part, int) and not isinstance(part, bool) for _, part in dataset.split):
        return _by_counts(dataset, rows)
    return _by_shares(dataset, rows), []


def _in_order(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (inputs_key(row), row.id))


def _by_shares(dataset: DataSet, rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Each row by its own hash, so that adding rows moves none of the others. What the shares leave over is unused."""
    out: dict[str, list[Row]] = {name: [] for name, _ in dataset.split}
    for row in rows:
        split = share_of(inputs_key(row), dataset.split)
        if split is not None:
            out[split].append(row)
    return out


def _by_counts(dataset: DataSet, rows: Sequence[Row]) -> tuple[dict[str, list[Row]], list[Diagnostic]]:
    """By rank in the order of hashes. Rows with equal inputs stay with the first of them."""
    asked = sum(int(count) for _, count in dataset.split)
    if asked > len(rows):
        return {}, [_too_few(dataset, asked, len(rows))]
    out: dict[str, list[Row]] = {name: [] for name, _ in dataset.split}
    left = list(rows)
    for name, count in dataset.split:
        while left and len(out[name]) < count:
            out[name].append(left.pop(0))
        while left and out[name] and inputs_key(left[0]) == inputs_key(out[name][-1]):
            out[name].append(left.pop(0))
    return out, []


def _cut_to_counts(dataset: DataSet, splits: dict[str, list[Row]]) -> tuple[dict[str, list[Row]], list[Diagnostic]]:
    """With a file for each split, counts take that many rows of each."""
    counts = {name: int(part) for name, part in dataset.split}
    short = [(name, count) for name, count in counts.items() if count > len(splits.get(name, ()))]
    if short:
        return splits, [_too_few(dataset, count, len(splits.get(name, ()))) for name, count in short]
    return {name: rows[: counts.get(name, len(rows))] for name, rows in splits.items()}, []


def _too_few(dataset: DataSet, asked: int, there: int) -> Diagnostic:
    return error("SIG0512", f"`{dataset.name}` asks for {asked} rows, but there are {there}", dataset.span,
                 "split here", help="use shares, such as `split train 0.5, dev 0.25, test 0.25`")  # fmt: skip


def _shared(dataset: DataSet, splits: Mapping[str, Sequence[Row]]) -> list[Diagnostic]:
    """Inputs that stand in two splits make the later score too good."""
    found: list[Diagnostic] = []
    keys = {name: {inputs_key(row) for row in rows} for name, rows in splits.items()}
    names = [name for name in SPLITS if name in keys]
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    for a, b in pairs:
        both = len(keys[a] & keys[b])
        if both:
            title = f"inputs of `{dataset.name}` that stand in {a} and in {b}: {both}"
            note = "scores on rows that were learnt from are too good"
            found.append(warning("SIG0513", title, dataset.span, "split here", note=note))
    return found
