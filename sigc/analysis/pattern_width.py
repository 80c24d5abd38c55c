"""The most code points that a text matching a pattern as a whole can have.

Promise: never too few; None when there is no end, or when the pattern uses something that is not known here.
May import: nothing of ours."""

from __future__ import annotations

import re

_ATOM = re.compile(
    r"\\[pP](?:\{[^}]*\}|[A-Za-z])"
    r"|\\x(?:[0-9A-Fa-f]{2}|\{[0-9A-Fa-f]+\})|\\u(?:[0-9A-Fa-f]{4}|\{[0-9A-Fa-f]+\})"
    r"|\\[dDsSwWnrtfv]|\\[^0-9A-Za-z<>]"
    r"|\[\^?\]?(?:\[:\^?[a-z]+:\]|\\.|[^\]\[\\&~-]|-(?!-)|&(?!&)|~(?!~))*\]"
    r"|[^\\\[\](){}?*+|^$]",
    re.DOTALL,
)
_EMPTY = re.compile(r"\\[bBAz]|\^|\$")
_TIMES = re.compile(r"([?*+]|\{(\d+)(,(\d*))?\})\??")
_GROUP = re.compile(r"\((\?:|\?P?<\w+>|(?!\?))")
_MOST = 1_000_000
"""More than any text that the language makes; above it a width is no use."""


def pattern_width(pattern: str) -> int | None:
    """The greatest length of a match.

    >>> pattern_width(r"[A-Z]{2}-\\d{6}"), pattern_width("a|b?cd"), pattern_width("a+")
    (9, 3, None)"""
    reader = _Reader(pattern)
    try:
        width = reader.alternatives()
    except (_Unknown, RecursionError):
        return None
    return width if reader.at == len(pattern) and width <= _MOST else None


class _Unknown(Exception):
    """Something without an end, or not known here."""


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def take(self, what: re.Pattern[str]) -> re.Match[str] | None:
        found = what.match(self.pattern, self.at)
        if found:
            self.at = found.end()
        return found

    def alternatives(self) -> int:
        widest = self.sequence()
        while self.pattern.startswith("|", self.at):
            self.at += 1
            widest = max(widest, self.sequence())
        return widest

    def sequence(self) -> int:
        width = 0
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            width += self.one() * self.times()
        return width

    def one(self) -> int:
        if self.take(_EMPTY):
            return 0
        if self.take(_GROUP):
            width = self.alternatives()
            if not self.pattern.startswith(")", self.at):
                raise _Unknown
            self.at += 1
            return width
        if not self.take(_ATOM):
            raise _Unknown
        return 1

    def times(self) -> int:
        """How often what stands before may come, from the sign behind it."""
        found = self.take(_TIMES)
        if not found:
            return 1
        sign, low, more, high = found.groups()
        if sign == "?":
            times = 1
        elif low is None or (more and not high):
            raise _Unknown
        else:
            times = int(high or low)
        return times * self.times()
