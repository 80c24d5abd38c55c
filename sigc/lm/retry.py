"""Trying again: bounded attempts with growing, jittered waits.

Promise: only failures marked retryable are tried again, at most `attempts` times in all; a wait that the server asked
for is honoured, and one longer than `patience` ends the call instead. May import: sigc.lm."""

from __future__ import annotations

from random import Random

from sigc.lm.base import LM, LMError, Reply, Request
from sigc.lm.clock import Clock, SystemClock
from sigc.lm.wrapper import Wrapper


class Retried(Wrapper):
    """Waits `base`, 2·`base`, 4·`base`… seconds, at most `longest`, each times a random number between 1/2 and 1, so
    that calls which failed together do not come back together. The server's `retry_after` goes before that, lengthened
    by up to a tenth. `attempts` counts the first one."""

    def __init__(
        self,
        inner: LM,
        attempts: int = 4,
        clock: Clock | None = None,
        *,
        random: Random | None = None,
        base: float = 0.5,
        longest: float = 20.0,
        patience: float = 90.0,
    ) -> None:
        super().__init__(inner)
        self._attempts = max(1, attempts)
        self._clock = clock or SystemClock()
        self._random = random or Random(0)
        self._base = base
        self._longest = longest
        self._patience = patience

    async def ask(self, request: Request) -> Reply:
        attempt = 1
        while True:
            try:
                return await self.inner.ask(request)
            except LMError as error:
                error.attempts = attempt
                wait = self._wait(attempt, error)
                if wait is None:
                    raise
                if request.watch is not None:
                    request.watch.restart(error.message)
            await self._clock.sleep(wait)
            attempt += 1

    def _wait(self, attempt: int, error: LMError) -> float | None:
        """Seconds until the next attempt; None when there is to be none."""
        if not error.retryable or attempt >= self._attempts:
            return None
        chance = self._random.random()
        if error.retry_after is None:
            return min(self._longest, self._base * 2.0 ** (attempt - 1)) * (0.5 + chance / 2)
        return error.retry_after * (1 + chance / 10) if error.retry_after <= self._patience else None
