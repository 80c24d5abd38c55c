"""Helpers for tests that call models: a short Request, a run of coroutines, a clock that does not wait."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

from sigc.lm.base import LM, LMError, Message, Reply, Request

T = TypeVar("T")


def request(text: str = "hello", **fields: Any) -> Request:
    return Request(**{"model": "openai/m", "messages": (Message("user", text),), "max_tokens": 100, **fields})


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


async def ask_and_close(lm: LM, *requests: Request) -> list[Reply]:
    """The replies to all requests, sent at once."""
    try:
        return list(await asyncio.gather(*(lm.ask(r) for r in requests)))
    finally:
        await lm.close()


def ask(lm: LM, *requests: Request) -> list[Reply]:
    return run(ask_and_close(lm, *requests))


def failure_of(lm: LM, asked: Request | None = None) -> LMError:
    """The LMError that asking ends in."""
    with pytest.raises(LMError) as caught:
        ask(lm, asked or request())
    return caught.value


class StillClock:
    """A clock that jumps ahead instead of waiting, and remembers each wait."""

    def __init__(self) -> None:
        self.time = 0.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds
        await asyncio.sleep(0)
