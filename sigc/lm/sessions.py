"""One HTTP session per event loop, opened on first use and closed with its loop.

Promise: a client may be used from several loops and threads of one process, and need not be closed: a session lives no
longer than its loop, and neither a loop that ends nor a client that is forgotten leaves a warning. What the client
does not close, its loop does, since every loop closes its asynchronous generators before it ends.
May import: nothing of ours."""

from __future__ import annotations

import asyncio
import weakref
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import AsyncGenerator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

A_LONG_TIME = 1e8
"""Seconds, some three years: see `_Held.anchor`."""


class Session(Protocol):
    @property
    def closed(self) -> bool: ...

    async def close(self) -> None: ...


S = TypeVar("S", bound=Session)


@dataclass(slots=True)
class _Held:
    """An open session. `life`: a generator that closes it when it is closed itself. `anchor`: a timer of the loop that
    never rings; through it the loop itself holds the generator, also when the client is gone."""

    session: Session
    life: AsyncGenerator[None, None]
    anchor: TimerHandle


_Open = dict[AbstractEventLoop, _Held]


class Sessions(Generic[S]):
    """Sessions made by `make`, by event loop."""

    def __init__(self, make: Callable[[], S]) -> None:
        self._make = make
        self._open: _Open = {}
        weakref.finalize(self, _forget, self._open).atexit = False

    async def get(self) -> S:
        """The session of the running loop."""
        loop = asyncio.get_running_loop()
        held = self._open.get(loop)
        if held is not None and not held.session.closed:
            return held.session  # type: ignore[return-value]  # this client's own make made it
        _drop_dead(self._open)
        session = self._make()
        life = _life(self._open, loop, session)
        self._open[loop] = _Held(session, life, loop.call_later(A_LONG_TIME, _nothing, life))
        await anext(life)
        return session

    async def close(self) -> None:
        """Close the session of this loop and have those of other running loops closed there."""
        held = self._open.get(asyncio.get_running_loop())
        if held is not None:
            await held.life.aclose()
        _forget(self._open)


async def _life(open_: _Open, loop: AbstractEventLoop, session: Session) -> AsyncGenerator[None, None]:
    """From the opening of a session to its end. It knows nothing of the client, which may be gone long before."""
    try:
        yield
    finally:
        held = open_.pop(loop, None)
        if held is not None:
            held.anchor.cancel()
        await session.close()


def _nothing(_: object) -> None:
    """What an anchor would do."""


def _forget(open_: _Open) -> None:
    """Close what can be closed from here. The session of a loop that stands still ends with its loop."""
    _drop_dead(open_)
    for loop, held in list(open_.items()):
        if loop.is_running():
            with suppress(RuntimeError):  # it ended in the meantime
                loop.call_soon_threadsafe(_close_soon, loop, held.life)


def _close_soon(loop: AbstractEventLoop, life: AsyncGenerator[None, None]) -> None:
    async def close() -> None:
        await life.aclose()

    task = loop.create_task(close())
    task.add_done_callback(lambda done: done.cancelled() or done.exception())


def _drop_dead(open_: _Open) -> None:
    """Close the sessions of loops that were closed without closing their generators. Nothing is left to wait for, so
    the coroutine ends at its first step."""
    for loop in [loop for loop in open_ if loop.is_closed()]:
        held = open_.pop(loop, None)
        if held is not None:
            closing = held.session.close()
            with suppress(StopIteration):
                closing.send(None)
            closing.close()
