"""Retries against a real server that fails first; the clock is ours, so nobody waits."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from asking import StillClock, ask, request
from loopback import Answer, Loopback, failure

from sigc.lm.base import LMError
from sigc.lm.openai import OpenAICompatible
from sigc.lm.retry import Retried

BOOM = failure(500, "boom")


def tried(answers: list[Answer], **options: Any) -> tuple[int, list[float], str | LMError]:
    """Calls made, waits taken, and the text or the error in the end; the last answer is repeated."""
    clock = StillClock()
    left = list(answers)
    with Loopback(lambda _seen: left.pop(0) if len(left) > 1 else left[0]) as server:
        lm = Retried(OpenAICompatible("m", base_url=server.url, timeout=0.2), clock=clock, **options)
        try:
            end: str | LMError = ask(lm, request())[0].text
        except LMError as error:
            end = error
    return server.calls, clock.waits, end


@pytest.mark.parametrize(
    "first", [BOOM, failure(429, "slow"), Answer(cut=0), Answer(cut=50), Answer(body=b"?"), Answer(delay=1)]
)
def test_what_may_pass_is_tried_again(first: Answer) -> None:
    calls, waits, end = tried([first, Answer()])
    assert (calls, len(waits), end) == (2, 1, "ok")


@pytest.mark.parametrize(
    "first", [failure(400, "no"), failure(401, "no"), failure(404, "no"), failure(429, "no", code="insufficient_quota")]
)
def test_what_cannot_pass_is_not(first: Answer) -> None:
    calls, waits, end = tried([first, Answer()])
    assert (calls, waits) == (1, [])
    assert isinstance(end, LMError)


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_attempts_are_counted(attempts: int) -> None:
    calls, waits, end = tried([BOOM], attempts=attempts)
    assert (calls, len(waits)) == (attempts, attempts - 1)
    assert isinstance(end, LMError)
    assert end.code == "SIG0808"


def test_waits_grow_up_to_a_limit_and_are_jittered() -> None:
    _, waits, _ = tried([BOOM], attempts=8, base=1.0, longest=10.0)
    for wait, most in zip(waits, [1, 2, 4, 8, 10, 10, 10], strict=True):
        assert most / 2 <= wait <= most
    assert len({wait / most for wait, most in zip(waits, [1, 2, 4, 8, 10, 10, 10], strict=True)}) == 7


def test_the_same_seed_waits_the_same() -> None:
    one, other, third = (tried([BOOM], random=Random(seed))[1] for seed in (1, 1, 2))
    assert one == other != third


def test_the_server_says_how_long() -> None:
    _, waits, end = tried([failure(429, "slow", retry_after="7"), Answer()])
    assert end == "ok"
    assert 7 <= waits[0] <= 7.7


def test_a_wait_beyond_patience_ends_it() -> None:
    calls, waits, end = tried([failure(429, "slow", retry_after="3600"), Answer()])
    assert (calls, waits) == (1, [])
    assert isinstance(end, LMError)
    assert end.retry_after == 3600
