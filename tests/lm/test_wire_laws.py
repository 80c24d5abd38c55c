"""Laws of the wire formats: whatever a server says is a reply or a failure with a name, every call is answered, our
ids and texts survive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sigc.lm.base import LMError, Message, Reply, Request, ToolCall, ToolSpec
from sigc.lm.capabilities import Can
from sigc.lm.wire import WIRES, wire_named
from sigc.lm.wire.base import How, Nonsense, Told
from sigc.lm.wire.events import Events
from sigc.lm.wire.parts import UNANSWERED

HERE = Path(__file__).parent / "wire"
ASKED = Request("m", (Message("user", "hello"),))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


def answers(wire: str, name: str) -> list[Any]:
    """The answers, or the events of the streams, of all cases of a format."""
    if name == "answer.json":
        return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((HERE / wire).rglob(name))]
    streams = [path.read_bytes() for path in sorted((HERE / wire).rglob(name))]
    found = [data for stream in streams for _, data in Events().feed(stream)]
    return [json.loads(data) for data in found if data != "[DONE]"]


def places(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield from places(value, (*at, key))


def damaged(data: Any, at: tuple[Any, ...], by: Any) -> Any:
    """The data with another value at one place."""
    if not at:
        return by
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[at[0]] = damaged(data[at[0]], at[1:], by)
    return copy


@st.composite
def damage(draw: st.DrawFn, name: str) -> tuple[str, Any]:
    """A format, and one of its own messages with something else at one place."""
    wire = draw(st.sampled_from(WIRES))
    data = draw(st.sampled_from(answers(wire, name)))
    return wire, damaged(data, draw(st.sampled_from(list(places(data)))), draw(JSON))


@settings(max_examples=300)
@given(damage("answer.json"))
def test_any_answer_is_a_reply_or_nonsense(case: tuple[str, Any]) -> None:
    wire, data = case
    try:
        reply = wire_named(wire).read(data, ASKED)
    except (Nonsense, Told):
        return
    assert isinstance(reply, Reply)
    reply.text.encode("utf-8")
    reply.thinking.encode("utf-8")
    assert [call.id for call in reply.calls] == [f"call_{n}" for n in range(1, len(reply.calls) + 1)]
    assert min(reply.usage.input, reply.usage.output, reply.usage.cached, reply.usage.reasoning) >= 0
    json.dumps(list(reply.opaque))


@settings(max_examples=300)
@given(st.lists(damage("stream.txt"), min_size=1, max_size=4))
def test_any_stream_is_a_reply_or_nonsense(cases: list[tuple[str, Any]]) -> None:
    wire = cases[0][0]
    stream = wire_named(wire).stream()
    try:
        for of, data in cases:
            if of == wire:
                assert isinstance(stream.feed("", json.dumps(data)), str)
        assert isinstance(wire_named(wire).read(stream.answer(), ASKED), Reply)
    except (Nonsense, Told):
        return


@st.composite
def conversations(draw: st.DrawFn) -> tuple[Message, ...]:
    """Turns that call tools, of which some calls are answered, in any order."""
    messages = [Message("user", draw(st.text(min_size=1, max_size=5)))]
    number = 0
    for _ in range(draw(st.integers(1, 3))):
        count = draw(st.integers(1, 3))
        wires = draw(st.sampled_from(["", "toolu_", "functions.x:"]))
        calls = tuple(
            ToolCall(
                f"call_{number + n}", "t", draw(st.sampled_from(["", "{}", '{"a": 1}', "{broken", "[1]"])),
                wires and f"{wires}{number + n}",
            )
            for n in range(1, count + 1)
        )  # fmt: skip
        number += count
        messages.append(Message("assistant", draw(st.text(max_size=3)), calls=calls))
        answered = draw(st.lists(st.sampled_from(calls), unique_by=lambda call: call.id, max_size=count))
        messages += [Message("tool", f"<{call.id}>", answers=call.id) for call in answered]
    return tuple(messages)


def asked_and_answered(wire: str, body: dict[str, Any]) -> tuple[list[str], list[str], list[str]]:
    """The ids of calls, the ids of answers, and the answers, as a format spells them."""
    match wire:
        case "chat":
            calls = [c["id"] for m in body["messages"] for c in m.get("tool_calls", ())]
            found = [(m["tool_call_id"], m["content"]) for m in body["messages"] if m["role"] == "tool"]
        case "responses":
            calls = [i["call_id"] for i in body["input"] if i.get("type") == "function_call"]
            found = [(i["call_id"], i["output"]) for i in body["input"] if i.get("type") == "function_call_output"]
        case "anthropic":
            blocks = [b for m in body["messages"] for b in m["content"]]
            calls = [b["id"] for b in blocks if b["type"] == "tool_use"]
            found = [(b["tool_use_id"], b["content"]) for b in blocks if b["type"] == "tool_result"]
        case _:
            parts = [p for c in body["contents"] for p in c["parts"]]
            calls = [p["functionCall"].get("id", "") for p in parts if "functionCall" in p]
            answers_ = [p["functionResponse"] for p in parts if "functionResponse" in p]
            found = [(a.get("id", ""), a["response"]["result"]) for a in answers_]
    return calls, [id_ for id_, _ in found], [text for _, text in found]


@pytest.mark.parametrize("wire", WIRES)
@given(messages=conversations())
def test_every_call_of_a_turn_is_answered_once(wire: str, messages: tuple[Message, ...]) -> None:
    asked = Request("m", messages, tools=(ToolSpec("t", "", {"type": "object"}),))
    how = How("m", Can(wire))
    body = wire_named(wire).body(asked, how, False)
    calls, ids, texts = asked_and_answered(wire, body)
    assert sorted(calls) == sorted(ids)
    assert len(set(calls) - {""}) == len([c for c in calls if c])
    given_ = [m.content for m in messages if m.role == "tool"]
    assert [text for text in texts if text != UNANSWERED] == given_
    assert texts.count(UNANSWERED) == len(calls) - len(given_)
    json.dumps(body)


@pytest.mark.parametrize("wire", WIRES)
def test_what_a_model_does_not_take_is_not_sent(wire: str) -> None:
    can = Can(wire, temperature="never", seed=None, stop=False)
    asked = Request("m", (Message("user", "x"),), temperature=0.7, seed=3, stop=("END",))
    body = json.dumps(wire_named(wire).body(asked, How("m", can), False))
    assert "temperature" not in body
    assert "seed" not in body
    assert "END" not in body or wire == "anthropic"


@pytest.mark.parametrize("wire", WIRES)
def test_extra_fields_go_over_the_others_and_omitted_ones_are_gone(wire: str) -> None:
    how = How("m", Can(wire), extra={"top_p": 0.5, "x": 1}, omit=frozenset({"x"}))
    body = wire_named(wire).body(ASKED, how, True)
    assert body["top_p"] == 0.5
    assert "x" not in body


@pytest.mark.parametrize("wire", WIRES)
def test_media_that_are_not_taken_are_named(wire: str) -> None:
    from sigc.lm.base import Media

    asked = Request("m", (Message("user", "see [1]", (Media("video", "video/mp4", 4, url="http://x/v.mp4"),)),))
    for can in (Can(wire, media=()), Can(wire, media_urls=False)):
        with pytest.raises(LMError, match="takes no") as caught:
            wire_named(wire).body(asked, How("m", can), False)
        assert caught.value.code == "SIG0836"
