"""Diagnostics as SARIF 2.1.0 (OASIS Standard, 27 March 2020), for code scanning services and viewers.

Promise: the same diagnostics give the same bytes; regions count UTF-16 code units, as `columnKind` says; a leak's path
is a code flow. May import: sigc.base."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from sigc import __version__
from sigc.base.codes import CODES
from sigc.base.diagnostic import Diagnostic, Fix, Label
from sigc.base.digest import digest
from sigc.base.resources import resource
from sigc.base.source import SourceFile, Span

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
ROOT = "PROJECT"
"""What relative paths are relative to; whoever reads the log knows where that lies."""

Json = dict[str, Any]


def render_sarif(found: Iterable[Diagnostic], files: Mapping[str, SourceFile]) -> str:
    """One run of sigc, with a rule for each code that occurs."""
    found = list(found)
    codes = sorted({d.code for d in found})
    driver = {"name": "sigc", "version": __version__, "rules": [_rule(code) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {ROOT: {"description": {"text": "the folder in which sigc was run"}}},
        "results": [_result(d, codes, files) for d in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(code: str) -> Json:
    rule: Json = {"id": code, "shortDescription": {"text": CODES[code]}}
    try:
        page = resource(f"docs/errors/{code}.md")
    except OSError:  # a package built without the pages
        return rule
    return {**rule, "help": {"text": page, "markdown": page}}


def _result(d: Diagnostic, codes: Sequence[str], files: Mapping[str, SourceFile]) -> Json:
    lines = [d.title, *(f"{kind}: {text}" for kind, text in (("note", d.note), ("help", d.help)) if text)]
    out: Json = {"ruleId": d.code, "ruleIndex": codes.index(d.code), "level": d.severity}
    out["message"] = {"text": "\n".join(lines)}
    if d.at is not None:
        out["locations"] = [_location(d.at.span, d.at.text, files)]
        out["partialFingerprints"] = {"sigc/v1": _fingerprint(d, files)}
    if d.labels:
        out["relatedLocations"] = [{"id": n, **_location(x.span, x.text, files)} for n, x in enumerate(d.labels, 1)]
    if d.hops and d.at is not None:
        out["codeFlows"] = [_flow([*d.labels[: d.hops], d.at], files)]
    if d.fix is not None and d.fix.span.path in files:
        out["fixes"] = [_fix(d, d.fix, files)]
    return out


def _fingerprint(d: Diagnostic, files: Mapping[str, SourceFile]) -> str:
    """The same while the line and what is wrong with it stay, wherever the line moves to."""
    assert d.at is not None
    file = files.get(d.at.span.path)
    line = file.line(file.place(d.at.span.start)[0]).strip() if file is not None else ""
    return digest("\0".join((d.code, d.at.span.path, d.title, line)).encode("utf-8", "surrogatepass"))


def _location(span: Span, text: str, files: Mapping[str, SourceFile]) -> Json:
    where: Json = {"artifactLocation": _artifact(span.path)}
    if span.path in files:
        where["region"] = _region(span, files[span.path])
    return {"physicalLocation": where, **({"message": {"text": text}} if text else {})}


def _artifact(path: str) -> Json:
    if path.startswith("/"):
        return {"uri": "file://" + quote(path)}
    return {"uri": quote(path), "uriBaseId": ROOT}


def _region(span: Span, file: SourceFile) -> Json:
    start, end = _place(span.start, file), _place(max(span.start, span.end), file)
    return {"startLine": start[0], "startColumn": start[1], "endLine": end[0], "endColumn": end[1]}


def _place(offset: int, file: SourceFile) -> tuple[int, int]:
    """Line and column from 1, the column in UTF-16 code units."""
    line, column = file.place(offset)
    start = file.line_starts[line - 1]
    return line, 1 + sum(2 if ord(c) > 0xFFFF else 1 for c in file.text[start : start + column - 1])


def _flow(way: Sequence[Label], files: Mapping[str, SourceFile]) -> Json:
    steps = [
        {"location": _location(hop.span, hop.text, files), "executionOrder": n, "importance": "essential"}
        for n, hop in enumerate(way, 1)
    ]
    return {"threadFlows": [{"locations": steps}]}


def _fix(d: Diagnostic, fix: Fix, files: Mapping[str, SourceFile]) -> Json:
    change = {
        "artifactLocation": _artifact(fix.span.path),
        "replacements": [
            {"deletedRegion": _region(fix.span, files[fix.span.path]), "insertedContent": {"text": fix.text}}
        ],
    }
    return {"description": {"text": d.help or d.title}, "artifactChanges": [change]}
