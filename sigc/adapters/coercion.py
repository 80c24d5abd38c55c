"""One reading of a reply: what every coercer works with.

Promise: a value conforms to its type, or Bad says where it does not, in words for the model; every liberty is a
Repair. What could mean two things is refused. May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any, TypeAlias

from sigc.adapters.base import Repair
from sigc.adapters.loose import values_in
from sigc.adapters.scalars import Found
from sigc.adapters.singles import NULL_WORDS
from sigc.adapters.texts import read_text
from sigc.adapters.wording import complaint, cut_off, must_be, shown
from sigc.ir import types as t
from sigc.values.convert import Misfit, conform

MAX_DEPTH = 60
MAX_TRIES = 5000
"""Attempts to read a place as one of several options, in all: nested unions would multiply them."""

TRIM = " \t\r\n\"'`*“”‘’.,;"
"""What is taken off the ends of a text that does not fit as it is."""

LOOSE: Mapping[str, float] = {
    "comma": 0.95, "comment": 0.95, "quotes": 0.95, "unquoted": 0.9, "word": 0.95, "closer": 0.7, "separator": 0.9,
    "inner-quote": 0.7, "escape": 0.8, "line-break": 0.95,
}  # fmt: skip
"""How sure a mended piece of JSON is, by the kind of its repair."""


class Bad(Exception):
    """A place in a reply that gives no value; the message is a sentence for the model."""


class Words(str):
    """Text as it stands in a reply, outside of JSON: it may be quoted, or hold JSON or bullets."""

    __slots__ = ()


@dataclass(slots=True)
class Coercion:
    """One reading of one reply. `kinds`: the coercer of each kind of type."""

    types: t.Types
    kinds: Mapping[type, Coercer]
    repairs: list[Repair] = field(default_factory=list)
    depth: int = 0
    tries: int = 0

    def value(self, raw: Any, type_: t.Type, path: str) -> Any:
        """The value of `type_` that `raw` (JSON data, or the text of a reply) stands for. Raises Bad."""
        if self.depth > MAX_DEPTH:
            raise Bad(f"`{path}` is nested too deeply")
        self.depth += 1
        try:
            return self.kinds[type(type_)](self, raw, type_, path)
        finally:
            self.depth -= 1

    def mend(self, kind: str, path: str, confidence: float) -> None:
        self.repairs.append(Repair(kind, path, confidence))

    def refuse(self, raw: Any, type_: t.Type, path: str) -> Any:
        raise Bad(complaint(path, must_be(type_, self.types), shown(raw)))

    def fitting(self, value: Any, raw: Any, type_: t.Type, path: str) -> Any:
        """A single value, once its refinements hold."""
        try:
            return conform(value, type_, self.types)
        except Misfit:
            return self.refuse(raw, type_, path)

    def taken(self, found: Found | None, raw: Any, type_: t.Type, path: str) -> Any:
        """A single value found in text, with its repair."""
        if found is None:
            return self.refuse(raw, type_, path)
        if found.how != "exact":
            self.mend(found.how, path, found.confidence)
        return self.fitting(found.value, raw, type_, path)

    def attempt(self, raw: Any, type_: t.Type, path: str) -> tuple[Any, float] | None:
        """The value with the product of its confidences; None, and no repairs left behind, when it is refused."""
        before = len(self.repairs)
        self.tries += 1
        if self.tries > MAX_TRIES:
            raise Bad(f"`{path}` has too many possible readings")
        try:
            made = self.value(raw, type_, path)
        except Bad:
            del self.repairs[before:]
            return None
        return made, prod(r.confidence for r in self.repairs[before:])

    def structure(self, text: str, path: str) -> list[Any]:
        """The objects and lists that a text holds, those that stop half-way refused. Equal ones count once."""
        try:
            found = json.loads(text)
            return [found] if isinstance(found, list | dict) else []
        except (ValueError, RecursionError):
            pass
        out: list[Any] = []
        for parsed in values_in(text):
            if parsed.cut:
                raise Bad(cut_off(below(path, parsed.cut[0])))
            self.repairs += [Repair(k, below(path, at), LOOSE.get(k, 0.8)) for k, at in parsed.mended]
            if parsed.value not in out:
                out.append(parsed.value)
        if out and re.search(r"[^\s`{}\[\]]", text.split("{")[0].split("[")[0].removeprefix("```json")):
            self.mend("prose", path, 0.9)
        return out


def is_null(text: str) -> bool:
    """Does a text say that there is no value?"""
    return text.strip(TRIM).casefold() in NULL_WORDS


def below(path: str, inner: str) -> str:
    return f"{path}{'' if inner.startswith('[') or not inner or not path else '.'}{inner}"


def words(raw: str) -> str:
    """The text that a reply's text stands for."""
    return read_text(raw) if isinstance(raw, Words) else raw


Coercer: TypeAlias = Callable[[Coercion, Any, Any, str], Any]
"""(the reading, what the reply gives, a type, the path) -> a value in memory; raises Bad."""
