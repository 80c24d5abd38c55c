"""Milliseconds from a keystroke to its answer in `sigc lsp`, as an editor waits for them.

Run: `python bench/lsp.py [--keys N]`. Writes bench/results/lsp.txt. A real client speaks to a real process over stdio.
The project has 2,000 lines in several files of one shape (bench/projects.py), and an entry file that uses a module of
each. Every keystroke puts one character into a declaration, or takes it out again, so that every other text is a
mistake; between an answer and the next keystroke a fast writer's tenth of a second passes, in which the server looks at
the files that import the edited one. *diagnostics*: until those of the new version of the edited file are there.
*completion*, *semantic tokens*: asked right behind the keystroke, until the answer is there. The second table is the
same project with nearly all of it in one file. Target: 50 ms in the first."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from projects import lines, write_sig

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from editor import Client  # noqa: E402

OUT = ROOT / "bench" / "results" / "lsp.txt"
PAUSE = 0.1
"""Seconds between an answer and the next keystroke."""


def clock(work: Callable[[], Any]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


class Keys:
    """An editor at one place of one file: a character is typed, then taken back."""

    def __init__(self, client: Client, path: Path, before: str) -> None:
        self.client, self.address = client, client.open(path)
        text = path.read_text(encoding="utf-8")
        at = text.index(before) + len(before)
        self.line, self.character = text.count("\n", 0, at), at - text.rfind("\n", 0, at) - 1
        self.version = 1
        client.diagnostics(self.address, 1)

    def press(self) -> None:
        """One keystroke; nothing is waited for."""
        self.version += 1
        start = {"line": self.line, "character": self.character}
        typed = self.version % 2 == 0
        end = {"line": self.line, "character": self.character + (0 if typed else 1)}
        change = {"range": {"start": start, "end": end}, "text": "x" if typed else ""}
        self.client.change(self.address, self.version, [change])

    def diagnostics(self) -> None:
        self.press()
        self.client.diagnostics(self.address, self.version)

    def completion(self) -> None:
        self.press()
        self.client.at("completion", self.address, self.line, self.character)

    def semantic(self) -> None:
        self.press()
        self.client.request("textDocument/semanticTokens/full", {"textDocument": {"uri": self.address}})


def row(name: str, work: Callable[[], Any], keys: int, client: Client) -> str:
    found, used = [], []
    for _ in range(keys):
        before = client.seconds_of_cpu()
        found.append(clock(work))
        used.append((client.seconds_of_cpu() - before) * 1000)
        time.sleep(PAUSE)
    found.sort()
    p95 = found[min(len(found) - 1, round(0.95 * len(found)))]
    cells = (statistics.median(found), p95, found[-1], statistics.mean(used))
    return f"{name:<46}" + "".join(f"{cell:>10.1f}" for cell in cells)


def project(keys: int, per_file: int, edited: str) -> list[str]:
    """The rows of one project of 140 signatures, so many in a file; `edited`: the file that is imported."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        write_sig(folder, 140, tests=True, linked=True, per_file=per_file)
        count, files = lines(folder), len(list(folder.glob("*.sig")))
        title = f"{count} lines in {files} files, edited: {lines_of(folder / edited)}"
        out = [f"{title:<46}" + "".join(f"{head:>10}" for head in ("median ms", "p95", "most", "cpu ms"))]
        with Client(folder) as client:
            part = Keys(client, folder / edited, "docs: [Doc](..8)\n  output reply: s")
            entry = Keys(client, folder / "desk.sig", "input mail: s")
            time.sleep(1)
            out += [
                row("a file that is imported: diagnostics", part.diagnostics, keys, client),
                row("a file that is imported: completion", part.completion, keys, client),
                row("a file that is imported: semantic tokens", part.semantic, keys, client),
                row("the file that imports all: diagnostics", entry.diagnostics, keys, client),
                row("the file that imports all: completion", entry.completion, keys, client),
            ]
    return out


def lines_of(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--keys", type=int, default=60)
    keys = parser.parse_args().keys
    out = [*project(keys, 20, "part3.sig"), "", *project(keys, 140, "part0.sig"), ""]
    out.append(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; cpu: of the server, a keystroke")
    text = "\n".join(out) + "\n"
    print(text, end="")
    OUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
