"""The journal: nothing is asked twice that was answered, what was in flight is named, damage is told and kept."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from sigc.base.diagnostic import UserError
from sigc.lm.base import BudgetSpent, LMError, Message, Reply, Request, Usage
from sigc.lm.journal import PURPOSE, Journal, Journaled


@dataclass
class Counting:
    """Answers with the length of the prompt; raises what `fails` holds for a prompt."""

    asked: list[str] = field(default_factory=list)
    fails: dict[str, BaseException] = field(default_factory=dict)

    async def ask(self, request: Request) -> Reply:
        text = request.messages[0].content
        self.asked.append(text)
        if text in self.fails:
            raise self.fails[text]
        return Reply(f"{len(text)}", Usage(3, 1), cost=0.5)

    async def close(self) -> None:
        pass


def request(text: str, sample: int = 0) -> Request:
    return Request("m", (Message("user", text),), sample=sample, node="Triage")


def ask(lm: Journaled, *texts: str) -> list[Reply]:
    async def all_() -> list[Reply]:
        return [await lm.ask(request(text)) for text in texts]

    return asyncio.run(all_())


def test_an_answered_call_is_not_made_again(tmp_path: Path) -> None:
    first = Counting()
    ask(Journaled(first, Journal(tmp_path / "j"), "here"), "a", "bb")
    second, journal = Counting(), Journal(tmp_path / "j")
    replies = ask(Journaled(second, journal, "here"), "bb", "a", "ccc")
    assert [(r.text, r.cached) for r in replies] == [("2", True), ("1", True), ("3", False)]
    assert second.asked == ["ccc"]
    spent = journal.spent()
    assert (spent.calls, spent.usage, spent.cost) == (3, Usage(9, 3), 1.5)


def test_equal_calls_at_the_same_time_are_made_once(tmp_path: Path) -> None:
    class Slow(Counting):
        async def ask(self, request: Request) -> Reply:
            await asyncio.sleep(0.01)
            if len(self.asked) == 0:
                self.asked.append("lost")
                raise LMError("SIG0808", "down")
            return await super().ask(request)

    inner = Slow()
    lm = Journaled(inner, Journal(tmp_path / "j"), "here")

    async def at_once() -> list[Reply | BaseException]:
        return await asyncio.gather(*(lm.ask(request("a")) for _ in range(5)), return_exceptions=True)

    first, *others = asyncio.run(at_once())
    assert isinstance(first, LMError), "whoever waited asks itself when the first one failed"
    assert [reply.text for reply in others if isinstance(reply, Reply)] == ["1"] * 4
    assert inner.asked == ["lost", "a"]


def test_endpoint_sample_and_text_tell_calls_apart(tmp_path: Path) -> None:
    inner, journal = Counting(), Journal(tmp_path / "j")
    ask(Journaled(inner, journal, "here"), "a")
    ask(Journaled(inner, journal, "there"), "a")
    asyncio.run(Journaled(inner, journal, "here").ask(request("a", sample=1)))
    assert len(inner.asked) == 3


def test_a_call_that_was_cut_is_named_with_its_node_and_purpose(tmp_path: Path) -> None:
    class Killed(BaseException):
        pass

    journal = Journal(tmp_path / "j")
    PURPOSE.set("bootstrap on dev")
    with pytest.raises(Killed):
        ask(Journaled(Counting(fails={"bb": Killed()}), journal, "here"), "a", "bb")
    PURPOSE.set("")
    (cut,) = Journal(tmp_path / "j").in_flight()
    assert (cut.node, cut.purpose, cut.model) == ("Triage", "bootstrap on dev", "m")
    again = Counting()
    ask(Journaled(again, Journal(tmp_path / "j"), "here"), "a", "bb")
    assert again.asked == ["bb"]
    assert Journal(tmp_path / "j").in_flight() == ()


@pytest.mark.parametrize(
    ("failure", "left"),
    [
        (BudgetSpent("calls", 1, 2), 0),
        (LMError("SIG0808", "down"), 0),
        (LMError("SIG0810", "cut", maybe_paid=True), 1),
    ],
)
def test_only_calls_that_may_have_been_paid_stay_in_flight(tmp_path: Path, failure: BaseException, left: int) -> None:
    journal = Journal(tmp_path / "j")
    with pytest.raises(type(failure)):
        ask(Journaled(Counting(fails={"a": failure}), journal, "here"), "a")
    assert len(journal.in_flight()) == left


def damage_bytes(path: Path) -> None:
    path.write_bytes(b"this is no database" * 50)


def damage_version(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("pragma user_version = 9")


def damage_table(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("drop table calls")


@pytest.mark.parametrize("damage", [damage_bytes, damage_version, damage_table])
def test_a_damaged_journal_says_so_and_is_left_alone(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "j"
    if damage is not damage_bytes:
        journal = Journal(path)
        ask(Journaled(Counting(), journal, "here"), "a")
        journal.close()
    damage(path)  # type: ignore[operator]
    before = path.read_bytes()
    with pytest.raises(UserError, match="SIG0760"):
        Journal(path)
    assert path.read_bytes() == before


def test_a_recorded_answer_that_does_not_read_is_told(tmp_path: Path) -> None:
    ask(Journaled(Counting(), Journal(tmp_path / "j"), "here"), "a")
    with sqlite3.connect(tmp_path / "j") as db:
        db.execute("update calls set reply = '{'")
    with pytest.raises(UserError, match="SIG0760"):
        ask(Journaled(Counting(), Journal(tmp_path / "j"), "here"), "a")
