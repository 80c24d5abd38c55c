"""tree: the best lines of thought are kept, a perfect answer ends the search, and its size is bounded."""

from __future__ import annotations

import pytest
from strategies.desk import run
from strategies.scripts import asked, case

from sigc.lm.base import LMError
from sigc.runtime.errors import CallFailed

GIVEN = {"numbers": [4, 6, 1], "target": 24}


def think(text: str) -> str:
    return f"[[thought]] {text}"


def say(text: str) -> str:
    return f"[[expression]] {text}"


def test_the_best_lines_grow_until_an_answer_is_perfect() -> None:
    first = (think("add"), think("multiply"), say("11"), say("4 + 1"))
    second = (think("6 by 1"), think("6 by 1"), think("four"), think("?"), say("no"), say("14"), say("24"))
    assert asked("tree", *first, *second, **GIVEN) == {"expression": "24"}


def test_the_best_answer_of_all_wins_and_its_size_is_bounded() -> None:
    numbers = iter(range(100))

    def reply(_: object) -> str:
        number = next(numbers)
        return f"[[thought]] {number}\n[[expression]] {'4' if number == 2 else 'x'}"

    outputs, requests = run(case("tree"), reply, **GIVEN)
    assert outputs == {"expression": "4"}
    assert len(requests) == 2 * (2 + 4 + 4)


def test_a_search_without_any_answer_fails_and_one_that_breaks_off_gives_its_best() -> None:
    down = LMError("SIG0804", "down")
    with pytest.raises(CallFailed, match="SIG0804"):
        run(case("tree"), down, down, **GIVEN)
    outputs, _ = run(case("tree"), think("add"), think("multiply"), say("11"), say("14"), *[down] * 4, **GIVEN)
    assert outputs == {"expression": "14"}


def value(number: int) -> str:
    return f"[[why]] so\n[[value]] {number}"


def test_mcts_grows_where_answers_score_best() -> None:
    first = (think("add"), think("multiply"), say("11"), say("4 + 1"))  # worth 0 and 0.5
    second = (think("by 4"), think("by 4"), say("4"))  # below "multiply", one line of two equal ones
    third = (think("minus"), think("plus"), say("1"), say("14"))  # still worth more
    fourth = (think("at last"), say("24"))  # "add", which was visited least; one step of thought is left
    assert asked("tree_mcts", *first, *second, *third, *fourth, **GIVEN) == {"expression": "24"}


def test_mcts_ends_at_a_perfect_answer_and_within_its_budget() -> None:
    outputs, requests = run(case("tree_mcts"), think("a"), think("b"), say("24"), say("1"), **GIVEN)
    assert (outputs, len(requests)) == ({"expression": "24"}, 4)
    numbers = iter(range(100))
    _, requests = run(case("tree_mcts"), lambda _: f"[[thought]] {next(numbers)}\n[[expression]] x", **GIVEN)
    thinking = ["Do not answer yet" in request.messages[0].content for request in requests]
    assert (sum(thinking), len(requests)) == (7, 14)


def test_mcts_by_a_value_function_answers_from_the_best_lines_only() -> None:
    first = (think("add"), think("multiply"), value(2), value(8))
    second = (think("by 6"), think("by 4"), value(9), "no number", "none")  # what cannot be valued is worth nothing
    third = (think("by 1"), think("?"), value(3), value(1), say("14"), say("24"))
    assert asked("tree_value", *first, *second, *third, **GIVEN) == {"expression": "24"}


def test_mcts_without_any_answer_fails_and_one_that_breaks_off_gives_its_best() -> None:
    down = LMError("SIG0804", "down")
    with pytest.raises(CallFailed, match="SIG0804"):
        run(case("tree_mcts"), down, down, **GIVEN)
    outputs, _ = run(case("tree_mcts"), think("a"), think("b"), say("1"), say("14"), down, down, **GIVEN)
    assert outputs == {"expression": "14"}
