"""The direct client for OpenAI-compatible chat completions: api.openai.com, Ollama, vLLM, SGLang, any `base_url`.

Promise: one POST per `ask`, no retries of its own, its own total timeout; every failure is an LMError with a SIG08xx
code. Keys come in as an argument, go into one header and show up nowhere else.
May import: sigc.lm. Loads aiohttp."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

import aiohttp
from yarl import URL

from sigc.lm.base import LMError, Reply, Request, Usage
from sigc.lm.failures import Place, cut, from_status, nonsense, not_reached, timed_out
from sigc.lm.sessions import Sessions
from sigc.lm.tokens import count_request, count_tokens

CONNECT_SECONDS = 20.0
IDLE_SECONDS = 4.0
"""Idle connections are closed after this. Uvicorn, under most self-hosted servers, closes them after five seconds; by
going first we never send a request into a connection that is just being closed."""

_FINISH: dict[object, Literal["stop", "length", "tool", "filter"]] = {
    "length": "length",
    "max_tokens": "length",
    "content_filter": "filter",
    "tool_calls": "tool",
    "function_call": "tool",
}
_encode = json.JSONEncoder(separators=(",", ":")).encode


class OpenAICompatible:
    """A model behind `{base_url}/chat/completions`.

    `model`: its name as the server knows it; `label`: its id as the user wrote it. `timeout`: seconds for a whole
    call. `extra`: fields added to every request (`{"reasoning_effort": "low"}`); `omit`: fields never sent (a model
    that refuses `temperature`). `tokens_field`: how the server spells the output limit. `proxy`: URL of an HTTP
    proxy."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str,
        key: str | None = None,
        key_variable: str | None = None,
        label: str | None = None,
        timeout: float = 120.0,
        extra: Mapping[str, Any] | None = None,
        omit: frozenset[str] = frozenset(),
        tokens_field: str = "max_tokens",
        proxy: str | None = None,
    ) -> None:
        self.model = model
        self._url = _address(base_url)
        self._place = Place(label or model, str(self._url.with_query(None)), key_variable, key)
        self._timeout = timeout
        self._extra = dict(extra or {})
        self._omit = omit
        self._tokens_field = tokens_field
        self._proxy = proxy
        self._sessions = Sessions(self._session)

    def __repr__(self) -> str:
        return f"OpenAICompatible({self.model!r}, base_url={str(self._url.parent.parent)!r})"

    async def ask(self, request: Request) -> Reply:
        data = self._body(request)
        session = await self._sessions.get()
        try:
            async with session.post(self._url, data=data, allow_redirects=False, proxy=self._proxy) as response:
                body = await response.read()
        except aiohttp.ConnectionTimeoutError as error:
            raise not_reached(self._place, f"no connection within {CONNECT_SECONDS:g} s") from error
        except TimeoutError as error:
            raise timed_out(self._place, self._timeout) from error
        except (aiohttp.ClientConnectorError, aiohttp.ClientProxyConnectionError) as error:
            raise not_reached(self._place, str(error)) from error
        except (aiohttp.ClientError, OSError) as error:
            raise cut(self._place, str(error) or type(error).__name__) from error
        if response.status != 200:
            text = body.decode("utf-8", "replace")
            raise from_status(response.status, text, response.headers, self._place, datetime.now(UTC))
        return self._read(body, request)

    async def close(self) -> None:
        await self._sessions.close()

    def _session(self) -> aiohttp.ClientSession:
        headers = {"Content-Type": "application/json", "User-Agent": "sigc"}
        if self._place.key:
            headers["Authorization"] = f"Bearer {self._place.key}"
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=self._timeout, sock_connect=min(CONNECT_SECONDS, self._timeout)),
        )

    def _body(self, request: Request) -> bytes:
        body: dict[str, Any] = {
            "model": self.model,
            "messages": [{"role": m.role, "content": m.content} for m in request.messages],
            "temperature": request.temperature,
            self._tokens_field: request.max_tokens,
        }
        if request.seed is not None:
            body["seed"] = request.seed
        if request.stop:
            body["stop"] = request.stop
        if request.response_format is not None:
            shape = {"name": "reply", "schema": request.response_format}
            body["response_format"] = {"type": "json_schema", "json_schema": shape}
        body.update(self._extra)
        for name in self._omit:
            body.pop(name, None)
        return _encode(body).encode("ascii")

    def _read(self, body: bytes, request: Request) -> Reply:
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise self._nonsense("not JSON", body) from error
        if not isinstance(data, dict):
            raise self._nonsense("no JSON object", body)
        if data.get("error"):
            raise self._nonsense("an error under status 200", body)
        choices = data.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        message = choice.get("message") if isinstance(choice, dict) else None
        if not isinstance(choice, dict) or not isinstance(message, dict):
            raise self._nonsense("no choices", body)
        finish = _FINISH.get(choice.get("finish_reason"), "stop")
        text = _text(message.get("content"))
        if text is None and isinstance(message.get("refusal"), str):
            text, finish = message["refusal"], "filter"
        if text is None and finish == "stop":
            raise self._nonsense("a choice without content", body)
        text = _whole(text or "")
        return Reply(text, _usage(data.get("usage"), request, text), str(data.get("model") or self.model), finish)

    def _nonsense(self, why: str, body: bytes) -> LMError:
        return nonsense(self._place, why, body.decode("utf-8", "replace"))


def _address(base_url: str) -> URL:
    """The address to post to. A query (`?api-version=…`) stays; a password is refused, for it would be shown."""
    try:
        url = URL(base_url)
    except ValueError as error:
        raise LMError("SIG0819", f"`base_url` is no address: {base_url!r}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise LMError("SIG0819", f"`base_url` must start with http:// or https://, not {base_url!r}")
    if url.user is not None or url.password is not None:
        raise LMError("SIG0819", "`base_url` holds a user or password; name a variable of the environment as `key_env`")
    return (url / "chat" / "completions").with_query(url.query)


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
