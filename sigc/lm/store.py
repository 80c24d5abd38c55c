"""Replies on disk: one SQLite file that threads, event loops and processes share.

Promise: what was put is read back equal; a damaged file is an LMError that names it, and is never touched; a folder
that cannot be written turns the store off with a note. It is one of the few places that reach the disk.
May import: sigc.lm."""

from __future__ import annotations

import json
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from sigc.lm.base import LMError, Reply, ToolCall, Usage
from sigc.lm.flights import Flights

VERSION = 1
BUSY_SECONDS = 10.0
"""How long a write waits for another process's write."""


class Store:
    """Replies by key. Opened on first use. `path` ":memory:" keeps nothing after `close`.

    `note`: None, or why replies are not kept (SIG0817), for whoever reports to the user. `flights`: what the users of
    this store share in memory."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        self.note: str | None = None
        self.flights = Flights()
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None

    def get(self, key: str) -> Reply | None:
        """The reply kept under a key, marked as cached; raises LMError SIG0816 when the file is damaged."""
        rows = self._run("SELECT reply FROM replies WHERE key = ?", (key,))
        return self._reply(rows[0][0]) if rows else None

    def put(self, key: str, reply: Reply) -> None:
        self._run("INSERT OR REPLACE INTO replies (key, reply) VALUES (?, ?)", (key, _written(reply)))

    def delete(self, key: str) -> None:
        self._run("DELETE FROM replies WHERE key = ?", (key,))

    def close(self) -> None:
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    def _run(self, statement: str, arguments: tuple[Any, ...]) -> list[Any]:
        with self._lock:
            if self.note is not None:
                return []
            try:
                if self._open is None:
                    self._open = _connect(self.path)
                return self._open.execute(statement, arguments).fetchall()
            except (sqlite3.OperationalError, OSError) as error:
                self.note = f"replies are not kept: {self.path}: {error} [SIG0817]"
                return []
            except sqlite3.DatabaseError as error:
                raise self._damaged(str(error)) from error

    def _reply(self, text: str) -> Reply:
        try:
            data = json.loads(text)
            counted = data["input"], data["output"], data["cached"], data["estimated"]
            usage = Usage(*counted, data.get("reasoning", 0), data.get("written", 0))
            calls = tuple(ToolCall(*call) for call in data.get("calls", ()))
            thinking, opaque = data.get("thinking", ""), tuple(data.get("opaque", ()))
            return Reply(data["text"], usage, data["model"], data["finish"], 0.0, True, calls, thinking, opaque)
        except (ValueError, KeyError, TypeError) as error:
            raise self._damaged("a reply in it cannot be read") from error

    def _damaged(self, why: str) -> LMError:
        return LMError(
            "SIG0816", f"the cache {self.path} is damaged ({why}); it was left as it is: move it away, or delete it"
        )


def as_cached(reply: Reply) -> Reply:
    """The same reply for someone who did not pay for it."""
    return replace(reply, cost=0.0, cached=True)


def _connect(path: str) -> sqlite3.Connection:
    if path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise sqlite3.DatabaseError(f"it was written by a newer sigc, format {version}")
    connection.execute("PRAGMA synchronous = NORMAL")
    if version == VERSION:
        return
    tables = connection.execute("SELECT count(*) FROM sqlite_master WHERE name != 'replies'").fetchone()[0]
    if tables:
        raise sqlite3.DatabaseError("it is a database of something else")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL) WITHOUT ROWID")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _written(reply: Reply) -> str:
    usage = reply.usage
    data: dict[str, Any] = {
        "text": reply.text,
        "input": usage.input,
        "output": usage.output,
        "cached": usage.cached,
        "estimated": usage.estimated,
        "model": reply.model,
        "finish": reply.finish,
    }
    data |= {name: count for name in ("reasoning", "written") if (count := getattr(usage, name))}
    if reply.calls:
        data["calls"] = [[call.id, call.name, call.arguments, call.wire] for call in reply.calls]
    if reply.thinking:
        data["thinking"] = reply.thinking
    if reply.opaque:
        data["opaque"] = list(reply.opaque)
    return json.dumps(data)
