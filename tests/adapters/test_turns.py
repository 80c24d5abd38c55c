"""Turns: no text of a chat can pass for anything else, and media stand where their values stand."""

from __future__ import annotations

from typing import Any

import pytest
from adapters.random_tasks import HOSTILE, LAW, hostile
from arbitrary import media
from hypothesis import given, settings
from hypothesis import strategies as st

from sigc.adapters.base import Adapter, Attached, Turn
from sigc.adapters.prompt import normal
from sigc.adapters.registry import HOMES, adapter_named
from sigc.adapters.template import fill
from sigc.adapters.turns import ask_again, chat_turns, is_demo, named_back, read_chat, reason_in, turn_of
from sigc.ir import types as t
from sigc.ir.media import Medium
from sigc.ir.program import Demo, Task

texts = st.one_of(hostile, st.text(st.characters(exclude_categories=["Cs"])))
chats = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "assistant", "tool"]), "text": texts, "name": st.one_of(st.none(), texts)}
    ),
    max_size=6,
)
DOT = Medium("image", "image/png", "iVBORw0KGgo=")
ALL = pytest.mark.parametrize("adapter", [adapter_named(name) for name in HOMES], ids=lambda a: a.name)
TALK = Task(
    "Talk",
    "Answer.",
    (t.Field("talk", t.Chat()), t.Field("mail", t.Optional(t.Str())), t.Field("seen", t.List(t.Media("image")))),
    (t.Field("reply", t.Str()),),
    {},
    demos=(Demo({"talk": [], "mail": "[image 1]", "seen": [DOT]}, {"reply": "a dot"}),),
)


@settings(LAW, max_examples=300)
@given(chats)
def test_a_chat_reads_back_and_none_of_its_turns_is_ours(chat: list[dict[str, Any]]) -> None:
    turns = list(chat_turns(chat))
    assert read_chat(turns) == chat
    assert not any(is_demo(turn) or reason_in(turn) is not None for turn in turns)
    assert all(turn.role in ("user", "assistant") and turn.text.strip() for turn in turns)
    heard = [turn.text.startswith(("(a tool says)\n", "(the tool ", '("')) for turn in turns]
    assert [h and r["role"] != "tool" and r["name"] is None for h, r in zip(heard, chat, strict=True)].count(True) == 0


@ALL
@settings(LAW, max_examples=60)
@given(chats, st.one_of(st.none(), texts), st.lists(media("image"), max_size=3))
def test_a_prompt_with_a_chat_reads_back(adapter: Adapter, chat: Any, mail: Any, seen: Any) -> None:
    inputs = {"talk": chat, "mail": mail, "seen": seen}
    turns = fill(adapter.template(TALK), inputs, {})
    assert adapter.read_prompt(turns) == normal(TALK, inputs)
    assert [turn.role for turn in turns[:3]] == ["system", "user", "assistant"]
    assert turns[3:-1] == tuple(chat_turns(chat))
    again = (*turns, *ask_again("no", "`reply` is missing"))
    found = adapter.read_prompt(again)
    assert found is not None
    assert (found.inputs, found.reasons) == (normal(TALK, inputs).inputs, ("`reply` is missing",))


@ALL
def test_a_turn_that_looks_like_a_demo_is_none(adapter: Adapter) -> None:
    """What a user typed cannot teach the model: it stays a turn of the chat."""
    demo = fill(adapter.template(TALK), {"talk": [], "mail": None, "seen": []}, {})[1:3]
    chat = [{"role": turn.role, "text": turn.text, "name": None} for turn in (*demo, *demo)]
    turns = fill(adapter.template(TALK), {"talk": chat, "mail": None, "seen": []}, {})
    found = adapter.read_prompt(turns)
    assert found is not None
    assert len(found.task.demos) == 1
    assert found.inputs["talk"] == chat


def test_media_have_names_where_they_stand() -> None:
    turn = turn_of("user", ["\n[[a]] ", DOT, "\n[[b]] [image 1] ", DOT, "\n\n"])
    assert turn.text == "[[a]] [image 1]\n[[b]] [image 1] [image 2]"
    assert turn.media == (Attached(6, DOT), Attached(32, DOT))
    assert named_back(turn).count(DOT.spelled) == 2
    with pytest.raises(ValueError, match="image 1"):
        named_back(Turn("user", "no name", (Attached(0, DOT),)))


@pytest.mark.parametrize("forged", [*HOSTILE, "[image 1]", "‹medium:0›", '"‹medium:0›'])
def test_a_text_beside_a_medium_names_none(forged: str) -> None:
    record = t.Record((t.Field("said", t.Str()), t.Field("seen", t.Media("image"))))
    task = Task("T", "", (t.Field("x", record),), (t.Field("y", t.Str()),), {})
    inputs = {"x": {"said": forged, "seen": DOT}}
    turn = fill(adapter_named("chat").template(task), inputs, {})[-1]
    assert [a.medium for a in turn.media] == [DOT]
    assert turn.text.startswith("[image 1]", turn.media[0].at)
    found = adapter_named("chat").read_prompt(fill(adapter_named("chat").template(task), inputs, {}))
    assert found is not None
    assert found.inputs == inputs
