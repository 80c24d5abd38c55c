"""Types in words that a language model reads, and back: `integer (1 to 5)`, `list of text (1 to 3 items)`.

Promise: `read_phrase(phrase(t))` gives `t` back for every type without structural records, and says where the phrase
ended, so that a description may follow it. One line. May import: sigc.ir."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sigc.ir import types as t
from sigc.ir.spell import spell_number

_PLAIN: dict[type[Any], str] = {
    t.Bool: "true or false",
    t.Date: "date (YYYY-MM-DD)",
    t.DateTime: "date and time (ISO 8601)",
    t.Json: "any JSON",
    t.Chat: "chat turns",
    t.Nothing: "null",
}
_MEDIA: tuple[t.Media, ...] = (t.Media("image"), t.Media("audio"), t.Media("video"), t.Media("pdf"))
_RESERVED = frozenset({m.kind for m in _MEDIA}) | {
    "text", "integer", "number", "list", "map", "null", "exactly", "true", "false", "date", "any", "chat", "object",
    "one", "these", "or", "and", "of", "to",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inlined:
    """The one type whose members or fields stand right under the phrase instead of in a block of their own.
    `shown`: its name is part of the phrase; it is left out where the field's own name says it."""

    name: str
    kind: Literal["enum", "record"]
    shown: bool = True


def phrase(type_: t.Type, inlined: Inlined | None = None) -> str:
    """The type in words.

    >>> phrase(t.Optional(t.Int(1, 5)))
    'integer (1 to 5) or null'
    >>> phrase(t.List(t.Ref("Topic"), max=3), Inlined("Topic", "enum", shown=False))
    'list of these (up to 3 items)'"""
    match type_:
        case t.Optional():
            return f"{phrase(type_.item, inlined)} or null"
        case t.Union():
            return " or ".join(phrase(o, inlined) for o in type_.options)
        case t.Str():
            pattern = None if type_.pattern is None else f"matching {_show_pattern(type_.pattern)}"
            return "text" + _brackets(_span(type_.min, type_.max, " characters"), pattern)
        case t.Int() | t.Float():
            return ("integer" if isinstance(type_, t.Int) else "number") + _brackets(_span(type_.lo, type_.hi))
        case t.List():
            item = _tight(type_.item, inlined).removeprefix("one of ")
            return f"list of {item}" + _brackets(_span(type_.min, type_.max, " items"))
        case t.Map():
            return f"map of text to {_tight(type_.value, inlined)}"
        case t.Lit():
            return ("exactly " if isinstance(type_.value, bool) else "") + json.dumps(type_.value, ensure_ascii=False)
        case t.Ref():
            return _show_ref(type_.name, inlined)
        case t.Media():
            return type_.kind
        case t.Record():
            raise ValueError("a structural record has no phrase: name it first (adapters.prompt does)")
        case _:
            return _PLAIN[type(type_)]


def show_name(name: str) -> str:
    """A type's name as a phrase holds it: bare, or in backticks when it could be taken for something else."""
    return name if _NAME.fullmatch(name) and name not in _RESERVED else f"`{name.replace('`', '``')}`"


def _show_ref(name: str, inlined: Inlined | None) -> str:
    if inlined is None or inlined.name != name:
        return show_name(name)
    if inlined.kind == "enum":
        return f"one of these {show_name(name)}" if inlined.shown else "one of these"
    return f"{show_name(name)} object" if inlined.shown else "object"


def _tight(type_: t.Type, inlined: Inlined | None) -> str:
    """A type where another word follows or precedes it: in brackets unless it is one word."""
    text = phrase(type_, inlined)
    return f"({text})" if isinstance(type_, t.Optional | t.Union | t.List | t.Map | t.Lit | t.Nothing) else text


def _span(lo: float | None, hi: float | None, unit: str = "") -> str | None:
    if lo is None and hi is None:
        return None
    if lo is None or hi is None:
        return (f"up to {spell_number(hi)}" if hi is not None else f"at least {spell_number(lo or 0)}") + unit
    return (f"exactly {spell_number(lo)}" if lo == hi else f"{spell_number(lo)} to {spell_number(hi)}") + unit


def _brackets(*rules: str | None) -> str:
    said = [rule for rule in rules if rule is not None]
    return f" ({', '.join(said)})" if said else ""


def _show_pattern(pattern: str) -> str:
    """`/re/` where nothing in it could end it early, else a JSON string."""
    simple = pattern and "/" not in pattern and not pattern.endswith("\\") and pattern.isprintable()
    return f"/{pattern}/" if simple else json.dumps(pattern)


# ---- and back ---------------------------------------------------------------------------------------------------

_NUMBER = r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?"
_NAME = re.compile(r"[^\W\d]\w*(?:\.\w+)*")
_ANY_NAME = re.compile(rf"`((?:[^`\n]|``)*)`|({_NAME.pattern})")
_SPAN = re.compile(rf"up to ({_NUMBER})|at least ({_NUMBER})|exactly ({_NUMBER})|({_NUMBER}) to ({_NUMBER})")
_RANGE = re.compile(rf" \((?:{_SPAN.pattern})\)")
_ITEMS = re.compile(rf" \((?:{_SPAN.pattern}) items\)")
_CHARACTERS = re.compile(rf" \((?:{_SPAN.pattern}) characters(?=[,)])")
_NULL = re.compile(r"null(?!\w)")
_INTEGER = re.compile(r"-?\d+")


class NotAPhrase(ValueError):
    """Text that is no type in words."""


def read_phrase(text: str, here: str = "") -> tuple[t.Type, str, Inlined | None]:
    """The type at the start of `text`, the text after it, and the type that stands under it, if the phrase has one;
    `here` is that type's name where the phrase does not show it. Raises NotAPhrase."""
    reader = _Reader(text, here)
    found = reader.alternatives()
    return found, text[reader.at :], reader.inlined


class _Reader:
    def __init__(self, text: str, here: str) -> None:
        self.text, self.here, self.at = text, here, 0
        self.inlined: Inlined | None = None

    def take(self, word: str) -> bool:
        if not self.text.startswith(word, self.at):
            return False
        self.at += len(word)
        return True

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def alternatives(self) -> t.Type:
        """`A or B or null`."""
        options, optional = [self.one()], False
        while self.take(" or "):
            if self.match(_NULL):
                optional = True
                break
            options.append(self.one())
        found = options[0] if len(options) == 1 else t.Union(tuple(options))
        return t.Optional(found) if optional else found

    def one(self) -> t.Type:
        for kind, word in _PLAIN.items():
            if self.take(word) if word != "null" else self.match(_NULL):
                return kind()  # type: ignore[no-any-return]
        if self.take("exactly "):
            return t.Lit(self.take("true") or not self.take("false"))
        if self.take("list of "):
            return self.a_list()
        if self.take("map of text to "):
            return t.Map(self.tight())
        if self.text.startswith('"', self.at):
            return t.Lit(self.string())
        number = self.match(_INTEGER)
        return t.Lit(int(number[0])) if number else self.a_word()

    def a_word(self) -> t.Type:
        """A base type, a medium, a name, or what stands under the phrase."""
        if self.take("one of these"):
            return self.under("enum")
        found = self.match(_ANY_NAME)
        if not found:
            raise NotAPhrase(self.text)
        if found[2] == "text":
            return self.a_text()
        if found[2] in ("integer", "number"):
            return self.a_number(found[2])
        if found[2] == "object":
            self.inlined = Inlined(self.here, "record", shown=False)
            return t.Ref(self.here)
        medium = next((m for m in _MEDIA if m.kind == found[2]), None)
        name = _name(found)
        if medium is None and found[2] in _RESERVED:
            raise NotAPhrase(self.text)
        if medium is None and self.take(" object"):
            self.inlined = Inlined(name, "record")
        return medium or t.Ref(name)

    def under(self, kind: Literal["enum"]) -> t.Type:
        """After `one of these`: the enum's name follows, unless it is left out or something else follows."""
        mark = self.at
        named = self.match(_ANY_NAME) if self.take(" ") else None
        if named is None or named[2] in _RESERVED:
            self.at, self.inlined = mark, Inlined(self.here, kind, shown=False)
            return t.Ref(self.here)
        self.inlined = Inlined(_name(named), kind)
        return t.Ref(self.inlined.name)

    def a_text(self) -> t.Type:
        span = self.match(_CHARACTERS)
        lo, hi = _ends(span, int)
        if not self.take(", matching " if span else " (matching "):
            if span and not self.take(")"):
                raise NotAPhrase(self.text)
            return t.Str(lo, hi)
        pattern = self.pattern()
        if not self.take(")"):
            raise NotAPhrase(self.text)
        return t.Str(lo, hi, pattern)

    def pattern(self) -> str:
        if not self.take("/"):
            return self.string()
        end = self.text.find("/", self.at)
        if end < 0:
            raise NotAPhrase(self.text)
        start, self.at = self.at, end + 1
        return self.text[start:end]

    def a_number(self, word: str) -> t.Type:
        span = self.match(_RANGE)
        return t.Int(*_ends(span, int)) if word == "integer" else t.Float(*_ends(span, float))

    def a_list(self) -> t.Type:
        item = self.under("enum") if self.take("these") else self.tight()
        return t.List(item, *_ends(self.match(_ITEMS), int))

    def tight(self) -> t.Type:
        if not self.take("("):
            return self.one()
        found = self.alternatives()
        if not self.take(")"):
            raise NotAPhrase(self.text)
        return found

    def string(self) -> str:
        try:
            found, self.at = json.JSONDecoder().raw_decode(self.text, self.at)
        except ValueError:
            raise NotAPhrase(self.text) from None
        if not isinstance(found, str):
            raise NotAPhrase(self.text)
        return found


def _ends(span: re.Match[str] | None, kind: Callable[[str], Any]) -> tuple[Any, Any]:
    if span is None:
        return None, None
    hi, lo, both, a, b = span.groups()
    ends = (lo or both or a, hi or both or b)
    return tuple(None if end is None else kind(end) for end in ends)  # type: ignore[return-value]


def read_name(text: str) -> tuple[str, str] | None:
    """A shown name at the start of a text, and the rest."""
    found = _ANY_NAME.match(text)
    if found is None:
        return None
    return _name(found), text[found.end() :]


def _name(found: re.Match[str]) -> str:
    """The name of a match of `_ANY_NAME`."""
    bare: str = found[2]
    return bare if found[1] is None else found[1].replace("``", "`")
