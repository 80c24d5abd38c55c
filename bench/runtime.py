"""What a call costs: microseconds beside raw http.client, and throughput beside a bare aiohttp loop.

    python bench/runtime.py [--calls 250] [--rounds 20] [--long-rounds 5]

Emits a package for a signature of three fields, and lets it, each layer under it, and plain Python send the same bodies
to a server in a process of its own, which answers at once for the first table and after 100 ms for the second. Best of
all rounds, so that a busy machine disturbs as little as it can; the second table needs a quiet one all the same.
Prints the tables and keeps them in bench/results/runtime.txt."""

from __future__ import annotations

import argparse
import asyncio
import http.client
import importlib
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import aiohttp  # noqa: E402
from loopback import spawned  # noqa: E402

from sigc.backends.base import About  # noqa: E402
from sigc.backends.python import emit_python  # noqa: E402
from sigc.base.source import Memory  # noqa: E402
from sigc.check.project import check_project  # noqa: E402
from sigc.ir.program import Model  # noqa: E402
from sigc.lm.base import LM, Request  # noqa: E402
from sigc.lm.budget import Budget, Budgeted  # noqa: E402
from sigc.lm.cache import Cached  # noqa: E402
from sigc.lm.connect import connect  # noqa: E402
from sigc.lm.limit import Limited  # noqa: E402
from sigc.lm.prices import price_of  # noqa: E402
from sigc.lm.retry import Retried  # noqa: E402
from sigc.lm.store import Store  # noqa: E402

SOURCE = '''
enum Team "who owns the problem" {
  billing   "invoices, refunds, payment methods"
  shipping  "parcels, delivery dates, lost items"
  technical "the product misbehaves"
}

signature Triage {
  """Decide which team owns a customer's mail and how urgent it is."""
  input  mail: str       "verbatim, in any language"
  output team: Team
  output urgency: int(1..5) "5 = the customer cannot work"
}
'''
ANSWER = "[[team]] shipping\n[[urgency]] 3"
TARGET = 350.0
TARGET_RATIO = 1.10


def mail(number: int) -> str:
    return f"My parcel AB-{number:06} never came, and nobody answers the telephone. Please help. " * 4


def emitted(folder: str) -> ModuleType:
    """The package, emitted, and imported from where it was written."""
    project, diagnostics = check_project("desk.sig", Memory({"desk.sig": SOURCE.encode()}))
    assert not diagnostics
    program = replace(project.programs["Triage"], models={"bench": Model("bench", "openai/bench")})
    for path, content in emit_python(program, About("bench_triage", model="bench")).items():
        (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
        (Path(folder) / path).write_bytes(content)
    sys.path.insert(0, folder)
    return importlib.import_module("bench_triage")


class Bench:
    """The ways to ask one server, all with the same bodies."""

    def __init__(self, package: ModuleType, url: str) -> None:
        self.package, self.url = package, url
        self.settings = {"base_url": url}
        self.engine = package.PACKAGE.engine

    def request(self, number: int) -> Request:
        return Request("openai/bench", tuple(self.engine.messages("Triage", {"mail": mail(number)})))

    def body(self, number: int) -> bytes:
        messages = [{"role": message.role, "content": message.content} for message in self.request(number).messages]
        return json.dumps({"model": "bench", "messages": messages, "temperature": 0.0, "max_tokens": 1024}).encode()

    def client(self) -> LM:
        return connect("openai/bench", self.settings, {})

    def stack(self) -> LM:
        budget = Budget(usd=100, calls=10**6, tokens=10**9)
        return Retried(Limited(Budgeted(self.client(), budget, partial(price_of, settings=self.settings))))

    def cached(self) -> LM:
        return Cached(self.stack(), Store(":memory:"), self.url)

    def configure(self) -> None:
        """Point the package at the server, with a new client."""
        package = self.package.PACKAGE
        package.program.models["bench"].settings.update(self.settings)
        package.configure()


def raw(bench: Bench, calls: int) -> list[float]:
    """Seconds of each call: http.client, one connection, the answer decoded."""
    parts = urlsplit(bench.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    bodies, times = [bench.body(number) for number in range(calls)], []
    for data in bodies:
        start = time.perf_counter()
        connection.request("POST", "/v1/chat/completions", data, {"Content-Type": "application/json"})
        json.loads(connection.getresponse().read())
        times.append(time.perf_counter() - start)
    connection.close()
    return times


async def one_by_one(ask: Callable[[int], Awaitable[object]], calls: int) -> list[float]:
    times = []
    for number in range(calls):
        start = time.perf_counter()
        await ask(number)
        times.append(time.perf_counter() - start)
    return times


def asked(bench: Bench, lm: LM, calls: int) -> list[float]:
    async def work() -> list[float]:
        requests = [bench.request(number) for number in range(calls)]
        try:
            return await one_by_one(lambda number: lm.ask(requests[number]), calls)
        finally:
            await lm.close()

    return asyncio.run(work())


def package_async(bench: Bench, calls: int) -> list[float]:
    bench.configure()
    return asyncio.run(one_by_one(lambda number: bench.package.triage_async(mail=mail(number)), calls))


def package_sync(bench: Bench, calls: int) -> list[float]:
    bench.configure()
    times = []
    for number in range(calls):
        start = time.perf_counter()
        bench.package.triage(mail=mail(number))
        times.append(time.perf_counter() - start)
    return times


def per_call(package: ModuleType, calls: int, rounds: int) -> list[str]:
    """The first table: medians in µs, the best round of each, and what each has over raw http.client."""
    with spawned(text=ANSWER) as url:
        bench = Bench(package, url)
        ways: dict[str, Callable[[], list[float]]] = {
            "raw http.client": lambda: raw(bench, calls),
            "direct client": lambda: asked(bench, bench.client(), calls),
            "  + retries, limits, budget": lambda: asked(bench, bench.stack(), calls),
            "  + cache, each request new": lambda: asked(bench, bench.cached(), calls),
            "emitted package, async": lambda: package_async(bench, calls),
            "emitted package, sync": lambda: package_sync(bench, calls),
        }
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(rounds):
            for name, way in ways.items():
                best[name] = min(best[name], statistics.median(way()) * 1e6)
    base = best["raw http.client"]
    rows = [f"{name:<34}{micros:>8.0f}{micros - base:>+10.0f}" for name, micros in best.items()]
    over = max(micros for name, micros in best.items() if "package" in name) - base
    verdict = f"target: the package at most {TARGET:.0f} over raw; {'held' if over <= TARGET else 'MISSED'}"
    return [f"{'one call, server at once':<34}{'µs':>8}{'over raw':>10}", *rows, verdict]


async def bare(bench: Bench, count: int, width: int) -> float:
    """Seconds for `count` posts, `width` in flight, with nothing but aiohttp."""
    bodies = [json.loads(bench.body(number)) for number in range(count)]
    gate = asyncio.Semaphore(width)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def post(body: object) -> None:
            async with gate, session.post(f"{bench.url}/chat/completions", json=body) as response:
                await response.json()

        start = time.perf_counter()
        await asyncio.gather(*map(post, bodies))
        return time.perf_counter() - start


async def together(bench: Bench, count: int, width: int) -> float:
    """Seconds for `count` calls of the package, `width` in flight by its own limit. Twice as many are begun, so that
    prompts are written and replies read while others wait for the server."""
    bench.configure()
    bench.package.configure(concurrent=width)
    gate = asyncio.Semaphore(2 * width)

    async def call(text: str) -> None:
        async with gate:
            await bench.package.triage_async(mail=text)

    mails = [mail(number) for number in range(count)]
    start = time.perf_counter()
    await asyncio.gather(*map(call, mails))
    spent = time.perf_counter() - start
    await bench.package.PACKAGE.close()
    return spent


def throughput(package: ModuleType, rounds: int, rows: int = 40 * 64, width: int = 64) -> list[str]:
    """The second table: seconds for all rows, 64 in flight, 100 ms a call."""
    with spawned(delay_ms=100, text=ANSWER) as url:
        bench = Bench(package, url)
        ways = {"bare aiohttp loop": bare, "emitted package": together}
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(rounds):
            for name, way in ways.items():
                best[name] = min(best[name], asyncio.run(way(bench, rows, width)))
    base = best["bare aiohttp loop"]
    lines = [f"{name:<34}{seconds:>8.3f}{seconds / base:>10.3f}" for name, seconds in best.items()]
    held = best["emitted package"] <= TARGET_RATIO * base
    verdict = f"target: at most {TARGET_RATIO:.2f} x bare; {'held' if held else 'MISSED'}"
    return [f"{f'{rows} rows, {width} in flight, 100 ms':<34}{'s':>8}{'x bare':>10}", *lines, verdict]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=250, help="calls a round in the first table")
    parser.add_argument("--rounds", type=int, default=20, help="rounds of the first table")
    parser.add_argument("--long-rounds", type=int, default=5, help="rounds of the second table")
    options = parser.parse_args()
    rounds = f"best of {options.rounds} and of {options.long_rounds} rounds"
    about = f"Python {platform.python_version()}, aiohttp {aiohttp.__version__}, {os.cpu_count()} cores, {rounds}"
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        package = emitted(folder)
        one, many = per_call(package, options.calls, options.rounds), throughput(package, options.long_rounds)
    load = "load average before and after: " + ", ".join(f"{value:.1f}" for value in (before, os.getloadavg()[0]))
    text = "\n".join([about, load, "", *one, "", *many]) + "\n"
    print(text, end="")
    results = ROOT / "bench" / "results"
    results.mkdir(exist_ok=True)
    (results / "runtime.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
