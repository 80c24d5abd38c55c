"""Running things together: several awaitables, or one coroutine for each item of a list.

Promise: results in the order of the program, whatever arrives first. A failure stops nothing that is already running,
so equal runs make equal calls; of several, what no `otherwise` may catch (a spent budget) goes first, then the first
in the order of the program. May import: sigc.values, sigc.runtime.errors."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from sigc.runtime.errors import CallFailed
from sigc.values.operations import ValueFailure

NESTED = 1 << 20
"""Sample numbers of the elements of a comprehension that itself runs as sample s > 0 start at s * NESTED."""


async def together(*running: Awaitable[Any]) -> list[Any]:
    """The results of all, which run at the same time."""
    if len(running) == 1:
        return [await running[0]]
    done = await asyncio.gather(*running, return_exceptions=True)
    failures = [result for result in done if isinstance(result, BaseException)]
    for failure in failures:
        if not isinstance(failure, CallFailed | ValueFailure):
            raise failure
    if failures:
        raise failures[0]
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
