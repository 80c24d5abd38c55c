"""JSON as models really write it: a parser that mends what it can and says what it mended.

Promise: linear in the text; strict JSON reads as `json.loads` reads it. Mended: quotes of any kind, inner quotes that
are not escaped, keys and words without quotes, comments, commas missing or too many, Python's words, missing closers.
A text that stops inside a value is marked as cut, never completed. May import: nothing of ours.

Method: one recursive descent with regular expressions for runs; a quote ends a string when what follows it could
follow a string (a comma before a key, a closer, the end)."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

MAX_DEPTH = 90

_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)|#[^\n]*)+")
_STARTS = re.compile(r"[{\[]")
_MAYBE_STRICT = re.compile(r"\{\s*[\"}]|\[")
_STRICT_TRIES = 16  # json counts the lines before an error, which would make many errors quadratic
_DECODER = json.JSONDecoder()
_FENCE = re.compile(r"^[ \t]{0,8}(?:```|~~~)", re.MULTILINE)
_KEY = re.compile(r"[^\s:={}\[\],\"'“”‘’`]{1,80}(?: [^\s:={}\[\],\"'“”‘’`]{1,80}){0,5}")
_SEPARATOR = re.compile(r"\s*(?::|=>|=)")
_KEY_AHEAD = r"(?:[\"'“‘`}]|[^\s:={}\[\],\"'“”]{1,64}[ \t]{0,4}[:=]|//|/\*|#|\Z)"
_ENDS_VALUE = re.compile(rf"\s*(?:[}}\]]|//|/\*|\Z|,\s*{_KEY_AHEAD})")
_ENDS_ITEM = re.compile(r"\s*(?:[,}\]]|//|/\*|\Z)")
_ENDS_KEY = re.compile(r"\s*(?::|=)")
_NEXT_KEY = re.compile(r"\s+(?:\"[^\"\n]{0,64}\"|'[^'\n]{1,64}'|“[^”\n]{1,64}”|\w{1,64})\s{0,4}:")
_NEXT_ITEM = re.compile(r"\s+[\"'“{\[]")
_COMMA_IN_VALUE = re.compile(rf",(?!\s*{_KEY_AHEAD})")
_NEW_LINE = re.compile(rf"\n(?![ \t\n]{{0,64}}(?:{_KEY_AHEAD}|[}}\],]))")
_STOPS = re.compile(r"[,\]}\n]")
_COMMENT = re.compile(r"\s(?://|#|/\*).*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_MAX_DIGITS = 400
_MAY_SKIP = frozenset(" \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000/#") | frozenset(
    map(chr, range(0x2000, 0x200B))
)
_PLAIN_KEY = re.compile(r'"([^"\\\n]{1,200})":')
_PLAIN_STRING = {
    (quote, inside): re.compile(rf"{quote}([^{quote}\\\n]*){quote}(?=[ ]?{after})")
    for quote in ('"', "'")
    for inside, after in (("{", f"(?:[}}\\]]|,[ ]?{quote})"), ("[", r"[,}\]]"), ("key", ":"))
}
"""Strings as they mostly are: read at once, where the rules below would say the same."""
_WORD = r"(?:-?(?:0|[1-9]\d{0,15})(?:\.\d{1,16})?|true|false|null|True|False|None)"
_PLAIN_WORD = {
    "{": re.compile(rf"{_WORD}(?=[}}\]]|,[ ]?[\"'])"),
    "[": re.compile(rf"{_WORD}(?=[,}}\]])"),
    "": re.compile(r"(?!)"),
}
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\(.)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "/": "/", '"': '"', "'": "'", "\\": "\\", "`": "`"}
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "none": None, "nil": None, "undefined": None}
_CLOSERS = {'"': '"', "'": "'", "“": '”"', "‘": "’'", "`": "`"}
_RUNS = {opener: re.compile(rf"[^\\{re.escape(closers)}]+") for opener, closers in _CLOSERS.items()}


class NotJson(ValueError):
    """No value could be made; `at` is where to go on looking. `hopeless`: looking further is of no use."""

    def __init__(self, at: int, hopeless: bool = False) -> None:
        super().__init__(f"no JSON at {at}")
        self.at = at
        self.hopeless = hopeless


class Unclosed(dict[str, Any]):
    """An object whose text ended before it did: what it does not hold may only be cut off."""

    __slots__ = ()


def holds_unclosed(value: Any) -> bool:
    """Is an object in a value cut off?"""
    if isinstance(value, Unclosed):
        return True
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(holds_unclosed, inner))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A value, where its text began and ended, what was mended (kind, path), and the paths where the text was cut."""

    value: Any
    start: int
    end: int
    mended: tuple[tuple[str, str], ...] = ()
    cut: tuple[str, ...] = ()


def values_in(text: str) -> Iterator[Parsed]:
    """Every object or list in a text, in order; what stands inside another is part of it. A damaged one is read no
    further than the fence that closes the block it stands in."""
    fences = [f.start() for f in _FENCE.finditer(text)] + [len(text)]
    strict_tries = _STRICT_TRIES
    at, here, base, block = 0, 0, 0, text[: fences[0]]
    while start := _STARTS.search(text, at):
        if strict_tries and _MAYBE_STRICT.match(text, start.start()):
            try:
                value, at = _DECODER.raw_decode(text, start.start())
                yield Parsed(value, start.start(), at)
                continue
            except (ValueError, RecursionError):
                strict_tries -= 1
        if fences[here] < start.start():
            here = bisect_left(fences, start.start())
            base, block = fences[here - 1], text[fences[here - 1] : fences[here]]
        try:
            found = parse_loose(block, start.start() - base)
        except NotJson as bad:
            if bad.hopeless:
                return
            at = max(base + bad.at, start.end())
            continue
        yield replace(found, start=start.start(), end=base + found.end)
        at = max(base + found.end, start.end())


def parse_loose(text: str, start: int = 0) -> Parsed:
    """The value that begins at `start`. Raises NotJson."""
    reader = _Loose(text, start)
    value = reader.value("", "")
    return Parsed(value, start, reader.at, tuple(reader.mended), tuple(reader.cut))


@dataclass(slots=True)
class _Loose:
    text: str
    at: int
    mended: list[tuple[str, str]] = field(default_factory=list)
    cut: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    def mend(self, kind: str, path: str) -> None:
        if not self.mended or self.mended[-1] != (kind, path):
            self.mended.append((kind, path))

    def skip(self, path: str) -> str:
        """Go past white space and comments; the next character, or the empty text at the end."""
        first = self.text[self.at : self.at + 1]
        if first not in _MAY_SKIP:
            return first
        space = _SPACE.match(self.text, self.at)
        if space:
            self.at = space.end()
            if not space[0].isspace():
                self.mend("comment", path)
        return self.text[self.at : self.at + 1]

    def value(self, path: str, inside: str) -> Any:
        """A value of an object (`inside` is "{"), of a list ("[") or a whole one ("")."""
        first = self.skip(path)
        if first == "{" or first == "[":
            self.open.append(first)
            if len(self.open) > MAX_DEPTH:
                raise NotJson(self.at, hopeless=True)
            made = self.an_object(path) if first == "{" else self.a_list(path)
            self.open.pop()
            return made
        return self.string(path, inside) if first and first in _CLOSERS else self.bare(path, inside)

    def an_object(self, path: str) -> dict[str, Any]:
        self.at += 1
        found: dict[str, Any] = {}
        while first := self.skip(path):
            if first == "}":
                self.at += 1
                return found
            if first == ",":
                self.mend("comma", path)
                self.at += 1
                continue
            if first == "]":
                self.mend("closer", path)
                self.at += "[" not in self.open
                return found
            self.entry(found, path)
        self.mend("closer", path)
        return Unclosed(found)

    def entry(self, found: dict[str, Any], path: str) -> None:
        plain = _PLAIN_KEY.match(self.text, self.at)
        if plain is not None:
            self.at = plain.end()
            key = plain[1]
            below = f"{path}.{key}" if path else key
            found[key] = self.value(below, "{")
            self.comma(path, "}")
            return
        key = self.key(path)
        separator = _SEPARATOR.match(self.text, self.at)
        if separator is None:
            if self.at >= len(self.text):
                self.cut.append(path)
                return
            raise NotJson(self.at)
        if not separator[0].endswith(":"):
            self.mend("separator", path)
        self.at = separator.end()
        below = f"{path}.{key}" if path else key
        found[key] = self.value(below, "{")
        self.comma(path, "}")

    def key(self, path: str) -> str:
        if self.text[self.at] in _CLOSERS:
            return self.string(path, "key")
        bare = _KEY.match(self.text, self.at)
        if bare is None:
            raise NotJson(self.at + 1)
        self.at = bare.end()
        self.mend("unquoted", path)
        return bare[0]

    def comma(self, path: str, closer: str) -> None:
        """What stands after a value: a comma, the closer, or something to be mended."""
        after = self.skip(path)
        if after == ",":
            self.at += 1
            if self.skip(path) == closer:
                self.mend("comma", path)
        elif after and after not in "}]":
            self.mend("comma", path)
            if closer == "}" and after not in _CLOSERS and not _KEY.match(self.text, self.at):
                self.at += 1

    def a_list(self, path: str) -> list[Any]:
        self.at += 1
        found: list[Any] = []
        while first := self.skip(path):
            if first == "]":
                self.at += 1
                return found
            if first == ",":
                self.mend("comma", path)
                self.at += 1
                continue
            if first == "}":
                self.mend("closer", path)
                self.at += "{" not in self.open
                return found
            before = self.at
            found.append(self.value(f"{path}[{len(found)}]", "["))
            self.comma(path, "]")
            if self.at == before:
                raise NotJson(self.at + 1)
        self.cut.append(path)
        return found

    # ---- strings -------------------------------------------------------------------------------------------------

    def string(self, path: str, inside: str) -> str:
        """A string in quotes of any kind. A quote in it that cannot end it is part of it."""
        opener = self.text[self.at]
        plain = _PLAIN_STRING[opener, inside].match(self.text, self.at) if (opener, inside) in _PLAIN_STRING else None
        if plain is not None:
            if opener != '"':
                self.mend("quotes", path)
            self.at = plain.end()
            return plain[1]
        if self.text.startswith(opener * 3, self.at):
            return self.tripled(opener * 3, path)
        if opener != '"':
            self.mend("quotes", path)
        self.at += 1
        run, pieces = _RUNS[opener], []
        while self.at < len(self.text):
            plain = run.match(self.text, self.at)
            if plain:
                if "\n" in plain[0] and inside != "key":
                    self.mend("line-break", path)
                pieces.append(plain[0])
                self.at = plain.end()
                continue
            if self.text[self.at] == "\\":
                pieces.append(self.escape(path))
                continue
            self.at += 1
            if self.may_end(inside):
                return "".join(pieces)
            self.mend("inner-quote", path)
            pieces.append(self.text[self.at - 1])
        self.cut.append(path)
        return "".join(pieces)

    def may_end(self, inside: str) -> bool:
        """Could a string end here, just before `at`?"""
        if inside == "key":
            return _ENDS_KEY.match(self.text, self.at) is not None
        if inside == "[":
            return (_ENDS_ITEM.match(self.text, self.at) or _NEXT_ITEM.match(self.text, self.at)) is not None
        return (_ENDS_VALUE.match(self.text, self.at) or _NEXT_KEY.match(self.text, self.at)) is not None

    def escape(self, path: str) -> str:
        found = _ESCAPE.match(self.text, self.at)
        if found is None:
            self.at += 1
            return "\\"
        self.at = found.end()
        if found[1] is not None:
            return self.code_unit(int(found[1], 16))
        if found[2] not in _SIMPLE:
            self.mend("escape", path)
        return _SIMPLE.get(found[2], found[0])

    def code_unit(self, unit: int) -> str:
        """A character given by its code; two surrogates in a row are one."""
        if 0xD800 <= unit < 0xDC00:
            low = _ESCAPE.match(self.text, self.at)
            if low and low[1] and 0xDC00 <= int(low[1], 16) < 0xE000:
                self.at = low.end()
                return chr(0x10000 + ((unit - 0xD800) << 10) + int(low[1], 16) - 0xDC00)
        return chr(unit)

    def tripled(self, quotes: str, path: str) -> str:
        self.mend("quotes", path)
        start = self.at + 3
        end = self.text.find(quotes, start)
        if end < 0:
            self.cut.append(path)
            end = len(self.text)
        self.at = min(end + 3, len(self.text))
        return self.text[start:end]

    # ---- words without quotes ------------------------------------------------------------------------------------

    def bare(self, path: str, inside: str) -> Any:
        """A number or a word; other text up to what ends a value here is taken as a string."""
        plain = _PLAIN_WORD[inside].match(self.text, self.at)
        if plain is not None:
            self.at = plain.end()
            return self.word(plain[0], path)
        start = self.at
        while (end := _STOPS.search(self.text, self.at)) is not None:
            self.at = end.start()
            goes_on = _COMMA_IN_VALUE if end[0] == "," else _NEW_LINE if end[0] == "\n" else None
            if inside == "{" and goes_on is not None and self.at > start and goes_on.match(self.text, self.at):
                self.at += 1
                continue
            break
        if end is None:
            self.at = len(self.text)
        word = _COMMENT.sub("", self.text[start : self.at]).strip()
        if end is None and word.lower() not in _WORDS:
            self.cut.append(path)
        return self.word(word, path)

    def word(self, word: str, path: str) -> Any:
        if len(word) <= _MAX_DIGITS and _NUMBER.fullmatch(word):
            return json.loads(word)
        if word in ("true", "false", "null"):
            return _WORDS[word]
        self.mend("word" if word.lower() in _WORDS else "unquoted", path)
        return _WORDS.get(word.lower(), word) if word else None
