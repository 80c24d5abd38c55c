"""HTTP/1.1 as calls of models need it: a pool of connections to one server, answers whole or piece by piece.

Promise: an exchange ends with a whole answer, or with Unreached, Cut or TimeoutError; one that is left early, cancelled
or out of time closes its connection, and only a connection whose answer was read to its end is used again. Source:
RFC 9112. Why not aiohttp: docs/decisions/0020. May import: sigc.lm.http_body; yarl."""

from __future__ import annotations

import asyncio
import ssl
from asyncio import AbstractEventLoop, Future, TimerHandle
from collections import deque
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

from yarl import URL

from sigc.lm.http_body import Body, Cut, Unpacked, body_of, head_of

IDLE_SECONDS = 4.0
"""Idle connections are closed after this. Uvicorn, under most self-hosted servers, closes them after five seconds; by
going first we never send a request into a connection that is just being closed."""
EYEBALLS = 0.25
"""Seconds before the next of a server's addresses is tried beside the first (RFC 8305)."""


MOST_HEADS = 64
"""Beginnings of requests that are remembered."""


class Unreached(OSError):
    """There is no connection to the server."""


def head(method: str, url: URL, headers: Mapping[str, str]) -> bytes:
    """The beginning of a request, before the length and the body. Raises ValueError for what no header may hold."""
    host = f"[{url.raw_host}]" if ":" in (url.raw_host or "") else url.raw_host
    port = "" if url.is_default_port() else f":{url.port}"
    lines = {"Host": f"{host}{port}", "Accept-Encoding": "gzip, deflate", **headers}
    text = f"{method} {url.raw_path_qs} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    if text.count("\n") != len(lines) + 1 or text.count("\r") != len(lines) + 1 or "\0" in text:
        raise ValueError("a line break in a header")
    return text.encode("latin-1")


class Answer:
    """What came back. `headers`: by names in lower case."""

    def __init__(self, connection: _Connection, loop: AbstractEventLoop) -> None:
        self.status = 0
        self.headers: Mapping[str, str] = {}
        self.whole = False
        self._connection, self._loop = connection, loop
        self._pieces: deque[bytes] = deque()
        self._error: Exception | None = None
        self._waiting: Future[None] | None = None
        self._all = False

    async def read(self) -> bytes:
        """The body."""
        self._all = True
        while not self.whole:
            await self._more()
        if "content-encoding" in self.headers:
            return b"".join([piece async for piece in self.chunks()])
        return b"".join(self._pieces)

    def chunks(self) -> Chunks:
        """The body as it comes, unpacked."""
        return Chunks(self, Unpacked(self.headers.get("content-encoding", "")))

    async def next(self) -> bytes | None:
        """The next piece as it came; None behind the last."""
        while not self._pieces:
            if self.whole:
                return None
            await self._more()
        return self._pieces.popleft()

    def close(self) -> None:
        """Want no more of it."""
        if not self.whole:
            self._connection.abort()

    async def begun(self) -> None:
        """Wait for the status and the headers."""
        while not self.status:
            await self._more()

    async def _more(self) -> None:
        if self._error is None:
            self._waiting = self._loop.create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        if self._error is not None:
            raise self._error

    def came(self, pieces: list[bytes], whole: bool) -> None:
        """Told by the connection."""
        self._pieces += pieces
        self.whole = whole
        if whole or not self._all:
            self._wake()

    def failed(self, error: Exception) -> None:
        if self._error is None:
            self._error = error
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


class Chunks:
    """The pieces of a body. No generator, for one that is left early wants a task to end it."""

    def __init__(self, answer: Answer, unpacked: Unpacked) -> None:
        self._answer, self._unpacked = answer, unpacked
        self._parts: Iterator[bytes] = iter(())

    def __aiter__(self) -> Chunks:
        return self

    async def __anext__(self) -> bytes:
        while (part := next(self._parts, None)) is None:
            piece = await self._answer.next()
            if piece is None:
                raise StopAsyncIteration
            self._parts = self._unpacked.feed(piece)
        return part


class _Connection(asyncio.Protocol):
    """A connection, which serves one exchange at a time."""

    def __init__(self, pool: Pool, loop: AbstractEventLoop) -> None:
        self._pool, self._loop = pool, loop
        self.closed, self.stays, self.since = False, False, 0.0
        self._answer: Answer | None = None
        self._head = b""
        self._body: Body | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def send(self, data: bytes) -> Answer:
        """Begin an exchange."""
        answer = self._answer = Answer(self, self._loop)
        self._head, self._body, self.stays = b"", None, False
        self._transport.write(data)
        return answer

    def data_received(self, data: bytes) -> None:
        answer = self._answer
        if answer is None or answer.whole:  # nobody asked
            self.stays = False
            self.abort()
            return
        try:
            self._feed(answer, data)
        except Cut as problem:
            self.fail(problem)

    def _feed(self, answer: Answer, data: bytes) -> None:
        if self._body is None:
            self._head += data
            while (found := head_of(self._head)) is not None:
                status, headers, keeps, data = found
                if status >= 200:
                    break
                self._head = data  # such as 100 Continue
            else:
                return
            answer.headers = headers
            answer.status, self._head = status, b""
            self._body, self.stays = body_of(status, headers), keeps
        pieces, rest = self._body.feed(data)
        if rest:
            self.stays = False
        answer.came(pieces, rest is not None)

    def eof_received(self) -> None:
        """The server will say no more; this comes ahead of `connection_lost`, when a call may be about to begin."""
        self.closed = True

    def connection_lost(self, error: Exception | None) -> None:
        self.closed = True
        self._pool.lost(self)
        answer = self._answer
        if answer is None or answer.whole:
            return
        if self._body is not None and self._body.ends_with_connection and error is None:
            answer.came([], True)
        else:
            answer.failed(Cut(str(error) if error else "it was closed before the reply had come"))

    def fail(self, error: Exception) -> None:
        if self._answer is not None and not self._answer.whole:
            self._answer.failed(error)
        self.abort()

    def late(self) -> None:
        self.fail(TimeoutError())

    def done(self) -> None:
        """The exchange has ended, whoever has its answer."""
        self._answer = None

    def abort(self) -> None:
        self.closed = True
        self._transport.abort()


class Pool:
    """Connections of one event loop to the server of an address. `headers`: sent with every request; `timeout`:
    seconds for an exchange, connecting included; `connecting`: for that alone."""

    def __init__(self, base: URL, headers: Mapping[str, str], timeout: float, connecting: float) -> None:
        self._headers = headers
        self._heads: dict[tuple[str, URL, str], bytes] = {}
        self._loop = asyncio.get_running_loop()
        self._host, self._port, self._tls = base.raw_host or "", base.port or 0, base.scheme == "https"
        self._timeout, self._connecting = timeout, min(connecting, timeout)
        self._open: set[_Connection] = set()
        self._idle: list[_Connection] = []
        self._sweep: TimerHandle | None = None
        self.closed = False

    def request(self, method: str, url: URL, data: bytes | None, content: str = "application/json") -> Exchange:
        """An exchange, to be entered with `async with`. Raises ValueError for what no header may hold."""
        begin = self._heads.get((method, url, content))
        if begin is None:
            if len(self._heads) >= MOST_HEADS:
                self._heads.clear()
            begin = head(method, url, {**self._headers, "Content-Type": content})
            self._heads[method, url, content] = begin
        length = b"" if data is None else b"Content-Length: %d\r\n" % len(data)
        return Exchange(self, b"%s%s\r\n%s" % (begin, length, data or b""))

    async def begin(self, data: bytes) -> tuple[_Connection, Answer, TimerHandle]:
        due = self._loop.time() + self._timeout
        connection = self._taken() or await self._connected()
        answer = connection.send(data)
        return connection, answer, self._loop.call_at(due, connection.late)

    def give(self, connection: _Connection) -> None:
        """The connection's answer was read."""
        if self.closed or connection.closed:
            return
        connection.since = self._loop.time()
        self._idle.append(connection)
        if self._sweep is None:
            self._sweep = self._loop.call_later(IDLE_SECONDS, self._close_idle)

    def lost(self, connection: _Connection) -> None:
        self._open.discard(connection)

    async def close(self) -> None:
        """Close all connections."""
        self.closed = True
        if self._loop.is_closed():  # which has closed what was its own
            return
        if self._sweep is not None:
            self._sweep.cancel()
        for connection in list(self._open):
            connection.fail(Cut("the client was closed"))
        self._idle.clear()
        await asyncio.sleep(0)  # so that the loop, which may end now, gets to close the sockets

    def _taken(self) -> _Connection | None:
        """The connection that was used last."""
        while self._idle:
            connection = self._idle.pop()
            if not connection.closed and self._loop.time() - connection.since < IDLE_SECONDS:
                return connection
            if not connection.closed:
                connection.abort()
        return None

    def _close_idle(self) -> None:
        """Those that were used last are last."""
        self._sweep = None
        now = self._loop.time()
        for connection in [c for c in self._idle if c.closed or now - c.since >= IDLE_SECONDS]:
            self._idle.remove(connection)
            if not connection.closed:
                connection.abort()
        if self._idle:
            self._sweep = self._loop.call_at(self._idle[0].since + IDLE_SECONDS, self._close_idle)

    async def _connected(self) -> _Connection:
        options: dict[str, Any] = {"ssl": _tls(), "server_hostname": self._host} if self._tls else {}
        made = lambda: _Connection(self, self._loop)  # noqa: E731
        try:
            async with asyncio.timeout(self._connecting):
                _, connection = await self._loop.create_connection(
                    made, self._host, self._port, happy_eyeballs_delay=EYEBALLS, **options
                )
        except TimeoutError as error:
            raise Unreached(f"no connection within {self._connecting:g} s") from error
        except OSError as error:
            raise Unreached(str(error)) from error
        self._open.add(connection)
        return connection


class Exchange:
    """A request and its answer."""

    __slots__ = ("_answer", "_connection", "_data", "_pool", "_timer")

    def __init__(self, pool: Pool, data: bytes) -> None:
        self._pool, self._data = pool, data

    async def __aenter__(self) -> Answer:
        self._connection, self._answer, self._timer = await self._pool.begin(self._data)
        try:
            await self._answer.begun()
        except BaseException:
            self._end()
            raise
        return self._answer

    async def __aexit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        self._timer.cancel()
        self._connection.done()
        if self._answer.whole and self._connection.stays:
            self._pool.give(self._connection)
        else:
            self._connection.abort()


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """Made once: reading the certificates takes some time."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context
