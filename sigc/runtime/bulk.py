"""Many rows: several at once, results in the order of rows, each row's failure as data, a constant cost per row.

Promise: memory does not grow with the number of rows; with a journal, rows that ended are not run again and nothing of
them is lost, whatever ends the process. A budget that runs out stops new calls at once, lets running ones end, and what
is done is given. May import: sigc.ir, sigc.lm, sigc.runtime."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sigc.ir.program import Model, Tool, Values
from sigc.ir.types import Types
from sigc.lm.base import LM, BudgetSpent, LMError, Reply, Request
from sigc.lm.settings import read_settings
from sigc.lm.wrapper import Wrapper
from sigc.runtime.errors import INPUT_MISFIT, CallFailed
from sigc.runtime.ledger import MAY_HAVE_ACTED, Ledger
from sigc.runtime.tools import Tools

if TYPE_CHECKING:
    from sigc.runtime.spans import Tracer

Answer: TypeAlias = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]
"""Inputs as JSON data in, outputs as JSON data out. Raises CallFailed, LMError, BudgetSpent."""

STOPPED = "SIG0853"
ROWS = 64
"""Rows at once, where nobody says otherwise."""
AHEAD = 32
"""Without a journal, results wait in memory for those of earlier rows: at most so many times the rows at once."""
_NO_TEXT = re.compile("[\ud800-\udfff]")
"""Bytes that are no UTF-8, as files opened with `surrogateescape` show them."""
UNREACHABLE = 20
"""A run ends when so many rows in a row found no model that answers: the others would not fare better."""


class Given(NamedTuple):
    """A row as it comes: its number, from 1, and its inputs as JSON data, or in words why it has none."""

    number: int
    inputs: Mapping[str, Any] | str


@dataclass(frozen=True, slots=True)
class Result:
    """How a row ended: `outputs` as JSON data, or `error` with `code`, `node`, `reason`, `attempts`, `retryable`
    and, where there was a reply, `raw`."""

    row: int
    outputs: dict[str, Any] | None = None
    error: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """A line of an output file."""
        ended = {"outputs": self.outputs} if self.error is None else {"error": self.error}
        return {"row": self.row, **ended}


class Shard(NamedTuple):
    """One machine's part of the rows, the `number`-th of `of`, without a coordinator."""

    number: int
    of: int

    def has(self, row: int) -> bool:
        return (row - 1) % self.of == self.number - 1

    def part(self, total: int) -> int:
        """This machine's part of a limit in whole numbers; the parts of all add up to it."""
        return total // self.of + (self.number <= total % self.of)


def shared_out(models: Mapping[str, Model], names: Iterable[str | None], shard: Shard) -> dict[str, Model]:
    """Models that take this machine's part of what they may do at once and in a minute. `names`: of models that the
    program names without declaring them. Raises LMError SIG0854 for a limit that is smaller than the number of
    shards."""
    known = {name: Model(name, name) for name in names if name is not None and "/" in name} | dict(models)
    return {name: replace(model, settings=_part(model, shard)) for name, model in known.items()}


def _part(model: Model, shard: Shard) -> dict[str, Any]:
    read = read_settings(model.id, model.settings)
    limits = {"concurrent": read.concurrent, "per_minute": read.per_minute}
    limits["tokens_per_minute"] = read.tokens_per_minute
    parts = {name: shard.part(limit) for name, limit in limits.items() if limit is not None}
    for name, part in parts.items():
        if not part:
            said = f"`{name} = {limits[name]}` of `{model.name}` cannot be shared among {shard.of} shards"
            raise LMError("SIG0854", said)
    return {**model.settings, **parts}


class Bulk:
    """A run over rows. `fields`: the names of the inputs; a row's other keys are left out. `ledger`: where the run is
    written down, and where it goes on. `program`: what decides the answers, so that rows that another program answered
    are run again. `keeps`: whether the results of rows may be written down; where a policy keeps values out of
    journals, a run that goes on runs its rows again, on the calls that are known."""

    def __init__(
        self,
        answer: Answer,
        fields: Iterable[str],
        *,
        ledger: Ledger | None = None,
        program: str = "",
        concurrent: int = ROWS,
        shard: Shard | None = None,
        tracer: Tracer | None = None,
        keeps: bool = True,
    ) -> None:
        self._tracer, self._keeps = tracer, keeps and ledger is not None
        self._answer, self._fields, self._ledger = answer, tuple(fields), ledger
        self._program, self._concurrent = program, max(1, concurrent)
        self._shard = shard
        self._halt: BaseException | None = None
        self._unreachable = 0
        self.done = self.failed = self.known = 0

    @property
    def stopped(self) -> BaseException | None:
        """Why no further calls are made: a spent budget, a fault of the set-up, models that cannot be reached."""
        return self._halt

    def allow(self) -> None:
        """Raise once the run has stopped."""
        if self._halt is not None:
            raise LMError(STOPPED, f"the run has stopped: {self._halt}")

    def gate(self, lm: LM) -> LM:
        """The model behind a gate that closes when the run stops."""
        return _Gate(lm, self)

    def gate_tools(self, tools: Tools) -> Tools:
        """The tools behind the same gate."""
        return _ToolGate(tools, self)

    async def results(self, rows: Iterable[Given]) -> AsyncGenerator[Result]:
        """The result of every row, in their order, as soon as those before are known. When the run stops, the results
        of rows that were done are given, then the reason is raised."""
        window = _Window(self, (row for row in rows if self._shard is None or self._shard.has(row.number)))
        workers = [asyncio.create_task(window.work()) for _ in range(self._concurrent)]
        for worker in workers:
            worker.add_done_callback(self._after)
        try:
            async for result in window.in_order(workers):
                yield result
        finally:
            for worker in workers:
                worker.cancel()
            ended = await asyncio.gather(*workers, return_exceptions=True)
        for failure in (*(end for end in ended if isinstance(end, BaseException)), self._halt):
            if failure is not None:
                raise failure

    def _after(self, worker: asyncio.Task[None]) -> None:
        """A worker that could not go on, such as when the disk is full, stops the others."""
        if not worker.cancelled() and worker.exception() is not None:
            self._halt = self._halt or worker.exception()

    async def run(self, row: Given) -> Result | None:
        """One row's result; None when the run stopped before it had one."""
        key = self._key(row.inputs)
        known = self._ledger.result(row.number, key) if self._ledger is not None and self._keeps else None
        if known is not None and not known.get("error", {}).get("retryable"):
            self.known += 1
            return self._counted(Result(row.number, **known))
        if self._halt is not None:
            return None
        if self._ledger is not None:
            self._ledger.enter_row(row.number, key)
        result = await self._traced(row)
        if result is not None and self._ledger is not None and self._keeps:
            ended = result.as_json()
            del ended["row"]
            self._ledger.end_row(row.number, key, ended)
        return self._counted(result) if result is not None else None

    def _counted(self, result: Result) -> Result:
        self.done += 1
        self.failed += result.error is not None
        return result

    async def _traced(self, row: Given) -> Result | None:
        if self._tracer is None:
            return await self._run(row)
        with self._tracer.span("row", str(row.number)):
            return await self._run(row)

    async def _run(self, row: Given) -> Result | None:
        if isinstance(row.inputs, str):
            return Result(row.number, error=_told(INPUT_MISFIT, "", row.inputs, 0))
        inputs = row.inputs
        try:
            outputs = await self._answer({name: inputs[name] for name in self._fields if name in inputs})
        except CallFailed as failure:
            return self._after_failure(row.number, failure)
        except BudgetSpent as spent:
            self._halt = self._halt or spent
            return None
        except LMError as failure:
            if failure.code == MAY_HAVE_ACTED:
                return Result(row.number, error=_told(failure.code, "", failure.message, 0))
            self._halt = self._halt or failure
            return None
        self._unreachable = 0
        return Result(row.number, outputs)

    def _after_failure(self, number: int, failure: CallFailed) -> Result:
        self._unreachable = self._unreachable + 1 if failure.retryable else 0
        if self._unreachable >= UNREACHABLE:
            self._halt = self._halt or failure
        error = _told(failure.code, failure.node, failure.reason, failure.attempts, failure.retryable)
        if failure.raw:
            error["raw"] = failure.raw
        return Result(number, error=error)

    def _key(self, inputs: Mapping[str, Any] | str) -> str:
        text = json.dumps([self._program, inputs], sort_keys=True, default=str)
        return hashlib.sha256(text.encode("ascii")).hexdigest()

    def held(self, result: Result) -> Result | None:
        """What to keep in memory of a result that waits for others: nothing, where the journal has it."""
        return None if self._keeps else result

    def fetched(self, number: int) -> Result:
        known = self._ledger.result(number) if self._ledger is not None else None
        return Result(number, **known) if known is not None else Result(number)

    @property
    def most_ahead(self) -> int | None:
        return None if self._keeps else AHEAD * self._concurrent


class _Window:
    """Rows on their way: workers take them in order and finish in any order."""

    def __init__(self, bulk: Bulk, rows: Iterator[Given]) -> None:
        self._bulk, self._rows = bulk, rows
        self._ready: dict[int, tuple[int, Result | None] | None] = {}
        self._taken = self._given = 0
        self._news, self._room = asyncio.Event(), asyncio.Event()

    async def work(self) -> None:
        """Run rows until there are none, or the run stops."""
        most = self._bulk.most_ahead
        while self._bulk.stopped is None:
            while most is not None and self._taken - self._given >= most:
                self._room.clear()
                await self._room.wait()
            row = next(self._rows, None)
            if row is None:
                return
            position, self._taken = self._taken, self._taken + 1
            result = await self._bulk.run(row)
            self._ready[position] = (row.number, self._bulk.held(result)) if result is not None else None
            if position == self._given:
                self._news.set()

    async def in_order(self, workers: list[asyncio.Task[None]]) -> AsyncIterator[Result]:
        end = asyncio.gather(*workers, return_exceptions=True)
        end.add_done_callback(lambda _: self._news.set())
        while True:
            while self._given in self._ready:
                ready = self._ready.pop(self._given)
                self._given += 1
                self._room.set()
                if ready is not None:
                    yield ready[1] or self._bulk.fetched(ready[0])
            if end.done():
                break
            self._news.clear()
            await self._news.wait()
        for position in sorted(self._ready):
            ready = self._ready[position]
            if ready is not None:
                yield ready[1] or self._bulk.fetched(ready[0])


class _Gate(Wrapper):
    """No call passes once the run has stopped."""

    def __init__(self, inner: LM, bulk: Bulk) -> None:
        super().__init__(inner)
        self._bulk = bulk

    async def ask(self, request: Request) -> Reply:
        self._bulk.allow()
        return await self.inner.ask(request)


class _ToolGate:
    """As `_Gate`, for tools."""

    def __init__(self, inner: Tools, bulk: Bulk) -> None:
        self._inner, self._bulk = inner, bulk

    async def call(self, tool: Tool, inputs: Values, types: Types) -> dict[str, Any]:
        self._bulk.allow()
        return await self._inner.call(tool, inputs, types)


def numbered(rows: Iterable[Mapping[str, Any]]) -> Iterator[Given]:
    """Rows given as data, counted from 1."""
    for number, row in enumerate(rows, 1):
        yield Given(number, row)


def read_rows(lines: Iterable[str]) -> Iterator[Given]:
    """Rows of a JSON Lines file, numbered as an editor numbers its lines; blank lines are none. Never raises on
    content."""
    for number, line in enumerate(lines, 1):
        if number == 1:
            line = line.removeprefix("\ufeff")  # a byte order mark, as some editors write
        if not line.strip():
            continue
        if not line.isascii() and _NO_TEXT.search(line):
            yield Given(number, "the row is not UTF-8")
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as failure:
            yield Given(number, f"the row is not JSON: {failure}")
            continue
        yield Given(number, found if isinstance(found, dict) else "the row is not a JSON object")


def _told(code: str, node: str, reason: str, attempts: int, retryable: bool = False) -> dict[str, Any]:
    return {"code": code, "node": node, "reason": reason, "attempts": attempts, "retryable": retryable}
