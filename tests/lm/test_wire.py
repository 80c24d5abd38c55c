"""Wire formats, a folder of tests/lm/wire for each case: what a request becomes, what answers and streams are read as.

Through a real server, so that addresses, headers and the reading of streams are part of it. A case has `request.json`
(a model's id, its settings, a request), `sent.json` (what the server must get), `answer.json` and perhaps `stream.txt`
(what it answers), `reply.json` (what is read, the same from both)."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from asking import ask
from hypothesis import given
from hypothesis import strategies as st
from loopback import Answer, Loopback
from support import needs, same_text

from sigc.lm.base import Media, Message, Reply, Request, ToolCall, ToolSpec
from sigc.lm.capabilities import can_of
from sigc.lm.direct import Direct
from sigc.lm.wire import WIRES, wire_named
from sigc.lm.wire.base import How
from sigc.lm.wire.events import Events

HERE = Path(__file__).parent / "wire"
CASES = sorted(path.parent for path in HERE.rglob("request.json"))
KEY = "sk-verysecret1234567890"
STREAMED = {"Content-Type": "text/event-stream; charset=utf-8"}


def load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def as_text(data: Any) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def read_request(fields: dict[str, Any], model: str, watch: Any = None) -> Request:
    fields = dict(fields)
    messages = tuple(
        Message(
            m["role"],
            m["content"],
            tuple(Media(**media) for media in m.get("media", ())),
            tuple(ToolCall(**call) for call in m.get("calls", ())),
            m.get("answers", ""),
            tuple(m.get("opaque", ())),
        )
        for m in fields.pop("messages")
    )
    tools = tuple(ToolSpec(**tool) for tool in fields.pop("tools", ()))
    stop = tuple(fields.pop("stop", ()))
    return Request(model, messages, stop=stop, tools=tools, watch=watch, **fields)


def client(case: Path, url: str) -> Direct:
    said = load(case / "request.json")
    model, settings = said["model"], said["settings"]
    can = can_of(model, settings)
    how = How(model.partition("/")[2], can, settings.get("effort"), settings.get("thinking"))
    return Direct(wire_named(can.api), how, base_url=url, key=KEY, label=model, timeout=5.0)


class Watching:
    """Keeps what it is shown."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.restarts: list[str] = []

    def text(self, piece: str) -> None:
        self.pieces.append(piece)

    def restart(self, reason: str) -> None:
        self.restarts.append(reason)


def shown(reply: Reply) -> str:
    data = {k: v for k, v in asdict(reply).items() if v not in ("", (), [], None, False)}
    data["usage"] = {k: v for k, v in data["usage"].items() if v}
    return as_text(data)


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_request_and_its_answer(case: Path) -> None:
    said = load(case / "request.json")
    asked = read_request(said["request"], said["model"])
    with Loopback(Answer(body=(case / "answer.json").read_bytes())) as server:
        (reply,) = ask(client(case, server.url), asked)
    same_text(case / "sent.json", as_text({"path": server.seen[0].path, **server.seen[0].json}))
    same_text(case / "reply.json", shown(reply))


@pytest.mark.parametrize(
    "case", [c for c in CASES if (c / "stream.txt").exists()], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_a_stream_is_read_as_the_same_reply(case: Path) -> None:
    said, watch = load(case / "request.json"), Watching()
    with Loopback(Answer(body=(case / "stream.txt").read_bytes(), headers=STREAMED)) as server:
        (reply,) = ask(client(case, server.url), read_request(said["request"], said["model"], watch))
    assert shown(reply) == (case / "reply.json").read_text(encoding="utf-8")
    text = reply.text if reply.finish != "refusal" or case.parent.name == "anthropic" else ""
    assert "".join(watch.pieces) == text
    assert watch.restarts == []
    body = server.seen[0].json
    assert body.get("stream") is True or server.seen[0].path.endswith(":streamGenerateContent?alt=sse")


@pytest.mark.parametrize("wire", WIRES)
def test_the_key_goes_into_one_header(wire: str) -> None:
    case = HERE / wire / "plain"
    said = load(case / "request.json")
    with Loopback(Answer(body=(case / "answer.json").read_bytes())) as server:
        ask(client(case, server.url), read_request(said["request"], said["model"]))
    holding = [name for name, value in server.seen[0].headers.items() if KEY in value]
    assert holding == [{"anthropic": "x-api-key", "gemini": "x-goog-api-key"}.get(wire, "authorization")]
    assert KEY.encode() not in server.seen[0].raw
    assert KEY not in server.seen[0].path


EVENTS = (HERE / "anthropic" / "calls" / "stream.txt").read_bytes()


@given(st.lists(st.integers(0, len(EVENTS)), max_size=12), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_events_are_the_same_wherever_they_are_cut(cuts: list[int], end: bytes) -> None:
    data = EVENTS.replace(b"\n", end)
    whole = list(Events().feed(EVENTS))
    places = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    events = Events()
    found = [e for a, b in pairwise(places) for e in events.feed(data[a:b])]
    assert [*found, *events.rest()] == whole


def test_a_comment_and_a_field_without_a_colon_are_no_events() -> None:
    events = Events()
    assert list(events.feed(b": ping\n\nretry\n\ndata: a\ndata:b\n\n")) == [("", "a\nb")]
    assert list(events.feed(b"event: x\ndata: last")) == []
    assert list(events.rest()) == [("x", "last")]


def by_bytes(asked: Request) -> Request:
    """The request with all media as bytes: litellm fetches addresses itself."""
    messages = [
        replace(m, media=tuple(replace(x, url="", data=x.data or "cGRm") for x in m.media)) for m in asked.messages
    ]
    return replace(asked, messages=tuple(messages))


THROUGH_LITELLM = [
    HERE / wire / name for wire in ("anthropic", "gemini") for name in ("plain", "calls", "answers", "media", "cut")
]


@pytest.mark.parametrize("case", THROUGH_LITELLM, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_litellm_makes_of_it(case: Path) -> None:
    """The same requests and answers by way of litellm, whose providers speak these formats too: what it sends is held
    by `litellm.json`, and what is read is the same reply, but for the parts that it names in its own way."""
    needs("litellm")
    from sigc.lm.litellm import LiteLLM

    said = load(case / "request.json")
    model, settings = said["model"], said["settings"]
    how = How(model, can_of(model, settings), settings.get("effort"), settings.get("thinking"))
    with Loopback(Answer(body=(case / "answer.json").read_bytes())) as server:
        lm = LiteLLM(model, base_url=server.url, key=KEY, how=how)
        (reply,) = ask(lm, by_bytes(read_request(said["request"], model)))
    same_text(case / "litellm.json", as_text({"path": server.seen[0].path, **server.seen[0].json}))
    own = load(case / "reply.json")
    calls = [(c["id"], c["name"], json.loads(c["arguments"])) for c in own.get("calls", ())]
    assert [(c.id, c.name, json.loads(c.arguments)) for c in reply.calls] == calls
    assert (reply.text, reply.finish, reply.thinking) == (own.get("text", ""), own["finish"], own.get("thinking", ""))
    assert (reply.usage.input, reply.usage.output, reply.usage.cached) == (40, 12, own["usage"]["cached"])


def through_litellm(case: Path, url: str) -> Any:
    from sigc.lm.litellm import LiteLLM

    said = load(case / "request.json")
    how = How(said["model"], can_of(said["model"]), said["settings"].get("effort"), said["settings"].get("thinking"))
    return LiteLLM(said["model"], base_url=url, key=KEY, how=how)


@pytest.mark.parametrize(
    "case", THROUGH_LITELLM[:2] + THROUGH_LITELLM[5:7], ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_streams_through_litellm(case: Path) -> None:
    needs("litellm")
    said, watch = load(case / "request.json"), Watching()
    with Loopback(Answer(body=(case / "stream.txt").read_bytes(), headers=STREAMED)) as server:
        (reply,) = ask(through_litellm(case, server.url), read_request(said["request"], said["model"], watch))
    own = load(case / "reply.json")
    assert "".join(watch.pieces) == reply.text == own.get("text", "")
    assert [c.id for c in reply.calls] == [c["id"] for c in own.get("calls", ())]
    assert [json.loads(c.arguments) for c in reply.calls] == [json.loads(c["arguments"]) for c in own.get("calls", ())]
    assert reply.finish == own["finish"]


SIGNED = {
    "chat": '"signature": "s1"',
    "responses": '"encrypted_content": "gAAAAB"',
    "anthropic": '"signature": "EqQBCgIYAhIM"',
    "gemini": '"thoughtSignature": "CqcB"',
}


@pytest.mark.parametrize(
    ("wire", "litellm"), [*((wire, False) for wire in WIRES), ("anthropic", True), ("gemini", True)]
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_only_the_provider_understands_goes_back_as_it_came(wire: str, litellm: bool, stream: bool) -> None:
    """A turn with calls, then its answers: signatures and encrypted thoughts are in the second request."""
    if litellm:
        needs("litellm")
    case = HERE / wire / "calls"
    said = load(case / "request.json")
    answer = (
        Answer(body=(case / "stream.txt").read_bytes(), headers=STREAMED)
        if stream
        else Answer(body=(case / "answer.json").read_bytes())
    )
    with Loopback(answer) as server:
        lm = through_litellm(case, server.url) if litellm else client(case, server.url)
        first = read_request(said["request"], said["model"], Watching() if stream else None)
        (reply,) = ask(lm, first)
        turn = Message("assistant", reply.text, calls=reply.calls, opaque=reply.opaque)
        answers = [Message("tool", f"result {n}", answers=call.id) for n, call in enumerate(reply.calls)]
        ask(lm, replace(first, messages=(*first.messages, turn, *answers)))
    sent = json.dumps(server.seen[1].json)
    assert SIGNED[wire] in sent.replace('"thought_signature"', '"thoughtSignature"')
    assert sent.count("result 0") == sent.count("result 1") == 1
    assert "not carried out" not in sent
