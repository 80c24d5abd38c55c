"""Tools on a recording: the same calls get the same answers, in order, and nothing is run."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sigc.ir.program import Tool, Values
from sigc.ir.types import Date, Field, Int, Str, Types
from sigc.lm.base import LMError
from sigc.lm.recording import Recorder, read_recording
from sigc.runtime.errors import CallFailed
from sigc.runtime.recorded import RecordedTools, ReplayedTools
from sigc.runtime.tools import Tools, outputs_of

TICKET = Tool(
    "ticket", (Field("day", Date()), Field("text", Str())), (Field("number", Int()),), "desk:ticket", effect="acts"
)


class Numbered:
    """Every call gets the next number; an empty text fails."""

    count = 0

    async def call(self, tool: Tool, inputs: Values, types: Types) -> dict[str, Any]:
        self.count += 1
        if not inputs["text"]:
            raise CallFailed("SIG0824", tool.name, 1, "no text")
        return outputs_of(tool, self.count, types)


def given(text: str) -> dict[str, Any]:
    return {"day": dt.date(2026, 11, 22), "text": text}


def call(tools: Tools, text: str, tool: Tool = TICKET) -> Any:
    return asyncio.run(tools.call(tool, given(text), {}))["number"]


def test_the_nth_call_gets_the_nth_answer(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    recorder, inner = Recorder(path), Numbered()
    live = RecordedTools(inner, recorder)
    texts = ["a", "b", "a"]
    numbers = [call(live, text) for text in texts]
    with pytest.raises(CallFailed):
        call(live, "")
    secret = replace(TICKET, reach=("desk",))
    call(live, "secret", secret)
    recorder.close()
    assert "secret" not in path.read_text(encoding="utf-8")
    played = ReplayedTools(read_recording(path))
    assert [call(played, text) for text in texts] == numbers == [1, 2, 3]
    with pytest.raises(CallFailed, match="no text"):
        call(played, "")
    assert inner.count == 5, "nothing ran again"
    with pytest.raises(LMError, match="fewer calls of the tool `ticket`") as caught:
        call(played, "a")
    assert caught.value.code == "SIG0818"
    with pytest.raises(LMError, match="line 2 is nearest and differs in text") as missed:
        call(played, "aa")
    assert missed.value.raw.splitlines() == ["- text: a", "+ text: aa"]
    assert played.names == {"ticket"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"kind": "tool"}', "1: no recorded call of a tool"),
        (
            '{"kind": "tool", "tool": "ticket", "inputs": {"day": "2026-11-22", "text": "x"}, "error": 3}',
            "1: no recorded f",
        ),
    ],
)
def test_damage_is_named(tmp_path: Path, line: str, why: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(LMError, match=why) as caught:
        call(ReplayedTools(read_recording(path)), "x")
    assert caught.value.code == "SIG0820"
