"""Programs without a path are accepted; every leak is told, with its whole path.

A new case is a new file; `UPDATE=1 pytest tests/flow` writes what is missing. Read every line that it wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import same_text

from sigc.base.render import render_text
from sigc.base.source import Memory, SourceFile, by_path
from sigc.check.project import check_project

HERE = Path(__file__).resolve().parent
CLEAN = sorted((HERE / "clean").glob("*.sig"))
LEAKS = sorted((HERE / "leaks").glob("*.sig"))
SHARED = ("base.sig", "desk.py", "store.py", "mails.jsonl")


def told(case: Path) -> str:
    """What is said of a case beside the shared files."""
    files = Memory.of(
        {name: (HERE / name).read_text("utf-8") for name in SHARED} | {case.name: case.read_text("utf-8")}
    )
    project, found = check_project(case.name, files, root=".")
    return render_text(found, by_path(SourceFile(path, text) for path, text in project.sources.items()))


@pytest.mark.parametrize("case", CLEAN, ids=lambda p: p.stem)
def test_a_program_without_a_path_is_accepted(case: Path) -> None:
    assert told(case) == ""


@pytest.mark.parametrize("case", LEAKS, ids=lambda p: p.stem)
def test_a_leak_is_told_with_its_path(case: Path) -> None:
    same_text(case.with_suffix(".stderr"), told(case))


def test_every_leak_is_one_of_the_flow_codes() -> None:
    assert [case.stem for case in LEAKS if "SIG04" not in told(case)] == []


def test_there_are_enough_of_both() -> None:
    assert len(CLEAN) >= 40
    assert len(LEAKS) >= 25
