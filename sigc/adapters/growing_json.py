"""JSON that is still being written, read by type.

Promise: as `growing`. Only JSON as the standard has it grows; what needs mending stops the growth of the place it
stands in. Numbers, words, dates, members of closed sets and unions appear when they are finished.
May import: sigc.ir, sigc.values, sigc.adapters.

Method: a stack of open containers; a finished child is never looked at again, so a piece costs its own length, and a
look costs the open containers and the open text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sigc.adapters.growing import ABSENT, Finished
from sigc.adapters.singles import core
from sigc.ir import types as t
from sigc.ir.program import Task
from sigc.values.convert import Misfit, from_json
from sigc.values.wire import to_json

_RUN = re.compile(r'[^"\\]+')
_WORD = re.compile(r"[^\s,\]}:\"\[{]+")
_SPACE = re.compile(r"\s+")
_ESCAPE = re.compile(r'\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[0-9a-fA-F]{4}|u[0-9a-fA-F]{4}|["\\/bfnrt])')
_LONGEST_WORD = 400
_LONGEST_ESCAPE = 12
_MAX_DEPTH = 60


class _NotStrict(Exception):
    """The text is no JSON from here on."""


@dataclass(slots=True)
class _Open:
    """An object or list that is not closed. `of`: the record or map, or list, that it is read as, None when its values
    are not converted; `hidden`: it is shown when it is closed, as `type`. `full`: nothing may be added any more."""

    made: Any
    type: t.Type | None
    of: t.Type | None
    fields: dict[str, t.Type] | None = None
    hidden: bool = False
    full: bool = False
    key: str = ""
    wants: str = "first"


@dataclass(slots=True)
class JsonGrowth:
    """One JSON value of a type. `told`: hears the name and the data of each finished field of the whole."""

    type: t.Type
    types: t.Types
    told: Callable[[str, Any], None] | None = None
    stack: list[_Open] = field(default_factory=list)
    over: bool = False
    stuck: bool = False
    result: Any = ABSENT
    _rest: str = ""
    _text: list[str] | None = None
    _is_key: bool = False
    _length: int = 0

    def feed(self, piece: str) -> None:
        if self.over or self.stuck:
            return
        text, at = self._rest + piece, 0
        try:
            while at < len(text) and not self.over and (after := self._step(text, at)) > at:
                at = after
        except _NotStrict:
            self.stuck = True
        self._rest = text[at:]
        if len(self._rest) > _LONGEST_WORD:
            self.stuck = True

    def finish(self) -> None:
        """A number or word that only the end ends."""
        if not self.stack and self._text is None:
            self.feed(" ")

    # ---- reading -------------------------------------------------------------------------------------------------

    def _step(self, text: str, at: int) -> int:
        """Read one token; the place behind it, or `at` when more text is needed. Raises _NotStrict."""
        if self._text is not None:
            return self._in_string(text, at)
        if space := _SPACE.match(text, at):
            return space.end()
        wants = self.stack[-1].wants if self.stack else "value"
        char = text[at]
        if char in "]}" and wants in ("first", "next"):
            return self._closer(char, at)
        if wants == "next" or wants == "colon":
            return self._punctuation(char, wants, at)
        if self.stack and isinstance(self.stack[-1].made, dict) and wants != "value":
            if char != '"':
                raise _NotStrict
            self._text, self._is_key, self._length = [], True, 0
            return at + 1
        return self._value(text, at, char)

    def _punctuation(self, char: str, wants: str, at: int) -> int:
        if char != (":" if wants == "colon" else ","):
            raise _NotStrict
        here = self.stack[-1]
        here.wants = "value" if wants == "colon" or isinstance(here.made, list) else "key"
        return at + 1

    def _value(self, text: str, at: int, char: str) -> int:
        if char == '"':
            self._text, self._is_key, self._length = [], False, 0
            return at + 1
        if char in "{[":
            self._open(char)
            return at + 1
        word = _WORD.match(text, at)
        if word is None:
            raise _NotStrict
        if word.end() == len(text):
            return at
        self._settle(_word(word[0]))
        return word.end()

    def _open(self, char: str) -> None:
        if len(self.stack) >= _MAX_DEPTH:
            raise _NotStrict
        wanted, inside = self._wanted()
        made: Any = {} if char == "{" else []
        of = core(wanted) if wanted is not None and not inside else None
        record = t.fields_of(of, self.types) if of is not None and isinstance(of, t.Ref | t.Record) else None
        fits = isinstance(of, t.List if char == "[" else t.Map) or (char == "{" and record is not None)
        if isinstance(of, t.Json):
            self.stack.append(_Open(made, wanted, None))
        elif fits:
            fields = {f.name: f.type for f in record} if record is not None else None
            self.stack.append(_Open(made, wanted, of, fields))
        else:
            self.stack.append(_Open(made, wanted, None, hidden=True))

    def _wanted(self) -> tuple[t.Type | None, bool]:
        """The type that the next value is read as, None for one that is not asked for; and whether it stands inside of
        a value that is not converted piece by piece."""
        if not self.stack:
            return self.type, False
        here = self.stack[-1]
        if here.of is None:
            return t.Json(), here.hidden
        if isinstance(here.of, t.List):
            return here.of.item, False
        if isinstance(here.of, t.Map):
            return here.of.value, False
        return (here.fields or {}).get(here.key), False

    def _closer(self, char: str, at: int) -> int:
        here = self.stack[-1]
        if isinstance(here.made, dict) != (char == "}"):
            raise _NotStrict
        self.stack.pop()
        if self.stack and self.stack[-1].of is None:
            self._add(here.made)
        elif here.of is None:
            self._settle(here.made, here.type)
        else:
            self._add(self._completed(here), sure=not here.full)
        return at + 1

    def _completed(self, here: _Open) -> Any:
        """A closed container with what was left out and may be."""
        if here.fields is None:
            return here.made
        made = {}
        for place in t.fields_of(here.of, self.types) or ():  # type: ignore[arg-type]
            if place.name in here.made:
                made[place.name] = here.made[place.name]
            elif (left_out := _left_out(place, self.types)) is not ABSENT:
                made[place.name] = left_out
        return made

    def _settle(self, raw: Any, wanted: t.Type | None = None) -> None:
        """A finished value as JSON data of its type, or nothing when it is not of it; a text stays as it was shown."""
        inside = False
        if wanted is None:
            wanted, inside = self._wanted()
        data = raw if inside else ABSENT if wanted is None else _typed(raw, wanted, self.types)
        if data is ABSENT and isinstance(raw, str) and wanted is not None and isinstance(core(wanted), t.Str):
            self._add(raw, sure=False)
        else:
            self._add(data)

    def _add(self, data: Any, sure: bool = True) -> None:
        """Put a finished value where it belongs. Not `sure`: it is not of its type, and nothing may follow it."""
        if not self.stack:
            self.result, self.over = data, True
            return
        here = self.stack[-1]
        here.wants = "next"
        if isinstance(here.made, list):
            if not here.full and data is not ABSENT:
                here.made.append(data)
            here.full = here.full or data is ABSENT or not sure
        elif data is not ABSENT and here.key not in here.made:
            here.made[here.key] = data
            if sure and len(self.stack) == 1 and self.told is not None:
                self.told(here.key, data)

    # ---- strings -------------------------------------------------------------------------------------------------

    def _in_string(self, text: str, at: int) -> int:
        assert self._text is not None
        if run := _RUN.match(text, at):
            self._text.append(run[0])
            self._length += len(run[0])
            return run.end()
        if text[at] == '"':
            whole, self._text = "".join(self._text), None
            if self._is_key:
                self.stack[-1].key, self.stack[-1].wants = whole, "colon"
            else:
                self._settle(whole)
            return at + 1
        escape = _ESCAPE.match(text, at)
        if escape is None or (len(escape[0]) == 6 and escape[0][2:4].lower() in _HIGH):
            if len(text) - at < _LONGEST_ESCAPE:
                return at
            if escape is None:
                raise _NotStrict
        self._text.append(json.loads(f'"{escape[0]}"'))
        self._length += 1
        return escape.end()

    # ---- looking -------------------------------------------------------------------------------------------------

    def value(self) -> Any:
        """What can be shown now, as JSON data, or ABSENT."""
        if not self.stack and self._text is None:
            return self.result
        made = self._open_text()
        shown = next((n for n, here in enumerate(self.stack) if here.hidden), len(self.stack))
        if shown < len(self.stack):
            made = ABSENT
        for here in reversed(self.stack[:shown]):
            made = _with(here, made)
        return made

    def _open_text(self) -> Any:
        if self._text is None or self._is_key:
            return ABSENT
        wanted, inside = self._wanted()
        if inside or not isinstance(core(wanted) if wanted is not None else None, t.Str | t.Json):
            return ABSENT
        self._text = ["".join(self._text)]
        return self._text[0]

    def cost(self) -> int:
        return sum(len(here.made) for here in self.stack) + (self._length if self._text is not None else 0)


_HIGH = frozenset(["d8", "d9", "da", "db"])


def _word(word: str) -> Any:
    try:
        return json.loads(word, parse_constant=_no_constant)
    except ValueError:
        raise _NotStrict from None


def _no_constant(word: str) -> Any:
    raise ValueError(word)


def _typed(raw: Any, type_: t.Type, types: t.Types) -> Any:
    try:
        return to_json(from_json(raw, type_, types), type_, types)
    except Misfit:
        return ABSENT


def _left_out(place: t.Field, types: t.Types) -> Any:
    """The data of a field that an object does not give, ABSENT when it must be given."""
    of = t.Record((place,))
    try:
        return to_json(from_json({}, of, types), of, types)[place.name]
    except Misfit:
        return ABSENT


def _with(here: _Open, child: Any) -> Any:
    """An open container with its open child, the finished ones shared."""
    if child is ABSENT or here.full:
        return here.made.copy()
    if isinstance(here.made, list):
        return [*here.made, child]
    return here.made.copy() if here.key in here.made else {**here.made, here.key: child}


class JsonReply(Finished):
    """A reply that is one JSON object of the outputs, perhaps in a fence or behind a sentence."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self._growth = JsonGrowth(t.Record(task.outputs), task.types, self.settle)
        self._begun = False

    def feed(self, piece: str) -> None:
        if not self._begun:
            start = piece.find("{")
            if start < 0:
                return
            piece, self._begun = piece[start:], True
        self._growth.feed(piece)

    def value(self) -> dict[str, Any]:
        made = self._growth.value()
        return {} if made is ABSENT else made

    def cost(self) -> int:
        return self._growth.cost()
