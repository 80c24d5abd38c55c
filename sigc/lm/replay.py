"""Record and replay: a wrapper that writes down what a model answers, and a model that answers from that.

Promise: equal requests get equal replies; anything else is LMError SIG0818, which names the nearest recording and shows
the difference. What a policy withholds from caches or traces is not recorded. May import: sigc.lm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sigc.lm.base import LM, LMError, Reply, Request, shown_to
from sigc.lm.nearest import nearest, shown_difference
from sigc.lm.recording import (
    Recorder,
    Recording,
    answer_of,
    damaged,
    key_of,
    model_event,
    plain_request,
    read_recording,
)
from sigc.lm.wrapper import Wrapper

MISSED = "SIG0818"
WITHHELD_FROM = frozenset({"cache", "trace"})
"""A recording keeps what happened, and keeps answers for later: it holds what both a trace and a cache may hold."""


class Recorded(Wrapper):
    """A model whose answers and failures are written down. Of equal requests the first answer counts, for this run as
    for its replays."""

    def __init__(self, inner: LM, recorder: Recorder) -> None:
        super().__init__(inner)
        self._recorder = recorder
        self._known: dict[str, Reply] = {}

    async def ask(self, request: Request) -> Reply:
        if request.withheld & WITHHELD_FROM:
            return await self.inner.ask(request)
        key = key_of(plain_request(request))
        known = self._known.get(key)
        if known is not None:
            return shown_to(request.watch, known)
        try:
            reply = await self.inner.ask(request)
        except LMError as failure:
            self._recorder.add(model_event(request, failure))
            raise
        first = self._known.setdefault(key, reply)
        if first is reply:
            self._recorder.add(model_event(request, reply))
        return first


class Replay:
    """A recording as a model; a path is read at once. Raises LMError SIG0820 when it cannot be read."""

    def __init__(self, recording: Recording | str | Path) -> None:
        read = recording if isinstance(recording, Recording) else read_recording(recording)
        self.path = read.path
        self._requests: list[tuple[int, dict[str, Any]]] = []
        self._events: dict[str, dict[str, Any]] = {}
        for number, event in read.models:
            self._add(number, event)

    async def ask(self, request: Request) -> Reply:
        asked = plain_request(request)
        event = self._events.get(key_of(asked))
        if event is None:
            raise self._miss(asked)
        answer = answer_of(event)
        if isinstance(answer, LMError):
            raise answer
        return shown_to(request.watch, answer)

    async def close(self) -> None:
        """Nothing is open."""

    def _add(self, number: int, event: dict[str, Any]) -> None:
        try:
            request = dict(event["request"])
            answer_of(event)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise damaged(self.path, number, f"no recorded reply: {error}") from error
        key = key_of(request)
        if "reply" in self._events.get(key, {}):
            raise damaged(self.path, number, "this request is already recorded above")
        self._events[key] = event
        self._requests.append((number, request))

    def _miss(self, asked: dict[str, Any]) -> LMError:
        """The recording that differs in the fewest fields, those fields, and how."""
        said = f"{self.path} holds no reply for this request"
        found = nearest(asked, self._requests)
        if found is None:
            return LMError(MISSED, f"{said}; it is empty")
        number, fields = found
        changed = shown_difference(asked, dict(self._requests)[number])
        return LMError(MISSED, f"{said}; line {number} is nearest and differs in {', '.join(fields)}", raw=changed)
