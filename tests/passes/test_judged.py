"""Metrics with judges on a bench: asked through the same models, once an answer; their failures are scores with a
reason, and their cost is counted."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from runtime.models import Scripted

from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.evaluate.rows import Row
from sigc.ir.project import Project
from sigc.lm.base import BudgetSpent, LMError, Request
from sigc.lm.journal import PURPOSE
from sigc.passes.base import Bench, Measured
from sigc.runtime.bundle import bundle_of, read_bundle
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed
from sigc.runtime.tools import PythonTools

SOURCE = '''
model strict = "openai/strict"
signature Answer { """Answer.""" input question: str  output reply: str }
signature Same { """Same?""" input one: str  input two: str  output same: bool  output why: str }
tool words { input text: str  output count: int  from python "scoring:words"  pure }
metric alike { input one: str  input two: str  output score: float  score = 1 if Same(one, two).same else 0 }
metric judged for Answer {
  same     = Same(got.reply, want.reply) on strict
  score    = same.same
  feedback = same.why
}
metric nested for Answer { score = alike(got.reply, want.reply).score }
metric mixed for Answer { score = 0.5 * Same(got.reply, row.question).same + 0.1 * words(got.reply).count }
metric counted for Answer { from python "scoring:counted" }
metric bare for Answer { from python "scoring:bare" }
metric best for Answer { score = Same(got.reply, "gold").same  feedback = "say gold" }
module Best { input question: str  output reply: str  reply = (Answer(question) by best_of(n = 3, score = best)).reply }
'''
TOOLS = """
def words(text):
    return len(text.split())

def bare(row, want, got):
    return want["reply"] is not None

def counted(row, want, got):
    return {"score": len(got["reply"]) / 10, "feedback": f"wanted {want['reply']}"}
"""
ROWS = (Row("a", {"question": "q1"}, {"reply": "one"}), Row("b", {"question": "q2"}, {"reply": "zwei"}))


def project() -> Project:
    made, found = check_project("main.sig", Memory({"main.sig": SOURCE.encode(), "scoring.py": TOOLS.encode()}))
    assert not found, "\n".join(d.title for d in found)
    return made


def said(request: Request) -> str:
    return "\n".join(m.content for m in request.messages)


def replies(answer: str = "one", same: Any = True) -> Any:
    """A model that answers every question so, and every judge as `same` says of its prompt."""

    def reply(request: Request) -> Any:
        if "Same?" not in said(request):
            return json.dumps({"reply": answer})
        verdict = same(request) if callable(same) else same
        return verdict if isinstance(verdict, Exception) else json.dumps({"same": verdict, "why": "because"})

    return reply


def bench(metric: str, lm: Scripted, folder: Path) -> Bench:
    (folder / "scoring.py").write_text(TOOLS, encoding="utf-8")
    return Bench((), ROWS, project().metrics[metric], lm.for_any, tools=PythonTools((str(folder),)))


def measured(made: Bench, program: str = "Answer") -> list[Measured]:
    return asyncio.run(made.evaluate(project().programs[program], ROWS, "a look"))


def test_a_judge_scores_each_answer_with_feedback(tmp_path: Path) -> None:
    lm = Scripted(replies(same=lambda request: "zwei" not in said(request)))
    made = measured(bench("judged", lm, tmp_path))
    assert [(m.scored.score, m.scored.feedback) for m in made] == [(1.0, "because"), (0.0, "because")]
    assert [r.node for r in lm.asked].count("judged.same") == 2


def test_judges_are_counted_as_spending_and_not_as_the_programs_tokens(tmp_path: Path) -> None:
    judged, plain = bench("judged", Scripted(replies()), tmp_path), bench("counted", Scripted(replies()), tmp_path)
    assert [m.tokens for m in measured(judged)] == [m.tokens for m in measured(plain)]
    assert (judged.spending.requests, plain.spending.requests) == (4, 2)


def test_the_same_answer_to_a_row_is_judged_once(tmp_path: Path) -> None:
    lm = Scripted(replies())
    made = bench("judged", lm, tmp_path)
    measured(made)
    asyncio.run(made.evaluate(project().programs["Best"], ROWS, "another program"))
    assert [r.node for r in lm.asked].count("judged.same") == 2


def test_judges_stand_under_a_purpose_of_their_own(tmp_path: Path) -> None:
    purposes: list[tuple[str, str]] = []

    def reply(request: Request) -> Any:
        purposes.append((request.node, PURPOSE.get()))
        return replies()(request)

    measured(bench("judged", Scripted(reply), tmp_path))
    assert set(purposes) == {("Answer", "a look"), ("judged.same", "a look: judged")}


def test_a_metric_that_is_called_may_call_a_judge(tmp_path: Path) -> None:
    assert [m.scored.score for m in measured(bench("nested", Scripted(replies()), tmp_path))] == [1.0, 1.0]


def test_pure_tools_and_python_functions_score(tmp_path: Path) -> None:
    assert [m.scored.score for m in measured(bench("mixed", Scripted(replies()), tmp_path))] == [0.6, 0.6]
    made = measured(bench("counted", Scripted(replies()), tmp_path))
    assert [(m.scored.score, m.scored.feedback) for m in made] == [(0.3, "wanted one"), (0.3, "wanted zwei")]


def test_a_python_function_may_answer_with_the_score_alone(tmp_path: Path) -> None:
    made = bench("bare", Scripted(replies()), tmp_path)
    rows = (ROWS[0], Row("c", {"question": "q3"}, {}))
    found = asyncio.run(made.evaluate(project().programs["Answer"], rows, "a look"))
    assert [(m.scored.score, m.scored.feedback) for m in found] == [(1.0, ""), (0.0, "")]


def test_a_judge_that_answers_nonsense_costs_its_row_the_score(tmp_path: Path) -> None:
    lm = Scripted(lambda r: replies()(r) if "Same?" not in said(r) or "zwei" in said(r) else "no idea")
    made = measured(bench("judged", lm, tmp_path))
    assert [m.scored.score for m in made] == [0.0, 1.0]
    assert "metric `judged` failed" in made[0].scored.reason
    assert "SIG0821" in made[0].scored.reason


@pytest.mark.parametrize("retryable", [True, False])
def test_a_judge_that_cannot_be_reached_ends_the_run(tmp_path: Path, retryable: bool) -> None:
    down = LMError("SIG0808" if retryable else "SIG0804", "no", retryable=retryable)
    with pytest.raises(CallFailed):
        measured(bench("judged", Scripted(replies(same=lambda _: down)), tmp_path))


def test_a_spent_budget_ends_the_run(tmp_path: Path) -> None:
    with pytest.raises(BudgetSpent):
        measured(bench("judged", Scripted(replies(same=lambda _: BudgetSpent("calls", 1, 2))), tmp_path))


def test_a_judge_that_fails_in_a_strategy_is_a_score_of_zero_with_the_reason() -> None:
    down = LMError("SIG0808", "no", retryable=True)
    lm = Scripted(replies(same=lambda _: down))
    assert asyncio.run(Engine(project().programs["Best"], lm.for_any).run({"question": "q"})) == {"reply": "one"}


def test_best_of_chooses_what_its_judge_likes() -> None:
    answers = iter(["lead", "gold", "tin"])

    def reply(request: Request) -> Any:
        if "Same?" in said(request):
            return json.dumps({"same": said(request).count("gold") > 1, "why": ""})
        return json.dumps({"reasoning": "", "reply": next(answers)})

    lm = Scripted(reply)
    loaded = read_bundle(bundle_of(project().programs["Best"], name="case", provenance={}))
    assert asyncio.run(Engine(loaded, lm.for_any).run({"question": "q"})) == {"reply": "gold"}
    assert sorted(r.node for r in lm.asked) == ["Best.reply"] * 3 + ["Best.reply.best.score"] * 3
