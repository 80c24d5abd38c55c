"""Tools on a recording: a wrapper that writes down what they answer, and tools that answer from that.

Promise: the n-th call of a tool with the same inputs gets the n-th recorded answer, a recorded failure fails again, and
nothing is run; a call that is not recorded is LMError SIG0818, which nothing catches. What a policy withholds is not
recorded. May import: sigc.ir, sigc.values, sigc.lm, sigc.runtime."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from sigc.ir.program import Tool, Values
from sigc.ir.types import Record, Types
from sigc.lm.base import LM, LMError
from sigc.lm.nearest import nearest, shown_difference
from sigc.lm.recording import Event, Recorder, Recording, damaged, key_of, read_recording
from sigc.lm.replay import MISSED, WITHHELD_FROM, Recorded, Replay
from sigc.runtime.errors import CallFailed
from sigc.runtime.reach import withheld
from sigc.runtime.tools import Tools, outputs_of
from sigc.values.wire import to_json


class Tape(Protocol):
    """What stands between a program and its models and tools: a recording, made or played."""

    def model(self, make: Callable[[], LM]) -> LM:
        """The model to ask for the one that `make` would connect."""
        ...

    def tools(self, inner: Tools) -> Tools: ...

    @property
    def answers(self) -> frozenset[str]:
        """Tools that it answers for, so that they are not run."""
        ...

    def close(self) -> None: ...


class Recordings:
    """A tape that records to a new file. Raises LMError SIG0850 when it cannot be made."""

    def __init__(self, path: str) -> None:
        self._recorder = Recorder(path)

    def model(self, make: Callable[[], LM]) -> LM:
        return Recorded(make(), self._recorder)

    def tools(self, inner: Tools) -> Tools:
        return RecordedTools(inner, self._recorder)

    @property
    def answers(self) -> frozenset[str]:
        return frozenset()

    def close(self) -> None:
        self._recorder.close()


class Replays:
    """A tape that plays a file: no model is connected and no tool run. Raises LMError SIG0820 when it is damaged."""

    def __init__(self, path: str) -> None:
        recording = read_recording(path)
        self._replay, self._tools = Replay(recording), ReplayedTools(recording)

    def model(self, make: Callable[[], LM]) -> LM:
        return self._replay

    def tools(self, inner: Tools) -> Tools:
        return self._tools

    @property
    def answers(self) -> frozenset[str]:
        return self._tools.names

    def close(self) -> None:
        """Nothing is open."""


def tape_of(record: str | None, replay: str | None) -> Tape | None:
    """The tape that options ask for; None without any. Raises LMError SIG0850 for both."""
    if record is not None and replay is not None:
        raise LMError("SIG0850", "a run either records or replays: leave `record` or `replay` out")
    if record is not None:
        return Recordings(record)
    return Replays(replay) if replay is not None else None


class RecordedTools:
    """Tools whose answers are written down."""

    def __init__(self, inner: Tools, recorder: Recorder) -> None:
        self._inner, self._recorder = inner, recorder

    async def call(self, tool: Tool, inputs: Values, types: Types) -> dict[str, Any]:
        if withheld(tool.reach) & WITHHELD_FROM:
            return await self._inner.call(tool, inputs, types)
        event = {"kind": "tool", "tool": tool.name, "inputs": to_json(inputs, Record(tool.inputs), types)}
        try:
            outputs = await self._inner.call(tool, inputs, types)
        except CallFailed as failure:
            said = {"code": failure.code, "attempts": failure.attempts, "reason": failure.reason}
            self._recorder.add(event | {"error": said})
            raise
        self._recorder.add(event | {"outputs": to_json(outputs, tool.result, types)})
        return outputs


class ReplayedTools:
    """A recording as tools. `names`: those of which a call is recorded."""

    def __init__(self, recording: Recording) -> None:
        self._path = recording.path
        self._calls: list[tuple[int, Event]] = []
        self._answers: dict[str, deque[tuple[int, Event]]] = {}
        for number, event in recording.tools:
            if not isinstance(event.get("tool"), str) or not isinstance(event.get("inputs"), dict):
                raise damaged(self._path, number, "no recorded call of a tool")
            asked = {"tool": event["tool"], "inputs": event["inputs"]}
            self._calls.append((number, asked))
            self._answers.setdefault(key_of(asked), deque()).append((number, event))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(asked["tool"] for _, asked in self._calls)

    async def call(self, tool: Tool, inputs: Values, types: Types) -> dict[str, Any]:
        asked = {"tool": tool.name, "inputs": to_json(inputs, Record(tool.inputs), types)}
        waiting = self._answers.get(key_of(asked))
        if not waiting:
            raise self._miss(tool.name, asked, played=waiting is not None)
        number, event = waiting.popleft()
        if "error" in event:
            raise self._failure(tool, number, event["error"])
        return outputs_of(tool, event.get("outputs"), types)

    def _failure(self, tool: Tool, number: int, said: Any) -> CallFailed:
        try:
            return CallFailed(str(said["code"]), tool.name, int(said["attempts"]), str(said["reason"]))
        except (KeyError, TypeError, ValueError) as error:
            raise damaged(self._path, number, f"no recorded failure of a tool: {error}") from error

    def _miss(self, name: str, asked: Event, played: bool) -> LMError:
        if played:
            return LMError(MISSED, f"{self._path} holds fewer calls of the tool `{name}` with these inputs")
        same = [(number, known) for number, known in self._calls if known["tool"] == name]
        flat = [(number, dict(known["inputs"])) for number, known in same]
        found = nearest(asked["inputs"], flat)
        said = f"{self._path} holds no call of the tool `{name}` with these inputs"
        if found is None:
            return LMError(MISSED, said if self._calls else f"{said}; it is empty")
        number, fields = found
        changed = shown_difference(asked["inputs"], dict(flat)[number])
        return LMError(MISSED, f"{said}; line {number} is nearest and differs in {', '.join(fields)}", raw=changed)
