"""Wall time and peak memory of `sigc check` as a whole process, on generated projects of 10, 100 and 1,000 signatures.

Run: `python bench/frontend.py`. Writes bench/results/frontend.txt. *Cold* is the first check of a folder that was just
written, *warm* the median of the next ones; interpreter start is included, Python's own bytecode is compiled before.
CPU time is printed too, since wall time says little on a busy machine; so is the time of an empty Python process and
of a fixed loop, for comparison with other machines. The last table is the parser alone, in lines a second.
Target: 10 signatures cold under 0.25 s and warm under 0.12 s, growth linear."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sigc.base.source import SourceFile
from sigc.syntax.parse import parse

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "bench" / "results" / "frontend.txt"
CHECK = (str(Path(sys.executable).parent / "sigc"), "check")
SIZES = (10, 100, 1000)
PER_FILE = 25
TOPICS = ("invoice", "parcel", "refund", "password", "delivery", "contract", "meeting", "warranty")

TYPES = '''"""What the desk's files share."""

enum Team "who owns the problem" {
  billing   "invoices, refunds"
  shipping  "parcels, delivery dates"
  technical "the product misbehaves"
  other
}

type Doc { title: str  text: str(..2000)  score: float(0..1) = 0.5 }
'''
SIGNATURE = '''
signature Decide{n} {{
  """Decide what a mail about a {topic} needs, and who owns it."""
  input  mail: str "verbatim, in any language"
  input  docs: [Doc](..8)
  output team: Team
  output urgency: int(1..5) "5 = the customer cannot work"
  output order: str(matching r"[A-Z]{{2}}-\\d{{6}}")? "order number"
  ensure order == none or order in mail "an order number is quoted, never invented"
  guide if len(docs) > 3 """Prefer the newest document."""
}}
'''
EXAMPLE = '''
signature Label{n} {{
  """Say whether a mail is about a {topic}."""
  input  mail: str
  output about: bool
  output team: Team
  example {{ mail = "Where is my {topic}?", about = true, team = shipping }}
}}
'''
TEST = """
module Desk{n} {{
  input  mail: str
  input  docs: [Doc](..8)
  output reply: str
  output team: Team
  first  = Decide{n}(mail, docs)
  useful = [doc.title for doc in docs if doc.score >= 0.5]
  reply  = match first.team {{
    billing | shipping -> f"{{first.team}} will answer"
    _                  -> join(useful, ", ") if len(useful) > 0 else "We will get back to you."
  }}
  team   = first.team
}}

test "a mail about a {topic} ({n})" {{
  desk = Desk{n}(mail = "Where is my {topic}?", docs = [])
  expect desk.reply != ""
}}
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds of wall and of processor time, peak resident memory in MiB."""

    wall: float
    cpu: float
    peak: float


def source(numbers: Sequence[int]) -> str:
    """One file: of eight signatures, one has an example and one a module with a test."""
    parts = ["import types { Team, Doc }\n"]
    for n in numbers:
        topic = TOPICS[n % len(TOPICS)]
        parts.append((EXAMPLE if n % 8 == 5 else SIGNATURE).format(n=n, topic=topic))
        if n % 8 == 2:
            parts.append(TEST.format(n=n, topic=topic))
    return "".join(parts)


def write_project(folder: Path, size: int) -> int:
    """Write a project of `size` signatures; its number of lines."""
    texts = {"types.sig": TYPES, "sig.toml": '[project]\nname = "desk"\nversion = "0.1.0"\nsource = "part0.sig"\n'}
    for part, start in enumerate(range(0, size, PER_FILE)):
        texts[f"part{part}.sig"] = source(range(start, min(start + PER_FILE, size)))
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return sum(text.count("\n") for text in texts.values())


def run(command: Sequence[str]) -> Run:
    """Run to the end; a failure stops the bench."""
    start = time.perf_counter()
    actions = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    pid = os.posix_spawn(command[0], list(command), dict(os.environ), file_actions=actions)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise SystemExit(f"failed with status {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(runs: Sequence[Run]) -> Run:
    return Run(*(statistics.median(getattr(r, name) for r in runs) for name in ("wall", "cpu", "peak")))


def row(name: str, *runs: Run) -> str:
    cells = "".join(f"{r.wall:>9.3f} {r.cpu:>9.3f} {r.peak:>8.1f}" for r in runs)
    return f"{name:<22}{cells}"


def checks() -> list[str]:
    """The table of whole processes."""
    lines = [f"{'':<22}{'cold s':>9} {'cpu s':>9} {'MiB':>8}{'warm s':>9} {'cpu s':>9} {'MiB':>8}"]
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name:
            count = write_project(Path(name), size)
            run([*CHECK, str(ROOT / "examples" / "triage")])
            cold = run([*CHECK, name])
            warm = median([run([*CHECK, name]) for _ in range(9 if size < 1000 else 3)])
            lines.append(row(f"{size} ({count} lines)", cold, warm))
    empty = median([run([sys.executable, "-c", "pass"]) for _ in range(9)])
    lines.append(row("an empty process", empty, empty))
    return lines


def parser() -> list[str]:
    """Lines a second of the parser alone, in this process, after the first file."""
    text = "".join(source(range(start, start + PER_FILE)) for start in range(0, 1000, PER_FILE))
    count = text.count("\n")
    seconds = []
    for _ in range(5):
        start = time.process_time()
        _, found = parse(SourceFile("all.sig", text))
        seconds.append(time.process_time() - start)
        assert not found
    return [f"parser alone: {count} lines in {min(seconds):.3f} s of cpu, {count / min(seconds):,.0f} lines a second"]


def loop() -> str:
    start = time.process_time()
    total = 0
    for i in range(1_000_000):
        total += i
    return f"a loop of a million additions: {time.process_time() - start:.3f} s of cpu"


def main() -> None:
    lines = [*checks(), "", *parser(), loop()]
    text = "\n".join(lines) + "\n"
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(text, encoding="utf-8")
    print(text, end="")


if __name__ == "__main__":
    main()
