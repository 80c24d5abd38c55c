"""Threads for what is not asynchronous and may never end.

Promise: at most so many at once; nobody waits for them when the process ends, as for those of a ThreadPoolExecutor.
May import: nothing of ours."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any


class Threads:
    """`most`: threads at once; `name`: what theirs begin with. Threads are started when they are needed, and kept."""

    def __init__(self, most: int, name: str) -> None:
        self._most, self._name = most, name
        self._started, self._lock = 0, threading.Lock()
        self._idle = threading.Semaphore(0)
        self._todo: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()

    def submit(self, function: Callable[[], Any]) -> Future[Any]:
        """What the function will give, or raise."""
        future: Future[Any] = Future()
        self._todo.put((future, function))
        if not self._idle.acquire(blocking=False):
            with self._lock:
                if self._started < self._most:
                    self._started += 1
                    name = f"{self._name}-{self._started}"
                    threading.Thread(target=self._work, name=name, daemon=True).start()
        return future

    def _work(self) -> None:
        while True:
            future, function = self._todo.get()
            if future.set_running_or_notify_cancel():
                _carried_out(future, function)
            del future, function  # what they hold is not kept until the next one comes
            self._idle.release()


def _carried_out(future: Future[Any], function: Callable[[], Any]) -> None:
    try:
        result = function()
    except (Exception, SystemExit, KeyboardInterrupt) as error:  # whatever it raises is for whoever waits
        future.set_exception(error)
    else:
        future.set_result(result)
