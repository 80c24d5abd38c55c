"""What a user sees: every `tests/ui/TOPIC/*.sig`, checked as the entry of a project that is its folder, against the
`.stderr` beside it. Files in deeper folders belong to the cases that import or read them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import ROOT, same_text

from sigc.base.diagnostic import has_errors
from sigc.base.render import render_text
from sigc.base.source import Memory, SourceFile
from sigc.check.project import check_project

UI = ROOT / "tests" / "ui"
CASES = sorted(path for path in UI.glob("*/*.sig") if path.parent.name != "syntax")


def folder(path: Path) -> Memory:
    """All files of a topic, under paths relative to it."""
    files = (p for p in sorted(path.rglob("*")) if p.is_file() and p.suffix != ".stderr")
    return Memory({p.relative_to(path).as_posix(): p.read_bytes() for p in files})


@pytest.mark.parametrize("case", CASES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_mistake_is_told_as_it_should_be(case: Path) -> None:
    project, found = check_project(case.name, folder(case.parent), root=".")
    sources = {path: SourceFile(path, text) for path, text in project.sources.items()}
    same_text(case.with_suffix(".stderr"), render_text(found, sources))
    assert found, "a case of tests/ui shows at least one diagnostic"
    if has_errors(found):
        assert not (project.builds and len(project.programs) == 0)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 45
