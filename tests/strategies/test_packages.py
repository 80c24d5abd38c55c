"""An emitted package carries its strategies: the same answers from the same requests as the program."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from runtime.models import Scripted
from runtime.packages import imported, written
from strategies.desk import HERE, run
from strategies.scripts import case

from sigc.runtime.engine import Engine
from sigc.runtime.tools import PythonTools

SCRIPTS = {
    "vote": (("[[team]] billing", "[[team]] shipping", "[[team]] shipping"), {"mail": "Where is it?"}),
    "refine": (("[[title]] Rather a long title", "[[title]] Short"), {"text": "…"}),
    "react": (
        ('[[tool]] search\n[[args]] {"query": "rain"}', "[[tool]] finish", "[[answer]] 3"),
        {"question": "How much rain?"},
    ),
}


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_package_asks_as_the_program_does(name: str, tmp_path: Path) -> None:
    replies, inputs = SCRIPTS[name]
    outputs, requests = run(case(name), *replies, **inputs)
    written(case(name), f"{name}_package", tmp_path)
    with imported(f"{name}_package", tmp_path) as package:
        lm = Scripted(replies)
        package.PACKAGE.use(Engine(package.PACKAGE.program, lm.for_any, tools=PythonTools((str(HERE),))))
        answer = asyncio.run(package.main_async(**inputs))
    assert answer.model_dump(mode="json") == outputs
    assert lm.asked == requests


def test_a_package_that_runs_code_depends_on_the_sandbox(tmp_path: Path) -> None:
    for name, wanted in (("program", '"sigc[sandbox]>='), ("vote", '"sigc>=')):
        written(case(name), name, tmp_path / name)
        assert wanted in (tmp_path / name / "pyproject.toml").read_text(encoding="utf-8")
