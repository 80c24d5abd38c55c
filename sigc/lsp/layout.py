"""Where the parts of an open file stand for the check: further apart than in the editor, so that an edit moves none.

What the check finds has places, counted from the start of the file; a letter typed at the top would move them all, and
nothing of what was found before could be used again. So the check is given each part, a declaration or a few, behind
some spaces in the empty line before it, which are used up as the part before grows. Lines keep their numbers and what
is in them its columns: only empty lines are longer, which changes no meaning.

Promise: without the spaces in empty lines at the margin, it is the very same text. May import: sigc.base, syntax."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from sigc.base.source import SourceFile
from sigc.syntax.lexer import lex

_CUT = re.compile(r"\n[ \t]*\r?\n(?=\S)")
LONGEST = 500_000
"""Characters of a text that is given room."""
OTHERS = ("'''", "/*")
"""What opens a text or a comment of several lines in other languages."""


@dataclass
class Layout:
    """One file. `parts` in order, and where each starts; `_whole`: parts in which no token is open at the end."""

    parts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    _whole: set[str] = field(default_factory=set)

    def laid(self, text: str) -> str:
        """The text with room in it; parts that are as they were stand where they stood."""
        parts = self._cut(text)
        self.starts = self._placed(parts)
        self.parts = parts
        ends = [*self.starts[1:], self.starts[-1] + len(parts[-1])]
        rooms = (end - start - len(part) for part, start, end in zip(parts, self.starts, ends, strict=True))
        return "".join(map(_roomy, parts, rooms))

    def _cut(self, text: str) -> list[str]:
        cuts = [0, *(m.end() for m in _CUT.finditer(text)), len(text)] if _is_plain(text) else [0, len(text)]
        parts: list[str] = []
        whole: set[str] = set()
        for start, end in pairwise(cuts):
            part = text[start:end]
            if part not in self._whole and not _is_whole(part):
                parts.append(text[start:])  # what is open here may go on for long
                break
            whole.add(part)
            parts.append(part)
        self._whole = whole
        return parts

    def _placed(self, parts: list[str]) -> list[int]:
        """Where each part starts: in the place of those that changed when there is room, else all behind move."""
        old, before = self.parts, self.starts
        same = _shared(old, parts)
        last = min(_shared(old[::-1], parts[::-1]), min(len(old), len(parts)) - same)
        start = before[same] if same < len(old) else before[-1] + _slot(old[-1]) if old else 0
        middle, tail = parts[same : len(parts) - last], before[len(old) - last :]
        close = before[same - 1] + len(parts[same - 1]) if same else 0
        for first in (start, close) if tail else ():
            if first + sum(map(len, middle)) <= tail[0]:
                return [*before[:same], *_row(first, middle, roomy=False), *tail]
        return [*before[:same], *_row(start, parts[same:], roomy=True)]


def _is_plain(text: str) -> bool:
    return len(text) <= LONGEST and not text.startswith("\ufeff")


def _is_whole(part: str) -> bool:
    """Whether what stands behind a part is read as if it stood alone: no text or comment is open at its end, nor may
    be. An open text ends at its quotes (syntax/lexer.py)."""
    if any(quote in part for quote in OTHERS):
        return False
    tokens = lex(SourceFile("", part))
    places = zip(tokens.kinds, tokens.starts, tokens.ends, strict=True)
    return all(kind != "DOC" or end - start >= 6 for kind, start, end in places)


def _row(start: int, parts: list[str], *, roomy: bool) -> list[int]:
    starts: list[int] = []
    for part in parts:
        starts.append(start)
        start += _slot(part) if roomy else len(part)
    return starts


def _slot(part: str) -> int:
    """How much place a part is given."""
    return len(part) * 3 // 2 + 200


def _roomy(part: str, room: int) -> str:
    end = len(part) - (2 if part.endswith("\r\n") else 1)
    return part[:end] + " " * room + part[end:] if room else part


def _shared(a: list[str], b: list[str]) -> int:
    """How many parts two files begin with together."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
