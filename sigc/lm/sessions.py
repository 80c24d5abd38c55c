"""One HTTP session per running event loop, opened on first use and closed with its loop.

Promise: a client may be used from several loops and threads in one process; a session never outlives its loop, so
`asyncio.run(...)` twice leaves neither warnings nor sockets. May import: sigc.lm."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress

import aiohttp

_Hold = AsyncGenerator[None, None]


class Sessions:
    """Sessions made by `make`, by event loop."""

    def __init__(self, make: Callable[[], aiohttp.ClientSession]) -> None:
        self._make = make
        self._open: dict[asyncio.AbstractEventLoop, tuple[aiohttp.ClientSession, _Hold]] = {}
        self._lock = threading.Lock()

    async def get(self) -> aiohttp.ClientSession:
        """The session of the running loop."""
        loop = asyncio.get_running_loop()
        found = self._open.get(loop)
        if found is not None and not found[0].closed:
            return found[0]
        session = self._make()
        hold = self._hold(loop, session)
        await anext(hold)
        with self._lock:
            self._drop_dead()
            self._open[loop] = (session, hold)
        return session

    async def _hold(self, loop: asyncio.AbstractEventLoop, session: aiohttp.ClientSession) -> _Hold:
        """Lives as long as the session. An event loop closes its asynchronous generators before it ends, which is the
        one moment when a session nobody closed can still be closed properly."""
        try:
            yield
        finally:
            with self._lock:
                self._open.pop(loop, None)
            await session.close()

    def _drop_dead(self) -> None:
        """Forget loops that were closed without closing their generators."""
        for loop in [loop for loop in self._open if loop.is_closed()]:
            session, _ = self._open.pop(loop)
            _close_now(session)

    async def close(self) -> None:
        """Close the session of this loop and have those of other running loops closed there; a loop that stands still
        closes its own when it ends."""
        here = asyncio.get_running_loop()
        with self._lock:
            self._drop_dead()
            held = [(loop, hold) for loop, (_, hold) in self._open.items()]
        for loop, hold in held:
            if loop is here:
                await hold.aclose()
            elif loop.is_running():
                asyncio.run_coroutine_threadsafe(_close(hold), loop)


async def _close(hold: _Hold) -> None:
    await hold.aclose()


def _close_now(session: aiohttp.ClientSession) -> None:
    """Close a session whose loop is closed: nothing is left to wait for, so the coroutine ends at its first step."""
    closing = session.close()
    with suppress(StopIteration):
        closing.send(None)
    closing.close()
