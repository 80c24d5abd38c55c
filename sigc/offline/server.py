"""The embedded model over HTTP: the part of OpenAI's API that chat needs, on aiohttp.

Promise: a reply's text and usage are those of the same request in the same process; nothing else of a request than
messages, temperature, seed and n is read. Named exception to "no network here": it listens, on loopback unless told
otherwise. May import: sigc.lm, sigc.adapters, sigc.offline, aiohttp."""

from __future__ import annotations

import hashlib
import json
import socket
from base64 import b64decode
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from sigc.adapters.base import Attached, Turn
from sigc.ir.media import Medium
from sigc.lm.base import Reply
from sigc.offline.model import MODEL, OfflineLM
from sigc.values.media import NotMedia, of_bytes, of_url

MOST_CHOICES = 128
LARGEST_REQUEST = 64 * 2**20
"""Bytes of the largest request that is read."""


class BadRequest(ValueError):
    """A request that cannot be answered; the text says why."""


def application(model: OfflineLM | None = None) -> web.Application:
    """The server as an application of its own."""
    offline = model or OfflineLM()

    async def chat(request: web.Request) -> web.Response:
        try:
            return web.json_response(completion(offline, json.loads(await request.text())))
        except (BadRequest, json.JSONDecodeError) as problem:
            error = {"message": str(problem), "type": "invalid_request_error", "code": None, "param": None}
            return web.json_response({"error": error}, status=400)

    async def models(_: web.Request) -> web.Response:
        listed = {"id": MODEL, "object": "model", "created": 0, "owned_by": "sigc"}
        return web.json_response({"object": "list", "data": [listed]})

    app = web.Application(client_max_size=LARGEST_REQUEST)
    app.router.add_post("/v1/chat/completions", chat)
    app.router.add_get("/v1/models", models)
    return app


def listening(port: int, host: str = "127.0.0.1") -> socket.socket:
    """A socket that listens; port 0 takes a free one. Raises OSError when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def serve(on: socket.socket) -> None:
    """Answer on a socket until interrupted."""
    web.run_app(application(), sock=on, print=None)


def completion(model: OfflineLM, body: Any) -> dict[str, Any]:
    """The reply to the body of a chat request. Raises BadRequest."""
    if not isinstance(body, Mapping):
        raise BadRequest("the body must be a JSON object")
    if body.get("stream"):
        raise BadRequest("stream is not supported")
    turns = turns_of(body.get("messages"))
    temperature = _number(body, "temperature", 0.0, 0.0, 10.0)
    choices = int(_number(body, "n", 1, 1, MOST_CHOICES))
    seed = body.get("seed")
    if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool)):
        raise BadRequest("seed must be an integer")
    replies = [model.reply(turns, temperature, seed, draw) for draw in range(choices)]
    return _as_json(turns, replies)


def turns_of(messages: Any) -> tuple[Turn, ...]:
    """The messages of a request. Raises BadRequest."""
    if not isinstance(messages, list) or not messages:
        raise BadRequest("messages must be a list that is not empty")
    turns = []
    for number, message in enumerate(messages):
        content = message.get("content") if isinstance(message, Mapping) else None
        media: tuple[Attached, ...] = ()
        if isinstance(content, list):
            content, media = _parts(content, number)
        if not isinstance(content, str) or not isinstance(message.get("role"), str):
            raise BadRequest(f"messages[{number}] must have a role and a content of text")
        turns.append(Turn(message["role"], content, media))
    return tuple(turns)


def _parts(content: list[Any], number: int) -> tuple[str, tuple[Attached, ...]]:
    """The text of a message that has several parts, and its media, which stand before their names in it."""
    text, media = "", list[Attached]()
    for part in content:
        if isinstance(part, Mapping) and part.get("type") in _MEDIA:
            try:
                media.append(Attached(len(text), _MEDIA[part["type"]](part[part["type"]])))
            except (NotMedia, KeyError, TypeError, ValueError) as problem:
                raise BadRequest(f"messages[{number}] has a part that is no media: {problem}") from problem
        elif isinstance(part, Mapping):
            text += str(part.get("text", ""))
    return text, tuple(media)


_MEDIA: Mapping[str, Callable[[Any], Medium]] = {
    "image_url": lambda part: of_url("image", part["url"]),
    "video_url": lambda part: of_url("video", part["url"]),
    "input_audio": lambda part: of_bytes("audio", b64decode(part["data"]), f".{part.get('format')}"),
    "file": lambda part: of_url("pdf", part["file_data"]),
}


def _number(body: Mapping[str, Any], name: str, usual: float, least: float, most: float) -> float:
    value = body.get(name)
    if value is None:
        return usual
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
        raise BadRequest(f"{name} must be a number from {least:g} to {most:g}")
    return value


def _as_json(turns: tuple[Turn, ...], replies: list[Reply]) -> dict[str, Any]:
    hashed = hashlib.blake2b(
        json.dumps([[[t.role, t.text] for t in turns], [r.text for r in replies]]).encode(), digest_size=12
    )
    asked = replies[0].usage.input
    answered = sum(reply.usage.output for reply in replies)
    return {
        "id": f"chatcmpl-{hashed.hexdigest()}",
        "object": "chat.completion",
        "created": 0,
        "model": MODEL,
        "choices": [
            {"index": i, "message": {"role": "assistant", "content": r.text}, "finish_reason": "stop", "logprobs": None}
            for i, r in enumerate(replies)
        ],
        "usage": {"prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered},
    }
