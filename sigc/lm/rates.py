"""How much may be asked in a minute: what a provider's headers say, and a number of tokens of one's own.

Promise: nobody is let in whom the last headers leave no room for, and no minute sees more tokens than allowed; first
come, first served, over all event loops and threads that share a gate. The count of tokens is an estimate until the
reply says. May import: sigc.lm."""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sigc.lm.base import Request
from sigc.lm.clock import Clock, SystemClock
from sigc.lm.failures import http_date

WINDOW = 60.0
POLL = 0.25
"""Seconds between two looks of one who waits: room may come earlier than it was said."""
LONGEST = 60.0
"""Seconds beyond which a call is not held back: it goes out, and the provider says itself that it is too early."""

_KINDS = ("requests", "tokens")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def tokens_of(request: Request) -> int:
    """About how many tokens a provider counts when a request comes in: four characters each, and what it may answer.
    Cheap, for it is asked of every call."""
    return sum(len(message.content) for message in request.messages) // 4 + request.max_tokens


def seconds_until(said: str | None, headers: Mapping[str, str]) -> float | None:
    """Seconds until a limit is whole again: `6m0s`, `120ms`, plain seconds, or a time of day after RFC 3339, which is
    compared with the server's own `Date`. None when it says nothing sensible."""
    if said is None:
        return None
    if re.fullmatch(f"(?:{_DURATION.pattern})+", said):
        return sum(float(number) * _SECONDS[unit] for number, unit in _DURATION.findall(said))
    try:
        if re.fullmatch(r"\d+(\.\d+)?", said):
            return float(said)
        until = datetime.fromisoformat(said.replace("Z", "+00:00"))
    except ValueError:
        return None
    now = http_date(headers.get("date")) or datetime.now(UTC)
    return max(0.0, (until - now).total_seconds()) if until.tzinfo else None


class Gate:
    """A line of those who want in. What `_wait` says is asked with the lock held."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._line: deque[object] = deque()

    def _wait(self, need: int, now: float) -> float:
        """Seconds until there may be room for `need` tokens; 0: there is."""
        raise NotImplementedError

    def _take(self, need: int, now: float) -> None:
        raise NotImplementedError

    async def enter(self, need: int) -> None:
        """Wait until there is room, and take it."""
        with self._lock:
            now = self._clock.now()
            if not self._line and self._wait(need, now) <= 0:
                self._take(need, now)
                return
            ticket = object()
            self._line.append(ticket)
        try:
            while (wait := self._tried(ticket, need)) > 0:
                await self._clock.sleep(min(wait, POLL))
        finally:
            with self._lock:
                self._line.remove(ticket)

    def _tried(self, ticket: object, need: int) -> float:
        with self._lock:
            if self._line[0] is not ticket:
                return POLL
            now = self._clock.now()
            wait = self._wait(need, now)
            if wait <= 0:
                self._take(need, now)
            return wait


class TokensPerMinute(Gate):
    """At most `most` tokens of calls that started within any 60 seconds. One that is larger than that goes alone."""

    def __init__(self, most: int, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self._most = most
        self._started: deque[list[float]] = deque()
        self._sum = 0.0

    def _wait(self, need: int, now: float) -> float:
        while self._started and now - self._started[0][0] >= WINDOW:
            self._sum -= self._started.popleft()[1]
        if not self._started or self._sum + need <= self._most:
            return 0.0
        return max(self._started[0][0] + WINDOW - now, 0.001)

    def _take(self, need: int, now: float) -> None:
        self._started.append([now, need])
        self._sum += need

    def settle(self, need: int, used: int) -> None:
        """A call that was let in for `need` tokens came to `used`: what it left is free again."""
        with self._lock:
            for entry in self._started:
                if entry[1] == need:
                    entry[1] = min(need, used)
                    self._sum -= need - entry[1]
                    return


@dataclass(slots=True)
class _Room:
    """What headers said of one kind: `left` at the moment `at`, whole again (`limit`) at `whole`."""

    left: float
    limit: float
    at: float
    whole: float

    def now(self, now: float) -> float:
        """What is left now: it fills steadily, as the buckets of providers do."""
        if now >= self.whole:
            return self.limit
        return self.left + (self.limit - self.left) * (now - self.at) / (self.whole - self.at)

    def wait(self, need: float, now: float) -> float:
        """Seconds until `need` is there; no more than until it is whole."""
        missing = min(need, self.limit) - self.now(now)
        if missing <= 0:
            return 0.0
        pace = (self.limit - self.left) / (self.whole - self.at)
        return min(missing / pace, self.whole - now) if pace > 0 else self.whole - now


class Learnt(Gate):
    """The limits that answers tell: `x-ratelimit-*` and `anthropic-ratelimit-*`. `known`: whether any were told."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.known = False
        self._rooms: dict[str, _Room] = {}
        self._flying = {"requests": 0, "tokens": 0}

    def heard(self, headers: Mapping[str, str]) -> None:
        """Learn from the headers of an answer."""
        for kind in _KINDS:
            said = _said(headers, kind)
            if said is not None:
                left, limit, seconds = said
                with self._lock:
                    now = self._clock.now()
                    self._rooms[kind] = _Room(left, max(limit, left), now, now + seconds)
                    self.known = True

    def _wait(self, need: int, now: float) -> float:
        """What is in flight may not be counted yet in what was said, so it is taken off."""
        wait = 0.0
        for kind, room in self._rooms.items():
            wanted = self._flying[kind] + (1 if kind == "requests" else need)
            wait = max(wait, room.wait(wanted, now))
        return wait if wait <= LONGEST else 0.0

    def _take(self, need: int, now: float) -> None:
        self._flying["requests"] += 1
        self._flying["tokens"] += need

    def leave(self, need: int) -> None:
        """A call that was let in has ended, and the provider has counted it."""
        with self._lock:
            self._flying["requests"] -= 1
            self._flying["tokens"] -= need


def _said(headers: Mapping[str, str], kind: str) -> tuple[float, float, float] | None:
    """(what is left, the limit, seconds until it is whole) of one kind."""
    for left, limit, reset in (
        (f"x-ratelimit-remaining-{kind}", f"x-ratelimit-limit-{kind}", f"x-ratelimit-reset-{kind}"),
        (
            f"anthropic-ratelimit-{kind}-remaining",
            f"anthropic-ratelimit-{kind}-limit",
            f"anthropic-ratelimit-{kind}-reset",
        ),
    ):
        found = headers.get(left)
        if found is None:
            continue
        seconds = seconds_until(headers.get(reset), headers)
        try:
            amount = float(found)
            most = float(headers.get(limit, found))
        except ValueError:
            return None
        return (amount, most, seconds) if seconds and amount >= 0 else None
    return None
