"""The journal of a bulk run: calls as every journal has them, what tools answered, and the rows that have ended.

Promise: a tool's answer is written down before the run goes on, so a row that is started again takes it from there; a
tool that acts and has no answer on record is not called again unless that is allowed. May import: sigc.base, sigc.ir,
sigc.values, sigc.lm, sigc.runtime."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sigc.ir.program import Tool, Values
from sigc.ir.types import Record, Types
from sigc.lm.base import LMError, Reply
from sigc.lm.journal import PURPOSE, Journal
from sigc.runtime.errors import CallFailed
from sigc.runtime.reach import withheld
from sigc.runtime.tools import Tools, outputs_of
from sigc.values.wire import to_json

MAY_HAVE_ACTED = "SIG0852"
AWAY = "row "
"""What the keys of rows begin with that are with a worker."""
WITHHELD = '{"withheld": true}'


class Merged(NamedTuple):
    """What a merge took over, and what stood in both: rows by their numbers, calls and tools by how many."""

    rows: int
    rows_twice: tuple[int, ...]
    rows_differ: tuple[int, ...]
    calls: int
    calls_twice: int
    tools_twice: int
    usd_twice: float


@dataclass(frozen=True, slots=True)
class Place:
    """The row that runs here. `called`: how often a tool was called with the same inputs."""

    number: int
    key: str
    called: dict[str, int] = field(default_factory=dict)


_PLACE: ContextVar[Place | None] = ContextVar("place", default=None)


class Ledger(Journal):
    """A journal that knows rows."""

    def result(self, number: int, key: str | None = None) -> dict[str, Any] | None:
        """How a row ended; None when it did not, or, with a key, when its content was another then."""
        found = self._read("select key, result from rows where number = ?", number)
        if found is None or (key is not None and found[0] != key):
            return None
        try:
            result: dict[str, Any] = json.loads(found[1])
        except ValueError as failure:
            raise self._unreadable(f"the result of row {number} does not read: {failure}") from failure
        return result

    def end_row(self, number: int, key: str, result: dict[str, Any]) -> None:
        text = json.dumps(result)
        self._write("insert or replace into rows values (?, ?, ?)", number, key, text)
        self._write("delete from calls where key = ?", f"{AWAY}{number}")

    def enter_row(self, number: int, key: str) -> None:
        """Calls made in this context from now on are made for this row."""
        PURPOSE.set(f"row {number}")
        _PLACE.set(Place(number, key))

    def here(self) -> Place:
        """The row that runs here."""
        place = _PLACE.get()
        assert place is not None, "outside of every row"
        return place

    def begin_row(self, place: Place) -> None:
        """Write down that a row is about to be given away as a whole; `end_row` takes that back."""
        key = f"{AWAY}{place.number}"
        self._write(
            "insert or ignore into calls values (?, ?, ?, '', '', 0, 0, null, null, null, null)",
            *(key, "a worker", PURPOSE.get()),
        )

    def rows_begun(self) -> frozenset[int]:
        """Rows that were given away and have not come back."""
        found = self._db.execute("select key from calls where key glob ?", (f"{AWAY}*",))
        return frozenset(int(key.removeprefix(AWAY)) for (key,) in found)

    def note(self, key: str, node: str, endpoint: str, reply: Reply) -> None:
        """Write down a call that was made elsewhere."""
        usage = reply.usage
        self._write(
            "insert or ignore into calls values (?, ?, ?, ?, ?, ?, ?, null, null, null, null)",
            *(key, node, PURPOSE.get(), endpoint, reply.model, usage.input, usage.output),
        )
        self.answer(key, reply)

    def tool(self, key: str) -> tuple[bool, str | None]:
        """Whether a call of a tool was begun, and its answer."""
        found = self._read("select answer from tools where key = ?", key)
        return found is not None, found[0] if found is not None else None

    def intend_tool(self, key: str, tool: Tool) -> None:
        self._write("insert or ignore into tools values (?, ?, ?, ?, null)", key, tool.name, PURPOSE.get(), tool.effect)

    def answer_tool(self, key: str, answer: str) -> None:
        self._write("update tools set answer = ? where key = ?", answer, key)

    def tools_in_flight(self) -> tuple[tuple[str, str], ...]:
        """(tool, row) of calls that were begun and have no answer on record."""
        found = self._db.execute("select tool, purpose from tools where answer is null order by purpose, tool, key")
        return tuple(found)

    def rows_done(self) -> int:
        found = self._read("select count(*) from rows")
        return int(found[0]) if found else 0

    def numbers(self) -> list[int]:
        """The rows that ended, in order."""
        return [number for (number,) in self._db.execute("select number from rows order by number")]

    def take(self, path: str | Path) -> Merged:
        """Take over what another journal holds. What stands in both is counted; of rows that ended differently, this
        journal's stay. Raises UserError SIG0760 when the other cannot be read."""
        Ledger(path).close()
        try:
            self._db.execute("attach ? as other", (str(path),))
            merged = self._merge()
            self._db.execute("detach other")
        except sqlite3.Error as failure:
            raise self._unreadable(str(failure)) from failure
        return merged

    def _merge(self) -> Merged:
        both = "from main.{0} a join other.{0} b using ({1}) where a.{2} is not null and b.{2} is not null"
        calls, usd = self._read(f"select count(*), total(b.usd) {both.format('calls', 'key', 'reply')}") or (0, 0.0)
        tools = self._read(f"select count(*) {both.format('tools', 'key', 'answer')}") or (0,)
        twice = f"select number, a.result <> b.result {both.format('rows', 'number', 'result')} order by number"
        rows = list(self._db.execute(twice))
        columns = "input = excluded.input, output = excluded.output, usd = excluded.usd, reply = excluded.reply"
        self._db.execute("begin")
        before = self.rows_done()
        moved = "insert into main.{0} select * from other.{0} where true on conflict do "
        taken = self._db.execute(moved.format("calls") + f"update set {columns} where main.calls.reply is null")
        self._db.execute(moved.format("tools") + "update set answer = excluded.answer where main.tools.answer is null")
        self._db.execute(moved.format("rows") + "nothing")
        self._db.execute("commit")
        numbers, differ = tuple(n for n, _ in rows), tuple(n for n, other in rows if other)
        return Merged(self.rows_done() - before, numbers, differ, taken.rowcount, calls, tools[0], usd)


class JournaledTools:
    """Tools whose answers are taken from the journal where it has them. `retry`: a tool that acts and may have been
    called by a run that ended before it answered is called again."""

    def __init__(self, inner: Tools, ledger: Ledger, retry: bool = False) -> None:
        self._inner, self._ledger, self._retry = inner, ledger, retry

    async def call(self, tool: Tool, inputs: Values, types: Types) -> dict[str, Any]:
        place = _PLACE.get()
        if place is None:
            return await self._inner.call(tool, inputs, types)
        key, hidden = _key(place, tool, inputs, types), "journal" in withheld(tool.reach)
        begun, answer = self._ledger.tool(key)
        if answer is not None and answer != WITHHELD:
            return self._known(tool, json.loads(answer), types)
        if begun and tool.effect == "acts" and not self._retry:
            hides = "a policy keeps its answer out of the journal"
            why = "the run ended before it answered" if answer is None else hides
            raise may_have_acted(f"`{tool.name}`", place.number, why)
        self._ledger.intend_tool(key, tool)
        try:
            outputs = await self._inner.call(tool, inputs, types)
        except CallFailed as failure:
            said = {"code": failure.code, "attempts": failure.attempts, "reason": failure.reason}
            self._ledger.answer_tool(key, WITHHELD if hidden else json.dumps({"error": said}))
            raise
        done = {"outputs": to_json(outputs, tool.result, types)}
        self._ledger.answer_tool(key, WITHHELD if hidden else json.dumps(done))
        return outputs

    def _known(self, tool: Tool, answer: dict[str, Any], types: Types) -> dict[str, Any]:
        if "error" in answer:
            said = answer["error"]
            raise CallFailed(said["code"], tool.name, said["attempts"], said["reason"])
        return outputs_of(tool, answer["outputs"], types)


def _key(place: Place, tool: Tool, inputs: Values, types: Types) -> str:
    """The n-th call of a tool with these inputs for a row of this content."""
    asked = json.dumps([tool.name, to_json(inputs, Record(tool.inputs), types)], sort_keys=True)
    place.called[asked] = place.called.get(asked, 0) + 1
    parts = json.dumps([place.number, place.key, asked, place.called[asked]])
    return hashlib.sha256(parts.encode("ascii")).hexdigest()


def may_have_acted(tool: str, row: int, why: str) -> LMError:
    said = f"{tool} was called for row {row} before, and {why}; it acts, so it is not called again"
    return LMError(MAY_HAVE_ACTED, f"{said} without --retry-tools")
