"""Diagnostics as annotations of GitHub Actions: workflow commands on stdout, most severe first.

GitHub shows ten errors, ten warnings and ten notices of a step and drops the others silently; here the others follow as
text, in which no line is taken for a command. https://docs.github.com/actions/reference/workflow-commands

Promise: no text of a source can forge a command. May import: sigc.base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sigc.base.diagnostic import Diagnostic
from sigc.base.digest import digest
from sigc.base.render import render_text
from sigc.base.source import SourceFile

MOST = 10
"""Annotations of one kind that GitHub shows for a step."""
KINDS = {"error": "error", "warning": "warning", "note": "notice"}


def render_github(found: Iterable[Diagnostic], files: Mapping[str, SourceFile]) -> str:
    """The annotations, then what is left out of them."""
    by_kind: dict[str, list[Diagnostic]] = {severity: [] for severity in KINDS}
    for d in found:
        by_kind[d.severity].append(d)
    lines = [_command(d, files) for told in by_kind.values() for d in told[:MOST]]
    left = {severity: told[MOST:] for severity, told in by_kind.items() if len(told) > MOST}
    if left:
        counts = ", ".join(f"{len(told)} {kind}{'s' if len(told) > 1 else ''}" for kind, told in left.items())
        text = render_text([d for told in left.values() for d in told], files)
        token = f"sigc-{digest(text.encode('utf-8', 'surrogatepass'))}"
        lines += [f"left out, since GitHub shows {MOST} of a kind: {counts}"]
        lines += [f"::stop-commands::{token}", text, f"::{token}::"]
    return "".join(f"{line}\n" for line in lines)


def _command(d: Diagnostic, files: Mapping[str, SourceFile]) -> str:
    told = [d.title, *(f"{kind}: {text}" for kind, text in (("note", d.note), ("help", d.help)) if text)]
    where = {"title": d.code, **_place(d, files)}
    properties = ",".join(f"{name}={_escaped(str(value), property_=True)}" for name, value in where.items())
    return f"::{KINDS[d.severity]} {properties}::{_escaped(chr(10).join(told))}"


def _place(d: Diagnostic, files: Mapping[str, SourceFile]) -> dict[str, str | int]:
    if d.at is None:
        return {}
    file = files.get(d.at.span.path)
    if file is None:
        return {"file": d.at.span.path}
    (line, column), (end, end_column) = file.place(d.at.span.start), file.place(d.at.span.end)
    columns = {"col": column, "endColumn": max(column, end_column - 1)} if line == end else {}
    return {"file": d.at.span.path, "line": line, "endLine": end, **columns}


def _escaped(text: str, *, property_: bool = False) -> str:
    marks = {"%": "%25", "\r": "%0D", "\n": "%0A", **({":": "%3A", ",": "%2C"} if property_ else {})}
    return "".join(marks.get(c, c) for c in text)
