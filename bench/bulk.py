"""Runs over many rows: what the executor costs a row, and what 100,000 rows take on this machine.

    python bench/bulk.py [--rows 100000] [--rounds 3]

"Executor" is `sigc.runtime.bulk` around a call that answers at once, alone and with its journal: the best of the
rounds, in µs a row, which should not grow with the number of rows. "sigc run --rows" is the command in a process of its
own on the embedded model: wall time, µs a row and peak memory, then the same command again, which finds every row in
the journal. Prints a table and keeps it in bench/results/bulk.txt."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sigc.runtime.bulk import Bulk, Given
from sigc.runtime.ledger import Ledger

ROOT = Path(__file__).resolve().parent.parent
SIZES = (500, 5_000, 50_000)
SOURCE = '''
enum Topic { bug "something is broken"  parcel "a delivery"  other }
signature Sort {
  """Decide what a customer's mail is about."""
  input  mail: str
  output topic: Topic
}
'''


async def at_once(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {"twice": 2 * inputs["n"]}


async def through(count: int, journal: str | None) -> float:
    """Seconds for so many rows."""
    ledger = Ledger(journal) if journal else None
    bulk = Bulk(at_once, ["n"], ledger=ledger)
    start = time.perf_counter()
    async for _ in bulk.results(Given(n, {"n": n}) for n in range(1, count + 1)):
        pass
    spent = time.perf_counter() - start
    if ledger is not None:
        ledger.close()
    return spent


def executor(rounds: int) -> list[str]:
    lines = [f"{'rows':>8} {'alone, µs/row':>16} {'journaled, µs/row':>20}"]
    for count in SIZES:
        alone = min(asyncio.run(through(count, None)) for _ in range(rounds))
        journaled = []
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                journaled.append(asyncio.run(through(count, f"{folder}/journal")))
        lines.append(f"{count:>8} {alone / count * 1e6:>16.1f} {min(journaled) / count * 1e6:>20.1f}")
    return lines


def command(folder: Path) -> tuple[float, float]:
    """Wall seconds and peak MiB of `sigc run --rows` in a folder."""
    words = [sys.executable, "-m", "sigc", "run", "desk.sig", "--rows", "in.jsonl", "--out", "out.jsonl"]
    start = time.perf_counter()
    process = subprocess.Popen(words, cwd=folder, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, status
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def whole(counts: tuple[int, ...]) -> list[str]:
    lines = [f"{'rows':>8} {'run':>7} {'wall, s':>9} {'µs/row':>8} {'peak, MiB':>10}"]
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "desk.sig").write_text(SOURCE, encoding="utf-8")
            with open(folder / "in.jsonl", "w", encoding="utf-8") as rows:
                for n in range(count):
                    rows.write(json.dumps({"mail": f"Where is parcel {n}? It should have come."}) + "\n")
            for run in ("first", "again"):
                wall, peak = command(folder)
                with open(folder / "out.jsonl", encoding="utf-8") as results:
                    assert sum(1 for _ in results) == count
                lines.append(f"{count:>8} {run:>7} {wall:>9.1f} {wall / count * 1e6:>8.0f} {peak:>10.0f}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    load = os.getloadavg()[0]
    lines = [
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load:.1f}, best of {options.rounds}",
        "",
        "the executor around a call that answers at once, 64 rows at once",
        *executor(options.rounds),
        "",
        "sigc run --rows on the embedded model",
        *whole((options.rows // 10, options.rows)),
    ]
    text = "\n".join(lines) + "\n"
    print(text, end="")
    (ROOT / "bench" / "results" / "bulk.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
