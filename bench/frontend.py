"""Wall time, processor time and peak memory of `sigc check` beside `baml-cli check`, as whole processes.

Run: `python bench/frontend.py [--large] [--peer BAML-CLI]`. Writes bench/results/frontend.txt. The peer, baml-py
0.226.3, is installed from PyPI into an environment of its own, unless its command is given. Both check projects of one
shape (bench/projects.py), made anew for every row. *Cold* is a check of a folder without kept results, *unchanged* the
next one, *edited* one after a change in one file; the peer keeps nothing, so all of its checks are cold. In a *linked*
project an entry file imports from every other, and what is edited is used by the entry as well. Figures are medians
of runs in turn; interpreter start is included, and Python's bytecode is compiled before, as pip does when it installs.
Where other work runs on the machine, processor time and ratios say more than wall time: the load is printed.

Targets: 10 signatures cold under 0.25 s and unchanged under 0.12 s; beside the peer, at 1,000: with 250 tests cold at
most 0.8 and edited at most 0.1; without tests edited at most 1.0 and unchanged at most 0.5; at 5,000 with 1,250 tests
(`--large`, minutes) cold at most 0.1; at most 150 MiB at 1,000; cost linear in size."""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from projects import edit, lines, write_baml, write_sig

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "bench" / "results" / "frontend.txt"
CHECK = (str(Path(sys.executable).parent / "sigc"), "check")
PEER = "baml-py==0.226.3"
ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
COLUMNS = ("cold", "unchanged", "edited", "baml-cli")


@dataclass(frozen=True, slots=True)
class Row:
    """One project: how many units, with tests or without, and whether an entry file reaches all others."""

    size: int
    tests: bool
    linked: bool = False
    runs: int = 5

    @property
    def name(self) -> str:
        tests = f" + {self.size // 4} tests" if self.tests else ""
        return f"{self.size}{tests}{' linked' if self.linked else ''}"


ROWS = (Row(10, True, runs=9), Row(100, True), Row(1000, False), Row(1000, True, runs=3), Row(1000, False, True, 3))
LARGE = (Row(5000, False, runs=1), Row(5000, True, runs=1))


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds of wall and of processor time, peak resident memory in MiB."""

    wall: float
    cpu: float
    peak: float


def run(command: Sequence[str]) -> Run:
    """Run to the end; a failure stops the bench."""
    start = time.perf_counter()
    actions = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    pid = os.posix_spawn(command[0], list(command), ENV, file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise SystemExit(f"failed with status {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(runs: Sequence[Run]) -> Run:
    return Run(*(statistics.median(getattr(r, name) for r in runs) for name in ("wall", "cpu", "peak")))


def measured(row: Row, peer: str) -> tuple[int, int, dict[str, Run]]:
    """Lines of the `.sig` and of the BAML project, and a figure for each column; the runs take turns."""
    found: dict[str, list[Run]] = {name: [] for name in COLUMNS}
    with tempfile.TemporaryDirectory() as name:
        ours, theirs = Path(name, "sig"), Path(name, "baml")
        for folder in (ours, theirs):
            folder.mkdir()
        write_sig(ours, row.size, tests=row.tests, linked=row.linked)
        write_baml(theirs, row.size, tests=row.tests)
        counts = lines(ours), lines(theirs)
        for i in range(row.runs):
            shutil.rmtree(ours / ".sigc", ignore_errors=True)
            found["cold"].append(run([*CHECK, str(ours)]))
            found["unchanged"].append(run([*CHECK, str(ours)]))
            edit(ours, "sig", i)
            found["edited"].append(run([*CHECK, str(ours)]))
            edit(theirs, "baml", i)
            found["baml-cli"].append(run([peer, "check", "--from", str(theirs / "baml_src")]))
    return *counts, {column: median(runs) for column, runs in found.items()}


def table(rows: Sequence[Row], peer: str) -> list[str]:
    heads = [f"{name + ' s':>11} {'cpu':>6} {'MiB':>4}" for name in COLUMNS]
    out = [f"{'signatures':<18}{'lines':>7}" + "".join(heads)]
    ratios = ["", f"{'of baml-cli, cpu (wall)':<25}" + "".join(f"{name:>16}" for name in COLUMNS[:3])]
    for row in rows:
        count, _, runs = measured(row, peer)
        cells = [f"{r.wall:>11.3f} {r.cpu:>6.2f} {r.peak:>4.0f}" for r in runs.values()]
        out.append(f"{row.name:<18}{count:>7}" + "".join(cells))
        theirs = runs["baml-cli"]
        shares = [(runs[c].cpu / theirs.cpu, runs[c].wall / theirs.wall) for c in COLUMNS[:3]]
        ratios.append(f"{row.name:<25}" + "".join(f"{f'{cpu:.2f} ({wall:.2f})':>16}" for cpu, wall in shares))
        print("\n".join([out[-1], ratios[-1]]), file=sys.stderr)
    empty = median([run([sys.executable, "-c", "pass"]) for _ in range(9)])
    return [*out, f"an empty process: {empty.wall:.3f} s, {empty.cpu:.3f} s of cpu", *ratios]


def parser() -> str:
    """Lines a second of the parser alone, in this process, after the first file. Loaded here, at the end: what this
    process holds counts as the peak of those that it starts."""
    from sigc.base.source import SourceFile
    from sigc.syntax.parse import parse

    with tempfile.TemporaryDirectory() as name:
        write_sig(Path(name), 1000)
        text = "".join(path.read_text(encoding="utf-8") for path in sorted(Path(name).glob("part*.sig")))
    seconds = []
    for _ in range(5):
        start = time.process_time()
        _, found = parse(SourceFile("all.sig", text))
        seconds.append(time.process_time() - start)
        assert not found
    count = text.count("\n")
    return f"parser alone: {count} lines in {min(seconds):.3f} s of cpu, {count / min(seconds):,.0f} lines a second"


def loop() -> str:
    start = time.process_time()
    total = 0
    for i in range(1_000_000):
        total += i
    return f"a loop of a million additions: {time.process_time() - start:.3f} s of cpu"


def installed(folder: Path) -> str:
    """The peer's command, in an environment of its own."""
    venv.create(folder, with_pip=True)
    subprocess.run([str(folder / "bin" / "pip"), "install", "--quiet", PEER], check=True)
    return str(folder / "bin" / "baml-cli")


def main() -> None:
    ask = argparse.ArgumentParser(description="sigc check beside baml-cli check")
    ask.add_argument("--large", action="store_true", help="5,000 signatures too: minutes")
    ask.add_argument("--peer", help="a baml-cli that is installed already")
    given = ask.parse_args()
    compileall.compile_dir(str(ROOT / "sigc"), quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        peer = given.peer or installed(Path(folder))
        version = subprocess.run([peer, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        before = os.getloadavg()[0]
        found = table([*ROWS, *(LARGE if given.large else ())], peer)
    load = f"load average {before:.1f} to {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {version}"
    text = "\n".join([*found, "", parser(), loop(), load]) + "\n"
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
