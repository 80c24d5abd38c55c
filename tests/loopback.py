"""A real HTTP server on loopback that speaks OpenAI chat completions and misbehaves on request.

In a test: `with Loopback(Answer(text="hi")) as server: ... server.url`; the answer may be a function of what was seen
(`Seen`), so a script is `iter(...)` behind a lambda. Runs in a thread of its own. In a bench, in a process of its own:
`python tests/loopback.py --delay-ms 100` prints its port and serves until killed; `spawned(...)` does that.
Standard library only, so that it costs little beside what it measures."""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What to do with one request. `body` replaces the completion; `cut`: close the connection after so many bytes of
    the response (0: before the first); `delay`: seconds before the first byte; `stall`: seconds in the middle of the
    body. `pieces`: the text as a stream of events, `gap` seconds apart. `model`: who is said to have answered."""

    text: str | None = "ok"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    delay: float = 0.0
    stall: float = 0.0
    cut: int | None = None
    finish: str = "stop"
    usage: tuple[int, int] | None = (10, 2)
    message: Mapping[str, Any] | None = None
    pieces: tuple[str, ...] = ()
    gap: float = 0.0
    model: str = "loopback"

    def streamed(self) -> list[bytes]:
        """The parts of a response that comes as server-sent events: its head, a chunk for each piece, its end."""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        said: list[dict[str, Any]] = [{"delta": {"role": "assistant", "content": p}} for p in self.pieces]
        said.append({"delta": {}, "finish_reason": self.finish})
        chunks = [json.dumps({"model": self.model, "choices": [{"index": 0, **choice}]}) for choice in said]
        events = [f"data: {data}\n\n".encode() for data in (*chunks, "[DONE]")]
        return [head, *(b"%x\r\n%s\r\n" % (len(event), event) for event in events), b"0\r\n\r\n"]

    def payload(self) -> bytes:
        """The whole response as sent."""
        body = self.body if self.body is not None else completion(self)
        lines = {"Content-Type": "application/json", "Content-Length": str(len(body)), **self.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"HTTP/1.1 {self.status} Said\r\n{head}\r\n".encode() + body


def completion(answer: Answer) -> bytes:
    message = answer.message or {"role": "assistant", "content": answer.text}
    data: dict[str, Any] = {
        "id": "loopback",
        "object": "chat.completion",
        "created": 0,
        "model": answer.model,
        "choices": [{"index": 0, "message": message, "finish_reason": answer.finish}],
    }
    if answer.usage is not None:
        given, made = answer.usage
        data["usage"] = {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}
    return json.dumps(data).encode()


def failure(status: int, message: str, *, code: str | None = None, **headers: str) -> Answer:
    """An error in OpenAI's shape; header names are given with `_` for `-`."""
    body = json.dumps({"error": {"message": message, "type": code, "code": code}}).encode()
    return Answer(status=status, body=body, headers={name.replace("_", "-"): value for name, value in headers.items()})


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it arrived; header names in lower case."""

    number: int
    path: str
    headers: Mapping[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def text(self) -> str:
        """The content of the last message."""
        return str(self.json["messages"][-1]["content"])


class Loopback:
    """The server. `seen`: all requests in order of arrival; `peak`: the most that were in flight at one time."""

    def __init__(self, answer: Answer | Callable[[Seen], Answer] = Answer()) -> None:
        self.answer: Callable[[Seen], Answer] = answer if callable(answer) else lambda _seen: answer
        self.seen: list[Seen] = []
        self.connections = 0
        self.open: set[_Connection] = set()
        self.in_flight = 0
        self.peak = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def calls(self) -> int:
        return len(self.seen)

    def __enter__(self) -> Loopback:
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._main(ready.set)), daemon=True)
        self._thread.start()
        ready.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(10)

    async def _main(self, ready: Callable[[], object]) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await self._loop.create_server(lambda: _Connection(self), "127.0.0.1", self.port, backlog=1024)
        self.port = server.sockets[0].getsockname()[1]
        ready()
        await self._stop.wait()
        server.close()
        for connection in self.open:
            connection.transport.abort()
        await asyncio.sleep(0)

    def serve(self) -> None:
        """Serve in this thread until killed; the port goes to standard output."""
        asyncio.run(self._main(lambda: print(self.port, flush=True)))


class _Connection(asyncio.Protocol):
    """HTTP/1.1 with Content-Length and keep-alive, which is all that the clients here send."""

    def __init__(self, server: Loopback) -> None:
        self.server = server
        self.buffer = b""
        self.tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.server.connections += 1
        self.server.open.add(self)

    def connection_lost(self, _: Exception | None) -> None:
        self.server.open.discard(self)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            first, *lines = self.buffer[:end].decode("latin-1").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            size = end + 4 + int(headers.get("content-length", 0))
            if len(self.buffer) < size:
                return
            raw, self.buffer = self.buffer[end + 4 : size], self.buffer[size:]
            self.arrived(Seen(len(self.server.seen), first.split(" ")[1], headers, raw))

    def arrived(self, seen: Seen) -> None:
        self.server.seen.append(seen)
        answer = self.server.answer(seen)
        if answer.delay or answer.stall or answer.pieces:
            task = asyncio.ensure_future(self.later(answer))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        else:
            self.send(answer)

    async def later(self, answer: Answer) -> None:
        server = self.server
        server.in_flight += 1
        server.peak = max(server.peak, server.in_flight)
        try:
            await asyncio.sleep(answer.delay)
            if answer.pieces:
                await self.stream(answer)
            elif answer.stall:
                payload = answer.payload()
                self.transport.write(payload[: len(payload) - 5])
                await asyncio.sleep(answer.stall)
                self.transport.write(payload[len(payload) - 5 :])
            else:
                self.send(answer)
        finally:
            server.in_flight -= 1

    async def stream(self, answer: Answer) -> None:
        """Piece by piece, until the other side has gone."""
        left = answer.cut
        for part in answer.streamed():
            self.transport.write(part if left is None else part[:left])
            left = None if left is None else left - len(part)
            if left is not None and left <= 0:
                self.transport.close()
            if self.transport.is_closing():
                return
            await asyncio.sleep(answer.gap)

    def send(self, answer: Answer) -> None:
        payload = answer.payload()
        if answer.cut is not None:
            self.transport.write(payload[: answer.cut])
            self.transport.close()
        else:
            self.transport.write(payload)


@contextmanager
def spawned(*, delay_ms: float = 0, text: str = "ok", model: str = "loopback") -> Iterator[str]:
    """The server in a process of its own; gives its base URL."""
    command = [sys.executable, str(Path(__file__)), "--delay-ms", str(delay_ms), "--text", text, "--model", model]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
    finally:
        process.kill()
        process.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay-ms", type=float, default=0)
    parser.add_argument("--text", default="ok")
    parser.add_argument("--model", default="loopback")
    options = parser.parse_args()
    fixed = Answer(text=options.text, model=options.model)
    fixed = Answer(body=completion(fixed), delay=options.delay_ms / 1000)
    Loopback(fixed).serve()


if __name__ == "__main__":
    main()
