"""A place to wait for one another across tasks, event loops and threads.

Promise: first come, first woken; waking a task of another loop is safe; a task that is cancelled while it waits leaves
no trace. asyncio's own locks belong to one loop, and one program may run in several. May import: nothing of ours."""

from __future__ import annotations

import asyncio
import threading
from collections import deque


class WaitingRoom:
    """Tasks waiting for something that `lock` guards. `join` and `wake` are called with the lock held."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._line: deque[asyncio.Future[None]] = deque()

    def join(self) -> asyncio.Future[None]:
        """A future to await, with the lock released, until someone wakes it; then look again and perhaps rejoin."""
        ticket = asyncio.get_running_loop().create_future()
        self._line.append(ticket)
        return ticket

    def leave(self, ticket: asyncio.Future[None]) -> bool:
        """Stop waiting. False when the ticket had already been called: the caller owes its turn to the next one."""
        if ticket in self._line:
            self._line.remove(ticket)
            return True
        return False

    def wake(self) -> bool:
        """Wake the first that waits; False when nobody does."""
        while self._line:
            if _call(self._line.popleft()):
                return True
        return False

    def wake_all(self) -> None:
        while self._line:
            _call(self._line.popleft())


def _call(ticket: asyncio.Future[None]) -> bool:
    """Whether the ticket's loop was still there to be told. Another loop is told through its thread-safe door, which
    costs a system call; the running one directly."""
    loop = ticket.get_loop()
    if loop is asyncio._get_running_loop():
        _finish(ticket)
        return True
    try:
        loop.call_soon_threadsafe(_finish, ticket)
    except RuntimeError:
        return False
    return True


def _finish(ticket: asyncio.Future[None]) -> None:
    if not ticket.done():
        ticket.set_result(None)
