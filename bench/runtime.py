"""What a call costs: microseconds beside raw http.client, and throughput beside a bare aiohttp loop.

    python bench/runtime.py [--calls 2000] [--rounds 5]

The server answers from a process of its own, at once for the first table and after 100 ms for the second. Best of
all rounds, so that a busy machine disturbs as little as it can. Prints the tables and keeps them in
bench/results/runtime.txt."""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import platform
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import aiohttp  # noqa: E402
from loopback import spawned  # noqa: E402

from sigc.lm.base import LM, Message, Request  # noqa: E402
from sigc.lm.budget import Budget, Budgeted  # noqa: E402
from sigc.lm.cache import Cached  # noqa: E402
from sigc.lm.connect import connect  # noqa: E402
from sigc.lm.limit import Limited  # noqa: E402
from sigc.lm.prices import price_of  # noqa: E402
from sigc.lm.retry import Retried  # noqa: E402
from sigc.lm.store import Store  # noqa: E402

SYSTEM = "Decide which team owns a customer's mail and how urgent it is. " * 20
MAIL = "My parcel AB-{number} never came, please help. " * 6


def request(number: int) -> Request:
    return Request("openai/bench", (Message("system", SYSTEM), Message("user", MAIL.format(number=number))))


def body(number: int) -> bytes:
    asked = request(number)
    messages = [{"role": message.role, "content": message.content} for message in asked.messages]
    return json.dumps({"model": "bench", "messages": messages, "temperature": 0.0, "max_tokens": 1024}).encode()


def raw(url: str, calls: int) -> list[float]:
    """Seconds of each call: http.client, one connection, the same body, the answer decoded."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    times = []
    for number in range(calls):
        data = body(number)
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


def client(url: str) -> LM:
    return connect("openai/bench", {"base_url": url}, {})


def stack(url: str, store: Store | None = None) -> LM:
    budget = Budget(usd=100, calls=10**6, tokens=10**9)
    lm: LM = Retried(Limited(Budgeted(client(url), budget, partial(price_of, settings={"base_url": url}))))
    return Cached(lm, store, url) if store is not None else lm


def asked(lm: LM, calls: int) -> list[float]:
    async def work() -> list[float]:
        requests = [request(number) for number in range(calls)]
        try:
            return await one_by_one(lambda number: lm.ask(requests[number]), calls)
        finally:
            await lm.close()

    return asyncio.run(work())


def per_call(calls: int, rounds: int) -> list[str]:
    """The first table: medians in µs, the best round of each, and what each has over raw http.client."""
    with spawned() as url:
        ways: dict[str, Callable[[], list[float]]] = {
            "raw http.client": lambda: raw(url, calls),
            "direct client": lambda: asked(client(url), calls),
            "  + retries, limits, budget": lambda: asked(stack(url), calls),
            "  + cache, each request new": lambda: asked(stack(url, Store(":memory:")), calls),
        }
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(rounds):
            for name, way in ways.items():
                best[name] = min(best[name], statistics.median(way()) * 1e6)
    base = best["raw http.client"]
    rows = [f"{name:<30}{micros:>8.0f}{micros - base:>+10.0f}" for name, micros in best.items()]
    return [f"{'one call, server at once':<30}{'µs':>8}{'over raw':>10}", *rows]


async def bare(url: str, count: int, width: int) -> float:
    """Seconds for `count` posts, `width` in flight, with nothing but aiohttp."""
    gate = asyncio.Semaphore(width)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def post(number: int) -> None:
            async with gate, session.post(f"{url}/chat/completions", data=body(number)) as response:
                json.loads(await response.read())

        start = time.perf_counter()
        await asyncio.gather(*(post(number) for number in range(count)))
        return time.perf_counter() - start


async def together(lm: LM, count: int) -> float:
    requests = [request(number) for number in range(count)]
    start = time.perf_counter()
    await asyncio.gather(*(lm.ask(asked) for asked in requests))
    spent = time.perf_counter() - start
    await lm.close()
    return spent


def throughput(rounds: int, rows: int = 40 * 64, width: int = 64) -> list[str]:
    """The second table: seconds for all rows, 64 in flight, 100 ms a call."""
    with spawned(delay_ms=100) as url:
        ways: dict[str, Callable[[], float]] = {
            "bare aiohttp loop": lambda: asyncio.run(bare(url, rows, width)),
            "client, retries, limits, budget": lambda: asyncio.run(together(stack(url), rows)),
        }
        best = dict.fromkeys(ways, float("inf"))
        for _ in range(rounds):
            for name, way in ways.items():
                best[name] = min(best[name], way())
    base = best["bare aiohttp loop"]
    lines = [f"{name:<34}{seconds:>8.3f}{seconds / base:>9.3f}" for name, seconds in best.items()]
    return [f"{f'{rows} rows, {width} in flight, 100 ms':<34}{'s':>8}{'x bare':>9}", *lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=2000, help="calls a round in the first table")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    about = f"Python {platform.python_version()}, aiohttp {aiohttp.__version__}, best of {options.rounds}"
    lines = [about, "", *per_call(options.calls, options.rounds), "", *throughput(options.rounds)]
    text = "\n".join(lines) + "\n"
    print(text, end="")
    results = ROOT / "bench" / "results"
    results.mkdir(exist_ok=True)
    (results / "runtime.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
