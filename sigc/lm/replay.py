"""A model that answers from a recording: the world of tests and of CI without keys.

A recording is JSON Lines: `{"request": {...}, "reply": {...}}`, written by `recorded_line`.
Promise: equal requests get equal replies; anything else is LMError SIG0818, which names the nearest recording.
May import: sigc.lm.base."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sigc.lm.base import LMError, Reply, Request, Usage


def recorded_line(request: Request, reply: Reply) -> str:
    """One line of a recording, without its line break."""
    answer = {"text": reply.text, "finish": reply.finish, "model": reply.model, "usage": asdict(reply.usage)}
    return json.dumps({"request": _asked(request), "reply": answer}, ensure_ascii=False)


class Replay:
    """The recording at `path`, read at once. Raises LMError SIG0820 when it cannot be read."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        self._lines: list[tuple[int, dict[str, Any]]] = []
        self._replies: dict[str, Reply] = {}
        for number, line in enumerate(self._text().splitlines(), 1):
            if line.strip():
                self._add(number, line)

    async def ask(self, request: Request) -> Reply:
        found = self._replies.get(_key(_asked(request)))
        if found is None:
            raise LMError("SIG0818", f"{self.path} holds no reply for this request{self._nearest(request)}")
        return found

    async def close(self) -> None:
        """Nothing is open."""

    def _text(self) -> str:
        try:
            return Path(self.path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise LMError("SIG0820", f"cannot read the recording {self.path}: {error}") from error

    def _add(self, number: int, line: str) -> None:
        try:
            data = json.loads(line)
            request, reply = data["request"], data["reply"]
            usage = Usage(**reply.get("usage", {}))
            answer = Reply(reply["text"], usage, reply.get("model", ""), reply.get("finish", "stop"), cost=0.0)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise LMError("SIG0820", f"{self.path}:{number}: no recorded reply: {error}") from error
        key = _key(request)
        if key in self._replies:
            raise LMError("SIG0820", f"{self.path}:{number}: this request is already recorded above")
        self._replies[key] = answer
        self._lines.append((number, request))

    def _nearest(self, request: Request) -> str:
        """The recording that differs in the fewest fields, and those fields."""
        asked = _asked(request)
        distances = [(_differences(asked, known), number) for number, known in self._lines]
        if not distances:
            return "; it is empty"
        fields, number = min(distances, key=lambda found: (len(found[0]), found[1]))
        return f"; line {number} is nearest and differs in {', '.join(fields)}"


def _asked(request: Request) -> dict[str, Any]:
    """All of a request that counts, as JSON data."""
    return {
        "model": request.model,
        "messages": [{"role": message.role, "content": message.content} for message in request.messages],
        "temperature": float(request.temperature),
        "max_tokens": request.max_tokens,
        "seed": request.seed,
        "sample": request.sample,
        "stop": list(request.stop),
        "response_format": request.response_format,
    }


def _key(asked: Mapping[str, Any]) -> str:
    return json.dumps(asked, sort_keys=True)


def _differences(asked: Mapping[str, Any], known: Mapping[str, Any]) -> list[str]:
    """Names of differing fields; messages are compared one by one."""
    fields = [name for name in asked if name != "messages" and asked[name] != known.get(name)]
    ours, theirs = asked["messages"], known.get("messages", [])
    if len(ours) != len(theirs):
        fields.append(f"the number of messages ({len(ours)}, not {len(theirs)})")
    fields += [f"messages[{i}]" for i, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b]
    return fields
