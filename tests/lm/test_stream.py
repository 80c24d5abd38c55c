"""Streams against a real server: what is shown when, what a cut, a stop, a cancellation and a retry do."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest
from asking import StillClock, ask, failure_of, request, run
from loopback import Answer, Loopback, failure

from sigc.lm.base import LMError, Reply, StopReply, Usage
from sigc.lm.budget import Budget, Budgeted
from sigc.lm.cache import Cached
from sigc.lm.openai import OpenAICompatible
from sigc.lm.pool import Fallback
from sigc.lm.prices import PICO, Price
from sigc.lm.retry import Retried
from sigc.lm.store import Store

STREAMED = {"Content-Type": "text/event-stream"}
PRICE = Price(PICO // 10**6, PICO // 10**6, 0)


class Watching:
    """Keeps what it is shown; stops when it has seen `enough`."""

    def __init__(self, enough: str | None = None) -> None:
        self.seen: list[str] = []
        self.enough = enough

    def text(self, piece: str) -> None:
        self.seen.append(piece)
        if self.enough is not None and self.enough in "".join(self.seen):
            raise StopReply

    def restart(self, reason: str) -> None:
        self.seen.append(f"<{reason}>")


def events(
    *texts: str, finish: str | None = "stop", usage: tuple[int, int] | None = (9, 4), done: bool = True
) -> bytes:
    chunks: list[dict[str, Any]] = [{"choices": [{"delta": {"content": text}}]} for text in texts]
    if finish:
        chunks.append({"choices": [{"delta": {}, "finish_reason": finish}]})
    if usage:
        chunks.append({"choices": [], "usage": {"prompt_tokens": usage[0], "completion_tokens": usage[1]}})
    lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks] + (["data: [DONE]\n\n"] if done else [])
    return "".join(lines).encode()


def streamed(body: bytes, **options: Any) -> Answer:
    return Answer(body=body, headers=STREAMED, **options)


def client(server: Loopback, **options: Any) -> OpenAICompatible:
    return OpenAICompatible("m", **{"base_url": server.url, "timeout": 5.0, **options})


def watched(answer: Answer, watch: Watching) -> Reply:
    with Loopback(answer) as server:
        (reply,) = ask(client(server), request(watch=watch))
    assert server.seen[0].json["stream_options"] == {"include_usage": True}
    return reply


def failed(answer: Answer, watch: Watching, **options: Any) -> LMError:
    with Loopback(answer) as server:
        return failure_of(client(server, **options), request(watch=watch))


def test_pieces_are_shown_and_the_reply_is_whole() -> None:
    watch = Watching()
    reply = watched(streamed(events("Hel", "lo \U0001f600", "!")), watch)
    assert watch.seen == ["Hel", "lo \U0001f600", "!"]
    assert (reply.text, reply.finish, reply.usage) == ("Hello \U0001f600!", "stop", Usage(9, 4))


def test_without_usage_it_is_estimated() -> None:
    reply = watched(streamed(events("one two three", usage=None, done=False)), Watching())
    assert reply.usage.estimated
    assert reply.usage.output == 3


def test_a_surrogate_pair_cut_in_two_is_shown_as_one() -> None:
    body = events("a\ud83d", "\ude00b", "\ud83d", "c")
    watch = Watching()
    reply = watched(streamed(body), watch)
    assert watch.seen == ["a", "\U0001f600b", "\ufffdc"]
    assert reply.text == "a\U0001f600b\ufffdc"


def test_pieces_come_as_they_arrive() -> None:
    """The server stops before the last bytes; what came before is shown by then."""

    async def early(server: Loopback) -> float:
        watch, lm = Watching(), client(server)
        task = asyncio.ensure_future(lm.ask(request(watch=watch)))
        while not watch.seen:
            assert not task.done()
            await asyncio.sleep(0.005)
        shown = time.monotonic()
        await task
        await lm.close()
        return time.monotonic() - shown

    with Loopback(streamed(events("Hel", "lo"), stall=0.3)) as server:
        assert run(early(server)) > 0.1


def test_a_server_that_does_not_stream_is_shown_whole() -> None:
    watch = Watching()
    assert watched(Answer(text="all at once"), watch).text == "all at once"
    assert watch.seen == ["all at once"]


@pytest.mark.parametrize(
    ("answer", "code", "retryable", "maybe_paid"),
    [
        (streamed(events("Hel", "lo"), cut=230), "SIG0810", True, True),
        (streamed(events("Hel", finish=None, usage=None, done=False)), "SIG0810", True, True),
        (streamed(events("Hel"), stall=5), "SIG0811", True, True),
        (streamed(b"data: {broken\n\n"), "SIG0812", True, True),
        (streamed(b"data: [1]\n\n"), "SIG0812", True, True),
        (streamed(events(finish="stop")), "SIG0812", True, True),
        (streamed(b'data: {"error": {"message": "overloaded", "code": 503}}\n\n'), "SIG0808", True, True),
        (streamed(b'data: {"error": {"message": "Rate limit", "code": 429}}\n\n'), "SIG0806", True, True),
        (failure(429, "Rate limit reached", retry_after="1"), "SIG0806", True, False),
        (failure(429, "You exceeded your current quota", code="insufficient_quota"), "SIG0807", False, False),
    ],
)
def test_failures_are_named(answer: Answer, code: str, retryable: bool, maybe_paid: bool) -> None:
    error = failed(answer, Watching(), timeout=0.5)
    assert (error.code, error.retryable, error.maybe_paid) == (code, retryable, maybe_paid)


def test_a_retry_is_told_before_it_begins() -> None:
    answers = iter([streamed(events("Hel", "lo"), cut=230), streamed(events("Hi"))])
    watch = Watching()
    with Loopback(lambda _: next(answers)) as server:
        (reply,) = ask(Retried(client(server), clock=StillClock()), request(watch=watch))
    assert reply.text == "Hi"
    assert watch.seen[0] == "Hel"
    assert watch.seen[-2].startswith("<")
    assert "cut the connection" in watch.seen[-2]
    assert watch.seen[-1] == "Hi"


def test_a_fallback_is_told_before_it_begins() -> None:
    watch = Watching()
    with Loopback(failure(500, "boom")) as bad, Loopback(streamed(events("Hi"))) as good:
        ask(Fallback([client(bad), client(good)]), request(watch=watch))
    assert watch.seen[0].startswith("<")
    assert watch.seen[1:] == ["Hi"]


def test_a_kept_reply_is_shown_too() -> None:
    first, second = Watching(), Watching()
    with Loopback(streamed(events("Hel", "lo"))) as server:
        lm = Cached(client(server), Store(":memory:"), server.url)
        ask(lm, request(watch=first))
        ask(lm, request(watch=second))
    assert (server.calls, second.seen) == (1, ["Hello"])


async def _gone(server: Loopback) -> bool:
    """Whether the server sees its connections closed."""
    for _ in range(200):
        if not server.open:
            return True
        await asyncio.sleep(0.01)
    return False


def test_one_who_saw_enough_stops_the_reply_and_its_connection() -> None:
    async def stop(server: Loopback, budget: Budget) -> Reply:
        lm = Budgeted(client(server), budget, lambda _: PRICE)
        reply = await lm.ask(request(watch=Watching(enough="two")))
        assert await _gone(server)
        await lm.close()
        return reply

    budget = Budget()
    with Loopback(streamed(events("one ", "two ", "three"), stall=5)) as server:
        reply = run(stop(server, budget))
    assert (reply.text, reply.finish) == ("one two ", "stopped")
    assert reply.usage.estimated
    assert reply.usage.output == 2
    spent = budget.spent()
    assert spent.tokens == reply.usage.input + 2
    assert spent.possibly_tokens > 0


def test_a_cancelled_call_closes_its_connection_and_is_estimated() -> None:
    async def cancel(server: Loopback, budget: Budget) -> None:
        watch = Watching()
        lm = Budgeted(client(server), budget, lambda _: PRICE)
        task = asyncio.ensure_future(lm.ask(request(watch=watch)))
        while len(watch.seen) < 2:
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await _gone(server)
        await lm.close()

    budget = Budget()
    with Loopback(streamed(events("one two ", "three"), stall=5)) as server:
        run(cancel(server, budget))
    spent = budget.spent()
    assert spent.calls == 1
    assert 3 < spent.tokens < 20
    assert spent.possibly_tokens + spent.tokens == pytest.approx(64 + 16 + 5 + 100)


@pytest.mark.parametrize(("size", "fails"), [(1000, False), (1001, True)])
@pytest.mark.parametrize("stream", [False, True])
def test_a_reply_has_a_size(size: int, fails: bool, stream: bool) -> None:
    body = events("x" * 400) if stream else Answer(text="x" * 400).payload().partition(b"\r\n\r\n")[2]
    body += b" " * (size - len(body)) if not stream else b"\n" * (size - len(body))
    answer = streamed(body) if stream else Answer(body=body)
    with Loopback(answer) as server:
        lm = client(server, most_reply=1000)
        asked = request(watch=Watching() if stream else None)
        if not fails:
            assert ask(lm, asked)[0].text == "x" * 400
        else:
            error = failure_of(lm, asked)
            assert (error.code, error.maybe_paid) == ("SIG0833", True)


def test_a_prompt_has_a_size() -> None:
    with Loopback() as server:
        lm = client(server, most_prompt=200)
        ask(lm, request("short"))
        error = failure_of(lm, request("x" * 200))
    assert (error.code, error.maybe_paid, server.calls) == ("SIG0834", False, 1)
