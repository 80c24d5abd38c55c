"""Types in words: how they look, and that they read back."""

from __future__ import annotations

from typing import Any

import arbitrary
import pytest
from adapters.random_tasks import LAW
from hypothesis import given
from hypothesis import strategies as st

from sigc.adapters.notation import Inlined, NotAPhrase, phrase, read_phrase
from sigc.adapters.prompt import names_in
from sigc.ir import types as t

PHRASES: list[tuple[t.Type, str]] = [
    (t.Str(), "text"),
    (t.Str(max=280), "text (up to 280 characters)"),
    (t.Str(min=3), "text (at least 3 characters)"),
    (t.Str(3, 20, "[A-Z]+"), "text (3 to 20 characters, matching /[A-Z]+/)"),
    (t.Str(8, 8), "text (exactly 8 characters)"),
    (t.Str(pattern="a/b"), 'text (matching "a/b")'),
    (t.Int(1, 5), "integer (1 to 5)"),
    (t.Int(lo=-3), "integer (at least -3)"),
    (t.Float(0.0, 1.0), "number (0 to 1)"),
    (t.Float(hi=0.5), "number (up to 0.5)"),
    (t.Bool(), "true or false"),
    (t.Date(), "date (YYYY-MM-DD)"),
    (t.DateTime(), "date and time (ISO 8601)"),
    (t.Json(), "any JSON"),
    (t.Lit(True), "exactly true"),
    (t.Union((t.Lit("a"), t.Lit("b"))), '"a" or "b"'),
    (t.Union((t.Lit(1), t.Lit(2))), "1 or 2"),
    (t.Optional(t.Union((t.Str(), t.Int()))), "text or integer or null"),
    (t.List(t.Str(max=9), 1, 3), "list of text (up to 9 characters) (1 to 3 items)"),
    (t.List(t.Optional(t.Int())), "list of (integer or null)"),
    (t.List(t.List(t.Bool(), 2, 2)), "list of (list of true or false (exactly 2 items))"),
    (t.Map(t.List(t.Ref("Doc"))), "map of text to (list of Doc)"),
    (t.Union((t.Ref("Search"), t.Ref("text"))), "Search or `text`"),
]


@pytest.mark.parametrize(("type_", "words"), PHRASES, ids=[words for _, words in PHRASES])
def test_a_phrase(type_: t.Type, words: str) -> None:
    assert phrase(type_) == words
    assert read_phrase(words + " — and more") == (type_, " — and more", None)


@pytest.mark.parametrize(
    ("type_", "inlined", "words"),
    [
        (t.Ref("Team"), Inlined("Team", "enum", shown=False), "one of these"),
        (t.Optional(t.Ref("Dept")), Inlined("Dept", "enum"), "one of these Dept or null"),
        (t.List(t.Ref("Dept"), max=2), Inlined("Dept", "enum"), "list of these Dept (up to 2 items)"),
        (t.List(t.Ref("Team"), max=2), Inlined("Team", "enum", shown=False), "list of these (up to 2 items)"),
        (t.Ref("Team"), Inlined("Team", "record", shown=False), "object"),
        (t.List(t.Ref("Person")), Inlined("Person", "record"), "list of Person object"),
    ],
)
def test_a_phrase_with_what_stands_under_it(type_: t.Type, inlined: Inlined, words: str) -> None:
    assert phrase(type_, inlined) == words
    assert read_phrase(words, "Team") == (type_, "", inlined)


@LAW
@given(st.data())
def test_every_phrase_reads_back(data: Any) -> None:
    table = data.draw(arbitrary.tables())
    type_ = data.draw(arbitrary.types(table).filter(_has_phrase))
    rest = data.draw(st.sampled_from(["", " — x", ", as JSON", ", as JSON — 1 to 5"]))
    assert read_phrase(phrase(type_) + rest) == (type_, rest, None)


def _has_phrase(type_: t.Type) -> bool:
    """No structural record, no null twice."""
    match type_:
        case t.Record():
            return False
        case t.Optional():
            return not isinstance(type_.item, t.Optional | t.Nothing) and _has_phrase(type_.item)
        case t.List():
            return _has_phrase(type_.item)
        case t.Map():
            return _has_phrase(type_.value)
        case t.Union():
            return all(map(_has_phrase, type_.options))
        case _:
            return True


def test_names_are_found_wherever_they_are() -> None:
    inner = t.Record((t.Field("a", t.Ref("A")),))
    type_ = t.Map(t.Optional(t.Union((t.Ref("B"), t.List(t.Ref("B")), inner))))
    assert list(names_in(type_)) == ["B", "B", "A"]


@pytest.mark.parametrize("text", ["", "—", "list of", "list of (text", "text (matching /a", '"', "or text"])
def test_other_text_is_no_phrase(text: str) -> None:
    with pytest.raises(NotAPhrase):
        read_phrase(text)
