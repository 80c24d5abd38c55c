"""Raw records of a data file: JSON Lines, CSV and Parquet, with the place of each.

Promise: never raises; a file that cannot be read is one diagnostic, a line that is no record is one each (ten shown).
May import: sigc.base."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sigc.base.diagnostic import Diagnostic, Label, error
from sigc.base.parquet import EXTRA, BadParquet, NoParquet, parquet_rows
from sigc.base.source import Files, Span

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Record:
    """`number`: the row as an editor counts it: the line of a JSONL file; in a CSV file the header is row 1; in a
    Parquet file the first row is row 1, and the place is that of the data set.
    `cells`: the values are text of a CSV file, to be read by their type."""

    number: int
    raw: Mapping[str, Any]
    span: Span
    cells: bool = False


def read_records(
    files: Files, path: str, name: str, at: Span | None
) -> tuple[tuple[Record, ...], tuple[Diagnostic, ...]]:
    """The records of the file at `path`, which the source calls `name` at `at`. CSV or Parquet when the name ends
    so."""
    try:
        data = files.read(path)
        if name.lower().endswith(".parquet"):
            return _parquet(data, path, name, at)
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        return (), (error("SIG0510", f"there is no data file `{name}`", at, "read by this data set"),)
    except OSError as failure:
        return (), (error("SIG0510", f"`{name}` cannot be read", at, note=failure.strerror or "the disk refused"),)
    except UnicodeDecodeError as failure:
        return (), (error("SIG0510", f"`{name}` is not UTF-8", at, note=f"byte {failure.start} does not decode"),)
    if name.lower().endswith(".csv"):
        return _csv(text, path, name)
    return _jsonl(text, path, name)


def _jsonl(text: str, path: str, name: str) -> tuple[tuple[Record, ...], tuple[Diagnostic, ...]]:
    records: list[Record] = []
    bad: list[tuple[Span, int, str]] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        span = Span(path, start, start + len(line))
        start += len(line) + 1
        if not line.strip():
            continue
        try:
            raw = json.loads(line, parse_constant=_no_constant)
        except (ValueError, RecursionError) as failure:
            bad.append((span, number, _reason(failure)))
            continue
        if isinstance(raw, dict):
            records.append(Record(number, raw, span))
        else:
            bad.append((span, number, "expected a JSON object, one a line"))
    return tuple(records), _told(name, bad)


def _parquet(data: bytes, path: str, name: str, at: Span | None) -> tuple[tuple[Record, ...], tuple[Diagnostic, ...]]:
    here = at if at is not None else Span(path, 0, 0)
    try:
        return tuple(Record(number, row, here) for number, row in enumerate(parquet_rows(data), 1)), ()
    except NoParquet:
        return (), (error("SIG0516", f"`{name}` is Parquet, which an extra reads", at, help=EXTRA),)
    except BadParquet as failure:
        return (), (error("SIG0510", f"`{name}` is no Parquet file that can be read", at, note=str(failure)[:200]),)


def _csv(text: str, path: str, name: str) -> tuple[tuple[Record, ...], tuple[Diagnostic, ...]]:
    starts = [0]
    for part in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(part))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[Record] = []
    bad: list[tuple[Span, int, str]] = []
    header: list[str] | None = None
    number, line = 0, 0
    try:
        for cells in reader:
            number += 1
            span = Span(path, starts[min(line, len(starts) - 1)], starts[min(reader.line_num, len(starts) - 1)])
            line = reader.line_num
            if header is None:
                header = cells
            elif not cells:
                continue
            elif len(cells) != len(header):
                bad.append((span, number, f"expected {len(header)} cells, as in the header, found {len(cells)}"))
            else:
                records.append(Record(number, dict(zip(header, cells, strict=True)), span, cells=True))
    except csv.Error as failure:
        bad.append((Span(path, starts[min(line, len(starts) - 1)], len(text)), number + 1, str(failure)))
    return tuple(records), _told(name, bad)


def _told(name: str, bad: list[tuple[Span, int, str]]) -> tuple[Diagnostic, ...]:
    if not bad:
        return ()
    shown = tuple(
        Diagnostic("SIG0501", f"row {number} of `{name}` is no record", Label(span), note=why)
        for span, number, why in bad[:SHOWN]
    )
    rest = f", the first {SHOWN} are shown" if len(bad) > SHOWN else ""
    return (*shown, error("SIG0501", f"lines of `{name}` that are no records: {len(bad)}{rest}"))


def _reason(failure: Exception) -> str:
    if isinstance(failure, json.JSONDecodeError):
        return f"not JSON at column {failure.colno}: {failure.msg}"
    return "nested too deeply" if isinstance(failure, RecursionError) else str(failure)


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")
