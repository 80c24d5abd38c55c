"""How many calls at once, how many a minute, how many tokens a minute.

Promise: never more than `concurrent` calls of the inner model in flight, never more than `per_minute` started within
any 60 seconds, never more than a provider's own headers leave room for, over all event loops and threads that share
the wrapper; first come, first served. May import: sigc.lm."""

from __future__ import annotations

import asyncio
from bisect import insort
from collections import deque

from sigc.lm.base import LM, Reply, Request
from sigc.lm.clock import Clock, SystemClock
from sigc.lm.rates import WINDOW, Learnt, TokensPerMinute, tokens_of
from sigc.lm.waiting import WaitingRoom
from sigc.lm.wrapper import Wrapper


class Limited(Wrapper):
    """`per_minute`, `tokens_per_minute` None: no such limit. `learnt`: what the provider said; its client tells it."""

    def __init__(
        self,
        inner: LM,
        concurrent: int = 64,
        per_minute: int | None = None,
        *,
        tokens_per_minute: int | None = None,
        learnt: Learnt | None = None,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(inner)
        if concurrent < 1 or (per_minute is not None and per_minute < 1):
            raise ValueError("limits start at 1")
        self._clock = clock or SystemClock()
        self._room = WaitingRoom()
        self._free = concurrent
        self._per_minute = per_minute
        self._starts: deque[float] = deque()
        self._tokens = TokensPerMinute(tokens_per_minute, self._clock) if tokens_per_minute else None
        self._learnt = learnt

    async def ask(self, request: Request) -> Reply:
        await self._enter()
        try:
            if self._per_minute is not None:
                await self._pace(self._starts, self._per_minute)
            if self._tokens is not None or (self._learnt is not None and self._learnt.known):
                reply = await self._metered(request)
            else:
                reply = await self.inner.ask(request)
        finally:
            handed = self._leave()
        if handed:
            await asyncio.sleep(0)  # whoever has the place now sends first; reading our reply can wait for that
        return reply

    async def _metered(self, request: Request) -> Reply:
        need, tokens, learnt = tokens_of(request), self._tokens, self._learnt
        if tokens is not None:
            await tokens.enter(need)
        if learnt is None or not learnt.known:
            reply = await self.inner.ask(request)
        else:
            await learnt.enter(need)
            try:
                reply = await self.inner.ask(request)
            finally:
                learnt.leave(need)
        if tokens is not None:
            tokens.settle(need, reply.usage.input + reply.usage.output)
        return reply

    async def _enter(self) -> None:
        """Take a place. A place that is given back while others wait goes to the first of them, not to a newcomer."""
        with self._room.lock:
            if self._free:
                self._free -= 1
                return
            ticket = self._room.join()
        try:
            await ticket
        except asyncio.CancelledError:
            with self._room.lock:
                waiting = self._room.leave(ticket)
            if not waiting:
                self._leave()
            raise

    def _leave(self) -> bool:
        """Give the place back; True when it went straight to someone who waited."""
        with self._room.lock:
            handed = self._room.wake()
            if not handed:
                self._free += 1
            return handed

    async def _pace(self, starts: deque[float], most: int) -> None:
        """Wait until a start is allowed: the one that lies `most` starts back must be a full window old. The start of
        one that is cancelled meanwhile is free again."""
        with self._room.lock:
            now = self._clock.now()
            while starts and starts[0] <= now - WINDOW:
                starts.popleft()
            at = now if len(starts) < most else max(now, starts[-most] + WINDOW)
            insort(starts, at)
        if at > now:
            try:
                await self._clock.sleep(at - now)
            except asyncio.CancelledError:
                with self._room.lock:
                    starts.remove(at)
                raise
