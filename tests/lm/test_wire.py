"""Wire formats, a folder of tests/lm/wire for each case: what a request becomes, what answers and streams are read as.

Through a real server, so that addresses, headers and the reading of streams are part of it. A case has `request.json`
(a model's id, its settings, a request), `sent.json` (what the server must get), `answer.json` and perhaps `stream.txt`
(what it answers), `reply.json` (what is read, the same from both)."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from asking import ask
from hypothesis import given
from hypothesis import strategies as st
from loopback import Answer, Loopback
from support import same_text

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
