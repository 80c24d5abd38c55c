"""Lints say nothing about programs that are well written: no false alarm on what this repository shows and ships.

What is told of them is listed here with its reason, and is true."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import ROOT

from sigc.base.source import Disk
from sigc.check.project import check_project

TRUE = {
    # Constant inputs stand behind the one that the loop changes; the programs rebuild published ones as they were.
    "tests/programs/orders/main.sig": {"SIG1011"},
    "tests/programs/timeline/main.sig": {"SIG1011"},
    "tests/programs/article/main.sig": {"SIG1011"},
}
SHARED = ROOT.parent / "shared" / "programs.sig"
PROGRAMS = [
    p
    for folder in ("examples", "tests/programs", "stdlib", "sigc/cli/starter")
    for p in sorted((ROOT / folder).rglob("*.sig"))
    if "out" not in p.relative_to(ROOT).parts
] + ([SHARED] if SHARED.exists() else [])


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: str(p.relative_to(ROOT.parent)))
def test_no_false_alarm(path: Path) -> None:
    _, found = check_project(str(path), Disk(), lints=True)
    told = {d.code for d in found if d.code.startswith("SIG10")}
    known = TRUE.get(path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else "", set())
    assert told == known
