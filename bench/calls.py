"""What a call costs beside DSPy's Predict and raw http.client: microseconds, against the same loopback server.

    python bench/calls.py [--calls 200] [--rounds 15]

Needs `pip install "sigc[peers]"`. Three shapes (bench/desk.py): flat, nested, sixteen demos; then the same flat call
answered from the cache. The server has a process of its own and answers at once; every way asks in turn, round by
round, and the best round's median counts. Prints a table and keeps it in bench/results/calls.txt."""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from desk import SERVED, SHAPES, Shape, answer, as_data, emitted, entry, point, predictor  # noqa: E402
from loopback import spawned  # noqa: E402

TARGETS = {"flat": 0.6, "nested": 0.35, "16 demos": 0.35, "cache hit": 0.5}
"""At most so much of DSPy's time."""


def timed(call: Callable[[int], object], numbers: range) -> float:
    """The median of the calls, in µs."""
    times = []
    for number in numbers:
        start = time.perf_counter()
        call(number)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def raw_call(shape: Shape, package: ModuleType, url: str) -> Callable[[int], object]:
    """http.client with one connection and the same body, the answer decoded."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    engine = package.PACKAGE.engine

    def body(number: int) -> bytes:
        messages = [
            {"role": m.role, "content": m.content} for m in engine.messages(shape.signature, shape.given(number))
        ]
        return json.dumps({"model": "bench", "messages": messages, "temperature": 0.0, "max_tokens": 1024}).encode()

    data = body(0)

    def call(_: int) -> object:
        connection.request("POST", "/v1/chat/completions", data, {"Content-Type": "application/json"})
        return json.loads(connection.getresponse().read())

    return call


def compared(shape: Shape, folder: Path, calls: int, rounds: int) -> dict[str, float]:
    """µs of a call by each way, the cache off."""
    package = emitted(shape, folder)
    with spawned(text=answer(shape, package), model=SERVED) as ours, spawned(text=shape.reply, model=SERVED) as theirs:
        point(package, ours)
        call, predict = entry(package, shape)[0], predictor(shape, theirs, cache=False)
        assert as_data(call(**shape.given(0))) == as_data(predict(**shape.given(0))) == shape.outputs
        ways: dict[str, Callable[[int], object]] = {
            "raw": raw_call(shape, package, ours),
            "sigc": lambda n: call(**shape.given(n)),
            "dspy": lambda n: predict(**shape.given(n)),
        }
        best = dict.fromkeys(ways, float("inf"))
        for turn in range(rounds):
            numbers = range(turn * calls, (turn + 1) * calls)
            for name, way in ways.items():
                best[name] = min(best[name], timed(way, numbers))
    return best


def cached(shape: Shape, folder: Path, calls: int, rounds: int) -> dict[str, float]:
    """µs of a call whose reply is in the cache: ours in SQLite on disk, DSPy's in memory."""
    package = emitted(shape, folder)
    with spawned(text=answer(shape, package), model=SERVED) as ours, spawned(text=shape.reply, model=SERVED) as theirs:
        point(package, ours, cache=str(folder / "cache.sqlite"))
        call, predict = entry(package, shape)[0], predictor(shape, theirs, cache=True)
        ways: dict[str, Callable[[int], object]] = {
            "sigc": lambda n: call(**shape.given(n)),
            "dspy": lambda n: predict(**shape.given(n)),
        }
        for way in ways.values():
            timed(way, range(calls))
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(rounds):
            for name, way in ways.items():
                best[name] = min(best[name], timed(way, range(calls)))
    return best


def line(name: str, best: dict[str, float]) -> str:
    ratio, target = best["sigc"] / best["dspy"], TARGETS[name]
    raw = f"{best['raw']:>8.0f}" if "raw" in best else " " * 8
    verdict = "held" if ratio <= target else "MISSED"
    return f"{name:<12}{raw}{best['sigc']:>8.0f}{best['dspy']:>8.0f}{ratio:>9.2f}{target:>8.2f}  {verdict}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=200, help="calls a round")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    import dspy

    before = os.getloadavg()[0]
    rows: list[Any] = []
    with tempfile.TemporaryDirectory() as name:
        for shape in SHAPES:
            rows.append(line(shape.name, compared(shape, Path(name), options.calls, options.rounds)))
        rows.append(line("cache hit", cached(SHAPES[0], Path(name), options.calls, options.rounds)))
    about = (
        f"Python {platform.python_version()}, DSPy {dspy.__version__}, {os.cpu_count()} cores, best of "
        f"{options.rounds} rounds of {options.calls} calls, load {before:.1f} to {os.getloadavg()[0]:.1f}"
    )
    head = f"{'µs a call':<12}{'raw':>8}{'sigc':>8}{'dspy':>8}{'ratio':>9}{'target':>8}"
    text = "\n".join([about, "", head, *rows]) + "\n"
    print(text, end="")
    (ROOT / "bench" / "results" / "calls.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
