"""Rename: every place that means a thing, in all files of its project, or the reason why not.

The edits are made on a copy and looked at again: every name must mean what it meant before, and nothing new may be
wrong. So what would collide with, capture or be captured by another name is refused, whatever the rule that says so.
Promise: edits in `std` or outside of the project are never made. May import: sigc.base, build, check; lsp/names, …"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping

from lsprotocol import types as lsp

from sigc.base.source import Span
from sigc.lsp.convert import uri_for
from sigc.lsp.index import Index, Occurrence, Thing
from sigc.lsp.names import Group, group_of, indexes, thing_at, uses
from sigc.lsp.workspace import Workspace
from sigc.syntax.builtin import TYPES
from sigc.syntax.tables import tables

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)

Edits = Mapping[str, list[Span]]
"""What is to be replaced, by file, in order."""


class Refused(Exception):
    """A rename that would not leave the program as it is; the reason is for people."""


def renameable(ws: Workspace, path: str, offset: int) -> lsp.Range | None:
    """The name that a rename here would change."""
    found = thing_at(ws, path, offset)
    if found is None or found[1].span.path.startswith("std/"):
        return None
    span = found[0].span
    return ws.lines(path).range(span.start, span.end)


def rename(ws: Workspace, path: str, offset: int, name: str) -> lsp.WorkspaceEdit | None:
    """The edits; None where no name stands. Raises Refused."""
    found = thing_at(ws, path, offset)
    if found is None:
        return None
    thing = found[1]
    _allowed(ws, thing, name)
    before = indexes(ws, path)
    group = group_of(thing, before)
    edits = _edits(ws, group, before)
    if name != thing.name:
        _same_meaning(ws, path, name, edits, before, thing)
    return lsp.WorkspaceEdit(
        changes={
            uri_for(ws, p): [lsp.TextEdit(ws.lines(p).range(s.start, s.end), name) for s in spans]
            for p, spans in edits.items()
        }
    )


def _allowed(ws: Workspace, thing: Thing, name: str) -> None:
    if thing.span.path.startswith("std/"):
        raise Refused(f"`{thing.name}` belongs to the standard library")
    if not _NAME.fullmatch(name):
        raise Refused(f"`{name}` is no name: letters, digits and `_`, no digit first")
    kind = tables().words.get(name)
    if kind is not None and kind not in tables().soft:
        raise Refused(f"`{name}` is a reserved word")
    if name in TYPES and thing.kind in ("enum", "record", "alias"):
        raise Refused(f"`{name}` is a built-in type")


def _edits(ws: Workspace, group: Group, all_: list[Index]) -> dict[str, list[Span]]:
    """Every place to change. Names that imports give stay: only what stands before their `as` changes."""
    found: dict[str, set[Span]] = {}
    for use in uses(group, all_, aliases=False):
        if use.span.path.startswith("std/"):
            raise Refused("the standard library means it too")
        found.setdefault(use.span.path, set()).add(use.span)
    return {p: sorted(spans) for p, spans in sorted(found.items())}


def _same_meaning(ws: Workspace, path: str, name: str, edits: Edits, before: list[Index], thing: Thing) -> None:
    """Look at the project as it would be. Raises Refused."""
    after_ws = Workspace(encoding=ws.encoding)
    after_ws.files.texts = {**ws.files.texts, **{p: _applied(ws, p, spans, name) for p, spans in edits.items()}}
    after = indexes(after_ws, path)
    moved = _Moved(edits, len(name))
    for old, new in zip(before, after, strict=True):
        wanted = {_moved(o, moved) for o in old.occurrences}
        given = set(new.occurrences)
        lost = min(wanted - given, key=lambda o: o.span, default=None) or min(
            given - wanted, key=lambda o: o.span, default=None
        )
        if lost is not None:
            line = after_ws.lines(lost.span.path).position(lost.span.start).line + 1
            file = lost.span.path.rsplit("/", 1)[-1]
            raise Refused(f"`{name}` would mean something else: see line {line} of {file}")
    _nothing_new_is_wrong(ws, after_ws, path, name)


def _nothing_new_is_wrong(ws: Workspace, after: Workspace, path: str, name: str) -> None:
    for source in ws.sources(path):
        was = Counter(d.code for d in ws.unit(source).found if d.severity == "error")
        now = [d for d in after.unit(source).found if d.severity == "error"]
        worse = Counter(d.code for d in now) - was
        if worse:
            first = next(d for d in now if d.code in worse)
            raise Refused(f"with `{name}`, {first.title} ({first.code})")


def _applied(ws: Workspace, path: str, spans: list[Span], name: str) -> str:
    text = (ws.text(path) or "").removeprefix("\ufeff")
    for span in reversed(spans):
        text = text[: span.start] + name + text[span.end :]
    return text


class _Moved:
    """Places after the edits."""

    def __init__(self, edits: Edits, length: int) -> None:
        self._starts = {path: [s.start for s in spans] for path, spans in edits.items()}
        self._edits, self._length = edits, length

    def __call__(self, span: Span) -> Span:
        starts = self._starts.get(span.path, [])
        shift = sum(
            self._length - (s.end - s.start) for s in self._edits.get(span.path, [])[: bisect_left(starts, span.start)]
        )
        own = bisect_left(starts, span.start)
        changed = own < len(starts) and starts[own] == span.start
        end = span.start + self._length if changed else span.end
        return Span(span.path, span.start + shift, end + shift)


def _moved(use: Occurrence, moved: _Moved) -> Occurrence:
    return Occurrence(moved(use.span), moved(use.thing), use.declares, use.writes)
