"""What `sigc cost` prints: `x.sig` and `x.txt`. A line `# budget NAME: calls=3 --estimate` asks for a budget too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import same_text

from sigc.analysis.bounds import bounds_of
from sigc.analysis.bounds_budget import over_budget
from sigc.base.disk import Disk
from sigc.base.render import render_text
from sigc.base.source import SourceFile
from sigc.build.load import load
from sigc.cli.cost import read_budget
from sigc.cli.cost_text import table
from sigc.runtime.models import Models

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*.sig"))
BUDGET = re.compile(r"^# budget (\w+): (\S+)( --estimate)?$", re.MULTILINE)


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.stem)
def test_cost(case: Path) -> None:
    loaded = load(str(case), Disk())
    assert loaded.ok, render_text(loaded.diagnostics, {})
    assert loaded.project is not None
    source = case.read_text(encoding="utf-8")
    names = re.findall(r"^module (\w+)", source, re.MULTILINE) or re.findall(r"^signature (\w+)", source, re.MULTILINE)
    models = Models(loaded.project.models).model
    told = []
    for name in names:
        program = loaded.project.programs[name]
        bounds = bounds_of(program, models)
        told.append(table(bounds, program, models))
        for about, budget, estimate in BUDGET.findall(source):
            if about == name:
                found = over_budget(bounds, read_budget(budget), program, estimate=bool(estimate))
                files = {case.name: SourceFile(case.name, source), str(case): SourceFile(str(case), source)}
                said = render_text(found, files).replace(str(case), case.name) or "within it\n"
                told.append(f"--budget {budget}{estimate}\n{said}")
    same_text(case.with_suffix(".txt"), "\n".join(told))
