"""The direct client: one POST per call, in one of the wire formats, whole or as a stream.

Promise: no retries of its own, its own total timeout; every failure is an LMError with a SIG08xx code; a call that is
cancelled, or whose watcher had seen enough, closes its connection. Keys come in as an argument, go into one header and
show up nowhere else. May import: sigc.lm; yarl, and aiohttp where there is a proxy."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from yarl import URL

from sigc.lm.base import LMError, Reply, Request, StopReply, Watch, shown_to
from sigc.lm.failures import Place, cut, from_status, nonsense, not_reached, timed_out, too_large
from sigc.lm.http import Answer, Pool, Unreached
from sigc.lm.sessions import Sessions
from sigc.lm.wire.base import How, Nonsense, Stream, Told, Wire
from sigc.lm.wire.events import Events
from sigc.lm.wire.parts import cut_short, whole

CONNECT_SECONDS = 20.0
MOST_REPLY_BYTES = 64 * 1024 * 1024
"""Bytes of a reply that are read when the settings do not say."""

if TYPE_CHECKING:
    from sigc.lm.proxied import Proxied, ProxiedAnswer

Heard = Callable[[Mapping[str, str]], None]
"""Is told the headers of every answer, which say how much more may be asked."""

_encode = json.JSONEncoder(separators=(",", ":")).encode


class Direct:
    """A model behind an address.

    `how`: the model's name there, what it takes, and the fields added or left out; `label`: its id as the user wrote
    it. `timeout`: seconds for a whole call. `proxy`: URL of an HTTP proxy. `most_prompt`, `most_reply`: bytes of a
    request's and an answer's body beyond which the call fails."""

    def __init__(
        self,
        wire: Wire,
        how: How,
        *,
        base_url: str,
        key: str | None = None,
        key_variable: str | None = None,
        label: str | None = None,
        timeout: float = 120.0,
        proxy: str | None = None,
        most_prompt: int | None = None,
        most_reply: int | None = None,
        heard: Heard | None = None,
    ) -> None:
        self.model = how.model
        self._wire, self._how = wire, how
        self._base = _address(base_url)
        self._urls = {stream: _joined(self._base, wire.path(how, stream)) for stream in (False, True)}
        self._place = Place(label or how.model, str(self._urls[False].with_query(None)), key_variable, key)
        self._timeout, self._proxy = timeout, proxy
        self._most_prompt, self._most_reply = most_prompt, most_reply or MOST_REPLY_BYTES
        self._heard = heard
        self._sessions: Sessions[Pool | Proxied] = Sessions(self._session)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.model!r}, base_url={self.address!r})"

    @property
    def address(self) -> str:
        """Where paths are added to."""
        return str(self._base)

    @property
    def wire(self) -> Wire:
        return self._wire

    async def ask(self, request: Request) -> Reply:
        watch = request.watch
        data, url = self._body(request, watch is not None), self._urls[watch is not None]
        session = await self._sessions.get()
        try:
            async with session.request("POST", url, data) as response:
                if self._heard is not None:
                    self._heard(response.headers)
                if watch is not None and response.status == 200 and _streams(response.headers):
                    return await self._streamed(response, request, watch)
                body = await self._whole(response)
        except OSError as error:
            raise self._broken(error) from error
        if response.status != 200:
            raise self.refused(response.status, body, response.headers)
        return shown_to(watch, self._read(body, request))

    async def send(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        *,
        content: str = "application/json",
        query: Mapping[str, str] | None = None,
    ) -> bytes:
        """Ask another endpoint of the same server, with the same key; its answer. Raises LMError."""
        session, url = await self._sessions.get(), _joined(self._base, path).update_query(query or {})
        try:
            async with session.request(method, url, data, content) as response:
                body = await response.read()
        except OSError as error:
            raise self._broken(error) from error
        if response.status != 200:
            raise self.refused(response.status, body, response.headers)
        return body

    def encoded(self, request: Request) -> dict[str, Any]:
        """The request as this server takes it."""
        return self._wire.body(request, self._how, False)

    def decoded(self, body: bytes, request: Request) -> Reply:
        """The reply in a server's answer. Raises LMError."""
        return self._read(body, request)

    def refused(self, status: int, body: bytes, headers: Mapping[str, str]) -> LMError:
        """The failure in an answer that is not 200."""
        return from_status(status, body.decode("utf-8", "replace"), headers, self._place, datetime.now(UTC))

    def _broken(self, error: Exception) -> LMError:
        """The failure of a call without an answer."""
        if isinstance(error, Unreached):
            return not_reached(self._place, str(error))
        if isinstance(error, TimeoutError):
            return timed_out(self._place, self._timeout)
        return cut(self._place, str(error) or type(error).__name__)

    async def close(self) -> None:
        await self._sessions.close()

    def _session(self) -> Pool | Proxied:
        headers = {"User-Agent": "sigc", "Accept": "*/*", **self._wire.headers(self._place.key)}
        if self._proxy is None:
            return Pool(self._base, headers, self._timeout, CONNECT_SECONDS)
        from sigc.lm.proxied import Proxied

        return Proxied(self._proxy, headers, self._timeout, CONNECT_SECONDS)

    def _body(self, request: Request, stream: bool) -> bytes:
        data = _encode(self._wire.body(request, self._how, stream)).encode("ascii")
        if self._most_prompt is not None and len(data) > self._most_prompt:
            raise too_large(self._place, "prompt", len(data), self._most_prompt)
        return data

    async def _whole(self, response: Answer | ProxiedAnswer) -> bytes:
        """The body of an answer. Its length is known beforehand, unless it comes packed or in chunks."""
        headers, length = response.headers, response.headers.get("content-length", "")
        grows = "content-encoding" in headers or "transfer-encoding" in headers
        if not grows and length.isdecimal() and int(length) <= self._most_reply:
            return await response.read()
        return b"".join([chunk async for chunk in self._chunks(response)])

    async def _chunks(self, response: Answer | ProxiedAnswer) -> AsyncIterator[bytes]:
        size = 0
        async for chunk in response.chunks():
            size += len(chunk)
            if size > self._most_reply:
                response.close()
                raise too_large(self._place, "reply", size, self._most_reply)
            yield chunk

    async def _streamed(self, response: Answer | ProxiedAnswer, request: Request, watch: Watch) -> Reply:
        """The reply out of a stream, each piece shown when it comes."""
        stream, showing, events = self._wire.stream(), _Showing(watch), Events()
        try:
            async for chunk in self._chunks(response):
                for event, data in events.feed(chunk):
                    showing.show(stream.feed(event, data))
            for event, data in events.rest():
                showing.show(stream.feed(event, data))
        except StopReply:
            response.close()
            return cut_short(showing.text, request, request.model)
        except (Nonsense, Told) as failure:
            raise self._failed(failure, showing.text, response.headers) from failure
        if not stream.done:
            raise cut(self._place, "the stream ended before the reply did")
        return self._reply(stream, request)

    def _reply(self, stream: Stream, request: Request) -> Reply:
        try:
            return self._wire.read(stream.answer(), request)
        except (Nonsense, Told) as failure:
            raise self._failed(failure, json.dumps(stream.answer()), {}) from failure

    def _read(self, body: bytes, request: Request) -> Reply:
        try:
            data: Any = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise nonsense(self._place, "not JSON", body.decode("utf-8", "replace")) from error
        try:
            return self._wire.read(data, request)
        except (Nonsense, Told) as failure:
            raise self._failed(failure, body.decode("utf-8", "replace"), {}) from failure

    def _failed(self, failure: Nonsense | Told, body: str, headers: Mapping[str, str]) -> LMError:
        """What the provider told within an answer may have been paid for."""
        if isinstance(failure, Nonsense):
            return nonsense(self._place, str(failure), body)
        error = from_status(failure.status, failure.body, headers, self._place, datetime.now(UTC))
        error.maybe_paid = True
        return error


class _Showing:
    """Pieces on their way to whoever watches: the text so far, and half a surrogate pair kept back for its other."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._shown: list[str] = []
        self._half = ""

    @property
    def text(self) -> str:
        return "".join(self._shown)

    def show(self, piece: str) -> None:
        if not piece:
            return
        piece, self._half = self._half + piece, ""
        if "\ud800" <= piece[-1] <= "\udbff":
            piece, self._half = piece[:-1], piece[-1]
        if piece:
            piece = whole(piece)
            self._shown.append(piece)
            self._watch.text(piece)


def _streams(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == "text/event-stream"


def _address(base_url: str) -> URL:
    """The address that paths are added to. A query (`?api-version=…`) stays; a password is refused, for it would be
    shown."""
    try:
        url = URL(base_url)
        (url.host or "").encode("idna")  # as the look-up of its address does
    except ValueError as error:
        raise LMError("SIG0819", f"`base_url` is no address: {base_url!r}") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise LMError("SIG0819", f"`base_url` must start with http:// or https://, not {base_url!r}")
    if url.user is not None or url.password is not None:
        raise LMError("SIG0819", "`base_url` holds a user or password; name a variable of the environment as `key_env`")
    return url


def _joined(base: URL, path: str) -> URL:
    """An address with a path behind it, and the queries of both."""
    path, _, query = path.partition("?")
    url = base
    for part in path.split("/"):
        url = url / part
    return url.with_query({**base.query, **URL(f"?{query}").query})
