"""What docs/adapters.md and the docstrings show is what happens."""

from __future__ import annotations

import doctest
import re
from dataclasses import replace
from importlib import import_module

import pytest
from adapters.samples import TEAM, TRIAGE
from support import ROOT

from sigc.adapters.base import Unreadable
from sigc.adapters.chat import Chat
from sigc.adapters.template import fill
from sigc.ir import types as t
from sigc.ir.program import Task

PAGE = (ROOT / "docs" / "adapters.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)


def test_the_prompt_on_the_page_is_the_real_one() -> None:
    members = tuple(m for m in TEAM.members if m.name != "technical")
    notes = tuple(n for n in TRIAGE.notes if n.member != "shipping")
    task = replace(TRIAGE, types={"Team": replace(TEAM, members=members)}, notes=notes, demos=TRIAGE.demos[:1])
    turns = fill(Chat().template(task), {"mail": "I was charged twice."}, task.types)
    assert BLOCKS[0] == "".join(f"──── {turn.role}\n{turn.text}\n" for turn in turns)


@pytest.mark.parametrize(
    ("reply", "line"),
    [
        ('{"team": "billing", "urgency": 9}', 0),
        ("[[team]] sales\n[[urgency]] 3", 1),
        ('{"people": [{"name": "a"}, {"name": "b', 2),
    ],
)
def test_the_reasons_on_the_page_are_the_real_ones(reply: str, line: int) -> None:
    members = tuple(m for m in TEAM.members if m.name != "technical")
    person = t.RecordDef("Person", (t.Field("name", t.Str()),))
    outputs = (t.Field("people", t.List(t.Ref("Person"))),) if line == 2 else TRIAGE.outputs
    task = Task("T", "", (), outputs, {"Team": replace(TEAM, members=members), "Person": person})
    with pytest.raises(Unreadable) as refused:
        Chat().read(reply, task)
    assert BLOCKS[1].splitlines()[line] == refused.value.reason


@pytest.mark.parametrize("module", ["notation", "wording"])
def test_examples_in_docstrings(module: str) -> None:
    result = doctest.testmod(import_module(f"sigc.adapters.{module}"))
    assert result.attempted > 0
    assert result.failed == 0
