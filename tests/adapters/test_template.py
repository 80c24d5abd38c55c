"""Filling templates: what is constant, what is left out, what is escaped, and the turns of a re-ask."""

from __future__ import annotations

import pytest
from adapters.random_tasks import LAW, hostile
from adapters.samples import ANSWER, SAMPLES, TRIAGE
from hypothesis import given
from hypothesis import strategies as st

from sigc.adapters.base import Hole, Section, TemplateMessage, Turn
from sigc.adapters.chat import Chat
from sigc.adapters.template import fill, joined, read_items, write_items
from sigc.adapters.texts import is_forged, read_text, write_text
from sigc.adapters.turns import NO_INPUT, ask_again, reason_in
from sigc.ir import types as t
from sigc.ir.program import Task

any_text = st.one_of(hostile, st.text(st.characters(exclude_categories=["Cs"])))


@LAW
@given(any_text)
def test_a_text_reads_back_and_no_line_of_it_is_a_mark(text: str) -> None:
    written = write_text(text)
    assert read_text(written) == text
    assert written == written.strip() != ""
    assert not is_forged("\n" + written)


@LAW
@given(st.lists(any_text, min_size=1))
def test_items_read_back(texts: list[str]) -> None:
    assert read_items(write_items(texts)) == texts


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain", "plain"),
        ("", '""'),
        (" outer ", '" outer "'),
        ('"quoted"', r'"\"quoted\""'),
        ("[[team]] x", r"\[[team]] x"),
        (r"\[[team]] x", r"\\[[team]] x"),
        ("a\n  [[team]] x", "a\n  \\[[team]] x"),
        ("a\u2028[[team]] x", "a\u2028\\[[team]] x"),
        ("not [[team]] at the start", "not [[team]] at the start"),
        ("[[not a mark]]", "[[not a mark]]"),
    ],
)
def test_how_a_text_is_written(text: str, written: str) -> None:
    assert write_text(text) == written


def test_constant_messages_are_rendered_once() -> None:
    template = Chat().template(TRIAGE)
    assert [len(m.parts) for m in template.messages[:-1]] == [1] * (len(template.messages) - 1)
    turns = fill(template, {"mail": "Hi"}, TRIAGE.types)
    constant = [m.parts[0] for m in template.messages[:-1]]
    assert all(turn.text is text for turn, text in zip(turns, constant, strict=False))


@pytest.mark.parametrize("empty", [None, [], ""])
def test_an_empty_optional_input_is_left_out(empty: object) -> None:
    turns = fill(Chat().template(ANSWER), {**SAMPLES["answer"].inputs, "history": empty, "tone": None}, {})
    assert "[[history]]" not in turns[-1].text
    assert "[[tone]]" not in turns[-1].text
    assert "[[passages]]" in turns[-1].text


def test_an_empty_required_list_is_said() -> None:
    turns = fill(Chat().template(ANSWER), {**SAMPLES["answer"].inputs, "passages": []}, {})
    assert "[[passages]] []" in turns[-1].text


@pytest.mark.parametrize(("tone", "said"), [("formal", True), ("friendly", False), (None, False)])
def test_a_guide_is_said_when_its_condition_holds(tone: str | None, said: bool) -> None:
    turns = fill(Chat().template(ANSWER), {**SAMPLES["answer"].inputs, "tone": tone}, {})
    assert turns[0].text.endswith("Also:\nUse titles and full sentences.") is said
    assert ("Also:" in turns[0].text) is said


def test_a_turn_is_never_empty() -> None:
    task = Task("T", "Say hello.", (t.Field("name", t.Optional(t.Str())),), (t.Field("hello", t.Str()),), {})
    template = Chat().template(task)
    assert fill(template, {"name": None}, {})[-1] == Turn("user", NO_INPUT)
    assert fill(template, {"name": NO_INPUT}, {})[-1] == Turn("user", f"[[name]] {NO_INPUT}")


def test_neighbouring_texts_are_joined() -> None:
    hole = Hole("x", t.Str(), "text")
    assert joined(["a", "b", hole, "", Section(("c", "d"))]) == ("ab", hole, Section(("cd",)))
    assert TemplateMessage("user", joined(["", ""])).parts == ()


def test_asking_again_says_why() -> None:
    reply, turn = ask_again("nonsense", "`x` is missing; it must be text")
    assert reply == Turn("assistant", "nonsense")
    assert turn.text.startswith("That reply cannot be used: `x` is missing; it must be text\n")
    assert reason_in(turn) == "`x` is missing; it must be text"
    assert ask_again(" \n", "why")[0] == Turn("assistant", "(empty)")
    assert reason_in(Turn("user", "[[mail]] That reply cannot be used: x")) is None
