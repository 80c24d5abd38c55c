"""The direct client for OpenAI-compatible chat completions: api.openai.com, Ollama, vLLM, SGLang, any `base_url`.

Promise: one POST per `ask`, no retries of its own, its own total timeout; every failure is an LMError with a SIG08xx
code. Keys come in as an argument, go into one header and show up nowhere else.
May import: sigc.lm. Loads aiohttp."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
from yarl import URL

from sigc.lm.base import LMError, Reply, Request
from sigc.lm.completion import fields_of, read_reply
from sigc.lm.failures import Place, cut, from_status, nonsense, not_reached, timed_out
from sigc.lm.sessions import Sessions

CONNECT_SECONDS = 20.0
IDLE_SECONDS = 4.0
"""Idle connections are closed after this. Uvicorn, under most self-hosted servers, closes them after five seconds; by
going first we never send a request into a connection that is just being closed."""

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
        fields = fields_of(request, self._tokens_field, self._extra, self._omit)
        return _encode({"model": self.model, **fields}).encode("ascii")

    def _read(self, body: bytes, request: Request) -> Reply:
        try:
            data = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise self._nonsense("not JSON", body) from error
        return read_reply(data, request, lambda why: self._nonsense(why, body))

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
