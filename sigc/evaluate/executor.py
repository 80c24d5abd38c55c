"""Run a program over rows: several at once, results in row order, a constant cost per row.

Promise: what a result is does not depend on how many rows run at once or on which answers first. A row whose call
fails is an outcome; a spent budget, a missing key and a model that cannot be reached stop the whole run. May import:
sigc.ir, sigc.lm.base, sigc.runtime, sigc.evaluate.rows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, TypeVar

from sigc.evaluate.rows import Row, content_key
from sigc.ir.program import Values
from sigc.lm.base import Usage
from sigc.runtime.errors import CallFailed
from sigc.runtime.trace import NodeCall

CONCURRENCY = 16
T = TypeVar("T")
U = TypeVar("U")


class Runs(Protocol):
    """What is asked of an engine: `runtime.engine.Engine` is one."""

    async def run(self, inputs: Values, sample: int = 0) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row's end: outputs, or the failure that stands for them; and the calls made on the way."""

    row: Row
    got: Values | None
    failure: CallFailed | None
    calls: tuple[NodeCall, ...] = ()

    @property
    def requests(self) -> int:
        """Requests sent for this row, repeated questions included."""
        return sum(len(call.replies) for call in self.calls)

    @property
    def usage(self) -> Usage:
        return sum((call.usage for call in self.calls), Usage())

    @property
    def cost(self) -> float | None:
        """US dollars at list price, None when a price is unknown."""
        costs = [call.cost for call in self.calls]
        return None if None in costs else sum(c for c in costs if c is not None)


_CALLS: ContextVar[list[NodeCall] | None] = ContextVar("calls", default=None)


def collect(call: NodeCall) -> None:
    """The trace callback to build an engine with: files each call under the row that runs in this context."""
    calls = _CALLS.get()
    if calls is not None:
        calls.append(call)


async def run_rows(engine: Runs, rows: Sequence[Row], concurrency: int = CONCURRENCY) -> list[Outcome]:
    """The outcome of every row, in the order of rows, at most `concurrency` at once. The engine's trace should be
    `collect`, else outcomes know no calls. Raises BudgetSpent, LMError (a missing key), and CallFailed when the model
    could not be reached after all retries."""
    return await in_order(rows, partial(run_row, engine), concurrency)


async def in_order(items: Sequence[T], work: Callable[[T], Awaitable[U]], concurrency: int = CONCURRENCY) -> list[U]:
    """What `work` makes of each, in the order of items, at most `concurrency` at once. What it raises ends all."""
    made: dict[int, U] = {}
    waiting = iter(enumerate(items))
    workers = [asyncio.create_task(_work(work, waiting, made)) for _ in range(max(1, min(concurrency, len(items))))]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
    return [made[at] for at in range(len(items))]


async def _work(work: Callable[[T], Awaitable[U]], waiting: Iterator[tuple[int, T]], made: dict[int, U]) -> None:
    for at, item in waiting:
        made[at] = await work(item)


@contextmanager
def collecting() -> Iterator[list[NodeCall]]:
    """The calls made in this context by engines whose trace is `collect`, as they end."""
    calls: list[NodeCall] = []
    token = _CALLS.set(calls)
    try:
        yield calls
    finally:
        _CALLS.reset(token)


async def run_row(engine: Runs, row: Row) -> Outcome:
    """One row, with its calls in an order that does not depend on which answered first."""
    with collecting() as calls:
        try:
            got = await engine.run(row.inputs)
        except CallFailed as failure:
            if failure.retryable:
                raise
            return Outcome(row, None, failure, _sorted(calls))
    return Outcome(row, got, None, _sorted(calls))


def _sorted(calls: list[NodeCall]) -> tuple[NodeCall, ...]:
    return tuple(sorted(calls, key=lambda c: (c.node, c.task, c.sample, content_key(c.inputs))))
