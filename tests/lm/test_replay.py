"""Recorded replies: what is found, and what a miss says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from asking import ask, failure_of, request

from sigc.lm.base import LMError, Message, Reply, Request, Usage
from sigc.lm.replay import Replay, recorded_line

TWO = (Message("system", "Be brief."), Message("user", "Grüße"))


def recording(path: Path, *pairs: tuple[Request, Reply]) -> Replay:
    path.write_text("".join(recorded_line(asked, reply) + "\n" for asked, reply in pairs) + "\n", encoding="utf-8")
    return Replay(path)


def test_what_was_recorded_is_answered(tmp_path: Path) -> None:
    reply = Reply("line\nand ☃", Usage(3, 2, 1), "m-1", "length")
    asked = request(messages=TWO, seed=1, stop=("x",), response_format={"b": 1, "a": 2})
    lm = recording(tmp_path / "r.jsonl", (asked, reply), (request("other"), Reply("no")))
    assert ask(lm, replace(asked, node="any"))[0] == replace(reply, cost=0.0)


def test_a_miss_names_the_nearest(tmp_path: Path) -> None:
    lm = recording(tmp_path / "r.jsonl", (request("far", seed=9), Reply("a")), (request(messages=TWO), Reply("b")))
    near = request(messages=(TWO[0], Message("user", "Tschüss")))
    error = failure_of(lm, near)
    assert error.code == "SIG0818"
    assert error.message.endswith("; line 2 is nearest and differs in messages[1]")
    lm = recording(tmp_path / "s.jsonl", (request("x", seed=9), Reply("a")))
    error = failure_of(lm, request(messages=(Message("user", "x"), TWO[0])))
    assert "differs in seed, the number of messages (2, not 1)" in error.message
    assert failure_of(recording(tmp_path / "empty.jsonl"), near).message.endswith("; it is empty")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"\xff", "cannot read"),
        (b"nonsense\n", ":1: no recorded reply"),
        (b"\n\n[]\n", ":3: no recorded reply"),
        (b'{"request": {}, "reply": {}}\n', ":1: no recorded reply"),
        (b'{"request": {}, "reply": {"text": "x", "usage": {"odd": 1}}}\n', ":1: no recorded reply"),
        (b'{"request": {}, "reply": {"text": "x"}}\n' * 2, ":2: this request is already recorded above"),
    ],
)
def test_a_damaged_recording_is_named(tmp_path: Path, content: bytes, part: str) -> None:
    (tmp_path / "r.jsonl").write_bytes(content)
    with pytest.raises(LMError) as caught:
        Replay(tmp_path / "r.jsonl")
    assert caught.value.code == "SIG0820"
    assert part in caught.value.message


def test_a_recording_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(LMError, match="cannot read"):
        Replay(tmp_path / "none.jsonl")
