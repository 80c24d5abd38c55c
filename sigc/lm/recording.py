"""Recordings: what models and tools answered, as JSON Lines, for a run without either.

The first line may say `{"sigc": "recording", "version": 1}`; every other line is one event:
`{"kind": "model", "request": {…}, "reply": {…}}`, with `"error"` in the place of `"reply"` for a failure, and
`{"kind": "tool", "tool": "search", "inputs": {…}, "outputs": {…}}`, with `"error"` in the place of `"outputs"`; inputs
and outputs are JSON data. A line without a kind is a model's.

Promise: one home of the format; what is written reads back equal; a line is on disk when `add` returns, so a run that
is killed leaves a recording that reads. It is one of the few places that reach the disk. May import: sigc.lm.base."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TextIO, TypeAlias

from sigc.lm.base import LMError, Message, Reply, Request, ToolCall, Usage

VERSION = 1
HEAD = {"sigc": "recording", "version": VERSION}
DAMAGED = "SIG0820"
Event: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Recording:
    """The events of a recording with the numbers of their lines."""

    path: str
    models: tuple[tuple[int, Event], ...] = ()
    tools: tuple[tuple[int, Event], ...] = ()


def read_recording(path: str | Path) -> Recording:
    """All events of a file. Raises LMError SIG0820 when it cannot be read, naming the line."""
    models: list[tuple[int, Event]] = []
    tools: list[tuple[int, Event]] = []
    for number, line in _lines(str(path)):
        event = _event(str(path), number, line)
        if event.get("sigc") == "recording" and number == 1:
            _allow(str(path), event)
        else:
            (tools if event.get("kind") == "tool" else models).append((number, event))
    return Recording(str(path), tuple(models), tuple(tools))


class Recorder:
    """Writes a new file; raises LMError SIG0850 when there is one already, or none can be made."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        self._lock = threading.Lock()
        try:
            self._file: TextIO = open(self.path, "x", encoding="utf-8")  # noqa: SIM115
        except FileExistsError:
            said = f"{self.path} is there already: delete it to record again, or record to another file"
            raise LMError("SIG0850", said) from None
        except OSError as failure:
            raise LMError("SIG0850", f"cannot record to {self.path}: {failure.strerror}") from failure
        self.add(HEAD)

    def add(self, event: Mapping[str, Any]) -> None:
        """Write one event down."""
        line = json.dumps(event, ensure_ascii=False)
        with self._lock:
            self._file.write(line.encode("utf-8", "backslashreplace").decode() + "\n")
            self._file.flush()

    def close(self) -> None:
        self._file.close()


def model_event(request: Request, answer: Reply | LMError) -> Event:
    """A model's answer, or its failure, as an event."""
    event: Event = {"kind": "model", "request": plain_request(request)}
    if isinstance(answer, LMError):
        said = {"code": answer.code, "message": answer.message, "retryable": answer.retryable, "raw": answer.raw}
        return event | {"error": said}
    return event | {"reply": plain_reply(answer)}


def plain_reply(reply: Reply) -> dict[str, Any]:
    """A reply as JSON data, without what was paid for it."""
    data: dict[str, Any] = {
        "text": reply.text,
        "finish": reply.finish,
        "model": reply.model,
        "usage": asdict(reply.usage),
    }
    if reply.calls:
        data["calls"] = [asdict(call) for call in reply.calls]
    if reply.thinking:
        data["thinking"] = reply.thinking
    if reply.opaque:
        data["opaque"] = list(reply.opaque)
    return data


def answer_of(event: Mapping[str, Any]) -> Reply | LMError:
    """The answer in a model's event. Raises ValueError, KeyError, TypeError or AttributeError when there is none."""
    if "error" in event:
        said = event["error"]
        retryable, raw = bool(said.get("retryable", False)), str(said.get("raw", ""))
        return LMError(str(said["code"]), str(said["message"]), retryable=retryable, raw=raw)
    said = event["reply"]
    calls = tuple(ToolCall(**call) for call in said.get("calls", ()))
    finish, model = said.get("finish", "stop"), str(said.get("model", ""))
    usage = Usage(**said.get("usage", {}))
    thinking, opaque = str(said.get("thinking", "")), tuple(said.get("opaque", ()))
    return Reply(_text(said["text"]), usage, model, finish, 0.0, True, calls, thinking, opaque)


def plain_request(request: Request) -> dict[str, Any]:
    """All of a request that counts, as JSON data. What a plain question does not use is left out."""
    data: dict[str, Any] = {
        "model": request.model,
        "messages": [plain_message(message) for message in request.messages],
        "temperature": float(request.temperature),
        "max_tokens": request.max_tokens,
        "seed": request.seed,
        "sample": request.sample,
        "stop": list(request.stop),
        "response_format": request.response_format,
    }
    if request.tools:
        data["tools"] = [{"name": t.name, "description": t.description, "parameters": t.parameters}
                         for t in request.tools]  # fmt: skip
        data["tool_choice"] = request.tool_choice
    return data


def plain_message(message: Message) -> dict[str, Any]:
    """A message as JSON data, by what counts in keys."""
    data: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.media:
        data["media"] = [asdict(part) for part in message.media]
    if message.calls:
        data["calls"] = [{"id": c.id, "name": c.name, "arguments": c.arguments} for c in message.calls]
    if message.answers:
        data["answers"] = message.answers
    return data


def key_of(asked: Mapping[str, Any]) -> str:
    """The same text for requests, or inputs of tools, that are the same."""
    return json.dumps(asked, sort_keys=True)


def damaged(path: str, number: int, why: str) -> LMError:
    return LMError(DAMAGED, f"{path}:{number}: {why}")


def _lines(path: str) -> Iterator[tuple[int, str]]:
    try:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError) as error:
        raise LMError(DAMAGED, f"cannot read the recording {path}: {error}") from error


def _event(path: str, number: int, line: str) -> Event:
    try:
        event = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise damaged(path, number, f"no recorded reply: {error}") from error
    if not isinstance(event, dict):
        raise damaged(path, number, "no recorded reply: not a JSON object")
    return event


def _allow(path: str, head: Event) -> None:
    if head.get("version") != VERSION:
        raise damaged(path, 1, f"it has version {head.get('version')}, this sigc reads {VERSION}")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("the text of a reply is no text")
    return value
