"""Lessons: lines of advice that a proposer wrote, and the notes that unions of them make.

Promise: a note is one line of plain text under a length limit, filed under a member of the field's closed set; a line
that names no member is dropped. The same lessons give the same notes. May import: sigc.ir, sigc.passes.base."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sigc.ir.program import Note
from sigc.ir.types import Field, Types, closed_set
from sigc.passes.classes import members_of

LONGEST = 300
"""Characters of one note."""
MOST_LINES = 8
"""Whole lines of one member in a union that keeps lines as they are."""
LISTED_WORDS = 3
"""A line is a list when none of its parts between commas has more words than this."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One line about one member, learnt from one batch."""

    member: str
    text: str


def read_lines(lines: Iterable[str], field: Field, types: Types) -> list[Lesson]:
    """The lines that speak of one member each: `answer: …`, with or without a bullet or quotes around the answer."""
    members = sorted(members_of(field.type, types) or (), key=len, reverse=True)
    found: list[Lesson] = []
    for line in lines:
        text = re.sub(r"^[\s>*#\-•]+", "", one_line(line))
        for member in members:
            match = re.match(rf"[\"'`*]*{re.escape(member)}[\"'`*]*\s*:\s*(\S.*)$", text, re.IGNORECASE)
            if match:
                found.append(Lesson(member, match.group(1)[:LONGEST]))
                break
    return found


def one_line(text: str) -> str:
    """The text with every run of white space and control characters as one space: it cannot make structure of lines."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def notes_of(lessons: Sequence[Lesson], field: Field, types: Types, width: int) -> tuple[Note, ...]:
    """One note per member: the `width` phrases that most of its lessons name, the earlier first among equals; lines
    that are no lists follow whole, up to MOST_LINES of them."""
    notes: list[Note] = []
    for member, texts in _by_member(lessons, field, types):
        lists = [text for text in texts if _is_list(text)]
        counts = Counter(phrase for text in lists for phrase in dict.fromkeys(_phrases(text)))
        best = sorted(counts, key=lambda phrase: -counts[phrase])[:width]
        if best:
            notes.append(_note(field, types, member, ", ".join(best)))
        whole = [text for text in dict.fromkeys(texts) if not _is_list(text)]
        notes.extend(_note(field, types, member, text) for text in whole[:MOST_LINES])
    return tuple(notes)


def lines_of(lessons: Sequence[Lesson], field: Field, types: Types) -> tuple[Note, ...]:
    """The lessons as they are, without repetitions, at most MOST_LINES a member."""
    notes: list[Note] = []
    for member, texts in _by_member(lessons, field, types):
        notes.extend(_note(field, types, member, text) for text in list(dict.fromkeys(texts))[:MOST_LINES])
    return tuple(notes)


def _by_member(lessons: Sequence[Lesson], field: Field, types: Types) -> Iterable[tuple[str, list[str]]]:
    """Members in declared order with their texts in the order learnt."""
    for member in members_of(field.type, types) or ():
        texts = [lesson.text for lesson in lessons if lesson.member == member]
        if texts:
            yield member, texts


def _note(field: Field, types: Types, member: str, text: str) -> Note:
    """Filed under the member where prompts list members, else as a line of the field that starts with the answer."""
    if _names_members(field, types):
        return Note(field.name, text, member)
    return Note(field.name, f"{member}: {text}")


def _names_members(field: Field, types: Types) -> bool:
    kind = field.type
    while hasattr(kind, "item"):
        kind = kind.item
    return closed_set(kind, types) is not None


def _is_list(text: str) -> bool:
    return all(len(phrase.split()) <= LISTED_WORDS for phrase in _phrases(text))


def _phrases(text: str) -> list[str]:
    return [phrase for part in text.rstrip(".").split(",") if (phrase := part.strip())]
