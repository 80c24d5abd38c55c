"""rlm: long inputs stay out of prompts, code asks a sub-model in parallel, and everything is bounded."""

from __future__ import annotations

import asyncio

import pytest
from runtime.models import Answer, Scripted
from strategies.desk import run, transcript
from strategies.scripts import CASES, asked, case
from support import needs, same_text

from sigc.lm.base import LM, LMError, Request
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed


@pytest.fixture(autouse=True)
def _sandbox() -> None:
    needs("pydantic_monty")


MAILS = "late!\nthanks\nbroken!"


def code(text: str) -> str:
    return f"[[thought]] look\n[[code]]\n{text}"


def test_code_asks_about_parts_and_submits() -> None:
    replies = (
        code("lines = messages.split('\\n')\nfound = ask_all(lines, 'Is this a complaint? yes or no')\nfound"),
        *("[[reply]] yes", "[[reply]] no", "[[reply]] yes"),
        code("submit(complaints = sum(f == 'yes' for f in found))"),
    )
    assert asked("rlm", *replies, messages=MAILS) == {"complaints": 2}


def test_a_nested_rlm_works_on_a_part() -> None:
    replies = (
        code("n = rlm(messages[:100], 'how many complaints?')\nsubmit(complaints = int(n))"),
        code("len(text)"),
        code("submit(2)"),
    )
    assert asked("rlm_nested", *replies, messages=MAILS) == {"complaints": 2}


def test_the_sub_model_is_asked_in_parallel_and_the_root_never_sees_the_text() -> None:
    text = "\n".join(f"message number {i}" for i in range(100_000))

    def root(request: Request) -> Answer:
        return code("parts = messages.split('\\n')[:5]\nask_all(parts, '?')\nsubmit(len(parts))")

    big, small = Scripted(root), Scripted(lambda request: "[[reply]] no", delay=0.02)

    def lm_for(name: str | None) -> LM:
        return big if name is None else small

    assert asyncio.run(Engine(case("rlm"), lm_for).run({"messages": text})) == {"complaints": 5}
    assert (len(small.asked), small.peak, len(big.asked)) == (5, 5, 1)
    assert sum(len(m.content) for m in big.asked[0].messages) < 4000


def test_calls_are_bounded() -> None:
    replies = (code("ask_all(['a'] * 6, '?')"), code("ask('a', '?')\nsubmit(1)"), "[[reply]] no")
    outputs, requests = run(case("rlm"), *replies, messages=MAILS)
    assert outputs == {"complaints": 1}
    assert "ValueError: 5 of 5 calls are left, 6 would be needed" in requests[1].messages[-1].content


def test_what_is_submitted_keeps_the_rules_and_an_answer_is_forced() -> None:
    replies = (code("submit(-1)"), code("submit(100)"), code("1"), "[[complaints]] 2")
    outputs, requests = run(case("rlm"), *replies, messages=MAILS)
    assert outputs == {"complaints": 2}
    told = requests[-1].messages[-1].content
    assert "expected int(0..)" in told
    assert "this rule does not hold: complaints <= len(messages)" in told
    same_text(CASES / "rlm_forced.requests", transcript(requests[-1:]))


def test_failed_questions_are_none_until_all_fail() -> None:
    down = LMError("SIG0804", "down")
    replies = (
        code("ask_all(['a', 'b'], '?')"),
        "[[reply]] no",
        down,
        code("ask_all(['a'], '!')"),
        down,
        code("submit(0)"),
    )
    outputs, requests = run(case("rlm"), *replies, messages=MAILS)
    assert outputs == {"complaints": 0}
    assert ">>> ['no', None]" in requests[3].messages[-1].content
    assert ">>> ValueError: down" in requests[-1].messages[-1].content


def test_a_root_that_is_down_fails_the_call() -> None:
    with pytest.raises(CallFailed, match="SIG0804"):
        run(case("rlm"), LMError("SIG0804", "down"), messages=MAILS)
