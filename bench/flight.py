"""Many calls at once, beside DSPy's Evaluate and a bare aiohttp loop: seconds for 40 rows per place in flight.

    python bench/flight.py [--rounds 5] [--peer-rounds 5] [--widths 8,32,64,128,256]

Needs `pip install "sigc[peers]"`. The server has a process of its own and answers each call after 100 ms. All three
send the same rows of the flat shape (bench/desk.py), `width` in flight, the cache off; DSPy gets `num_threads=width`.
The best round of each counts; `--peer-rounds` gives DSPy, which takes most of the time, fewer of them. Prints a table
and keeps it in bench/results/flight.txt."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import aiohttp  # noqa: E402
from desk import SERVED, SHAPES, answer, emitted, entry, point, predictor  # noqa: E402
from loopback import spawned  # noqa: E402

FLAT = SHAPES[0]
PER_PLACE = 40
TARGETS = {8: 1.05, 32: 1.05, 64: 1.05, 128: 1.10, 256: 1.15}
"""At most so much of the bare loop's time."""


def bare(package: ModuleType, url: str, rows: int, width: int) -> float:
    """Nothing but aiohttp, with the bodies made beforehand."""
    engine = package.PACKAGE.engine
    asked = [engine.messages(FLAT.signature, FLAT.given(number)) for number in range(rows)]
    bodies = [
        {"model": "bench", "messages": [{"role": m.role, "content": m.content} for m in messages], "max_tokens": 1024}
        for messages in asked
    ]

    async def work() -> float:
        gate = asyncio.Semaphore(width)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

            async def post(body: object) -> None:
                async with gate, session.post(f"{url}/chat/completions", json=body) as response:
                    await response.json()

            start = time.perf_counter()
            await asyncio.gather(*map(post, bodies))
            return time.perf_counter() - start

    return asyncio.run(work())


def ours(package: ModuleType, url: str, rows: int, width: int) -> float:
    """The emitted package with its own limit. Twice as many are begun, so that prompts are written and replies read
    while others wait for the server."""
    point(package, url, concurrent=width)
    call = entry(package, FLAT)[1]

    async def work() -> float:
        gate = asyncio.Semaphore(2 * width)

        async def one(number: int) -> None:
            async with gate:
                await call(**FLAT.given(number))

        start = time.perf_counter()
        await asyncio.gather(*map(one, range(rows)))
        spent = time.perf_counter() - start
        await package.PACKAGE.close()
        return spent

    return asyncio.run(work())


def theirs(url: str, rows: int, width: int) -> float:
    """DSPy's own executor of many rows."""
    import dspy

    predict = predictor(FLAT, url, cache=False)
    rowset = [dspy.Example(**FLAT.given(number), team="shipping").with_inputs("mail") for number in range(rows)]
    evaluate = dspy.Evaluate(
        devset=rowset, metric=lambda row, got, *_: row.team == got.team, num_threads=width, display_progress=False
    )
    start = time.perf_counter()
    result = evaluate(predict)
    spent = time.perf_counter() - start
    assert result.score == 100.0, result.score
    return spent


def measured(package: ModuleType, width: int, rounds: int, peer_rounds: int) -> str:
    rows = PER_PLACE * width
    with (
        spawned(delay_ms=100, text=answer(FLAT, package), model=SERVED) as url,
        spawned(delay_ms=100, text=FLAT.reply, model=SERVED) as peer_url,
    ):
        ways: dict[str, Callable[[], float]] = {
            "bare": lambda: bare(package, url, rows, width),
            "sigc": lambda: ours(package, url, rows, width),
            "dspy": lambda: theirs(peer_url, rows, width),
        }
        best = dict.fromkeys(ways, float("inf"))
        for turn in range(rounds):
            for name, way in ways.items():
                if name != "dspy" or turn < peer_rounds:
                    best[name] = min(best[name], way())
    ratio, target = best["sigc"] / best["bare"], TARGETS.get(width, 1.15)
    verdict = "held" if ratio <= target and best["sigc"] < best["dspy"] else "MISSED"
    seconds = "".join(f"{best[name]:>9.2f}" for name in ways)
    return f"{width:>6}{rows:>8}{seconds}{ratio:>10.3f}{target:>8.2f}{best['dspy'] / best['bare']:>10.2f}  {verdict}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer-rounds", type=int, default=5)
    parser.add_argument("--widths", default="8,32,64,128,256")
    options = parser.parse_args()
    import dspy

    logging.getLogger("dspy").setLevel(logging.WARNING)
    before = os.getloadavg()[0]
    head = (
        f"{'width':>6}{'rows':>8}{'bare s':>9}{'sigc s':>9}{'dspy s':>9}{'sigc/bare':>10}{'target':>8}{'dspy/bare':>10}"
    )
    print(head)
    lines = []
    with tempfile.TemporaryDirectory() as name:
        package = emitted(FLAT, Path(name))
        for width in options.widths.split(","):
            lines.append(measured(package, int(width), options.rounds, options.peer_rounds))
            print(lines[-1], flush=True)
    about = (
        f"Python {platform.python_version()}, aiohttp {aiohttp.__version__}, DSPy {dspy.__version__}, "
        f"{os.cpu_count()} cores, best of {options.rounds} rounds (DSPy {min(options.rounds, options.peer_rounds)}), "
        f"load {before:.1f} to {os.getloadavg()[0]:.1f}"
    )
    text = "\n".join([about, "", head, *lines]) + "\n"
    print(about)
    (ROOT / "bench" / "results" / "flight.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
