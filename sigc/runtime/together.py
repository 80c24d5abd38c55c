"""Running things together: several awaitables, or one coroutine for each item of a list.

Promise: results in the order of the program, and of several failures the first in that order, whatever arrives first:
a failure stops nothing that is already running, so equal runs make equal calls. May import: nothing of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

NESTED = 1 << 20
"""Sample numbers of the elements of a comprehension that itself runs as sample s > 0 start at s * NESTED."""


async def together(*running: Awaitable[Any]) -> list[Any]:
    """The results of all, which run at the same time."""
    if len(running) == 1:
        return [await running[0]]
    done = await asyncio.gather(*running, return_exceptions=True)
    for result in done:
        if isinstance(result, BaseException):
            raise result
    return done


async def each(
    items: Sequence[Any], element: Callable[[int, Any], Awaitable[Iterable[Any]]], sample: int = 0
) -> list[Any]:
    """What the elements of a comprehension give, joined in order. Each is called with its own sample number and its
    item, and gives nothing, one value, or several."""
    parts = await together(*(element(sample_of(sample, n), item) for n, item in enumerate(items)))
    return [value for part in parts for value in part]


def sample_of(outer: int, element: int) -> int:
    """The sample number of an element: 0, 1, 2 … outside other samples."""
    return outer * NESTED + element
