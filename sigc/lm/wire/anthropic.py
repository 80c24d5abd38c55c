"""Anthropic's Messages: instructions beside the turns, content in blocks, breakpoints for what may be kept.

Promise: as `base.Wire`. The blocks of a turn that calls tools go back as they came, signatures of thinking included.
May import: sigc.lm."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sigc.lm.base import Finish, LMError, Media, Message, Reply, Request, ToolCall, Usage
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
    record,
    text_in,
    whole,
    wire_id,
)

VERSION = "2023-06-01"
_FINISH: dict[str, Finish] = {
    "max_tokens": "length",
    "tool_use": "tool",
    "refusal": "refusal",
    "model_context_window_exceeded": "overflow",
}
_STATUS = {"overloaded_error": 529, "rate_limit_error": 429, "invalid_request_error": 400, "api_error": 500}
_ID = re.compile(r"[A-Za-z0-9_-]+")
_MARK = {"cache_control": {"type": "ephemeral"}}
Block = dict[str, Any]


class Anthropic:
    def path(self, how: How, stream: bool) -> str:
        return "messages"

    def headers(self, key: str | None) -> dict[str, str]:
        return {"anthropic-version": VERSION, **({"x-api-key": key} if key else {})}

    def body(self, request: Request, how: How, stream: bool) -> dict[str, Any]:
        system, turns = _conversation(request, how)
        fields: dict[str, Any] = {"model": how.model, "max_tokens": request.max_tokens}
        if system:
            fields["system"] = system if len(system) > 1 or "cache_control" in system[0] else system[0]["text"]
        fields["messages"] = turns
        if how.takes_temperature():
            fields["temperature"] = min(request.temperature, how.can.temperature_most)
        if request.stop:
            fields["stop_sequences"] = list(request.stop)
        if request.tools:
            fields["tools"] = [
                {"name": t.name, "description": t.description, "input_schema": t.parameters} for t in request.tools
            ]
            fields |= _choice(request, how)
        fields |= _thinking(request, how)
        if request.response_format is not None:
            format_ = {"type": "json_schema", "schema": request.response_format}
            fields["output_config"] = {**fields.get("output_config", {}), "format": format_}
        if stream:
            fields["stream"] = True
        return how.finished(fields)

    def read(self, data: Any, request: Request) -> Reply:
        answer = as_object(data)
        if answer.get("type") == "error":
            raise Told(_status(answer), json.dumps(answer))
        content = answer.get("content")
        if not isinstance(content, list):
            raise Nonsense("no content")
        blocks = objects(content)
        text = whole("".join(text_in(b.get("text")) for b in blocks if b.get("type") == "text"))
        thinking = "".join(text_in(b.get("thinking")) for b in blocks if b.get("type") == "thinking")
        calls = our_calls(request, [_found_call(b) for b in blocks if b.get("type") == "tool_use"])
        finish = _FINISH.get(text_in(answer.get("stop_reason")), "stop")
        opaque = ({"of": "anthropic", "content": blocks},) if calls else ()
        model = str(answer.get("model") or request.model)
        return Reply(text, _usage(answer, request, text), model, finish, None, False, calls, whole(thinking), opaque)

    def stream(self) -> Stream:
        return _Stream()


def _conversation(request: Request, how: How) -> tuple[list[Block], list[dict[str, Any]]]:
    """The instructions that come first, and the turns: each role's neighbouring messages are one, answers to all calls
    of a turn included. A breakpoint ends the stable part, and another the conversation while tools are called."""
    messages = complete(request.messages)
    calls = calls_by_id(messages)
    system: list[Block] = []
    turns: list[dict[str, Any]] = []
    for number_, message in enumerate(messages, 1):
        blocks = _blocks(message, how, calls)
        marked = how.can.cache == "breakpoints" and (
            number_ == request.stable or (bool(calls) and number_ == len(messages))
        )
        if marked and blocks:
            blocks[-1] = {**blocks[-1], **_MARK}
        if message.role == "system" and not turns:
            system += blocks
        elif blocks:
            role = "assistant" if message.role == "assistant" else "user"
            if turns and turns[-1]["role"] == role:
                turns[-1]["content"] += blocks
            else:
                turns.append({"role": role, "content": blocks})
    if not turns:  # at least one turn is asked for
        return [], [{"role": "user", "content": system}]
    return system, turns


def _blocks(message: Message, how: How, calls: Mapping[str, ToolCall]) -> list[Block]:
    if message.answers:
        id_ = _id(calls.get(message.answers), message.answers)
        return [{"type": "tool_result", "tool_use_id": id_, "content": message.content}]
    own = kept(message, "anthropic")
    if message.calls and own is not None:
        return [dict(block) for block in own["content"]]
    blocks = [_block(piece) for piece in pieces(message, how)]
    return blocks + [
        {"type": "tool_use", "id": _id(call, call.id), "name": call.name, "input": arguments_of(call)}
        for call in message.calls
    ]


def _id(call: ToolCall | None, ours: str) -> str:
    """The id of a call as it may be here; another provider's may not be."""
    id_ = wire_id(call, ours)
    return id_ if _ID.fullmatch(id_) else ours


def _block(piece: str | Media) -> Block:
    if isinstance(piece, str):
        return {"type": "text", "text": piece}
    source = (
        {"type": "base64", "media_type": piece.mime, "data": piece.data}
        if piece.data
        else {"type": "url", "url": piece.url}
    )
    return {"type": "document" if piece.kind == "pdf" else "image", "source": source}


def _choice(request: Request, how: How) -> dict[str, Any]:
    if request.tool_choice == "none":
        return {"tool_choice": {"type": "none"}}
    forced = request.tool_choice == "required" and how.can.takes_forced_tools(how.thinks)
    return {"tool_choice": {"type": "any"}} if forced else {}


def _thinking(request: Request, how: How) -> dict[str, Any]:
    """How hard to think, as this model says it."""
    if how.thinking is not None:
        if how.thinking >= request.max_tokens:
            raise LMError(
                "SIG0819",
                f"{how.model}: `thinking` ({how.thinking}) must be below `max_tokens` ({request.max_tokens}), of which "
                "it is a part",
            )
        return {"thinking": {"type": "enabled", "budget_tokens": how.thinking}}
    if how.effort is None:
        return {}
    adaptive = {"thinking": {"type": "adaptive"}} if how.can.thinking == "adaptive" else {}
    return {**adaptive, "output_config": {"effort": how.effort}}


def _found_call(block: Mapping[str, Any]) -> tuple[str, str, str]:
    given = block.get("input")
    arguments = json.dumps({} if given is None else given, ensure_ascii=False)
    return text_in(block.get("id")), text_in(block.get("name")), arguments


def _status(answer: Mapping[str, Any]) -> int:
    return _STATUS.get(str(inside(answer, "error", "type")), 500)


def _usage(answer: Mapping[str, Any], request: Request, text: str) -> Usage:
    said = answer.get("usage")
    fresh = number(inside(said, "input_tokens"))
    cached = number(inside(said, "cache_read_input_tokens")) or 0
    written = number(inside(said, "cache_creation_input_tokens")) or 0
    given = None if fresh is None else fresh + cached + written
    return counted(request, text, given, inside(said, "output_tokens"), cached=cached, written=written)


class _Stream:
    """Blocks put together as they grow. A call's input comes as pieces of JSON text."""

    def __init__(self) -> None:
        self.done = False
        self._message: dict[str, Any] = {}
        self._blocks: dict[int, Block] = {}
        self._inputs: dict[int, str] = {}

    def feed(self, event: str, data: str) -> str:
        said = loaded(data)
        index = number(said.get("index")) or 0
        match said.get("type") or event:
            case "error":
                raise Told(_status(said), data)
            case "message_start":
                self._message = record(said.get("message"))
            case "content_block_start":
                self._blocks[index] = record(said.get("content_block"))
                return text_in(inside(said, "content_block", "text"))
            case "content_block_delta":
                return self._grow(index, record(said.get("delta")))
            case "message_delta":
                usage = {**record(self._message.get("usage")), **_given(said.get("usage"))}
                self._message |= {**record(said.get("delta")), "usage": usage}
            case "message_stop":
                self.done = True
        return ""

    def _grow(self, index: int, delta: Mapping[str, Any]) -> str:
        block = self._blocks.setdefault(index, {"type": "text", "text": ""})
        for name in ("text", "thinking", "signature"):
            if isinstance(delta.get(name), str):
                block[name] = text_in(block.get(name)) + delta[name]
        if isinstance(delta.get("partial_json"), str):
            self._inputs[index] = self._inputs.get(index, "") + delta["partial_json"]
        return text_in(delta.get("text"))

    def answer(self) -> Any:
        for index, text in self._inputs.items():
            try:
                self._blocks[index]["input"] = json.loads(text or "{}")
            except (ValueError, RecursionError):
                self._blocks[index]["input"] = {"arguments": text}
        return {**self._message, "content": [self._blocks[index] for index in sorted(self._blocks)]}


def _given(usage: object) -> dict[str, Any]:
    """What a usage says; a gateway that knows its input only at the end says 0 before."""
    return {name: value for name, value in record(usage).items() if value}


WIRE = Anthropic()
