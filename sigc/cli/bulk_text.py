"""What a run over rows says of itself: a moving line on a terminal, a summary at the end.

May import: sigc.lm, sigc.runtime."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

from sigc.lm.budget import Spent
from sigc.lm.clock import Clock, SystemClock
from sigc.runtime.bulk import Bulk
from sigc.runtime.ledger import Ledger, Merged

EVERY = 0.5
"""Seconds between two states of the moving line."""
NAMED = 10
"""Rows that are named one by one."""


class Progress:
    """The moving line of a run; nothing where nobody watches."""

    def __init__(
        self, bulk: Bulk, spent: Callable[[], Spent], total: int, stream: TextIO, clock: Clock | None = None
    ) -> None:
        self._bulk, self._spent, self._total, self._stream = bulk, spent, total, stream
        self._clock = clock or SystemClock()
        self._start = self._clock.now()
        self._over = threading.Event()

    def seconds(self) -> float:
        return self._clock.now() - self._start

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        """Keep the line up to date meanwhile, in a thread of its own, so that a busy run shows it too."""
        if not self._stream.isatty():
            yield
            return
        writer = threading.Thread(target=self._write, daemon=True)
        writer.start()
        try:
            yield
        finally:
            self._over.set()
            writer.join()
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _write(self) -> None:
        while not self._over.wait(EVERY):
            bulk = self._bulk
            line = progress_line(bulk.done, bulk.known, bulk.failed, self._total, self.seconds(), self._spent().usd)
            self._stream.write(f"\r\x1b[K{line}")
            self._stream.flush()


def progress_line(done: int, known: int, failed: int, total: int, seconds: float, usd: float) -> str:
    """`1200 of 10000 rows  56/s  3 failed  $0.1200  2 min 37 s left`. Rows known from before do not count as fast."""
    fresh = done - known
    rate = fresh / seconds if seconds > 0 else 0.0
    words = [f"{done} of {total} rows", f"{rate:.1f}/s" if rate < 10 else f"{rate:.0f}/s"]
    if failed:
        words.append(f"{failed} failed")
    if usd:
        words.append(f"${usd:.4f}")
    if rate > 0 and total > done:
        words.append(f"{_duration((total - done) / rate)} left")
    return "  ".join(words)


def summed_up(bulk: Bulk, failures: Mapping[str, int], spent: Spent, seconds: float, total: int) -> str:
    """The end of a run in a few lines."""
    answered = bulk.done - bulk.failed
    lines = [f"{_rows(total)}: {answered} answered, {bulk.failed} failed, {max(0, total - bulk.done)} left"]
    if bulk.known:
        lines[0] += f" ({bulk.known} known from before)"
    money = f", ${spent.usd:.6f}".rstrip("0").rstrip(".") if spent.usd else ""
    if spent.possibly_usd:
        money += f", possibly ${spent.possibly_usd:.6f} more".rstrip("0")
    lines.append(f"{_calls(spent.calls)} in all, {spent.tokens} tokens{money}")
    if failures:
        lines.append("failed: " + ", ".join(f"{code} × {failures[code]}" for code in sorted(failures)))
    return "\n".join(lines)


def journal_told(ledger: Ledger) -> str:
    """How far a run came, a line a fact."""
    spent = ledger.spent()
    money = "" if not spent.cost else f", ${spent.cost:.6f}".rstrip("0").rstrip(".")
    tokens = spent.usage.input + spent.usage.output
    lines = [f"{_rows(ledger.rows_done())} ended", f"{_calls(spent.calls)} answered, {tokens} tokens{money}"]
    lines += [f"in flight: {call.node} ({call.purpose})" for call in ledger.in_flight()]
    lines += [f"not answered: tool {tool} ({row})" for tool, row in ledger.tools_in_flight()]
    return "\n".join(lines)


def merged_told(part: str, merged: Merged) -> str:
    """What a merge took over, and what had been done twice."""
    told = f"{part}: {_rows(merged.rows)}"
    if merged.rows_twice:
        told += f"; done twice: {_rows(len(merged.rows_twice))} ({_named(merged.rows_twice)})"
    if merged.rows_differ:
        told += f"; ended differently, the first kept: row {_named(merged.rows_differ)}"
    if merged.calls_twice or merged.tools_twice:
        paid = f", ${merged.usd_twice:.6f}".rstrip("0").rstrip(".") if merged.usd_twice else ""
        told += f"; made twice: {_calls(merged.calls_twice)}{paid}, {merged.tools_twice} of tools"
    return told


def _named(numbers: tuple[int, ...]) -> str:
    more = f" and {len(numbers) - NAMED} more" if len(numbers) > NAMED else ""
    return ", ".join(str(number) for number in numbers[:NAMED]) + more


def _calls(count: int) -> str:
    return f"{count} call{'' if count == 1 else 's'} of models"


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    return f"{whole // 60} min {whole % 60} s" if whole < 3600 else f"{whole // 3600} h {whole % 3600 // 60} min"
