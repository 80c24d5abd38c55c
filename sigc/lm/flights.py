"""Calls in flight, and replies that nobody has judged yet: what all users of one store share in a process.

Promise: of all who ask for one key at a time exactly one carries the call out; safe across tasks, loops and threads.
May import: sigc.lm.base."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future

from sigc.lm.base import LMError, Reply

Flight = Future[Reply | None]
"""Ends with a reply, with an error, or with None when it was called off: whoever waited has to start anew."""

UNJUDGED_LIMIT = 10_000
"""Replies that wait in memory for `keep` or `reject`; beyond this the oldest are dropped."""


class Flights:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flying: dict[str, Flight] = {}
        self._unjudged: OrderedDict[str, Reply] = OrderedDict()

    def join(self, key: str) -> tuple[Flight, bool]:
        """The flight for a key, and whether the caller is to carry it out and `land` it."""
        with self._lock:
            flight = self._flying.get(key)
            if flight is not None:
                return flight, False
            flight = Future()
            flight.set_running_or_notify_cancel()  # from here on no waiting task that is cancelled can cancel it
            reply = self._unjudged.get(key)
            if reply is not None:
                flight.set_result(reply)
                return flight, False
            self._flying[key] = flight
            return flight, True

    def land(self, key: str, outcome: Reply | LMError | None) -> None:
        """End a flight. A new reply stays in memory until it is judged."""
        with self._lock:
            flight = self._flying.pop(key)
            if isinstance(outcome, Reply) and not outcome.cached:
                self._unjudged[key] = outcome
                if len(self._unjudged) > UNJUDGED_LIMIT:
                    self._unjudged.popitem(last=False)
        if isinstance(outcome, LMError):
            flight.set_exception(outcome)
        else:
            flight.set_result(outcome)

    @property
    def waiting(self) -> bool:
        """Whether there are replies that nobody has judged."""
        return bool(self._unjudged)

    def unjudged(self, key: str) -> Reply | None:
        with self._lock:
            return self._unjudged.get(key)

    def judged(self, key: str) -> None:
        """The reply was kept or rejected; forget it here."""
        with self._lock:
            self._unjudged.pop(key, None)
