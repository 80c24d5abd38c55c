"""Replies that are still being written: the largest value that can only grow, after every piece.

Promise: a partial value holds nothing that a later piece could take back, as long as the reply keeps to the form asked
for: fields appear, texts and lists get longer, everything else appears when it is finished. Where a reply leaves the
form, its partial value stays as it is, and reading the whole decides. Costs are linear in the reply, however it is cut
into pieces. May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sigc.adapters.base import Growing
from sigc.ir.program import Task, Values
from sigc.values.convert import Misfit, from_json
from sigc.values.wire import to_json


class _Absent:
    """No value: there is nothing to show of a place."""


ABSENT: Any = _Absent()

_DRAFT = re.compile(r"\s*<think(?:ing)?>", re.IGNORECASE)
_DRAFT_END = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
_OPENERS = ("<think>", "<thinking>")
_CLOSER = len("</thinking>")


class AfterThoughts:
    """Hands the text behind a draft in `<think>…</think>` at the front of a reply on to another reader."""

    def __init__(self, inner: Growing) -> None:
        self._inner, self._held, self._state = inner, "", "front"

    @property
    def finished(self) -> Mapping[str, Any]:
        return self._inner.finished

    def feed(self, piece: str) -> None:
        if self._state == "answer":
            self._inner.feed(piece)
            return
        self._held += piece
        if self._state == "front":
            start = self._held.lstrip().lower()
            if not start or any(opener.startswith(start) for opener in _OPENERS):
                self._held = self._held[-256:] if not start else self._held
                return
            self._state = "draft" if _DRAFT.match(self._held) else "answer"
        if self._state == "draft":
            end = _DRAFT_END.search(self._held)
            if end is None:
                self._held = self._held[-_CLOSER:]
                return
            self._held, self._state = self._held[end.end() :], "answer"
        held, self._held = self._held, ""
        self._inner.feed(held)

    def finish(self) -> None:
        if self._state == "front":
            self._inner.feed(self._held)
        self._inner.finish()

    def value(self) -> dict[str, Any]:
        return self._inner.value()

    def cost(self) -> int:
        return self._inner.cost()


class Finished:
    """The outputs of a reply that are finished, each checked against its type; the base of all readers."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.finished: dict[str, Any] = {}
        self._types = {f.name: f.type for f in task.outputs}
        self._data: dict[str, Any] = {}

    def settle(self, name: str, data: Any) -> None:
        """An output's JSON data, finished; what is not of its type is left to whoever reads the whole."""
        try:
            value = from_json(data, self._types[name], self.task.types)
        except Misfit:
            return
        self.take(name, value)

    def take(self, name: str, value: Any) -> None:
        """An output's value in memory, finished."""
        self.finished[name] = value
        self._data[name] = to_json(value, self._types[name], self.task.types)

    def feed(self, piece: str) -> None:
        """The next piece."""

    def finish(self) -> None:
        """The end."""

    def value(self) -> dict[str, Any]:
        return dict(self._data)

    def cost(self) -> int:
        return len(self._data)


def extends(before: Any, after: Any) -> bool:
    """Is `after` what `before` can have grown into? Fields appear, texts and lists get longer; all else is equal."""
    if isinstance(before, dict) and isinstance(after, dict):
        return all(key in after and extends(item, after[key]) for key, item in before.items())
    if isinstance(before, list) and isinstance(after, list):
        return len(before) <= len(after) and all(map(extends, before, after))
    if isinstance(before, str) and isinstance(after, str):
        return after.startswith(before)
    return type(before) is type(after) and bool(before == after)


def partial(text: str, task: Task, adapter: Any) -> dict[str, Any]:
    """What a reply that stops at the end of `text` says for sure, as JSON data."""
    reader: Growing = adapter.growing(task)
    reader.feed(text)
    return reader.value()


def agrees(shown: dict[str, Any], values: Values, task: Task) -> bool:
    """Can what was shown have grown into these values?"""
    data = {f.name: to_json(values[f.name], f.type, task.types) for f in task.outputs if f.name in values}
    return extends(shown, data)
