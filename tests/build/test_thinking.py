"""Models that think by themselves are not asked for reasoning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sigc.base.source import Memory
from sigc.build.thinking import thinks, without_reasoning
from sigc.check.project import check_project
from sigc.ir.program import Demo, Model, Program, Strategy
from sigc.runtime.prepared import prepared
from sigc.values.verify import check_program

SOURCE = '''
model deep = "openai/o3"
signature Sum {
  """Sum a mail up."""
  input  mail: str
  output summary: str
}
module Main {
  input  mail: str
  output one: str
  output two: str
  one = Sum(mail).summary by cot on deep
  two = Sum(mail).summary by vote(n = 3)
}
'''


def program() -> Program:
    project, found = check_project("main.sig", Memory({"main.sig": SOURCE.encode()}))
    assert not found
    return project.programs["Main"]


def strategies(default: Model | None) -> tuple[dict[str, Strategy], list[str]]:
    changed, notes = without_reasoning(program(), default, None)
    check_program(changed, "the change")
    return {name: node.slots.strategy for name, node in changed.nodes.items()}, [note.title for note in notes]


def test_cot_is_predict_for_a_model_that_thinks_and_samples_are_of_it() -> None:
    found, notes = strategies(None)
    assert found == {"Main.one": Strategy("predict"), "Main.two": Strategy("vote", (("n", 3),))}
    assert notes == ["`Main.one`: openai/o3 thinks before it answers"]
    found, notes = strategies(Model("m", "openai/gpt-5", {}))
    assert found["Main.two"] == Strategy("vote", (("n", 3), ("of", "predict")))
    assert len(notes) == 2


def test_what_is_asked_has_no_reasoning_and_demos_lose_theirs() -> None:
    with_demo = program()
    slots = replace(with_demo.nodes["Main.one"].slots, demos=(Demo({"mail": "a"}, {"reasoning": "b", "summary": "c"}),))
    changed, _ = without_reasoning(with_demo.with_slots("Main.one", slots), None, None)
    check_program(changed, "the change")
    assert changed.nodes["Main.one"].slots.demos == (Demo({"mail": "a"}, {"summary": "c"}),)
    assert [f.name for f in prepared(changed, "Main.one").tasks["main"].outputs] == ["summary"]


@pytest.mark.parametrize(
    ("id_", "settings", "does"),
    [
        ("openai/gpt-4o", {}, False),
        ("openai/gpt-5", {}, True),
        ("openai/gpt-5.1", {}, False),
        ("openai/gpt-5.1", {"effort": "low"}, True),
        ("openai/gpt-6", {"effort": "none"}, False),
        ("anthropic/claude-sonnet-4-5", {}, False),
        ("anthropic/claude-sonnet-4-5", {"thinking": 2000}, True),
        ("deepseek/deepseek-reasoner", {}, True),
        ("gemini/gemini-2.5-flash", {"thinking": 0}, False),
        ("acme/unknown", {}, False),
    ],
)
def test_who_thinks(id_: str, settings: dict[str, object], does: bool) -> None:
    assert thinks(Model("m", id_, settings)) is does
