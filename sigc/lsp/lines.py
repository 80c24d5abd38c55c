"""Offsets of a text and positions of the protocol: lines from 0, columns in code units, of UTF-16 unless the editor and
the server agreed on another encoding.

Promise: total; a position outside of the text is the nearest place in it. Lines end at `\\n`, `\\r\\n` and `\\r`, as
the protocol says (LSP 3.17, Position), and at nothing else. May import: nothing of ours; lsprotocol."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from lsprotocol import types as lsp

_LINE_END = re.compile(r"\r\n|\n|\r")
BOM = "\ufeff"
UTF16 = "utf-16"
WIDTHS: Mapping[str, Callable[[str], int]] = {
    "utf-8": lambda c: 1 + (c > "\x7f") + (c > "\u07ff") + (c > "\uffff"),
    UTF16: lambda c: 1 + (c > "\uffff"),
    "utf-32": lambda c: 1,
}
"""Encoding -> how many of its units a character takes."""


class Lines:
    """One text with its lines. Offsets count code points of the text without its byte order mark, as spans do.
    `encoding`: what columns count the units of: utf-8, utf-16 or utf-32."""

    def __init__(self, text: str, encoding: str = UTF16) -> None:
        self.text = text
        self._width = WIDTHS[encoding]
        self._plain = text.isascii()
        self._shift = int(text.startswith(BOM))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        return (0, *(m.end() for m in _LINE_END.finditer(self.text)))

    def position(self, offset: int) -> lsp.Position:
        at = max(0, min(offset + self._shift, len(self.text)))
        line = bisect_right(self.starts, at) - 1
        start = self.starts[line]
        return lsp.Position(line, at - start if self._plain else self._units(self.text[start:at]))

    def offset(self, position: lsp.Position) -> int:
        return max(0, self._raw(position) - self._shift)

    def range(self, start: int, end: int) -> lsp.Range:
        return lsp.Range(self.position(start), self.position(end))

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Line, column and length in UTF-16 units of each part of a span that is in one line; empty ones left out."""
        start, end = start + self._shift, end + self._shift
        line = bisect_right(self.starts, start) - 1
        while start < end:
            stop = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
            part = self.text[start : min(stop, end)].rstrip("\r\n")
            if part:
                before = start - self.starts[line] if self._plain else self._units(self.text[self.starts[line] : start])
                yield line, before, len(part) if self._plain else self._units(part)
            start, line = max(stop, start + 1), line + 1

    def changed(self, range_: lsp.Range, text: str) -> str:
        """The text with a range of it replaced."""
        start, end = self._raw(range_.start), self._raw(range_.end)
        return self.text[: min(start, end)] + text + self.text[max(start, end) :]

    def _raw(self, position: lsp.Position) -> int:
        if position.line >= len(self.starts):
            return len(self.text)
        start = self.starts[max(0, position.line)]
        end = self.starts[position.line + 1] if position.line + 1 < len(self.starts) else len(self.text)
        line = self.text[start:end].rstrip("\r\n")
        return start + self._points(line, max(0, position.character))

    def _units(self, text: str) -> int:
        return sum(map(self._width, text))

    def _points(self, line: str, units: int) -> int:
        """Code points of the first `units` code units; inside of a character: before it."""
        if line.isascii():
            return min(units, len(line))
        count = 0
        for i, c in enumerate(line):
            count += self._width(c)
            if count > units:
                return i
        return len(line)


def apply(text: str, changes: Sequence[lsp.TextDocumentContentChangeEvent], encoding: str = UTF16) -> str:
    """The text after the changes of one notification, in their order."""
    for change in changes:
        if isinstance(change, lsp.TextDocumentContentChangePartial):
            text = Lines(text, encoding).changed(change.range, change.text)
        else:
            text = change.text
    return text
