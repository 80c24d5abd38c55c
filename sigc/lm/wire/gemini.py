"""Gemini's generateContent: contents of parts, a schema beside them, signatures of thoughts on the parts.

Promise: as `base.Wire`. The parts of a turn that calls tools go back as they came. May import: sigc.lm."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from sigc.lm.base import Finish, Media, Message, Reply, Request, ToolCall, Usage
from sigc.lm.wire.base import How, Nonsense, Stream, Told
from sigc.lm.wire.parts import (
    arguments_of,
    as_object,
    calls_by_id,
    complete,
    counted,
    inside,
    kept,
    loaded,
    number,
    objects,
    our_calls,
    pieces,
    text_in,
    whole,
)

_FINISH: dict[object, Finish] = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    **dict.fromkeys(
        ["SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY"], "filter"
    ),
}
_DAMAGED = frozenset(["MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE", "OTHER"])
_MODES = {"auto": "AUTO", "required": "ANY", "none": "NONE"}
UNSIGNED = b64encode(b"skip_thought_signature_validator").decode("ascii")
"""What stands for the signature of a call that another model made; Gemini 3 refuses calls without one."""
Part = dict[str, Any]


class Gemini:
    def path(self, how: How, stream: bool) -> str:
        return f"models/{how.model}:streamGenerateContent?alt=sse" if stream else f"models/{how.model}:generateContent"

    def headers(self, key: str | None) -> dict[str, str]:
        return {"x-goog-api-key": key} if key else {}

    def body(self, request: Request, how: How, stream: bool) -> dict[str, Any]:
        system, contents = _contents(request, how)
        fields: dict[str, Any] = {"contents": contents}
        if system:
            fields["systemInstruction"] = {"parts": system}
        fields["generationConfig"] = _config(request, how)
        if request.tools:
            declared = [
                {"name": t.name, "description": t.description, "parametersJsonSchema": t.parameters}
                for t in request.tools
            ]
            fields["tools"] = [{"functionDeclarations": declared}]
            if request.tool_choice != "auto":
                fields["toolConfig"] = {"functionCallingConfig": {"mode": _MODES[request.tool_choice]}}
        return how.finished(fields)

    def read(self, data: Any, request: Request) -> Reply:
        answer = as_object(data)
        if answer.get("error"):
            status = number(inside(answer, "error", "code")) or 500
            raise Told(status, json.dumps(answer))
        candidate = next(iter(objects(answer.get("candidates"))), None)
        if candidate is None:
            if inside(answer, "promptFeedback", "blockReason"):
                return Reply("", _usage(answer, request, ""), _model(answer, request), "filter")
            raise Nonsense("no candidates")
        parts = objects(inside(candidate, "content", "parts"))
        text = whole("".join(text_in(p.get("text")) for p in parts if not p.get("thought")))
        thinking = whole("".join(text_in(p.get("text")) for p in parts if p.get("thought")))
        calls = our_calls(request, [_found_call(p["functionCall"]) for p in parts if "functionCall" in p])
        finish = _finish(candidate.get("finishReason"), bool(calls), bool(text))
        opaque = ({"of": "gemini", "parts": parts},) if calls else ()
        usage, model = _usage(answer, request, text), _model(answer, request)
        return Reply(text, usage, model, finish, None, False, calls, thinking, opaque)

    def stream(self) -> Stream:
        return _Stream()


def _contents(request: Request, how: How) -> tuple[list[Part], list[dict[str, Any]]]:
    """The instructions that come first, and the turns, each role's neighbouring messages as one."""
    messages = complete(request.messages)
    calls = calls_by_id(messages)
    system: list[Part] = []
    turns: list[dict[str, Any]] = []
    for message in messages:
        parts = _parts(message, how, calls)
        role = "model" if message.role == "assistant" else "user"
        if message.role == "system" and not turns and how.can.system == "system":
            system += parts
        elif parts and turns and turns[-1]["role"] == role:
            turns[-1]["parts"] += parts
        elif parts:
            turns.append({"role": role, "parts": parts})
    return (system, turns) if turns else ([], [{"role": "user", "parts": system}])


def _parts(message: Message, how: How, calls: Mapping[str, ToolCall]) -> list[Part]:
    if message.answers:
        call = calls.get(message.answers)
        answer: Part = {"name": call.name if call else "", "response": {"result": message.content}}
        if call is not None and call.wire:
            answer = {"id": call.wire, **answer}
        return [{"functionResponse": answer}]
    own = kept(message, "gemini")
    if message.calls and own is not None:
        return [dict(part) for part in own["parts"]]
    parts = [_part(piece) for piece in pieces(message, how)]
    called: list[Part] = [
        {"functionCall": {**({"id": c.wire} if c.wire else {}), "name": c.name, "args": arguments_of(c)}}
        for c in message.calls
    ]
    if called and how.can.thinking == "level":
        called[0]["thoughtSignature"] = UNSIGNED
    return parts + called


def _part(piece: str | Media) -> Part:
    if isinstance(piece, str):
        return {"text": piece}
    if piece.data:
        return {"inlineData": {"mimeType": piece.mime, "data": piece.data}}
    return {"fileData": {"mimeType": piece.mime, "fileUri": piece.url}}


def _config(request: Request, how: How) -> dict[str, Any]:
    config: dict[str, Any] = {"maxOutputTokens": request.max_tokens}
    if how.takes_temperature():
        config["temperature"] = min(request.temperature, how.can.temperature_most)
    if request.seed is not None and how.can.seed is not None:
        config["seed"] = request.seed
    if request.stop and how.can.stop:
        config["stopSequences"] = list(request.stop)
    if request.response_format is not None:
        field = "responseSchema" if how.can.schema == "gemini_openapi" else "responseJsonSchema"
        config |= {"responseMimeType": "application/json", field: request.response_format}
    if how.thinking is not None:
        config["thinkingConfig"] = {"thinkingBudget": how.thinking, "includeThoughts": True}
    elif how.effort is not None:
        config["thinkingConfig"] = {"thinkingLevel": how.effort, "includeThoughts": True}
    return config


def _found_call(call: object) -> tuple[str, str, str]:
    given = inside(call, "args")
    arguments = json.dumps({} if given is None else given, ensure_ascii=False)
    return text_in(inside(call, "id")), text_in(inside(call, "name")), arguments


def _finish(reason: object, calls: bool, text: bool) -> Finish:
    if isinstance(reason, str) and reason in _DAMAGED and not text and not calls:
        raise Nonsense(f"no text, finish reason {reason}")
    finish: Finish = _FINISH.get(reason, "stop") if isinstance(reason, str) else "stop"
    return "tool" if calls and finish == "stop" else finish


def _model(answer: Mapping[str, Any], request: Request) -> str:
    return str(answer.get("modelVersion") or request.model)


def _usage(answer: Mapping[str, Any], request: Request, text: str) -> Usage:
    """Thoughts are counted apart from the answer there, and are paid for as output."""
    said = answer.get("usageMetadata")
    thoughts = number(inside(said, "thoughtsTokenCount")) or 0
    given = number(inside(said, "promptTokenCount"))
    made = (number(inside(said, "candidatesTokenCount")) or 0) + thoughts
    extra = number(inside(said, "toolUsePromptTokenCount")) or 0
    return counted(
        request,
        text,
        None if given is None else given + extra,
        made,
        cached=inside(said, "cachedContentTokenCount"),
        reasoning=thoughts,
    )


class _Stream:
    """Each event is an answer with further parts. Texts of one kind are joined; parts with a signature stay apart."""

    def __init__(self) -> None:
        self.done = False
        self._answer: dict[str, Any] = {}
        self._parts: list[Part] = []
        self._reason: object = None

    def feed(self, event: str, data: str) -> str:
        said = loaded(data)
        if said.get("error"):
            raise Told(number(inside(said, "error", "code")) or 500, data)
        self._answer |= {k: v for k, v in said.items() if k != "candidates"}
        if inside(said, "promptFeedback", "blockReason"):
            self.done = True
        candidate = next(iter(objects(said.get("candidates"))), {})
        if candidate.get("finishReason"):
            self._reason, self.done = candidate["finishReason"], True
        parts = objects(inside(candidate, "content", "parts"))
        for part in parts:
            self._add(part)
        return "".join(text_in(part.get("text")) for part in parts if not part.get("thought"))

    def _add(self, part: Part) -> None:
        last = self._parts[-1] if self._parts else {}
        plain = part.keys() <= {"text", "thought"} and last.keys() <= {"text", "thought"} and "text" in last
        if plain and bool(part.get("thought")) == bool(last.get("thought")):
            last["text"] = text_in(last["text"]) + text_in(part.get("text"))
        else:
            self._parts.append(dict(part))

    def answer(self) -> Any:
        if not self._parts and self._reason is None:
            return self._answer
        return {**self._answer, "candidates": [{"content": {"parts": self._parts}, "finishReason": self._reason}]}


WIRE = Gemini()
