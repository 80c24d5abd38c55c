"""How a reply ended: refusals and filters are not read, what was cut is read as far as it goes, each with its code."""

from __future__ import annotations

from typing import Any

import pytest
from runtime.models import Scripted
from runtime.test_engine import GOOD, failure, run, triage

from sigc.base.codes import CODES
from sigc.lm.base import BudgetSpent, Failure, Finish, LMError, Reply, Request
from sigc.runtime.endings import repairs_of
from sigc.runtime.errors import CallFailed


class Ending(Scripted):
    """A scripted model whose replies all end one way."""

    def __init__(self, script: Any, finish: Finish) -> None:
        super().__init__(script)
        self.finish = finish

    async def ask(self, request: Request) -> Reply:
        reply = await super().ask(request)
        return Reply(reply.text, reply.usage, finish=self.finish, cost=reply.cost)


@pytest.mark.parametrize(
    ("finish", "code", "asked"),
    [("length", "SIG0830", 2), ("overflow", "SIG0805", 2), ("refusal", "SIG0831", 1), ("filter", "SIG0832", 1)],
)
def test_each_end_has_its_code(finish: Finish, code: str, asked: int) -> None:
    lm = Ending(["[[team]] ship", "[[team]] ship"], finish)
    failed = failure(triage(), lm, mail="hello")
    assert (failed.code, failed.attempts, failed.raw) == (code, asked, "[[team]] ship")
    assert (lm.kept, lm.rejected) == ([], lm.asked)


@pytest.mark.parametrize("finish", ["refusal", "filter"])
def test_what_was_withheld_is_not_read_even_if_it_could_be(finish: Finish) -> None:
    assert failure(triage(), Ending([GOOD], finish), mail="hello").by_model


@pytest.mark.parametrize("finish", ["length", "overflow"])
def test_what_was_cut_is_read_and_says_so(finish: Finish) -> None:
    lm = Ending([GOOD], finish)
    assert run(triage(), lm, mail="hello")["team"] == "shipping"
    (repair,) = repairs_of(Reply("x", finish=finish), ())
    assert (repair.kind, repair.confidence) == ("cut", 0.5)


def test_a_reply_that_ended_by_itself_has_no_such_repair() -> None:
    assert repairs_of(Reply("x"), ()) == ()


@pytest.mark.parametrize(
    "one",
    [LMError("SIG0808", "down"), BudgetSpent("calls", 1, 1), CallFailed("SIG0821", "Triage", 2, "no")],
    ids=lambda one: type(one).__name__,
)
def test_every_failure_can_be_caught_as_one(one: Failure) -> None:
    with pytest.raises(Failure) as caught:
        raise one
    assert caught.value.code in CODES
    assert all(hasattr(one, name) for name in Failure.__annotations__)
