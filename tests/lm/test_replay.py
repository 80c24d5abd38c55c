"""Recorded replies: what is found, and what a miss says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from asking import ask, failure_of, request

from sigc.lm.base import LMError, Message, Reply, Request, Usage
from sigc.lm.recording import Recorder, model_event, read_recording
from sigc.lm.replay import Recorded, Replay

TWO = (Message("system", "Be brief."), Message("user", "Grüße"))


def recording(path: Path, *pairs: tuple[Request, Reply]) -> Replay:
    recorder = Recorder(path)
    for asked, reply in pairs:
        recorder.add(model_event(asked, reply))
    recorder.close()
    return Replay(path)


def test_what_was_recorded_is_answered(tmp_path: Path) -> None:
    reply = Reply("line\nand ☃", Usage(3, 2, 1), "m-1", "length")
    asked = request(messages=TWO, seed=1, stop=("x",), response_format={"b": 1, "a": 2})
    lm = recording(tmp_path / "r.jsonl", (asked, reply), (request("other"), Reply("no")))
    assert ask(lm, replace(asked, node="any"))[0] == replace(reply, cost=0.0, cached=True)


def test_a_miss_names_the_nearest(tmp_path: Path) -> None:
    lm = recording(tmp_path / "r.jsonl", (request("far", seed=9), Reply("a")), (request(messages=TWO), Reply("b")))
    near = request(messages=(TWO[0], Message("user", "Tschüss")))
    error = failure_of(lm, near)
    assert error.code == "SIG0818"
    assert error.message.endswith("; line 3 is nearest and differs in messages[1]")
    assert error.raw == "messages[1]\n  user:\n- Grüße\n+ Tschüss"
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


def test_what_a_run_recorded_answers_the_same_run(tmp_path: Path) -> None:
    """Replies, failures, and what a policy withholds: that is asked, and not written down."""
    asked = [request("a"), request("b"), replace(request("c"), withheld=frozenset({"trace"}))]

    class Counting:
        count = 0

        async def ask(self, request: Request) -> Reply:
            self.count += 1
            if request.messages[0].content == "b":
                raise LMError("SIG0808", "the server failed", retryable=True, raw="500")
            return Reply(f"reply {self.count}", Usage(1, 2))

        async def close(self) -> None:
            pass

    inner, recorder = Counting(), Recorder(tmp_path / "r.jsonl")
    recorded = Recorded(inner, recorder)
    first = ask(recorded, asked[0])[0]
    assert ask(recorded, asked[0])[0] == first, "of equal requests the first answer counts"
    failure = failure_of(recorded, asked[1])
    assert ask(recorded, asked[2])[0].text == "reply 3"
    recorder.close()
    replay = Replay(tmp_path / "r.jsonl")
    assert ask(replay, asked[0])[0].text == first.text
    again = failure_of(replay, asked[1])
    assert (again.code, again.message, again.retryable, again.raw) == ("SIG0808", failure.message, True, "500")
    assert failure_of(replay, asked[2]).code == "SIG0818"
    assert len(read_recording(tmp_path / "r.jsonl").models) == 2


def test_a_recording_is_never_overwritten(tmp_path: Path) -> None:
    Recorder(tmp_path / "r.jsonl").close()
    for path in (tmp_path / "r.jsonl", tmp_path / "no" / "r.jsonl"):
        with pytest.raises(LMError) as caught:
            Recorder(path)
        assert caught.value.code == "SIG0850"
