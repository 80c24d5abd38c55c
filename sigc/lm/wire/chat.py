"""OpenAI's Chat Completions, the format that most servers speak; litellm's arguments are of the same shape.

Promise: as `base.Wire`. May import: sigc.lm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sigc.lm.base import Finish, Media, Message, Reply, Request, ToolCall, Usage
from sigc.lm.wire.base import How, Nonsense, Stream, Told
from sigc.lm.wire.parts import (
    arguments_text,
    as_object,
    calls_by_id,
    complete,
    counted,
    data_uri,
    estimated,
    inside,
    kept,
    loaded,
    number,
    objects,
    our_calls,
    pieces,
    text_in,
    whole,
    wire_id,
)

_FINISH: dict[object, Finish] = {
    "length": "length",
    "max_tokens": "length",
    "model_length": "overflow",
    "content_filter": "filter",
    "refusal": "refusal",
    "tool_calls": "tool",
    "function_call": "tool",
}
_OPAQUE = ("reasoning_content", "reasoning_details", "thinking_blocks", "provider_specific_fields")
"""Parts of a message that some servers want back as they were."""
_OF_CALL = frozenset(["id", "type", "index", "function"])
_MARK = {"cache_control": {"type": "ephemeral"}}


class Chat:
    def path(self, how: How, stream: bool) -> str:
        return "chat/completions"

    def headers(self, key: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"} if key else {}

    def body(self, request: Request, how: How, stream: bool) -> dict[str, Any]:
        can = how.can
        fields: dict[str, Any] = {"model": how.model, "messages": messages_of(request, how)}
        if how.takes_temperature():
            fields["temperature"] = min(request.temperature, can.temperature_most)
        fields[can.limit] = request.max_tokens
        if request.seed is not None and can.seed is not None:
            fields[can.seed] = request.seed
        if request.stop and can.stop:
            fields["stop"] = list(request.stop)
        if how.effort is not None:
            fields["reasoning_effort"] = how.effort
        if request.response_format is not None:
            fields["response_format"] = {"type": "json_schema", "json_schema": shape_of(request.response_format)}
        if request.tools:
            fields |= _tools(request, how)
        if stream:
            fields["stream"] = True
            if can.stream_usage:
                fields["stream_options"] = {"include_usage": True}
        return how.finished(fields)

    def read(self, data: Any, request: Request) -> Reply:
        answer = as_object(data)
        if answer.get("error"):
            raise Nonsense("an error under status 200")
        choice = next(iter(objects(answer.get("choices"))), None)
        message = choice.get("message") if choice is not None else None
        if choice is None or not isinstance(message, dict):
            raise Nonsense("no choices")
        calls = our_calls(request, _calls(message)) if message.get("tool_calls") else ()
        finish = _finish(choice.get("finish_reason"), bool(calls))
        text = _text(message.get("content"))
        if text is None and isinstance(message.get("refusal"), str):
            text, finish = message["refusal"], "refusal"
        if text is None and finish == "stop":
            raise Nonsense("a choice without content")
        text, model = whole(text or ""), str(answer.get("model") or request.model)
        thinking = text_in(message.get("reasoning_content")) or text_in(message.get("reasoning"))
        opaque = _opaque(message) if calls else ()
        return Reply(text, _usage(answer, request, text), model, finish, None, False, calls, whole(thinking), opaque)

    def stream(self) -> Stream:
        return _Stream()


def shape_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema as both of OpenAI's formats name it; strict where the schema keeps to the rules of that."""
    shape: dict[str, Any] = {"name": "reply", "schema": schema}
    if schema.get("additionalProperties") is False:
        shape["strict"] = True
    return shape


def messages_of(request: Request, how: How) -> list[dict[str, Any]]:
    messages, calls = request.messages, {}
    if any(message.calls for message in messages):
        messages = complete(messages)
        calls = calls_by_id(messages)
    made = [_message(message, how, calls) for message in messages]
    if how.can.system != "system":
        made = _renamed(made, how.can.system)
    if how.can.cache == "breakpoints" and 0 < request.stable <= len(made):
        _mark(made[request.stable - 1])
    return made


def _message(message: Message, how: How, calls: Mapping[str, ToolCall]) -> dict[str, Any]:
    made: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.media:
        made["content"] = [_part(piece) for piece in pieces(message, how)]
    if message.calls:
        made["content"] = message.content or None
        made["tool_calls"] = [_call(call) for call in message.calls]
        made |= {name: value for name, value in (kept(message, "chat") or {}).items() if name != "of"}
    if message.answers:
        made["tool_call_id"] = wire_id(calls.get(message.answers), message.answers)
    return made


def _part(piece: str | Media) -> dict[str, Any]:
    if isinstance(piece, str):
        return {"type": "text", "text": piece}
    match piece.kind:
        case "image":
            return {"type": "image_url", "image_url": {"url": data_uri(piece)}}
        case "video":
            return {"type": "video_url", "video_url": {"url": data_uri(piece)}}
        case "audio":
            return {"type": "input_audio", "input_audio": {"data": piece.data, "format": audio_format(piece)}}
        case "pdf":
            return {"type": "file", "file": {"filename": "file.pdf", "file_data": data_uri(piece)}}


def audio_format(media: Media) -> str:
    """The short name of a kind of sound: `mp3`, `wav`."""
    name = media.mime.partition("/")[2].removeprefix("x-")
    return {"mpeg": "mp3", "wave": "wav"}.get(name, name)


def _call(call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": arguments_text(call)}
    return {"id": call.wire or call.id, "type": "function", "function": function}


def _renamed(made: list[dict[str, Any]], role: str) -> list[dict[str, Any]]:
    """The messages with instructions under another role; for `user`, joined with the turn behind them, since roles
    must take turns there."""
    if role == "user":
        while len(made) > 1 and made[0]["role"] == "system" and made[1]["role"] in ("system", "user"):
            both = [_as_parts(m["content"]) for m in made[:2]]
            made = [{"role": made[1]["role"], "content": [*both[0], *both[1]]}, *made[2:]]
    return [{**m, "role": role} if m["role"] == "system" else m for m in made]


def _as_parts(content: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content or [])


def _mark(message: dict[str, Any]) -> None:
    """Say that everything up to here may be kept."""
    parts = _as_parts(message["content"])
    if parts:
        message["content"] = [*parts[:-1], {**parts[-1], **_MARK}]


def _tools(request: Request, how: How) -> dict[str, Any]:
    tools = [
        {"type": "function", "function": {"name": t.name, "description": t.description, "parameters": t.parameters}}
        for t in request.tools
    ]
    forced = request.tool_choice == "required" and how.can.takes_forced_tools(how.thinks)
    choice = request.tool_choice if request.tool_choice == "none" or forced else "auto"
    return {"tools": tools} if choice == "auto" else {"tools": tools, "tool_choice": choice}


def _finish(reason: object, calls: bool) -> Finish:
    if reason == "insufficient_system_resource":
        raise Told(503, "insufficient system resource")
    finish: Finish = _FINISH.get(reason, "stop") if isinstance(reason, str) else "stop"
    return "tool" if calls and finish == "stop" else finish


def _text(content: object) -> str | None:
    """The content of a message: a string, or the joined texts of its parts."""
    if isinstance(content, str):
        return content
    return "".join(text_in(part.get("text")) for part in objects(content)) if isinstance(content, list) else None


def _calls(message: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    found = [(call.get("id"), inside(call, "function")) for call in objects(message.get("tool_calls"))]
    return [
        (text_in(id_), text_in(inside(function, "name")), text_in(inside(function, "arguments")))
        for id_, function in found
    ]


def _opaque(message: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """What must go back unchanged with the calls of a turn; the calls themselves where they carry more than calls do,
    as Gemini's signatures in this format."""
    found = {name: message[name] for name in _OPAQUE if message.get(name)}
    calls = objects(message.get("tool_calls"))
    if any(call.keys() - _OF_CALL for call in calls):
        found["tool_calls"] = [{k: v for k, v in call.items() if k != "index"} for call in calls]
    return ({"of": "chat", **found},) if found else ()


def _usage(answer: Mapping[str, Any], request: Request, text: str) -> Usage:
    said = answer.get("usage")
    if not isinstance(said, dict):
        return estimated(request, text)
    return counted(
        request,
        text,
        said.get("prompt_tokens"),
        said.get("completion_tokens"),
        cached=inside(said.get("prompt_tokens_details"), "cached_tokens"),
        reasoning=inside(said.get("completion_tokens_details"), "reasoning_tokens"),
        written=said.get("cache_creation_input_tokens"),
    )


class _Stream:
    """Chunks put together into the answer that would have come whole."""

    def __init__(self) -> None:
        self.done = False
        self._message: dict[str, Any] = {}
        self._calls: dict[int, dict[str, Any]] = {}
        self._rest: dict[str, Any] = {}
        self._reason: object = None

    def feed(self, event: str, data: str) -> str:
        if data == "[DONE]":
            self.done = True
            return ""
        chunk = loaded(data)
        if error := chunk.get("error"):
            status = inside(error, "code")
            raise Told(status if isinstance(status, int) and 400 <= status < 600 else 500, data)
        self._rest |= {name: chunk[name] for name in ("model", "usage") if chunk.get(name)}
        for choice in objects(chunk.get("choices"))[:1]:
            if choice.get("finish_reason"):
                self._reason, self.done = choice["finish_reason"], True
            delta = choice.get("delta")
            if isinstance(delta, dict):
                return self._add(delta)
        return ""

    def _add(self, delta: Mapping[str, Any]) -> str:
        for name in ("content", "refusal", "reasoning_content", "reasoning"):
            if isinstance(delta.get(name), str):
                self._message[name] = self._message.get(name, "") + delta[name]
        for name in _OPAQUE[1:]:
            if isinstance(delta.get(name), list):
                self._message[name] = [*self._message.get(name, ()), *delta[name]]
        self._add_calls(objects(delta.get("tool_calls")))
        return text_in(delta.get("content"))

    def _add_calls(self, calls: Sequence[Mapping[str, Any]]) -> None:
        for call in calls:
            index = number(call.get("index"))
            place = len(self._calls) if index is None else index
            known = self._calls.setdefault(place, {"type": "function", "function": {"name": "", "arguments": ""}})
            known.update({k: v for k, v in call.items() if k not in ("function", "index") and v})
            for name in ("name", "arguments"):
                known["function"][name] += text_in(inside(call.get("function"), name))

    def answer(self) -> Any:
        message = {"content": None, **self._message}
        if self._calls:
            message["tool_calls"] = [self._calls[place] for place in sorted(self._calls)]
        return {"choices": [{"message": message, "finish_reason": self._reason}], **self._rest}


WIRE = Chat()
