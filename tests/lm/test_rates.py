"""Limits: what headers say, in each of their spellings, and tokens within a minute."""

from __future__ import annotations

import asyncio
import threading

import pytest
from asking import StillClock, ask, request, run
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import Answer, Loopback, failure
from support import needs

from sigc.lm.base import Reply, Request, Usage
from sigc.lm.limit import Limited
from sigc.lm.openai import OpenAICompatible
from sigc.lm.rates import WINDOW, Learnt, TokensPerMinute, seconds_until, tokens_of

NOW = {"date": "Sun, 22 Nov 2026 10:00:00 GMT"}


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("1s", 1.0),
        ("6m0s", 360.0),
        ("120ms", 0.12),
        ("1h2m3.5s", 3723.5),
        ("2d", 172800.0),
        ("12", 12.0),
        ("0.5", 0.5),
        ("2026-11-22T10:00:07Z", 7.0),
        ("2026-11-22T12:00:07+02:00", 7.0),
        ("2026-11-22T09:00:00Z", 0.0),
        ("2026-11-22T10:00:07", None),
        ("soon", None),
        ("-3s", None),
        ("", None),
        (None, None),
    ],
)
def test_when_a_limit_is_whole_again(said: str | None, seconds: float | None) -> None:
    assert seconds_until(said, NOW) == seconds


def openai(kind: str, left: int, limit: int, reset: str) -> dict[str, str]:
    return {
        f"x-ratelimit-remaining-{kind}": str(left),
        f"x-ratelimit-limit-{kind}": str(limit),
        f"x-ratelimit-reset-{kind}": reset,
    }


def anthropic(kind: str, left: int, limit: int, reset: str) -> dict[str, str]:
    return {
        f"anthropic-ratelimit-{kind}-remaining": str(left),
        f"anthropic-ratelimit-{kind}-limit": str(limit),
        f"anthropic-ratelimit-{kind}-reset": reset,
        **NOW,
    }


def waited(headers: dict[str, str], *needs: int) -> list[float]:
    """When each of several calls that stay in flight is let in, after these headers."""
    clock = StillClock()
    learnt = Learnt(clock)
    learnt.heard(headers)
    at: list[float] = []

    async def enter() -> None:
        for need in needs:
            await learnt.enter(need)
            at.append(clock.now())

    run(enter())
    return at


def test_what_is_left_is_let_in_and_the_rest_waits_as_it_fills() -> None:
    assert waited(openai("requests", 2, 60, "58s"), 1, 1, 1) == pytest.approx([0, 0, 1], abs=0.3)
    assert waited(anthropic("requests", 2, 60, "2026-11-22T10:00:58Z"), 1, 1, 1) == pytest.approx([0, 0, 1], abs=0.3)
    assert waited(openai("tokens", 100, 1000, "9s"), 100, 200) == pytest.approx([0, 2], abs=0.3)


def test_more_than_the_limit_waits_until_it_is_whole() -> None:
    assert waited(openai("tokens", 0, 1000, "10s"), 5000) == pytest.approx([10], abs=0.3)


def test_what_comes_too_late_is_sent_and_the_provider_says_so() -> None:
    assert waited(openai("requests", 0, 2, "6h"), 1) == [0]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-ratelimit-remaining-requests": "0"},
        {**openai("requests", 0, 10, "soon")},
        {**openai("requests", 0, 10, "0s")},
        {**openai("requests", -1, 10, "1s")},
        {"x-ratelimit-remaining-requests": "many", "x-ratelimit-reset-requests": "1s"},
    ],
)
def test_headers_that_say_nothing_limit_nothing(headers: dict[str, str]) -> None:
    learnt = Learnt(StillClock())
    learnt.heard(headers)
    assert not learnt.known


def test_a_call_that_ended_leaves_its_room() -> None:
    clock = StillClock()
    learnt = Learnt(clock)
    learnt.heard(openai("requests", 1, 1, "50s"))

    async def three() -> None:
        for _ in range(3):
            await learnt.enter(1)
            learnt.leave(1)

    run(three())
    assert clock.now() == 0


def test_a_cancelled_one_leaves_the_line() -> None:
    async def race() -> float:
        clock = StillClock()
        learnt = Learnt(clock)
        learnt.heard(openai("requests", 0, 60, "60s"))
        first = asyncio.ensure_future(learnt.enter(1))
        second = asyncio.ensure_future(learnt.enter(1))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.wait_for(second, 2)
        return clock.now()

    assert run(race()) < 3


class Clockwork:
    """A model that notes when it was asked, and answers with the tokens that the request says."""

    def __init__(self, clock: StillClock) -> None:
        self.clock = clock
        self.times: list[float] = []

    async def ask(self, request: Request) -> Reply:
        self.times.append(self.clock.now())
        return Reply("ok", Usage(tokens_of(request) - request.max_tokens, request.max_tokens))

    async def close(self) -> None:
        pass


@settings(deadline=None)
@given(st.integers(100, 500), st.lists(st.tuples(st.floats(0, 30), st.integers(1, 300)), max_size=30))
def test_no_minute_sees_more_tokens_than_allowed(most: int, calls: list[tuple[float, int]]) -> None:
    clock = StillClock()
    inner = Clockwork(clock)
    lm = Limited(inner, 8, tokens_per_minute=most, clock=clock)

    async def steady() -> None:
        for pause, tokens in calls:
            await clock.sleep(pause)
            await lm.ask(request("", max_tokens=tokens))

    run(steady())
    started = [(at, tokens) for at, (_, tokens) in zip(inner.times, calls, strict=True)]
    for at, tokens in started:
        within = sum(t for when, t in started if at - WINDOW + 1e-6 < when <= at)
        assert within <= max(most, tokens)


def test_tokens_that_were_not_used_are_free_again() -> None:
    clock = StillClock()
    gate = TokensPerMinute(100, clock)

    async def two() -> None:
        await gate.enter(100)
        gate.settle(100, 10)
        await gate.enter(90)

    run(two())
    assert clock.now() == 0


def test_limits_are_learnt_from_a_real_server() -> None:
    """The first answer says that nothing is left for a while; the second call waits for it."""
    clock = StillClock()
    learnt = Learnt(clock)
    with Loopback(Answer(headers=openai("requests", 0, 60, "30s"))) as server:
        lm = Limited(OpenAICompatible("m", base_url=server.url, heard=learnt.heard), learnt=learnt, clock=clock)
        ask(lm, request("0"))
        assert learnt.known
        ask(lm, request("1"))
    assert server.calls == 2
    assert 0.4 < clock.now() < 2


def test_failures_teach_too_and_threads_share_what_was_learnt() -> None:
    clock = StillClock()
    learnt = Learnt(clock)
    with Loopback(
        failure(429, "slow", **{k.replace("-", "_"): v for k, v in openai("requests", 0, 60, "30s").items()})
    ) as server:
        lm = Limited(OpenAICompatible("m", base_url=server.url, heard=learnt.heard), learnt=learnt, clock=clock)

        async def one() -> None:
            await asyncio.gather(lm.ask(request()), return_exceptions=True)

        threads = [threading.Thread(target=lambda: run(one())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert learnt.known
    assert server.calls == 4


def test_limits_are_learnt_through_litellm_too() -> None:
    needs("litellm")
    from sigc.lm.litellm import LiteLLM

    learnt = Learnt(StillClock())
    with Loopback(Answer(headers=openai("requests", 3, 60, "57s"))) as server:
        ask(LiteLLM("openai/m", base_url=server.url, key="k", heard=learnt.heard), request())
    assert learnt.known
