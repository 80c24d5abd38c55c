"""Calling asynchronous code from code that is not: one event loop for the whole process, driven by whoever waits.

Promise: works with and without a running event loop in the calling thread, and from any number of threads; an interrupt
of the caller cancels what it waits for. Nothing is handed to another thread as long as one thread calls, which makes a
call ten times cheaper than a loop in a thread of its own would (16 µs against 150 µs, CPython 3.11).
May import: nothing of ours."""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import contextlib
import os
import threading
from collections.abc import Coroutine
from functools import lru_cache
from typing import Any, TypeVar

T = TypeVar("T")


def wait_for(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, or what it raises. Inside of what this function itself runs it raises RuntimeError."""
    shared = _shared(os.getpid())
    running = asyncio._get_running_loop()
    if running is None:
        return shared.run(coroutine)
    if running is shared.loop:
        coroutine.close()
        raise RuntimeError("called synchronously from inside an asynchronous run; await the asynchronous form instead")
    with concurrent.futures.ThreadPoolExecutor(1) as helper:  # this thread's loop cannot run another one
        return helper.submit(shared.run, coroutine).result()


class _Shared:
    """A loop that one thread at a time drives: the first that waits leads, the others follow, and when the leader has
    its result one of them takes over."""

    def __init__(self) -> None:
        self._process = os.getpid()
        self.loop = asyncio.new_event_loop()
        self._turn = threading.Lock()
        self._changed = threading.Condition()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        if self._turn.acquire(blocking=False):
            return self._lead(self.loop.create_task(_after_news(coroutine)))
        waiting = asyncio.run_coroutine_threadsafe(coroutine, self.loop)
        waiting.add_done_callback(self._tell)
        return self._follow(waiting)

    def _lead(self, task: asyncio.Future[T]) -> T:
        """Drive the loop until the task is done, then hand the turn on."""
        try:
            return self.loop.run_until_complete(task)
        except BaseException:
            if not task.done():  # interrupted from outside
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    self.loop.run_until_complete(task)
            raise
        finally:
            self._turn.release()
            self._tell()

    def _follow(self, waiting: concurrent.futures.Future[T]) -> T:
        """Wait for a result, or for the turn to lead."""
        leads = False
        try:
            with self._changed:
                while not (leads or waiting.done()):
                    leads = self._turn.acquire(blocking=False)
                    if not leads:
                        self._changed.wait()
        except BaseException:
            waiting.cancel()
            raise
        return self._lead(asyncio.wrap_future(waiting, loop=self.loop)) if leads else waiting.result()

    def _tell(self, _: object = None) -> None:
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """At the end of the process: what is still open on the loop, such as connections, is closed in order."""
        if os.getpid() == self._process and self._turn.acquire(blocking=False):
            self.loop.run_until_complete(_cancelled())
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()


async def _cancelled() -> None:
    """End the tasks that were left on the loop, such as those that hold a server's process."""
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)


async def _after_news(coroutine: Coroutine[Any, Any, T]) -> T:
    """Let the loop first hear what happened while nobody drove it, such as connections that the other side closed."""
    await asyncio.sleep(0)
    return await coroutine


@lru_cache(maxsize=1)
def _shared(process: int) -> _Shared:
    """The loop of this process; a forked child starts its own."""
    shared = _Shared()
    atexit.register(shared.close)
    return shared
