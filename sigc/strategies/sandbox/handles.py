"""Long values that stay outside the sandbox: code holds a handle, and what it asks of the handle is done here.

Promise: cutting out a piece costs what the piece holds, wherever it stands and whatever letters come before it; lines
are found through an index of every 64th line's start, made once. Nothing that code passes is run here: a search is for
plain text, patterns are matched inside the sandbox. May import: sigc.strategies.sandbox.base."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sigc.strategies.sandbox.base import Refused

LONG = 1_000_000
"""Bytes of a value that stays outside when it has more."""
PAGE = 250_000
"""Characters that going through a handle moves into the sandbox at a time."""
STRIDE = 64
"""Lines between two marks of the index."""


class LongText:
    """A text with an index of its lines. `touched`: characters read so far to answer, the index apart."""

    kind = "text"

    def __init__(self, text: str) -> None:
        self._text, self._marks = text, array("Q")
        self._lines = 0
        self.touched = 0

    def __len__(self) -> int:
        return len(self._text)

    def slice(self, start: int, stop: int) -> str:
        self.touched += max(0, stop - start)
        return self._text[start:stop]

    def find(self, start: int, stop: int, piece: str) -> int:
        """Where the piece first stands in this range, or -1."""
        found = self._text.find(piece, start, stop)
        self.touched += (stop if found < 0 else found + len(piece)) - start
        return found

    def count(self, start: int, stop: int, piece: str) -> int:
        self.touched += stop - start
        return self._text.count(piece, start, stop)

    def line_at(self, place: int) -> int:
        """The number of the line that holds a place."""
        self._index()
        block = bisect_right(self._marks, place) - 1
        return block * STRIDE + self.count(self._marks[block], place, "\n")

    def line_start(self, number: int) -> int:
        """Where a line begins; the length of the text when there are not so many."""
        self._index()
        if number >= self._lines:
            return len(self._text)
        place = self._marks[number // STRIDE]
        for _ in range(number % STRIDE):
            place = self.find(place, len(self._text), "\n") + 1
        return place

    def parts(self, start: int, stop: int, size: int, whole_lines: bool) -> Iterator[tuple[int, int]]:
        """Ranges of about `size` characters, one after the other, that end with a line: the last one within the size
        (where there is none, in the middle of a line), or with `whole_lines` the first one behind it."""
        while start < stop:
            end = min(start + size, stop)
            if end < stop:
                line = self.find(end - 1, stop, "\n") if whole_lines else self._text.rfind("\n", start, end)
                end = line + 1 if line >= 0 else (stop if whole_lines else end)
            yield start, end
            start = end

    def _index(self) -> None:
        if self._marks:
            return
        marks, place, number = self._marks, 0, 0
        find, length = self._text.find, len(self._text)
        marks.append(0)
        while 0 <= place < length:
            number += 1
            place = find("\n", place) + 1 or length
            if number % STRIDE == 0 and place < length:
                marks.append(place)
        self._lines = number


class LongItems:
    """A list of JSON data."""

    kind = "items"

    def __init__(self, items: Sequence[Any]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def slice(self, start: int, stop: int) -> list[Any]:
        return list(self._items[start:stop])

    def parts(self, start: int, stop: int, size: int, whole_lines: bool) -> Iterator[tuple[int, int]]:
        """Ranges of items that come to about `size` bytes, or are one item."""
        begin, total = start, 0
        for place in range(start, stop):
            total += size_of(self._items[place])
            if total > size and place > begin:
                yield begin, place
                begin, total = place, size_of(self._items[place])
        if begin < stop:
            yield begin, stop


Long: TypeAlias = LongText | LongItems


@dataclass(frozen=True, slots=True)
class Piece:
    """What code hands to one of our functions for a handle: a part of a long value."""

    source: Long
    start: int
    stop: int

    def value(self) -> Any:
        return self.source.slice(self.start, self.stop)

    def __str__(self) -> str:
        value = self.value()
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def hosted(variables: Mapping[str, Any]) -> dict[str, Any]:
    """The variables, those of more than `LONG` bytes as handles: a list as its items, anything else that is no text as
    its JSON text."""
    return {name: _hosted(value) if size_of(value) > LONG else value for name, value in variables.items()}


def _hosted(value: Any) -> Long:
    if isinstance(value, list):
        return LongItems(value)
    return LongText(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def size_of(value: Any) -> int:
    """About how many bytes JSON data has, text counted exactly where that decides."""
    total, left = 0, [value]
    while left:
        item = left.pop()
        if isinstance(item, str):
            total += len(item) if item.isascii() or len(item) > LONG else len(item.encode("utf-8", "surrogatepass"))
        elif isinstance(item, Mapping):
            left += [*item.keys(), *item.values()]
        elif isinstance(item, list | tuple):
            left += item
        total += 4
    return total


DEEPEST = 100
"""Lists in lists, and dicts in dicts, that code may hand to a function: what reads them here walks down."""


def nested(depth: int) -> int:
    """One level further down. Raises Refused where it is too deep."""
    if depth >= DEEPEST:
        raise Refused(f"these arguments are nested more than {DEEPEST} deep")
    return depth + 1


class Desk:
    """Answers what handles of one session are asked. `sources`: the long values by their variables' names."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        self.sources = {name: value for name, value in variables.items() if isinstance(value, LongText | LongItems)}

    def piece(self, source: Any, start: Any, stop: Any) -> Piece:
        """The part that a handle stands for; code may have made the handle up."""
        long = self.sources.get(str(source))
        if long is None or not _whole(start, stop) or not 0 <= start <= stop <= len(long):
            raise Refused("this is no handle of this session")
        return Piece(long, start, stop)

    def answer(self, op: str, piece: Piece, *given: Any) -> Any:
        """What one operation of the prelude's handles gives. Raises Refused for arguments that do not fit."""
        method = getattr(self, f"_{op}", None) if op in OPERATIONS else None
        if method is None or (op in TEXT_ONLY and not isinstance(piece.source, LongText)):
            raise Refused(f"a handle of {piece.source.kind} has no `{op}`")
        return method(piece, *given)

    def _slice(self, piece: Piece, start: Any, stop: Any) -> Any:
        return piece.source.slice(*_range(piece, start, stop))

    def _item(self, piece: Piece, place: Any) -> Any:
        size = piece.stop - piece.start
        if not _whole(place) or not -size <= place < size:
            raise Refused(f"there is no place {place!r} in a handle of length {size}")
        at = piece.start + place % size
        return piece.source.slice(at, at + 1)[0]

    def _find(self, piece: Piece, text: Any, start: Any = None, stop: Any = None) -> int:
        long, (begin, end) = _text(piece), _range(piece, start, stop)
        found = long.find(begin, end, _word(text))
        return found - piece.start if found >= 0 else -1

    def _count(self, piece: Piece, text: Any) -> int:
        return _text(piece).count(piece.start, piece.stop, _word(text))

    def _line_count(self, piece: Piece) -> int:
        if piece.start == piece.stop:
            return 0
        return _text(piece).line_at(piece.stop - 1) - _text(piece).line_at(piece.start) + 1

    def _lines(self, piece: Piece, first: Any, last: Any) -> list[str]:
        """Lines `first` to `last`, that one not included, counted from the handle's beginning."""
        begin, end, _ = slice(first, last).indices(self._line_count(piece))
        if begin >= end:
            return []
        long = _text(piece)
        zero = long.line_at(piece.start)
        start = max(piece.start, long.line_start(zero + begin)) if begin else piece.start
        text = long.slice(start, min(piece.stop, long.line_start(zero + end)))
        return text.removesuffix("\n").split("\n")

    def _parts(self, piece: Piece, size: Any) -> list[tuple[int, int]]:
        if not _whole(size) or size < 1:
            raise Refused("the size of parts is a number of at least 1")
        return list(piece.source.parts(piece.start, piece.stop, size, whole_lines=False))

    def _pages(self, piece: Piece) -> list[tuple[int, int, int]]:
        """Parts to go through, each with the number of its first line, or item, within the piece."""
        found, first = [], 0
        for start, stop in piece.source.parts(piece.start, piece.stop, PAGE, whole_lines=True):
            found.append((start, stop, first))
            first += piece.source.count(start, stop, "\n") if isinstance(piece.source, LongText) else stop - start
        return found


OPERATIONS = frozenset({"slice", "item", "find", "count", "line_count", "lines", "parts", "pages"})
TEXT_ONLY = frozenset({"find", "count", "line_count", "lines"})


def _whole(*numbers: Any) -> bool:
    return all(isinstance(number, int) and not isinstance(number, bool) for number in numbers)


def _range(piece: Piece, start: Any, stop: Any) -> tuple[int, int]:
    """The ends of a slice of a piece, within its long value."""
    if any(end is not None and not _whole(end) for end in (start, stop)):
        raise Refused("the ends of a slice are whole numbers")
    begin, end, _ = slice(start, stop).indices(piece.stop - piece.start)
    return piece.start + begin, piece.start + max(begin, end)


def _text(piece: Piece) -> LongText:
    assert isinstance(piece.source, LongText)  # TEXT_ONLY
    return piece.source


def _word(text: Any) -> str:
    if not isinstance(text, str):
        raise Refused("what is looked for is a str")
    return text
