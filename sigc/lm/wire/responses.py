"""OpenAI's Responses: a list of items in, a list of items out; nothing is stored there.

Promise: as `base.Wire`. Reasoning items come encrypted and go back as they came. May import: sigc.lm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sigc.lm.base import Finish, LMError, Media, Message, Reply, Request, ToolCall, Usage
from sigc.lm.wire.base import How, Nonsense, Stream, Told
from sigc.lm.wire.chat import audio_format, shape_of
from sigc.lm.wire.parts import (
    arguments_text,
    as_object,
    calls_by_id,
    complete,
    counted,
    data_uri,
    inside,
    kept,
    loaded,
    objects,
    our_calls,
    pieces,
    text_in,
    whole,
    wire_id,
)

_INCOMPLETE: dict[str, Finish] = {"max_output_tokens": "length", "content_filter": "filter"}


class Responses:
    def path(self, how: How, stream: bool) -> str:
        return "responses"

    def headers(self, key: str | None) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"} if key else {}

    def body(self, request: Request, how: How, stream: bool) -> dict[str, Any]:
        can = how.can
        fields: dict[str, Any] = {"model": how.model, "input": _input(request, how), "store": False}
        if how.takes_temperature():
            fields["temperature"] = min(request.temperature, can.temperature_most)
        fields["max_output_tokens"] = request.max_tokens
        if can.efforts:
            fields["include"] = ["reasoning.encrypted_content"]
        if how.effort is not None:
            fields["reasoning"] = {"effort": how.effort}
        if request.response_format is not None:
            fields["text"] = {"format": {"type": "json_schema", **shape_of(request.response_format)}}
        if request.tools:
            fields["tools"] = [
                {"type": "function", "name": t.name, "description": t.description, "parameters": t.parameters,
                 "strict": False}
                for t in request.tools
            ]  # fmt: skip
            if request.tool_choice != "auto":
                fields["tool_choice"] = request.tool_choice
        if stream:
            fields["stream"] = True
        return how.finished(fields)

    def read(self, data: Any, request: Request) -> Reply:
        answer = as_object(data)
        if error := answer.get("error"):
            raise Told(_status(error), str(inside(error, "message") or error))
        items = answer.get("output")
        if not isinstance(items, list):
            raise Nonsense("no output")
        found = objects(items)
        calls = our_calls(request, [_found_call(item) for item in found if item.get("type") == "function_call"])
        text, refused = _texts(found)
        finish = _finish(answer, refused, bool(calls))
        if not text and not calls and finish == "stop" and not any(i.get("type") == "message" for i in found):
            raise Nonsense("an output without a message")
        text, model = whole(text), str(answer.get("model") or request.model)
        opaque = ({"of": "responses", "items": found},) if calls else ()
        return Reply(
            text, _usage(answer, request, text), model, finish, None, False, calls, whole(_thinking(found)), opaque
        )

    def stream(self) -> Stream:
        return _Stream()


def _input(request: Request, how: How) -> list[dict[str, Any]]:
    messages = complete(request.messages)
    calls = calls_by_id(messages)
    return [item for message in messages for item in _items(message, how, calls)]


def _items(message: Message, how: How, calls: Mapping[str, ToolCall]) -> list[dict[str, Any]]:
    if message.answers:
        id_ = wire_id(calls.get(message.answers), message.answers)
        return [{"type": "function_call_output", "call_id": id_, "output": message.content}]
    own = kept(message, "responses")
    if message.calls and own is not None:
        return [dict(item) for item in own["items"]]
    items: list[dict[str, Any]] = []
    if message.content or not message.calls:
        role = how.can.system if message.role == "system" else message.role
        content = [_part(piece) for piece in pieces(message, how)] if message.media else message.content
        items.append({"role": role, "content": content})
    return items + [
        {"type": "function_call", "call_id": call.wire or call.id, "name": call.name,
         "arguments": arguments_text(call)}
        for call in message.calls
    ]  # fmt: skip


def _part(piece: str | Media) -> dict[str, Any]:
    if isinstance(piece, str):
        return {"type": "input_text", "text": piece}
    match piece.kind:
        case "image":
            return {"type": "input_image", "image_url": data_uri(piece)}
        case "pdf" if piece.data:
            return {"type": "input_file", "filename": "file.pdf", "file_data": data_uri(piece)}
        case "pdf":
            return {"type": "input_file", "file_url": piece.url}
        case "audio":
            return {"type": "input_audio", "input_audio": {"data": piece.data, "format": audio_format(piece)}}
        case "video":
            raise LMError("SIG0836", "OpenAI's Responses take no video")


def _found_call(item: Mapping[str, Any]) -> tuple[str, str, str]:
    return text_in(item.get("call_id")), text_in(item.get("name")), text_in(item.get("arguments"))


def _texts(items: list[dict[str, Any]]) -> tuple[str, bool]:
    """The text of an output, and whether it is a refusal."""
    parts = [p for item in items if item.get("type") == "message" for p in objects(item.get("content"))]
    refusal = "".join(text_in(part.get("refusal")) for part in parts if part.get("type") == "refusal")
    text = "".join(text_in(part.get("text")) for part in parts if part.get("type") == "output_text")
    return (text, False) if text or not refusal else (refusal, True)


def _thinking(items: list[dict[str, Any]]) -> str:
    parts = [p for item in items if item.get("type") == "reasoning" for p in objects(item.get("summary"))]
    return "\n".join(text_in(part.get("text")) for part in parts)


def _finish(answer: Mapping[str, Any], refused: bool, calls: bool) -> Finish:
    if answer.get("status") == "incomplete":
        return _INCOMPLETE.get(text_in(inside(answer, "incomplete_details", "reason")), "length")
    if answer.get("status") not in ("completed", None):
        raise Nonsense(f"a response that is {answer.get('status')!r}")
    return "refusal" if refused else "tool" if calls else "stop"


def _status(error: object) -> int:
    """The HTTP status that the code of an error within an answer stands for."""
    code = inside(error, "code")
    return {"rate_limit_exceeded": 429, "invalid_prompt": 400, "context_length_exceeded": 413}.get(str(code), 500)


def _usage(answer: Mapping[str, Any], request: Request, text: str) -> Usage:
    said = answer.get("usage")
    return counted(
        request,
        text,
        inside(said, "input_tokens"),
        inside(said, "output_tokens"),
        cached=inside(said, "input_tokens_details", "cached_tokens"),
        reasoning=inside(said, "output_tokens_details", "reasoning_tokens"),
    )


class _Stream:
    """The last event holds the whole answer; the ones before it only show the text."""

    def __init__(self) -> None:
        self.done = False
        self._answer: Any = {}

    def feed(self, event: str, data: str) -> str:
        said = loaded(data)
        kind = said.get("type") or event
        if kind == "error":
            raise Told(_status(said.get("error") or said), data)
        if kind in ("response.completed", "response.incomplete", "response.failed"):
            self._answer, self.done = said.get("response"), True
        return text_in(said.get("delta")) if kind == "response.output_text.delta" else ""

    def answer(self) -> Any:
        return self._answer


WIRE = Responses()
