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
