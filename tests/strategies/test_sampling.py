"""vote, best_of, compare, refine: from source to the exact sequence of their requests."""

from __future__ import annotations

import pytest
from strategies.desk import compiled, run
from strategies.scripts import CASES, asked, case

from sigc.lm.base import BudgetSpent, LMError
from sigc.runtime.errors import CallFailed


def team(name: str) -> str:
    return f"[[reasoning]] so\n[[team]] {name}"


def test_vote_gives_what_most_say() -> None:
    assert asked("vote", team("billing"), team("shipping"), team("shipping"), mail="Where is it?") == {
        "team": "shipping"
    }


def test_ties_go_to_the_earliest() -> None:
    outputs, _ = run(case("vote"), team("shipping"), team("billing"), "?", "?", mail="x")
    assert outputs == {"team": "shipping"}


def test_a_vote_needs_one_answer() -> None:
    with pytest.raises(CallFailed, match="SIG0821"):
        run(case("vote"), *["?"] * 6, mail="x")


def test_a_spent_budget_ends_a_vote() -> None:
    with pytest.raises(BudgetSpent):
        run(case("vote"), team("shipping"), BudgetSpent("calls", 1, 1), team("shipping"), mail="x")


def test_best_of_stops_at_the_threshold() -> None:
    replies = [f"[[title]] {title}" for title in ("A title that is far too long", "A title, rather long", "Short")]
    assert asked("best_of", *replies, text="…") == {"title": "Short"}


def test_best_of_asks_once_for_an_easy_answer_and_n_times_for_a_hard_one() -> None:
    assert len(run(case("best_of"), "[[title]] Short", text="…")[1]) == 1
    outputs, requests = run(case("best_of"), *["[[title]] A title, rather long"] * 4, text="…")
    assert (outputs, len(requests)) == ({"title": "A title, rather long"}, 4)


def test_compare_weighs_reasoned_answers() -> None:
    replies = [f"[[reasoning]] {why}\n[[total]] {total}" for why, total in (("1 + 2", 3), ("hm", 4), ("the first", 3))]
    assert asked("compare", *replies, numbers=[1, 2]) == {"total": 3}


def test_refine_says_what_is_wrong_with_the_last_answer() -> None:
    replies = ('[[title]] ""', "[[title]] A title, rather long", "[[title]] Short")
    assert asked("refine", *replies, text="…") == {"title": "Short"}


def test_refine_gives_the_best_answer_when_none_is_good_enough() -> None:
    outputs, requests = run(case("refine"), *[f"[[title]] title number {i}" for i in range(3)], text="…")
    assert (outputs, len(requests)) == ({"title": "title number 0"}, 3)


def test_refine_fails_with_the_last_reason() -> None:
    with pytest.raises(CallFailed, match="SIG0822"):
        run(case("refine"), *['[[title]] ""'] * 3, text="…")
    with pytest.raises(CallFailed, match="SIG0804"):
        run(case("refine"), LMError("SIG0804", "down"), text="…")


def test_samples_of_elements_have_numbers_of_their_own() -> None:
    source = (CASES / "vote.sig").read_text(encoding="utf-8").split("module")[0]
    source += "module Main { input mails: [str]  output teams: [str]\n"
    source += "  teams = [Team(m).team by vote(n = 2, of = predict) for m in mails] }"
    _, requests = run(compiled(source), *["[[team]] billing"] * 4, mails=["a", "a"])
    assert sorted(r.sample for r in requests) == [0, 1, 2, 3]
