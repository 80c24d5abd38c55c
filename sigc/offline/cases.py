"""Records of what a program did: an input's text, the answer expected, the answer given, and feedback.

Promise: told apart by what their fields are called, as a reader would; nothing else is known of them.
May import: sigc.offline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sigc.offline.words import label_words, words

EXPECTED = frozenset(words("expected want wanted correct gold target truth reference label"))
GIVEN = frozenset(words("got given generated output outputs predicted prediction actual response reply answered"))
FEEDBACK = frozenset(words("feedback comment comments critique error errors"))

_ANSWER = r"(?:[\"'`“‘](?P<quoted>[^\"'`”’\n]+)[\"'`”’]|(?P<bare>[^\s,;:.!?\"'`]+))"
_IS = r"\s*(?:\b(?:is|was|were|are|would be|should be|should have been)\b|:|=)+\s*"
_TOLD = tuple(
    re.compile(told + _ANSWER, re.IGNORECASE)
    for told in (
        r"\b(?:expected|correct|right|gold|true)(?: \w+)?" + _IS,
        r"\b(?:expected|should (?:have been|be))\s+",
        r"\bthe \w+" + _IS,
    )
)
"""How feedback names the answer, surest first."""
_RIGHT = re.compile(r"^\W*(?:correct|right|good|well done|yes|ok|perfect)\b|score of 1(?:\.0+)?\b", re.IGNORECASE)
_WRONG = re.compile(r"\b(?:in|not )correct|\bwrong|\bnot\b|score of 0", re.IGNORECASE)
_LINKS = frozenset(words("is was are were be it this that a an the not answer output label"))
LONGEST_ANSWER = 80
"""Characters of an answer that can be one of a few."""


@dataclass(frozen=True, slots=True)
class Record:
    """`expected` and `given`: answers, one per value of a list; empty when not known."""

    text: str
    expected: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    feedback: str = ""


def looks_like_records(names: Iterable[str]) -> bool:
    """Do these field names say what was expected, or give feedback, beside something else?"""
    kinds = [_kind(name) for name in names]
    return len(kinds) > 1 and ("expected" in kinds or "feedback" in kinds)


def records_in(value: Any) -> list[Record]:
    """The records of a list of objects, or of the JSON text of one; [] for anything else."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return []
    if not isinstance(value, Sequence) or not all(isinstance(item, Mapping) for item in value):
        return []
    found = [_record(item) for item in value if looks_like_records(item)]
    known = {answer for record in found for answer in (*record.expected, *record.given)}
    return [record if record.expected else _told(record, known) for record in found]


def _record(item: Mapping[str, Any]) -> Record:
    texts: list[str] = []
    expected: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    feedback = ""
    for name, value in item.items():
        kind = _kind(name)
        if kind == "expected":
            expected = (*expected, *answers(value))
        elif kind == "given":
            given = (*given, *answers(value))
        elif kind == "feedback":
            feedback = str(value or "").strip()
        else:
            texts += _texts(value)
    return Record("\n".join(texts), expected, given, feedback)


def _kind(name: str) -> str:
    found = label_words(name)
    for kind, cues in (("feedback", FEEDBACK), ("expected", EXPECTED), ("given", GIVEN)):
        if cues.intersection(found):
            return kind
    return "input"


def answers(value: Any) -> tuple[str, ...]:
    """The short answers that a value holds: of an object its values, of a list its items.

    >>> answers('{"team": "billing", "late": true}'), answers(["a", "b"]), answers("True")
    (('billing', 'late true'), ('a', 'b'), ('true',))"""
    value = _loaded(value)
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, Mapping):
        shown = {name: inner for name, inner in value.items() if name != "reasoning"}
        return tuple(
            f"{name} {answer}" if isinstance(inner, bool) and len(shown) > 1 else answer
            for name, inner in shown.items()
            for answer in answers(inner)
        )
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(a for inner in value for a in answers(inner))
    text = str(value).strip()
    return (text.lower() if text in ("True", "False") else text,) if 0 < len(text) <= LONGEST_ANSWER else ()


def _loaded(value: Any) -> Any:
    """JSON text as what it says; a bare word or number stays as it is."""
    if isinstance(value, str) and value.strip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _texts(value: Any) -> list[str]:
    value = _loaded(value)
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [text for inner in value for text in _texts(inner)]
    return [] if value is None else [str(value)]


def _told(record: Record, known: set[str]) -> Record:
    """The same record with the answer that its feedback names, or the given one where the feedback praises it."""
    expected = expected_by(record.feedback, record.given, known)
    return Record(record.text, expected, record.given, record.feedback)


def expected_by(feedback: str, given: Sequence[str], known: set[str]) -> tuple[str, ...]:
    """The answer that a feedback text asks for.

    >>> expected_by("Wrong, the correct answer is 'billing'.", ["other"], set())
    ('billing',)
    >>> expected_by("Correct.", ["other"], set())
    ('other',)"""
    told = [m["quoted"] or m["bare"] for form in _TOLD for m in form.finditer(feedback)]
    told = [answer.strip() for answer in told if answer and answer.lower() not in _LINKS]
    for answer in (*(a for a in told if a in known), *told):
        if answer.lower() not in ("correct", "right", "wrong", "incorrect"):
            return (answer,)
    if not feedback or (_RIGHT.search(feedback) and not _WRONG.search(feedback)):
        return tuple(given)
    named = [a for a in sorted(known) if a not in given and re.search(rf"\b{re.escape(a)}\b", feedback)]
    return (named[0],) if len(named) == 1 else ()
