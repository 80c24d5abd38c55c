"""Judges of a strategy's metric in the bounds: one grading at least, one for every answer that may be compared."""

from __future__ import annotations

import asyncio
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from runtime.models import Scripted

from sigc.analysis.bounds import bounds_of
from sigc.analysis.bounds_cost import CALLS
from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.ir.program import Program
from sigc.lm.base import Request
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed

SOURCE = '''
signature Answer {{ """Answer.""" input question: str(..50)  output reply: str(..50) }}
signature Same {{ """Same?""" input one: str(..50)  input two: str(..50)  output same: bool }}
metric good for Answer {{ score = {score} }}
module Main {{ input question: str(..50)  output reply: str(..50)
  reply = (Answer(question) by {strategy}).reply }}
'''
ONE = "Same(row.question, got.reply).same"
TWO = f"0.5 * {ONE} + 0.5 * Same(got.reply, row.question).same"
MAYBE = f"1 if got.reply == row.question else (1 if {ONE} else 0)"


def program(strategy: str, score: str) -> Program:
    text = SOURCE.format(score=score, strategy=strategy)
    project, found = check_project("main.sig", Memory({"main.sig": text.encode()}))
    assert not found, [d.title for d in found]
    return project.programs["Main"]


@pytest.mark.parametrize(
    ("strategy", "score", "calls", "row"),
    [
        ("best_of(n = 3, score = good)", ONE, (2, 12), (1, 4)),
        ("best_of(n = 3, score = good)", TWO, (2, 18), (0, 4)),
        ("best_of(n = 3, score = good)", MAYBE, (1, 12), (0, 4)),
        ("refine(n = 3, of = predict, score = good)", ONE, (2, 9), (1, 6)),
    ],
)
def test_judges_count(strategy: str, score: str, calls: tuple[int, int], row: tuple[int, int]) -> None:
    found = bounds_of(program(strategy, score))
    assert (found.cost[CALLS].least.value, found.cost[CALLS].most.value) == calls
    judge = next(r.cost for r in found.rows if r.name == "Main.reply.good.score")
    assert (judge.path.least.value, judge.path.most.value) == row


@given(st.sampled_from(["best_of(n = 3, score = good)", "refine(n = 3, of = predict, score = good)"]),
       st.sampled_from([ONE, TWO, MAYBE]), st.lists(st.booleans(), min_size=30, max_size=30),
       st.lists(st.booleans(), min_size=30, max_size=30))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_no_run_asks_more_or_less(strategy: str, score: str, same: list[bool], odd: list[bool]) -> None:
    made, turn = program(strategy, score), iter(range(10**6))

    def reply(request: Request) -> str:
        number = next(turn)
        if odd[number % 30]:
            return "nothing that can be read"
        if "Same?" in "".join(m.content for m in request.messages):
            return json.dumps({"same": same[number % 30]})
        return json.dumps({"reasoning": "", "reply": f"r{number}"})

    lm = Scripted(reply)
    found = bounds_of(made).cost[CALLS]
    try:
        asyncio.run(Engine(made, lm.for_any).run({"question": "q"}))
        assert found.least.floor <= len(lm.asked)
    except CallFailed:
        pass  # a run that fails costs at most that
    assert len(lm.asked) <= (found.most.ceiling or 0)
