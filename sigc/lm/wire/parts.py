"""What the formats share: text and media in order, ids of calls, answers that are missing, counted tokens.

Promise: pure; the provider's ids of calls never reach a key. May import: sigc.lm.base, tokens, wire.base."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sigc.lm.base import LMError, Media, Message, Reply, Request, ToolCall, Usage
from sigc.lm.tokens import count_request, count_tokens
from sigc.lm.wire.base import How, Nonsense

UNANSWERED = "This call was not carried out."
"""What a model is told of a call that nobody answered: providers refuse a turn with an open call."""


def pieces(message: Message, how: How) -> Iterator[str | Media]:
    """The text of a message and its media, in their order; empty texts are left out. Raises LMError SIG0836 for media
    that the model does not take."""
    done = 0
    for media in sorted(message.media, key=lambda m: m.at):
        if media.kind not in how.can.media:
            raise LMError("SIG0836", f"{how.model} takes no {media.kind}; `can` in its settings says what it takes")
        if media.url and not media.data and not how.can.media_urls:
            raise LMError("SIG0836", f"{how.model} takes no addresses of media, only their bytes")
        if media.at > done:
            yield message.content[done : media.at]
        yield media
        done = max(done, media.at)
    if done < len(message.content):
        yield message.content[done:]


def data_uri(media: Media) -> str:
    """The media as an address: its own, or one that holds its bytes."""
    return f"data:{media.mime};base64,{media.data}" if media.data else media.url


def complete(messages: Sequence[Message]) -> tuple[Message, ...]:
    """The messages, with an answer for each call that has none, behind the answers that its turn has."""
    if not any(message.calls for message in messages):
        return tuple(messages)
    answered = {message.answers for message in messages if message.answers}
    made: list[Message] = []
    open_: list[ToolCall] = []
    for message in messages:
        if message.role != "tool" and open_:
            made += [Message("tool", UNANSWERED, answers=call.id) for call in open_]
            open_ = []
        made.append(message)
        open_ += [call for call in message.calls if call.id not in answered]
    made += [Message("tool", UNANSWERED, answers=call.id) for call in open_]
    return tuple(made)


def calls_by_id(messages: Sequence[Message]) -> dict[str, ToolCall]:
    """Every call of a conversation by our id."""
    return {call.id: call for message in messages for call in message.calls}


def wire_id(call: ToolCall | None, ours: str) -> str:
    """The id that a provider is sent: its own, or ours where it has none."""
    return call.wire if call is not None and call.wire else ours


def our_calls(request: Request, found: Sequence[tuple[str, str, str]]) -> tuple[ToolCall, ...]:
    """Calls in a reply, from (the provider's id, name, arguments), numbered on from those before."""
    before = sum(len(message.calls) for message in request.messages)
    return tuple(ToolCall(f"call_{before + n}", name, args, wire) for n, (wire, name, args) in enumerate(found, 1))


def arguments_of(call: ToolCall) -> dict[str, Any]:
    """The arguments as an object, for formats that take no text; damaged ones as a text in one."""
    try:
        data = json.loads(call.arguments or "{}")
    except (ValueError, RecursionError):
        data = None
    return data if isinstance(data, dict) else {"arguments": call.arguments}


def arguments_text(call: ToolCall) -> str:
    """The arguments as JSON: as they were written, if that is what they are."""
    try:
        whole_ = isinstance(json.loads(call.arguments), dict)
    except (ValueError, RecursionError):
        whole_ = False
    return call.arguments if whole_ else json.dumps(arguments_of(call), ensure_ascii=False)


def kept(message: Message, wire: str) -> Mapping[str, Any] | None:
    """What this format kept of an assistant's turn, to be sent back unchanged; None when it kept nothing. What another
    format kept means nothing here."""
    return next((part for part in message.opaque if part.get("of") == wire), None)


def whole(text: str) -> str:
    """The text with half surrogate pairs, which JSON can spell and UTF-8 cannot, replaced."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def inside(data: object, *path: str) -> Any:
    """A value inside nested objects; None where there is none."""
    for name in path:
        if not isinstance(data, dict):
            return None
        data = data.get(name)
    return data


def objects(value: object) -> list[dict[str, Any]]:
    """The objects in a list; nothing when it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def record(value: object) -> dict[str, Any]:
    """An object, its own copy; empty when it is none."""
    return dict(value) if isinstance(value, dict) else {}


def text_in(value: object) -> str:
    return value if isinstance(value, str) else ""


def counted(
    request: Request,
    text: str,
    given: object,
    made: object,
    *,
    cached: object = None,
    reasoning: object = None,
    written: object = None,
) -> Usage:
    """What the provider says it counted; counted here, and marked so, when it does not say."""
    input_, output = number(given), number(made)
    if input_ is None or output is None:
        return estimated(request, text)
    return Usage(input_, output, number(cached) or 0, False, number(reasoning) or 0, number(written) or 0)


def estimated(request: Request, text: str) -> Usage:
    """Tokens of a call whose provider did not say."""
    return Usage(count_request(request), count_tokens(text), estimated=True)


def as_object(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise Nonsense("no JSON object")
    return data


def loaded(data: str) -> dict[str, Any]:
    """The object in an event of a stream."""
    try:
        return as_object(json.loads(data))
    except (ValueError, RecursionError) as error:
        raise Nonsense("an event that is not JSON") from error


def cut_short(text: str, request: Request, model: str) -> Reply:
    """What came of a reply that whoever watched had seen enough of."""
    return Reply(text, estimated(request, text), model, "stopped")
