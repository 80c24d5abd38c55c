"""What a prompt says of each possible answer: descriptions, learnt notes, and lines of the instruction.

Promise: reads text only by form ("L: words", "If the text mentions X and Y, answer L."), never by topic.
May import: sigc.ir, sigc.offline."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from sigc.offline.classes import Class
from sigc.offline.solve import Place
from sigc.offline.words import label_words, words

_RULE = re.compile(r"\bif\b(?P<when>.{1,300}?),\s*(?:then\s+)?(?P<then>[^,\n]{1,120}?)\.?\s*$", re.IGNORECASE)
_MENTIONS = re.compile(
    r"\b(?:mentions?|contains?|says?|includes?|has the words?|talks about|is about)\b(?P<what>.+)", re.I
)
_JOINED = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*\+\s*", re.IGNORECASE)
_LINE = re.compile(
    r"^\s*(?:[-*•>#+]+\s+|\d+[.)]\s+)*(?P<label>[^:=\n]{1,120}?)\s*(?::|=>|->|→|=|\s[–—-]\s)\s*(?P<text>\S.*)$"
)
_QUOTES = "\"'`*“”‘’[]() "
_CUE = re.compile(r"(?<![\w.])(-?\d+)\s*(?:=|:|means|is)\s*([^,;.\n]+)")


def classes_of(labels: Sequence[str], place: Place, described: Mapping[str, str]) -> list[Class]:
    """One class per label with all that the prompt says of it."""
    lines = {label: [] for label in labels}  # type: dict[str, list[str]]
    rules = {label: [] for label in labels}  # type: dict[str, list[tuple[str, ...]]]
    names = {_plain(name): label for label in labels for name in (f"{place.name} {label}", label)}
    for note in place.notes:
        if note.member is not None and note.member in lines:
            lines[note.member].append(note.text)
        else:
            _read(note.text.splitlines(), names, lines, rules)
    for text in (place.description, *place.said):
        _read(text.splitlines(), names, lines, rules)
    return [Class(label, described.get(label, ""), tuple(lines[label]), tuple(rules[label])) for label in labels]


def cues(description: str) -> dict[str, str]:
    """Values explained in a description.

    >>> cues("5 = cannot work, 1 = can wait")
    {'5': 'cannot work', '1': 'can wait'}"""
    return {number: text.strip() for number, text in _CUE.findall(description)}


def listed(texts: Iterable[str]) -> list[str]:
    """Answers that a text names: after "one of:", or as the labels of lines "L: words", where at least two are."""
    for text in texts:
        found = re.search(r"\b(?:one|any|some) of\b[^:\n]{0,40}:\s*([^\n]+)", text, re.IGNORECASE)
        if found:
            options = [o.strip(_QUOTES + ".") for o in re.split(r"[;|,]|\bor\b", found[1])]
            options = [o for o in options if o]
            if len(options) > 1:
                return list(dict.fromkeys(options))
    heads = [
        head
        for text in texts
        for line in text.splitlines()
        if (match := _LINE.match(line)) and re.fullmatch(r"[\w-]+", head := match["label"].strip(_QUOTES))
    ]
    return list(dict.fromkeys(heads)) if len(set(heads)) > 1 else []


def _plain(label: str) -> str:
    return label.strip(_QUOTES).casefold()


def _read(
    text: Iterable[str],
    names: Mapping[str, str],
    lines: dict[str, list[str]],
    rules: dict[str, list[tuple[str, ...]]],
) -> None:
    """Sort the lines that speak of one label under it."""
    for line in text:
        rule = read_rule(line)
        if rule is not None:
            label = _answer_in(rule[1], names)
            if label is not None:
                rules[label].append(rule[0])
            continue
        match = _LINE.match(line)
        label = names.get(_plain(match["label"])) if match else None
        if match and label is not None:
            lines[label].append(match["text"])


def read_rule(line: str) -> tuple[tuple[str, ...], str] | None:
    """The words that a rule asks for and the rest of what it says.

    >>> read_rule("If the text mentions refund and card, answer billing.")
    (('refund', 'card'), 'answer billing')"""
    match = _RULE.search(line)
    said = _MENTIONS.search(match["when"]) if match else None
    if match is None or said is None:
        return None
    parts = tuple(part.strip(_QUOTES) for part in _JOINED.split(said["what"].strip()))
    return tuple(part for part in parts if words(part)), match["then"]


def _answer_in(text: str, names: Mapping[str, str]) -> str | None:
    """The one label that a conclusion names: its last word or words first, else a label that it holds."""
    plain = _plain(text)
    for name, label in sorted(names.items(), key=lambda item: -len(item[0])):
        if plain == name or plain.endswith((" " + name, '"' + name, "`" + name, "'" + name)):
            return label
    there = [label for label in names.values() if _holds(words(text), label_words(label))]
    return there[0] if len(there) == 1 else None


def _holds(text: Sequence[str], part: Sequence[str]) -> bool:
    size = len(part)
    return size > 0 and any(list(text[i : i + size]) == list(part) for i in range(len(text) - size + 1))
