"""What a source becomes: `tests/lower/*.sig`, every program of it as IR text, against the `.ir` beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import ROOT, same_text

from sigc.base.diagnostic import has_errors
from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.ir.read import read
from sigc.ir.text import show
from sigc.ir.verify import verify

CASES = sorted((ROOT / "tests" / "lower").glob("*.sig"))


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.stem)
def test_a_source_is_lowered(case: Path) -> None:
    project, found = check_project(case.name, Memory({case.name: case.read_bytes()}), root=".")
    assert not has_errors(found)
    programs = [*project.programs.values(), *(t.program for t in project.tests)]
    for program in programs:
        assert verify(program) == ()
        assert read(show(program)) == (program, ())
    last = programs[-1]
    same_text(case.with_suffix(".ir"), show(last))
