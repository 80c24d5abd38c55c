"""Our HTTP client against real connections: where answers end, what is used again, and what ends a call."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from sigc.lm import http
from sigc.lm.http import Pool, Unreached, head
from sigc.lm.http_body import Chunked, Cut, Unpacked, head_of

T = TypeVar("T")
CERTIFICATE = Path(__file__).with_name("localhost.pem")
"""Of a server on localhost, with its key; it signs itself, and lasts a hundred years. Used nowhere else."""


class Script:
    """A server that says the given bytes, an item for each request, whatever is asked; None: it closes. `between`:
    seconds between the parts of an answer."""

    def __init__(self, *answers: Sequence[bytes | None], between: float = 0.0) -> None:
        self.answers, self.between = list(answers), between
        self.seen: list[bytes] = []
        self.connections = 0
        self.ended = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                asked = await reader.readuntil(b"\r\n\r\n")
                length = int(asked.lower().partition(b"content-length: ")[2].split(b"\r\n")[0] or 0)
                self.seen.append(asked + await reader.readexactly(length))
                for part in self.answers[len(self.seen) - 1]:
                    if part is None:
                        return
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(self.between)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.ended += 1
        finally:
            writer.close()

    @asynccontextmanager
    async def pool(self, timeout: float = 5.0, tls: ssl.SSLContext | None = None) -> AsyncIterator[tuple[Pool, URL]]:
        server = await asyncio.start_server(self.serve, "localhost", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]
        url = URL(f"{'https' if tls else 'http'}://localhost:{port}/a/b?c=d")
        pool = Pool(url, {"X-Key": "k"}, timeout, 2.0)
        try:
            yield pool, url
        finally:
            await pool.close()
            server.close()


async def posted(pool: Pool, url: URL) -> tuple[int, bytes]:
    async with pool.request("POST", url, b"{}") as answer:
        return answer.status, await answer.read()


def run(script: Script, work: Callable[[Pool, URL], Awaitable[T]], **options: Any) -> T:
    async def main() -> T:
        async with script.pool(**options) as (pool, url):
            return await work(pool, url)

    return asyncio.run(main())


def sized(body: bytes, more: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), more, body)


def chunked(*parts: bytes, more: bytes = b"") -> bytes:
    chunks = b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in parts)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n%s\r\n%s0\r\nTrailer: x\r\n\r\n" % (more, chunks)


BARE = zlib.compress(b"hello", wbits=-15)
GZIP = b"Content-Encoding: gzip\r\n"
PACKED = gzip.compress(b"hello" * 999999, mtime=0)
"""Without the time, which would be another in each process that collects these cases."""


@pytest.mark.parametrize(
    ("answer", "body", "again"),
    [
        (sized(b"hello"), b"hello", True),
        (sized(b""), b"", True),
        (chunked(b"hel", b"lo"), b"hello", True),
        (chunked(), b"", True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", b"", True),
        (b"HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + sized(b"hello"), b"hello", True),
        (sized(b"hello", b"Connection: close\r\n"), b"hello", False),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello", b"hello", False),
        (b"HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 5\r\n\r\nhello", b"hello", True),
        (sized(b"hello") + b"more than was said", b"hello", False),
        (sized(gzip.compress(b"hello", mtime=0), GZIP), b"hello", True),
        (chunked(PACKED[:99], PACKED[99:], more=GZIP),
         b"hello" * 999999, True),
        (sized(zlib.compress(b"hello"), b"Content-Encoding: deflate\r\n"), b"hello", True),
        (sized(BARE, b"Content-Encoding: deflate\r\n"), b"hello", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nhello", b"hello", True),
    ],
)  # fmt: skip
@pytest.mark.parametrize("split", [False, True])
def test_where_an_answer_ends(answer: bytes, body: bytes, again: bool, split: bool) -> None:
    """Whole or byte by byte; and whether the connection serves the next call."""
    parts = [answer[i : i + 1] for i in range(len(answer))] if split and len(answer) < 999 else [answer]
    script = Script(parts, [sized(b"next")])

    async def twice(pool: Pool, url: URL) -> tuple[bytes, bytes]:
        first = (await posted(pool, url))[1]
        await asyncio.sleep(0.01)
        return first, (await posted(pool, url))[1]

    assert run(script, twice) == (body, b"next")
    assert script.connections == (1 if again else 2)


def test_an_answer_may_end_with_its_connection() -> None:
    script = Script([b"HTTP/1.1 200 OK\r\n\r\nhel", b"lo", None])
    assert run(script, posted) == (200, b"hello")


@pytest.mark.parametrize(
    "said",
    [
        [None],
        [b"HTTP/1.1 2", None],
        [b"HTTP/1.1 200 OK\r\nContent-Le", None],
        [sized(b"hello")[:-1], None],
        [chunked(b"hello")[:-9], None],
        [b"SSH-2.0-OpenSSH\r\n"],
        [b"HTTP/2 200\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nno header\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\n folded: x\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"5" * 70_000],
        [b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000],
        [sized(b"no gzip", GZIP)],
        [sized(b"x", b"Content-Encoding: br\r\n")],
    ],
)
def test_what_is_no_answer_is_cut(said: list[bytes | None]) -> None:
    with pytest.raises(Cut):
        run(Script(said), posted)


def test_time_runs_from_the_beginning_to_the_end() -> None:
    for said in ([], [b"HTTP/1.1 200 OK\r\n"], [sized(b"hello")[:-1]], [chunked(b"a" * 9)[:-20], b"b"]):
        with pytest.raises(TimeoutError):
            run(Script(said), posted, timeout=0.05)


def test_leaving_early_closes_the_connection() -> None:
    async def leave(pool: Pool, url: URL) -> list[bytes]:
        async with pool.request("POST", url, b"{}") as answer:
            got = [piece async for piece in first_of(answer.chunks())]
        await asyncio.sleep(0.05)
        return got

    async def first_of(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for piece in pieces:
            yield piece
            return

    script = Script([chunked(b"hello", b"world")[:-20]], between=0.01)
    assert run(script, leave) == [b"hello"]
    assert script.ended == 1


def test_a_cancelled_call_closes_its_connection() -> None:
    async def cancel(pool: Pool, url: URL) -> None:
        task = asyncio.ensure_future(posted(pool, url))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.sleep(0.05)

    script = Script([b"HTTP/1.1 200 OK\r\n"])
    run(script, cancel)
    assert script.ended == 1


def test_a_connection_that_the_server_closed_is_not_used_again() -> None:
    async def twice(pool: Pool, url: URL) -> bytes:
        await posted(pool, url)
        await asyncio.sleep(0.05)
        return (await posted(pool, url))[1]

    script = Script([sized(b"a"), None], [sized(b"b")])
    assert run(script, twice) == b"b"
    assert script.connections == 2


def test_idle_connections_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "IDLE_SECONDS", 0.02)

    async def wait(pool: Pool, url: URL) -> int:
        await asyncio.gather(*(posted(pool, url) for _ in range(3)))
        await asyncio.sleep(0.1)
        return len(pool._open)

    script = Script(*[[sized(b"a")]] * 3)
    assert run(script, wait) == 0
    assert script.ended == 3


def test_what_is_sent() -> None:
    script = Script([sized(b"a")])
    run(script, posted)
    first, *lines = script.seen[0].decode().split("\r\n")
    assert first == "POST /a/b?c=d HTTP/1.1"
    assert {"X-Key: k", "Content-Type: application/json", "Content-Length: 2"} <= set(lines)
    assert lines[-1] == "{}"
    assert b"\r\nHost: [::1]:8\r\n" in head("GET", URL("http://[::1]:8/"), {})
    assert b"\r\nHost: x.org\r\n" in head("GET", URL("https://x.org/"), {})
    for bad in ("a\r\nb", "a\nb", "a\0", "漢"):
        with pytest.raises(ValueError, match=r"header|latin"):
            head("GET", URL("http://x/"), {"Authorization": bad})


def test_nobody_there() -> None:
    async def gone() -> None:
        pool = Pool(URL("http://localhost:1/"), {}, 5.0, 2.0)
        with pytest.raises(Unreached):
            await posted(pool, URL("http://localhost:1/"))
        await pool.close()

    asyncio.run(gone())


def test_tls_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose certificate the system knows is spoken to, another is not."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(CERTIFICATE)
    http._tls.cache_clear()
    with pytest.raises(Unreached, match="certificate"):
        run(Script([sized(b"a")]), posted, tls=server)
    http._tls.cache_clear()
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    script = Script([sized(b"a")], [chunked(b"b", b"c")])

    async def twice(pool: Pool, url: URL) -> list[tuple[int, bytes]]:
        return [await posted(pool, url), await posted(pool, url)]

    assert run(script, twice, tls=server) == [(200, b"a"), (200, b"bc")]
    assert script.connections == 1
    http._tls.cache_clear()


# ---- laws


def cut_up(data: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places})
    return [data[a:b] for a, b in zip([0, *ends], [*ends, len(data)], strict=True)]


@given(st.lists(st.binary(min_size=1, max_size=50)), st.lists(st.integers(0, 10_000)), st.binary(max_size=5))
def test_chunks_however_they_arrive(parts: list[bytes], places: list[int], behind: bytes) -> None:
    found = head_of(chunked(*parts) + behind)
    assert found is not None
    body, pieces, rest = Chunked(), [], None
    for data in cut_up(found[3], places):
        more, rest = body.feed(data) if rest is None else ([], rest + data)
        pieces += more
    assert (b"".join(pieces), rest) == (b"".join(parts), behind)


@given(st.binary(max_size=3000), st.lists(st.integers(0, 10_000)), st.sampled_from(["gzip", "deflate", "bare"]))
def test_packed_however_it_arrives(data: bytes, places: list[int], coding: str) -> None:
    packed = (
        gzip.compress(data, mtime=0) if coding == "gzip" else zlib.compress(data, wbits=-15 if coding == "bare" else 15)
    )
    unpacked = Unpacked("gzip" if coding == "gzip" else "deflate")
    pieces = [piece for part in cut_up(packed, places) if part for piece in unpacked.feed(part)]
    assert b"".join(pieces) == data


@given(st.binary(max_size=300))
def test_any_bytes_are_a_head_or_none(data: bytes) -> None:
    try:
        found = head_of(b"HTTP/1.1 200 OK\r\n" + data + b"\r\n\r\n")
    except Cut:
        return
    assert found is not None
    assert found[0] == 200
