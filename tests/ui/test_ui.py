"""What a user sees: each `x.sig`, or `case/main.sig` with files beside it, and its rendered diagnostics in `.stderr`.

A new case is a new file; `UPDATE=1 pytest tests/ui` writes what is missing. Read every line that it wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import same_text

from sigc.base.render import render_text
from sigc.base.source import Disk, SourceFile, by_path
from sigc.check.project import check_project

HERE = Path(__file__).resolve().parent
CASES = sorted(p for p in HERE.rglob("*.sig") if p.name == "main.sig" or not (p.parent / "main.sig").exists())
CASES = [p for p in CASES if not any((up / "main.sig").exists() for up in p.parents if up not in (p.parent, HERE))]


class Rooted(Disk):
    """The disk as seen from a folder, so that diagnostics show the same paths on every machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str) -> bytes:
        return super().read(str(self.folder / path))

    def exists(self, path: str) -> bool:
        return super().exists(str(self.folder / path))

    def is_dir(self, path: str) -> bool:
        return super().is_dir(str(self.folder / path))

    def list(self, path: str) -> tuple[str, ...]:
        return super().list(str(self.folder / path))


def diagnosed(case: Path) -> str:
    project, found = check_project(case.name, Rooted(case.parent), root=".")
    return render_text(found, by_path(SourceFile(path, text) for path, text in project.sources.items()))


@pytest.mark.parametrize("case", CASES, ids=lambda p: str(p.relative_to(HERE).with_suffix("")))
def test_a_user_sees(case: Path) -> None:
    same_text(case.with_suffix(".stderr"), diagnosed(case))


def test_no_expectation_is_left_without_its_case() -> None:
    assert not [p for p in HERE.rglob("*.stderr") if not p.with_suffix(".sig").exists()]
