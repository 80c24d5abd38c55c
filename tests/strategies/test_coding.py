"""program and codeact: code is run, its errors are shown, and what it submits is held to the outputs."""

from __future__ import annotations

import pytest
from strategies.desk import run
from strategies.scripts import asked, case
from support import needs

from sigc.lm.base import BudgetSpent, LMError


@pytest.fixture(autouse=True)
def _sandbox(request: pytest.FixtureRequest) -> None:
    if "absent" not in request.node.name:
        needs("pydantic_monty")


def code(text: str) -> str:
    return f"[[thought]] compute\n[[code]]\n{text}"


def test_code_computes_the_answer() -> None:
    replies = (
        code("```python\nevens = [n for n in numbers if n % 2 == 0]\nlen(evens)\n```"),
        code("submit(sum(evens) + 1)"),
        code("submit(total = sum(evens))"),
    )
    assert asked("program", *replies, numbers=[1, 2, 4]) == {"total": 6}


def test_an_answer_is_forced_after_the_last_try() -> None:
    assert asked("program_forced", "?", code("1 / 0"), code("submit('six')"), "[[total]] 6", numbers=[2, 4]) == {
        "total": 6
    }


def test_code_uses_tools_within_its_calls() -> None:
    replies = (
        code("pages = search(query = 'rain') + search('snow')\nprint(pages)"),
        code("search(query = 'more')"),
        code("submit(answer = pages[-1])"),
    )
    assert asked("codeact", *replies, question="How much rain?") == {"answer": "a page about snow"}


def test_a_failing_tool_is_an_error_of_the_code() -> None:
    _, requests = run(case("codeact"), code("search('boom')"), code("submit('none')"), question="?")
    assert "ValueError: RuntimeError: no index" in requests[1].messages[-1].content


def test_a_spent_budget_ends_it() -> None:
    with pytest.raises(BudgetSpent):
        run(case("program"), code("1"), BudgetSpent("calls", 1, 1), numbers=[])


def test_an_absent_sandbox_is_no_failed_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pydantic_monty", None)
    with pytest.raises(LMError, match=r"sigc\[sandbox\]"):
        run(case("program"), numbers=[])
