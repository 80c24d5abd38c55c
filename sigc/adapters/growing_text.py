"""Replies in marks, tags, keys or plain text that are still being written.

Promise: as `growing`. A text grows by what can be no part of a mark or tag; JSON behind a mark grows as JSON does;
everything else appears when the next mark says that it is finished. May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sigc.adapters.elements import unescape
from sigc.adapters.finding import mark_of
from sigc.adapters.growing import ABSENT, Finished
from sigc.adapters.growing_json import JsonGrowth
from sigc.adapters.singles import core
from sigc.adapters.template import form_of
from sigc.adapters.texts import unescape_marks
from sigc.adapters.unframe import read_value
from sigc.ir import types as t
from sigc.ir.program import Task, Values
from sigc.values.convert import Misfit

_MARK = re.compile(r"\[\[(\w+)\]\](?=[ \n]|\Z)")
_SURE_MARK = re.compile(r"\[\[\w+\]\] ")
_MAY_BE_MARK = frozenset(" \t-*>#_`[\\")
_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_MAY_BE_ESCAPED = re.compile(r"[ \t]*\\+(?:\[(?:\[[\w \t#]*\]?)?)?")
_LONGEST_NULL = 16
_LONGEST_START = 400
"""Characters of a line after which it begins no mark or key."""
_LONGEST_TAG = 128
_LONGEST_ENTITY = 12


class GrowingText:
    """A text as it is written behind a mark."""

    def __init__(self, type_: t.Type) -> None:
        self._optional = isinstance(type_, t.Optional)
        self._pieces, self._length = [""], 0

    def add(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

    def value(self) -> Any:
        """What can be shown: not what may turn out to be a JSON string, a word for none, or an escaped mark."""
        self._pieces = ["".join(self._pieces)]
        text = self._pieces[0].strip()
        last = max(map(text.rfind, _BREAKS)) + 1
        if _MAY_BE_ESCAPED.fullmatch(text, last):
            text = text[:last].rstrip()
        if not text or text[0] == '"' or (self._optional and len(text) <= _LONGEST_NULL):
            return ABSENT
        return unescape_marks(text)

    def cost(self) -> int:
        return self._length


class _Lined(Finished):
    """A reply in segments that begin at lines of their own. Of the open output: its name, its text as it stands, and
    what it grows as (None: it appears when it is finished)."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._line, self._midway, self._stuck = "", False, False
        self._name: str | None = None
        self._raw: list[str] = []
        self._part: GrowingText | JsonGrowth | None = None

    def feed(self, piece: str) -> None:
        *whole, rest = piece.split("\n")
        for line in whole:
            self._said(self._line + line, "\n")
            self._line, self._midway = "", False
        if self._midway:
            self._said(rest)
        elif rest:
            self._line += rest
            if len(self._line) > _LONGEST_START or self._decided(self._line):
                self._said(self._line)
                self._line, self._midway = "", True

    def finish(self) -> None:
        if self._line:
            self._said(self._line)
        self._close()

    def value(self) -> dict[str, Any]:
        made = dict(self._data)
        shown = self._part.value() if self._part is not None else ABSENT
        if shown is not ABSENT and self._name is not None:
            made[self._name] = shown
        return made

    def cost(self) -> int:
        return len(self._data) + (self._part.cost() if self._part is not None else 0)

    # ---- what differs between the forms --------------------------------------------------------------------------

    def _begins(self, line: str) -> tuple[str, str] | None:
        """The output that a line begins, and the rest of it; sets `_stuck` when it begins something else."""
        raise NotImplementedError

    def _decided(self, line: str) -> bool:
        """Does what follows in an unfinished line not change what it begins?"""
        raise NotImplementedError

    def _grows(self, name: str) -> GrowingText | JsonGrowth | None:
        """What an output's value grows as."""
        return None

    def _read(self, name: str, raw: str) -> Any:
        """An output's value in memory. Raises ValueError or Misfit."""
        raise NotImplementedError

    # ---- lines ---------------------------------------------------------------------------------------------------

    def _said(self, text: str, end: str = "") -> None:
        """A line, or the next part of it."""
        begun = None if self._midway or self._stuck else self._begins(text)
        if self._stuck:
            return
        if begun is not None:
            self._close()
            self._name, text = begun
            self._raw, self._part = [], self._grows(self._name)
        if self._name is None:
            return
        self._raw.append(text + end)
        if isinstance(self._part, JsonGrowth):
            self._part.feed(text + end)
        elif self._part is not None:
            self._part.add(text + end)

    def _close(self) -> None:
        """The open output is finished; what cannot be read of it stays as it was shown."""
        name, self._name = self._name, None
        if name is None:
            return
        shown = self._part.value() if self._part is not None else ABSENT
        self._part = None
        if shown is not ABSENT:
            self._data[name] = shown
        if not self._stuck:
            try:
                self.take(name, self._read(name, "".join(self._raw)))
            except (ValueError, RecursionError, KeyError, Misfit):
                return


class MarkedReply(_Lined):
    """`[[name]] value`. `form`: how the value of a type is written."""

    def __init__(self, task: Task, form: Callable[[t.Type, t.Types], str] = form_of) -> None:
        super().__init__(task)
        self._form, self._any_mark = form, mark_of(task)

    def _begins(self, line: str) -> tuple[str, str] | None:
        found = _MARK.match(line)
        if found is None:
            self._stuck = self._any_mark.match(line) is not None
            return None
        name = found[1]
        self._stuck = name not in self._types or name in self._data or name == self._name
        return None if self._stuck else (name, line[found.end() :])

    def _decided(self, line: str) -> bool:
        return line[0] not in _MAY_BE_MARK or _SURE_MARK.match(line) is not None

    def _grows(self, name: str) -> GrowingText | JsonGrowth | None:
        type_, types = self._types[name], self.task.types
        if isinstance(core(type_), t.Str):
            return GrowingText(type_)
        form = self._form(type_, types)
        return JsonGrowth(type_, types) if form in ("json", "items") and not isinstance(type_, t.Json) else None

    def _read(self, name: str, raw: str) -> Any:
        return read_value(raw.strip(), self._types[name], self.task.types, items=False)


class KeyedReply(_Lined):
    """A key at the start of a line for each output; `read`: the values of a document with one of them."""

    def __init__(self, task: Task, key: re.Pattern[str], read: Callable[[str, Task], Values]) -> None:
        super().__init__(task)
        self._key, self._document = key, read

    def _begins(self, line: str) -> tuple[str, str] | None:
        found = self._key.match(line)
        if found is None:
            return None
        name = next((group for group in found.groups() if group), "")
        self._stuck = name not in self._types or name in self._data or name == self._name
        return None if self._stuck else (name, line)

    def _decided(self, line: str) -> bool:
        return False

    def _read(self, name: str, raw: str) -> Any:
        return self._document(raw.rstrip("\n"), self.task)[name]


class PlainReply(_Lined):
    """The whole reply is the text of the one output, unless it turns out to be in another form."""

    def __init__(self, task: Task, read: Callable[[str, Task], Values]) -> None:
        super().__init__(task)
        self._whole, self._quoted = read, False
        [place] = task.outputs
        self._name, self._part = place.name, GrowingText(place.type)
        self._any_mark, self._tag = mark_of(task), re.compile(rf"</?(?:think|thinking|{re.escape(place.name)})\b")

    def _begins(self, line: str) -> tuple[str, str] | None:
        """Nothing: but another form, or a draft, is no text. In quotes it would be."""
        first = line.lstrip()[:1] if not "".join(self._raw[:1]).strip() else ""
        self._quoted = self._quoted or first == '"'
        other = first == "{" or self._any_mark.match(line) or self._tag.search(line)
        self._stuck = bool(other) and not self._quoted
        return None

    def _decided(self, line: str) -> bool:
        return line[0] not in _MAY_BE_MARK and "<" not in line[-_LONGEST_TAG:]

    def _read(self, name: str, raw: str) -> Any:
        return self._whole(raw, self.task)[name]


class TaggedReply(Finished):
    """`<name>value</name>` for each output; texts grow, everything else appears when its element is closed."""

    def __init__(self, task: Task, read: Callable[[str, Task], Values]) -> None:
        super().__init__(task)
        self._read, self._rest = read, ""
        self._raw: list[str] = []
        self._name: str | None = None
        self._text: GrowingText | None = None

    def feed(self, piece: str) -> None:
        self._rest += piece
        while self._rest and (self._inside() if self._name is not None else self._outside()):
            pass

    def _outside(self) -> bool:
        """Go to the next element of an output, if it has begun."""
        text = self._rest
        start = next((m for m in _TAG.finditer(text) if m[1] in self._types and m[1] not in self._data), None)
        if start is None:
            self._rest = text[-_LONGEST_TAG:]
            return False
        self._name, self._raw, self._rest = start[1], [], text[start.end() :]
        type_ = self._types[self._name]
        self._text = GrowingText(type_) if isinstance(core(type_), t.Str) else None
        return True

    def _inside(self) -> bool:
        """Take what is sure of an element; go behind it, if it is closed."""
        text, closer = self._rest, f"</{self._name}>"
        end = text.find(closer)
        if end >= 0:
            self._take(text[:end])
            self._close(closer)
            self._rest = text[end + len(closer) :]
            return True
        opens = text.find("<", max(0, len(text) - len(closer)))
        entity = text.rfind("&", max(0, len(text) - _LONGEST_ENTITY))
        sure = len(text) if opens < 0 else opens
        sure = min(sure, entity) if entity >= 0 and ";" not in text[entity:] else sure
        self._take(text[:sure])
        self._rest = text[sure:]
        return False

    def _take(self, text: str) -> None:
        self._raw.append(text)
        if self._text is not None:
            self._text.add(unescape(text))

    def _close(self, closer: str) -> None:
        name, shown = self._name, self._text.value() if self._text is not None else ABSENT
        assert name is not None
        self._name = self._text = None
        if shown is not ABSENT:
            self._data[name] = shown
        try:
            self.take(name, self._read(f"<{name}>{''.join(self._raw)}{closer}", self.task)[name])
        except (ValueError, RecursionError, KeyError, Misfit):
            return

    def value(self) -> dict[str, Any]:
        made = dict(self._data)
        if self._text is not None and self._name is not None and (shown := self._text.value()) is not ABSENT:
            made[self._name] = shown
        return made

    def cost(self) -> int:
        return len(self._data) + (self._text.cost() if self._text is not None else 0)


_TAG = re.compile(r"<([^\W\d][\w.-]{0,99})>")
