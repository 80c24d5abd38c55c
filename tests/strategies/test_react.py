"""react: bad steps are observations, the last step is forced, and only the tools named are reached."""

from __future__ import annotations

import pytest
from strategies.desk import run
from strategies.scripts import asked, case

from sigc.lm.base import LMError
from sigc.runtime.errors import CallFailed


def step(tool: str, args: str = "null", thought: str = "hm") -> str:
    return f"[[thought]] {thought}\n[[tool]] {tool}\n[[args]] {args}"


ANSWER = "[[answer]] 3"


def test_steps_then_an_answer() -> None:
    replies = (step("search", '{"query": "rain"}', "look it up"), step("finish"), ANSWER)
    assert asked("react", *replies, question="How much rain?") == {"answer": "3"}


def test_bad_steps_are_observations() -> None:
    bad = ("no idea", step("erase", "{}"), step("search", '{"text": "x"}'), step("search", '{"query": "boom"}'))
    assert asked("react_bad", *bad, ANSWER, question="How much rain?") == {"answer": "3"}


def test_an_answer_is_forced_at_the_limit() -> None:
    outputs, requests = run(case("react"), *[step("search", '{"query": "rain"}')] * 4, ANSWER, question="?")
    assert (outputs, len(requests)) == ({"answer": "3"}, 5)


def test_a_model_that_is_down_is_no_observation() -> None:
    with pytest.raises(CallFailed, match="SIG0804"):
        run(case("react"), LMError("SIG0804", "down"), question="?")


def test_long_arguments_and_results_are_cut() -> None:
    query = "long " * 2000
    _, requests = run(case("react"), step("search", f'{{"query": "{query}"}}'), step("finish"), ANSWER, question="?")
    told = requests[1].messages[-1].content
    assert "of 10024 characters left out" in told
    assert len(told) < 5000
