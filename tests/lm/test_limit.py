"""Limits on calls at once and calls a minute."""

from __future__ import annotations

import asyncio
import threading

import pytest
from asking import StillClock, ask, request, run
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import Answer, Loopback

from sigc.lm.base import Reply, Request
from sigc.lm.limit import WINDOW, Limited
from sigc.lm.openai import OpenAICompatible


def test_no_more_at_once_than_allowed() -> None:
    with Loopback(Answer(delay=0.03)) as server:
        ask(Limited(OpenAICompatible("m", base_url=server.url), 3), *[request(str(i)) for i in range(12)])
    assert (server.calls, server.peak) == (12, 3)


def test_nor_over_several_loops() -> None:
    with Loopback(Answer(delay=0.03)) as server:
        lm = Limited(OpenAICompatible("m", base_url=server.url), 4)

        async def some() -> None:
            await asyncio.gather(*(lm.ask(request(str(i))) for i in range(6)))

        threads = [threading.Thread(target=lambda: run(some())) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (server.calls, server.peak) == (18, 4)


def test_a_failed_or_cancelled_call_gives_its_place_back() -> None:
    async def many(lm: Limited) -> Reply:
        tasks = [asyncio.ensure_future(lm.ask(request(str(i)))) for i in range(6)]
        await asyncio.sleep(0.05)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        reply = await lm.ask(request("last"))
        await lm.close()
        return reply

    with Loopback(lambda seen: Answer(delay=0 if seen.text == "last" else 5)) as server:
        assert run(many(Limited(OpenAICompatible("m", base_url=server.url), 2))).text == "ok"
    assert server.calls == 3


def test_a_place_handed_to_one_who_left_goes_on() -> None:
    """The freed place is promised to a waiting task that is cancelled in the same moment."""

    async def race(lm: Limited) -> str:
        first = asyncio.ensure_future(lm.ask(request("0")))
        await asyncio.sleep(0)
        second, third = (asyncio.ensure_future(lm.ask(request(text))) for text in "12")
        await asyncio.sleep(0)
        first.add_done_callback(lambda _: second.cancel())
        reply = await asyncio.wait_for(third, 2)
        await lm.close()
        return reply.text

    with Loopback(Answer(delay=0.05)) as server:
        assert run(race(Limited(OpenAICompatible("m", base_url=server.url), 1))) == "ok"


def test_first_come_first_served() -> None:
    with Loopback(Answer(delay=0.01)) as server:
        ask(Limited(OpenAICompatible("m", base_url=server.url), 1), *[request(str(i)) for i in range(8)])
    assert [seen.text for seen in server.seen] == [str(i) for i in range(8)]


@pytest.mark.parametrize(("concurrent", "per_minute"), [(0, None), (1, 0)])
def test_limits_start_at_one(concurrent: int, per_minute: int | None) -> None:
    with pytest.raises(ValueError, match="start at 1"):
        Limited(Clockwork(StillClock()), concurrent, per_minute)


class Clockwork:
    """A model that only notes when it was asked."""

    def __init__(self, clock: StillClock) -> None:
        self.clock = clock
        self.times: list[float] = []

    async def ask(self, request: Request) -> Reply:
        self.times.append(self.clock.now())
        return Reply("ok")

    async def close(self) -> None:
        pass


@settings(deadline=None)
@given(st.integers(1, 5), st.lists(st.floats(0, 30), max_size=40))
def test_no_minute_sees_more_starts_than_allowed(per_minute: int, pauses: list[float]) -> None:
    clock = StillClock()
    inner = Clockwork(clock)
    lm = Limited(inner, 8, per_minute, clock=clock)

    async def steady() -> None:
        for pause in pauses:
            await clock.sleep(pause)
            await lm.ask(request())

    run(steady())
    assert len(inner.times) == len(pauses)
    for early, late in zip(inner.times, inner.times[per_minute:], strict=False):
        assert late - early >= WINDOW - 1e-6


def test_starts_of_cancelled_calls_are_free_again() -> None:
    """However many have waited and left, the next one waits no longer than a minute."""

    class Sleepless(StillClock):
        async def sleep(self, seconds: float) -> None:
            self.waits.append(seconds)
            await asyncio.sleep(30)

    async def main() -> list[float]:
        clock = Sleepless()
        lm = Limited(Clockwork(clock), 100, 3, clock=clock)
        for _ in range(3):
            await lm.ask(request())
        for _ in range(2):
            waiting = [asyncio.ensure_future(lm.ask(request())) for _ in range(20)]
            await asyncio.sleep(0)
            for each in waiting:
                each.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        return clock.waits

    waits = run(main())
    assert waits[:20] == waits[20:]
    assert waits[0] == WINDOW


def test_a_burst_within_the_limit_does_not_wait() -> None:
    clock = StillClock()
    ask(Limited(Clockwork(clock), 8, 5, clock=clock), *[request(str(i)) for i in range(5)])
    assert clock.waits == []


def test_the_next_one_is_sent_before_the_last_reply_is_read() -> None:
    clock = StillClock()
    inner = Clockwork(clock)
    lm = Limited(inner, 1, clock=clock)
    sent_when_read: list[int] = []

    async def one(text: str) -> None:
        await lm.ask(request(text))
        sent_when_read.append(len(inner.times))

    async def both() -> None:
        await lm._enter()
        tasks = [asyncio.ensure_future(one(text)) for text in "ab"]
        await asyncio.sleep(0)
        lm._leave()
        await asyncio.gather(*tasks)

    run(both())
    assert sent_when_read == [2, 2]
