"""Chat completions as data: a Request as the fields that providers take, their answer as a Reply.

Promise: both clients build and read the same way; an answer that cannot be read as a reply is LMError SIG0812.
May import: sigc.lm."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

from sigc.lm.base import LMError, Reply, Request, Usage
from sigc.lm.tokens import count_request, count_tokens

Finish = Literal["stop", "length", "tool", "filter"]

_FINISH: dict[object, Finish] = {
    "length": "length",
    "max_tokens": "length",
    "content_filter": "filter",
    "tool_calls": "tool",
    "function_call": "tool",
}


def fields_of(request: Request, tokens_field: str, extra: Mapping[str, Any], omit: frozenset[str]) -> dict[str, Any]:
    """The request without the model's name. `extra` goes over it, and nothing in `omit` is left."""
    fields: dict[str, Any] = {
        "messages": [{"role": m.role, "content": m.content} for m in request.messages],
        "temperature": request.temperature,
        tokens_field: request.max_tokens,
    }
    if request.seed is not None:
        fields["seed"] = request.seed
    if request.stop:
        fields["stop"] = list(request.stop)
    if request.response_format is not None:
        shape: dict[str, Any] = {"name": "reply", "schema": request.response_format}
        if request.response_format.get("additionalProperties") is False:
            shape["strict"] = True
        fields["response_format"] = {"type": "json_schema", "json_schema": shape}
    fields.update(extra)
    for name in omit:
        fields.pop(name, None)
    return fields


def read_reply(data: object, request: Request, nonsense: Callable[[str], LMError]) -> Reply:
    """The reply in a decoded answer; raises `nonsense(why)` when there is none."""
    if not isinstance(data, dict):
        raise nonsense("no JSON object")
    if data.get("error"):
        raise nonsense("an error under status 200")
    choices = data.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise nonsense("no choices")
    reason = choice.get("finish_reason")
    finish: Finish = _FINISH.get(reason, "stop") if isinstance(reason, str) else "stop"
    text = _text(message.get("content"))
    if text is None and isinstance(message.get("refusal"), str):
        text, finish = message["refusal"], "filter"
    if text is None and finish == "stop":
        raise nonsense("a choice without content")
    text = _whole(text or "")
    return Reply(text, _usage(data.get("usage"), request, text), str(data.get("model") or request.model), finish)


def _text(content: object) -> str | None:
    """The content of a message: a string, or the joined texts of its parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        return "".join(part for part in parts if isinstance(part, str))
    return None


def _whole(text: str) -> str:
    """The text with half surrogate pairs, which JSON can spell and UTF-8 cannot, replaced."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _usage(data: object, request: Request, text: str) -> Usage:
    """What the provider says it counted; counted here, and marked so, when it does not say."""
    counted = data if isinstance(data, dict) else {}
    given, made = _count(counted.get("prompt_tokens")), _count(counted.get("completion_tokens"))
    if given is None or made is None:
        return Usage(count_request(request), count_tokens(text), estimated=True)
    details = counted.get("prompt_tokens_details")
    cached = _count(details.get("cached_tokens")) if isinstance(details, dict) else None
    return Usage(given, made, cached or 0)


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None
