"""Twenty minutes of calls against a server that fails now and then: nothing lost, nothing paid twice, memory flat.

    python bench/soak.py [--minutes 20] [--rate 200] [--faults 0.05]

An emitted package is called `rate` times a second, each time with a mail of its own, whether or not earlier calls are
back. A server in a process of its own answers after 100 ms; by a seeded die a share of the requests meets a fault, in
equal parts: 429 with `retry-after-ms`, 500, a connection cut in the middle of the answer, an answer after 2 s, and
status 200 with garbage. The server counts, for each mail, the answers that it gave in full.

Lost: a call without a result. Paid twice: a mail that was answered in full more than once; a cut answer is one that was
in flight and is counted apart. Memory: the resident size once a minute; flat means that the last third of the run is at
most a tenth over the middle third. Prints a table and keeps it in bench/results/soak.txt; ends with status 1 when a
promise broke."""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path
from random import Random
from types import ModuleType
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from desk import SHAPES, answer, emitted, entry, point  # noqa: E402
from loopback import Answer, Loopback, Seen, completion, failure  # noqa: E402

FLAT = SHAPES[0]
FAULTS = ("429", "500", "cut", "slow", "garbage")
NUMBER = re.compile(rb"AB-(\d{6,})")


class Server:
    """Answers, faults and the count of both. `/count` gives the counts and forgets nothing."""

    def __init__(self, text: str, share: float) -> None:
        self._die, self._share = Random(7), share
        self._body = completion(Answer(text=text))
        self.paid: Counter[bytes] = Counter()
        self.faults: Counter[str] = Counter()

    def __call__(self, seen: Seen) -> Answer:
        if seen.path.endswith("/count"):
            twice = sum(1 for times in self.paid.values() if times > 1)
            counts = {"answered": len(self.paid), "twice": twice, "faults": dict(self.faults)}
            return Answer(body=json.dumps(counts).encode())
        found = NUMBER.findall(seen.raw)
        if self._die.random() < self._share:
            fault = self._die.choice(FAULTS)
            self.faults[fault] += 1
            if fault == "429":
                return failure(429, "slow down", retry_after_ms="200")
            if fault == "500":
                return failure(500, "broken")
            if fault == "cut":
                return Answer(body=self._body, delay=0.1, cut=180)
            if fault == "garbage":
                return Answer(body=b"<html>\xff not today", delay=0.1)
            return self._answer(found, 2.0)
        return self._answer(found, 0.1)

    def _answer(self, found: list[bytes], delay: float) -> Answer:
        self.paid[found[-1]] += 1
        return Answer(body=self._body, delay=delay)


def serve(text: str, share: float) -> None:
    server = Loopback(Server(text, share))
    server.seen = _Nothing()  # type: ignore[assignment]
    server.serve()


class _Nothing(list):  # type: ignore[type-arg]
    """A list that keeps nothing: the server must not grow while it looks for growth."""

    def append(self, _: object) -> None:
        pass


def resident() -> float:
    """MiB that this process holds now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096 / 2**20


async def soak(package: ModuleType, rate: float, seconds: float) -> tuple[int, Counter[str], list[float]]:
    """Calls made, what came of them, and the memory once a minute."""
    call = entry(package, FLAT)[1]
    ended: Counter[str] = Counter()
    running: set[asyncio.Task[None]] = set()
    memory: list[float] = []

    async def one(number: int) -> None:
        try:
            result = await call(mail=f"My parcel AB-{number:06} never came.")
        except Exception as error:  # every way to fail is counted, by name
            ended[f"{type(error).__name__}: {getattr(error, 'code', '')}"] += 1
        else:
            ended["answered" if result.urgency == 3 else "wrong"] += 1

    start, number = time.perf_counter(), 0
    while (now := time.perf_counter() - start) < seconds:
        while number < now * rate:
            task = asyncio.create_task(one(number))
            running.add(task)
            task.add_done_callback(running.discard)
            number += 1
        if now >= len(memory) * 60:
            memory.append(resident())
            print(
                f"{now / 60:5.1f} min  {number:>8} calls  {len(running):>5} running  {memory[-1]:6.1f} MiB", flush=True
            )
        await asyncio.sleep(0.005)
    while running:
        await asyncio.wait(running)
    memory.append(resident())
    await package.PACKAGE.close()
    return number, ended, memory


def report(made: int, ended: Counter[str], memory: list[float], counts: dict[str, object]) -> tuple[list[str], bool]:
    third = len(memory) // 3
    middle, last = statistics.mean(memory[third : 2 * third] or memory), statistics.mean(memory[2 * third :] or memory)
    lost = made - ended["answered"]
    promises = {
        f"lost: {lost}": lost == 0,
        f"answered in full more than once: {counts['twice']}": counts["twice"] == 0,
        f"memory: {memory[0]:.1f} MiB at first, middle third {middle:.1f}, last third {last:.1f}": last <= 1.1 * middle,
    }
    lines = [f"calls: {made}, ended: {dict(ended)}", f"faults met: {counts['faults']}"]
    lines += [f"{what}  {'held' if held else 'BROKEN'}" for what, held in promises.items()]
    return lines, all(promises.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--rate", type=float, default=200, help="calls a second")
    parser.add_argument("--faults", type=float, default=0.05, help="share of requests that meet one")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        serve(options.serve, options.faults)
        return
    with tempfile.TemporaryDirectory() as name:
        package = emitted(FLAT, Path(name))
        command = [sys.executable, __file__, "--serve", answer(FLAT, package), "--faults", str(options.faults)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            url = f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
            package.PACKAGE.program.models["bench"].settings["retries"] = 8
            point(package, url, concurrent=512)
            made, ended, memory = asyncio.run(soak(package, options.rate, options.minutes * 60))
            parts = urlsplit(url)
            with urllib.request.urlopen(f"http://{parts.netloc}/count") as reply:
                counts = json.load(reply)
        finally:
            process.kill()
            process.wait()
    lines, held = report(made, ended, memory, counts)
    about = f"Python {platform.python_version()}, {options.minutes:g} minutes at {options.rate:g} calls a second"
    text = "\n".join([f"{about}, {options.faults:.0%} faults", "", *lines]) + "\n"
    print(text, end="")
    (ROOT / "bench" / "results" / "soak.txt").write_text(text, encoding="utf-8")
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
