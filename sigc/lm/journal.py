"""The journal: every call of a model, written down before it is sent and again when it is answered.

Promise: work that is killed at any point and started again gets the answers it already had, in whatever order it asks,
and repeats at most the calls that were in flight, which `in_flight` names. A journal that cannot be read is an error
that says so; it is never deleted or overwritten. One SQLite file (WAL), one place that knows its tables; memory does
not grow with it. May import: sigc.base, sigc.lm."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sigc.base.diagnostic import UserError, error
from sigc.lm.base import LM, BudgetSpent, LMError, Reply, Request, Usage, shown_to
from sigc.lm.cache import request_key
from sigc.lm.recording import answer_of, plain_reply
from sigc.lm.tokens import most_tokens
from sigc.lm.wrapper import Wrapper

VERSION = 3
PURPOSE: ContextVar[str] = ContextVar("purpose", default="")
"""What the calls made now are for, such as "bootstrap: dev rows" or "row 17"; written beside each call."""

_SCHEMA = """
create table calls (
  key text primary key, node text not null, purpose text not null, endpoint text not null, model text not null,
  input_most integer not null, output_most integer not null,
  input integer, output integer, usd real, reply text
) without rowid;
create table tools (
  key text primary key, tool text not null, purpose text not null, effect text not null, answer text
) without rowid;
create table batches (job text primary key, address text not null, remote text) without rowid;
create table batched (key text primary key, job text not null) without rowid;
create table rows (number integer primary key, key text not null, result text not null);
"""
_CHECKS = (
    "select key, node, purpose, endpoint, model, input_most, output_most, input, output, usd, reply from calls limit 1",
    "select key, tool, purpose, effect, answer from tools limit 1",
    "select number, key, result from rows limit 1",
    "select job, address, remote from batches limit 1",
    "select key, job from batched limit 1",
)


@dataclass(frozen=True, slots=True)
class Intent:
    """A call that was sent, or was about to be, and has no answer on record: it may have been paid, up to the tokens
    of `most`."""

    key: str
    node: str
    purpose: str
    model: str
    most: Usage


@dataclass(frozen=True, slots=True)
class Spent:
    """What the answered calls of a journal used; `cost` in US dollars, None when a price was unknown."""

    calls: int
    usage: Usage
    cost: float | None


class Journal:
    """The file. Raises UserError SIG0760 when it is no journal of this version, or damaged."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        try:
            self._db = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
            self._open()
        except sqlite3.Error as failure:
            raise self._unreadable(str(failure)) from failure

    def _open(self) -> None:
        version = int(self._db.execute("pragma user_version").fetchone()[0])
        tables = self._db.execute("select count(*) from sqlite_master").fetchone()[0]
        if version == 0 and tables == 0:
            self._db.executescript(f"begin; {_SCHEMA} pragma user_version = {VERSION}; commit;")
        elif version != VERSION:
            raise self._unreadable(f"it has version {version}, this sigc reads {VERSION}")
        self._db.execute("pragma journal_mode = wal")
        self._db.execute("pragma synchronous = normal")
        check = self._db.execute("pragma quick_check(1)").fetchone()[0]
        if check != "ok":
            raise self._unreadable(str(check))
        for statement in _CHECKS:
            self._db.execute(statement).fetchone()
        if self._db.execute("select 1 from calls where reply is not null and not json_valid(reply)").fetchone():
            raise self._unreadable("a recorded answer does not read")

    def lookup(self, key: str) -> Reply | None:
        """The recorded answer, marked as cached; None when there is none."""
        found = self._read("select reply, usd from calls where key = ?", key)
        if found is None or found[0] is None:
            return None
        try:
            reply = answer_of({"reply": json.loads(found[0])})
        except (ValueError, TypeError, KeyError, AttributeError) as failure:
            raise self._unreadable(f"a recorded answer does not read: {failure}") from failure
        if isinstance(reply, LMError):
            raise self._unreadable("a recorded answer is a failure")
        return replace(reply, cost=found[1])

    def intend(self, key: str, request: Request, endpoint: str) -> None:
        """Write down that this call is about to be sent. Durable when it returns, should the process be killed."""
        self._write(
            "insert or ignore into calls values (?, ?, ?, ?, ?, ?, ?, null, null, null, null)",
            *(key, request.node, PURPOSE.get(), endpoint, request.model, most_tokens(request), request.max_tokens),
        )

    def answer(self, key: str, reply: Reply) -> None:
        """Write down the answer."""
        text = json.dumps(plain_reply(reply), sort_keys=True)
        self._write(
            "update calls set input = ?, output = ?, usd = ?, reply = ? where key = ?",
            *(reply.usage.input, reply.usage.output, reply.cost, text, key),
        )

    def withdraw(self, key: str) -> None:
        """The call was not made, or surely not paid: forget the intent."""
        self._write("delete from calls where key = ? and reply is null", key)

    def in_flight(self) -> tuple[Intent, ...]:
        """Calls without an answer on record, in the order of their keys."""
        columns = "key, node, purpose, model, input_most, output_most"
        rows = self._db.execute(f"select {columns} from calls where reply is null order by key")
        return tuple(Intent(key, node, what, model, Usage(i, o)) for key, node, what, model, i, o in rows)

    def begin_batch(self, job: str, address: str, keys: Iterable[str]) -> None:
        """Write down that these calls are about to be handed in together, at a server's address."""
        self._db.execute("begin")
        self._write("insert or ignore into batches values (?, ?, null)", job, address)
        for key in keys:
            self._write("insert or replace into batched values (?, ?)", key, job)
        self._db.execute("commit")

    def made_batch(self, job: str, remote: str) -> None:
        """Write down the provider's own id of it."""
        self._write("update batches set remote = ? where job = ?", remote, job)

    def drop_batch(self, job: str) -> None:
        """It was never handed in: forget it."""
        self._write("delete from batches where job = ?", job)
        self._write("delete from batched where job = ?", job)

    def batches(self, address: str) -> dict[str, tuple[str | None, frozenset[str]]]:
        """Job at an address -> the provider's id of it, where it is known, and the keys of its calls."""
        known = dict(self._db.execute("select job, remote from batches where address = ? order by job", (address,)))
        calls = {job: [key for (key,) in self._db.execute("select key from batched where job = ?", (job,))]
                 for job in known}  # fmt: skip
        return {job: (remote, frozenset(calls[job])) for job, remote in known.items()}

    def spent(self) -> Spent:
        """What the answered calls used, for a budget that goes on after a kill."""
        sums = "count(*), coalesce(sum(input), 0), coalesce(sum(output), 0), coalesce(sum(usd), 0.0), sum(usd is null)"
        found = self._read(f"select {sums} from calls where reply is not null")
        calls, given, made, usd, unknown = found or (0, 0, 0, 0.0, 0)
        return Spent(calls, Usage(given, made), None if unknown else usd)

    def close(self) -> None:
        self._db.close()

    def _read(self, statement: str, *values: str | int) -> tuple[Any, ...] | None:
        try:
            found: tuple[Any, ...] | None = self._db.execute(statement, values).fetchone()
        except sqlite3.Error as failure:
            raise self._unreadable(str(failure)) from failure
        return found

    def _write(self, statement: str, *values: str | int | float | None) -> None:
        try:
            self._db.execute(statement, values)
        except sqlite3.Error as failure:
            raise self._unreadable(str(failure)) from failure

    def _unreadable(self, why: str) -> UserError:
        with suppress(AttributeError, sqlite3.Error):
            self._db.close()
        return UserError(
            error(
                "SIG0760",
                f"the journal `{self.path}` cannot be used",
                note=f"{why}; sigc did not change it",
                help="move it away to start afresh; calls that were paid are recorded in it alone",
            )
        )


class Journaled(Wrapper):
    """A model whose calls are written to a journal: answered from it where it can, else asked and recorded. Best put
    around all other wrappers, so that a build can go on even where its cache is gone. `endpoint`: as `Cached` has it;
    calls are told apart by endpoint, model, the full request and its sample number. Equal calls at the same time are
    made once."""

    def __init__(self, inner: LM, journal: Journal, endpoint: str) -> None:
        super().__init__(inner)
        self.journal = journal
        self.endpoint = endpoint
        self._flying: dict[str, asyncio.Future[None]] = {}

    async def ask(self, request: Request) -> Reply:
        if "journal" in request.withheld:
            return await self.inner.ask(request)
        key = request_key(self.endpoint, request)
        while (known := self.journal.lookup(key)) is None and key in self._flying:
            await asyncio.wait([self._flying[key]])
        if known is not None:
            return shown_to(request.watch, known)
        self._flying[key] = flight = asyncio.get_running_loop().create_future()
        try:
            return await self._asked(key, request)
        finally:
            del self._flying[key]
            flight.set_result(None)

    async def _asked(self, key: str, request: Request) -> Reply:
        self.journal.intend(key, request, self.endpoint)
        try:
            reply = await self.inner.ask(request)
        except BudgetSpent:
            self.journal.withdraw(key)
            raise
        except LMError as failure:
            if not failure.maybe_paid:
                self.journal.withdraw(key)
            raise
        self.journal.answer(key, reply)
        return reply
