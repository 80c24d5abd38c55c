"""rlm: long inputs stay out of prompts, code asks a sub-model in parallel, and everything is bounded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from runtime.models import Answer, Scripted
from strategies.desk import run, transcript
from strategies.scripts import CASES, asked, case
from support import needs, same_text

from sigc.ir.program import Program
from sigc.lm.base import LM, LMError, Reply, Request, Usage
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed
from sigc.runtime.prepared import extras_of


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
        return code("parts = messages.lines(0, 5)\nask_all(parts, '?')\nsubmit(len(parts))")

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


@dataclass
class Metered(Scripted):
    """Says what each reply used and cost, and never answers requests that `hangs` on."""

    usage: Usage = field(default_factory=Usage)
    cost: float = 0.0
    hangs: Callable[[Request], bool] = lambda request: False

    async def ask(self, request: Request) -> Reply:
        reply = await super().ask(request)
        if self.hangs(request):
            await asyncio.Event().wait()
        return replace(reply, usage=self.usage, cost=self.cost)


def limited(**options: Any) -> Program:
    """The case `rlm_nested` with other limits."""
    program = case("rlm_nested")
    [(name, node)] = program.nodes.items()
    given = {**dict(node.slots.strategy.options), **options}
    slots = replace(node.slots, strategy=replace(node.slots.strategy, options=tuple(given.items())))
    return replace(program, nodes={name: replace(node, slots=slots)})


def root_of(*codes: str) -> Callable[[Request], Answer]:
    """Answers steps in turn, and everything else with 7."""
    left = [code(text) for text in codes]
    return lambda request: left.pop(0) if "write code" in str(request.messages) else "[[complaints]] 7\n[[reply]] no"


def test_a_long_text_is_a_handle_whose_parts_are_asked_about() -> None:
    text = "".join(f"message {i}: où est mon colis ?\n" for i in range(60_000))
    look = "parts = messages.parts(900_000)\nlen(parts), messages.line_count(), messages.grep('message 59999')"
    replies = (
        code(look),
        code("submit(complaints = sum(len(a) for a in ask_all(parts, 'How many?')))"),
        *(f"[[reply]] {'x' * i}" for i in range(1, 4)),
    )
    outputs, requests = run(case("rlm"), *replies, messages=text)
    assert outputs == {"complaints": 6}
    same_text(CASES / "rlm_handle.requests", transcript(requests[:2]))
    assert sum(r.messages[-1].content.count("colis") for r in requests[2:]) == 60_000


@pytest.mark.parametrize("script", [["1"] * 9, ["ask_all(['a', 'b'], '?')"] * 9, ["while True: ask('a', '?')"] * 9])
def test_tokens_are_bounded_and_never_crossed(script: list[str]) -> None:
    lm = Metered(root_of(*script), usage=Usage(200, 1000))
    outputs = asyncio.run(Engine(limited(tokens=10_000, steps=9), lm.for_any).run({"messages": MAILS}))
    assert outputs == {"complaints": 7}
    assert 5000 < 1200 * (len(lm.asked) - 1) <= 10_000  # the last one is beyond the bound
    assert "the 10000 tokens of this run are spent: answer with what is there" in lm.asked[-1].messages[-1].content


def test_money_is_bounded() -> None:
    lm = Metered(root_of(*["1"] * 9), cost=0.04)
    outputs = asyncio.run(Engine(limited(usd=0.1, steps=9), lm.for_any).run({"messages": MAILS}))
    assert (outputs, len(lm.asked)) == ({"complaints": 7}, 4)
    assert "the 0.1 US dollars of this run are spent" in lm.asked[-1].messages[-1].content


@pytest.mark.parametrize("sandbox", ["monty", "wasm"])
def test_time_is_bounded(sandbox: str) -> None:
    if sandbox == "wasm":
        needs("componentize_py")
    lm = Metered(root_of("1", "ask('a', '?')"), hangs=lambda request: "the text alone" in str(request))
    outputs = asyncio.run(Engine(limited(seconds=0.5, sandbox=sandbox), lm.for_any).run({"messages": MAILS}))
    assert (outputs, len(lm.asked)) == ({"complaints": 7}, 4)
    assert "The 0.5 s of this run are over" in lm.asked[-1].messages[-1].content


def test_nested_work_goes_no_deeper_than_it_may() -> None:
    replies = (
        code("submit(len(rlm(messages, 'count')))"),
        code("submit(rlm(text, 'deeper'))"),
        code("try:\n    rlm(text, 'too deep')\nexcept ValueError as e:\n    submit(str(e)[:2])"),
    )
    outputs, requests = run(limited(depth=3, calls=100), *replies, messages=MAILS)
    assert (outputs, len(requests)) == ({"complaints": 2}, 3)


def test_it_runs_in_cpython_where_the_source_says_so() -> None:
    needs("componentize_py")
    program = limited(sandbox="wasm")
    replies = (
        code("import statistics\nclass Counted(str):\n    pass\nlen(Counted(messages))"),
        code("submit(3)"),
    )
    outputs, requests = run(program, *replies, messages=MAILS)
    assert outputs == {"complaints": 3}
    assert ">>> 20" in requests[1].messages[-1].content
    assert "statistics" in requests[0].messages[0].content
    assert extras_of(program) == ("wasm",)
    assert extras_of(case("rlm")) == ("sandbox",)
