"""Diagnostics as text for a terminal and as JSON for machines.

Promise: the text is complete without colour; the same diagnostics give the same bytes. May import: sigc.base."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping

from sigc.base.diagnostic import Diagnostic, Label
from sigc.base.source import SourceFile

WIDEST, BEFORE = 400, 60
"""Code points of a source line that are shown, and of these how many before what a longer line is shown for."""


def render_text(found: Iterable[Diagnostic], files: Mapping[str, SourceFile]) -> str:
    """Every diagnostic with its source lines and underlines, a blank line between two; ends with a newline."""
    return "\n".join(_one(d, files) for d in found)


def render_json(found: Iterable[Diagnostic], files: Mapping[str, SourceFile]) -> str:
    """A JSON list, one object a diagnostic; lines and columns from 1, columns in code points, end excluded."""
    return json.dumps([_plain(d, files) for d in found], indent=2, ensure_ascii=False) + "\n"


def _one(d: Diagnostic, files: Mapping[str, SourceFile]) -> str:
    lines = [f"{d.severity}[{d.code}]: {d.title}"]
    labels = [*([d.at] if d.at else []), *d.labels]
    width = max((len(str(_end_line(x, files))) for x in labels), default=1)
    for path in dict.fromkeys(x.span.path for x in labels):
        here = [x for x in labels if x.span.path == path]
        lines += _file_block(path, here, d.at, files.get(path), width)
    pad = " " * width
    lines += [f"{pad} = {kind}: {text}" for kind, text in (("note", d.note), ("help", d.help)) if text]
    return "\n".join(lines) + "\n"


def _file_block(
    path: str, labels: list[Label], primary: Label | None, file: SourceFile | None, width: int
) -> list[str]:
    pad = " " * width
    if file is None:
        return [f"{pad}--> {path}"]
    line, column = file.place(labels[0].span.start)
    lines = [f"{pad}--> {path}:{line}:{column}"]
    last: tuple[int, int] | None = None
    for label in sorted(labels, key=lambda x: (x.span.start, x.span.end)):
        number, column = file.place(label.span.start)
        text = file.line(number)
        cut = max(0, column - 1 - BEFORE) if len(text) > WIDEST else 0
        if last is not None and last[0] == number and column < last[1] + WIDEST - BEFORE:
            cut = last[1]
        if last is not None and number > last[0] + 1:
            lines.append(f"{pad} ...")
        if (number, cut) != last:
            lines.append(f"{number:>{width}} | {_shown(text, cut)}".rstrip())
        end_line, end = file.place(label.span.end)
        stop = end - 1 if end_line == number else len(text)
        lines.append(f"{pad} | {_underline(text, cut, column - 1, stop, label, label is primary)}".rstrip())
        last = number, cut
    return lines


def _shown(text: str, cut: int) -> str:
    """A line, or as much of a long one as is shown, from `cut` on."""
    more = "…" if len(text) > cut + WIDEST else ""
    return f"{'…' if cut else ''}{_flat(text[cut : cut + WIDEST])}{more}"


def _underline(text: str, cut: int, start: int, stop: int, label: Label, primary: bool) -> str:
    marked = text[start : min(max(stop, start + 1), cut + WIDEST)]
    mark = ("^" if primary else "-") * max(1, _columns(marked))
    tail = f" {label.text}" if label.text else ""
    return " " * (bool(cut) + _columns(text[cut:start])) + mark + tail


def _flat(text: str) -> str:
    return text.replace("\t", " ")


def _columns(text: str) -> int:
    """Terminal columns: wide East Asian characters take two, combining marks none."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _end_line(label: Label, files: Mapping[str, SourceFile]) -> int:
    file = files.get(label.span.path)
    return file.place(label.span.start)[0] if file else 1


def _plain(d: Diagnostic, files: Mapping[str, SourceFile]) -> dict[str, object]:
    out: dict[str, object] = {"code": d.code, "severity": d.severity, "title": d.title}
    out["at"] = _place(d.at, files) if d.at else None
    out["labels"] = [_place(label, files) for label in d.labels]
    out["note"], out["help"] = d.note, d.help
    out["fix"] = {**_place(Label(d.fix.span, d.fix.text), files)} if d.fix else None
    return out


def _place(label: Label, files: Mapping[str, SourceFile]) -> dict[str, object]:
    out: dict[str, object] = {"path": label.span.path, "text": label.text}
    file = files.get(label.span.path)
    if file:
        (out["line"], out["column"]) = file.place(label.span.start)
        (out["end_line"], out["end_column"]) = file.place(label.span.end)
    return out
