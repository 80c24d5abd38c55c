"""Formatting, as `sigc fmt` does it.

May import: sigc.base, syntax; lsp/workspace."""

from __future__ import annotations

from lsprotocol import types as lsp

from sigc.base.source import SourceFile
from sigc.lsp.lines import Lines
from sigc.lsp.workspace import Workspace
from sigc.syntax.format import format
from sigc.syntax.parse import LARGEST


def formatting(ws: Workspace, path: str) -> list[lsp.TextEdit]:
    """The lines that change, as one edit; none where nothing does."""
    lines = Lines(ws.buffers.get(path) or ws.text(path) or "", ws.encoding)
    old = lines.text.removeprefix("\ufeff")
    if len(old) > LARGEST:
        return []
    new = format(SourceFile(path, old)).text
    if new == old:
        return []
    first = _shared(old, new)
    last = min(_shared(old[::-1], new[::-1]), min(len(old), len(new)) - first)
    # Whole lines, so that no edit begins inside of a line end.
    first = old.rfind("\n", 0, first) + 1
    stop = len(old) - last
    ahead = old.find("\n", stop)
    stop = len(old) if ahead < 0 else ahead + 1
    return [lsp.TextEdit(lines.range(first, stop), new[first : len(new) - (len(old) - stop)])]


def _shared(a: str, b: str) -> int:
    """How many characters two texts begin with together."""
    for i, (x, y) in enumerate(zip(a, b, strict=False)):
        if x != y:
            return i
    return min(len(a), len(b))
