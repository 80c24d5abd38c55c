"""What a user sees: each `TOPIC/x.sig`, or `case/main.sig` with files beside it, and its rendered diagnostics in
`.stderr`. Lints are asked for in the topics of LINTED; a case whose name begins with `near_` is told nothing.

A new case is a new file; `UPDATE=1 pytest tests/ui` writes what is missing. Read every line that it wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import same_text

from sigc.base.diagnostic import Diagnostic, has_errors
from sigc.base.render import render_text
from sigc.base.source import Disk, SourceFile, by_path
from sigc.check.project import check_project
from sigc.ir.project import Project

HERE = Path(__file__).resolve().parent
CASES = sorted(p for p in HERE.rglob("*.sig") if p.name == "main.sig" or not (p.parent / "main.sig").exists())
CASES = [p for p in CASES if not any((up / "main.sig").exists() for up in p.parents if up not in (p.parent, HERE))]
LINTED = ("lints", "baml", "published")


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


def checked(case: Path) -> tuple[Project, tuple[Diagnostic, ...]]:
    lints = case.relative_to(HERE).parts[0] in LINTED
    return check_project(case.name, Rooted(case.parent), root=".", lints=lints)


@pytest.mark.parametrize("case", CASES, ids=lambda p: str(p.relative_to(HERE).with_suffix("")))
def test_a_user_sees(case: Path) -> None:
    project, found = checked(case)
    files = by_path(SourceFile(path, text) for path, text in project.sources.items())
    same_text(case.with_suffix(".stderr"), render_text(found, files))
    parts = case.relative_to(HERE).parts
    near = any(part.startswith("near_") for part in parts)
    assert bool(found) != near or "lib" in parts, "a case shows a diagnostic, a near miss none"
    assert not (has_errors(found) and project.builds and not project.programs)
    for d in found:
        assert d.at is not None, "what stands in a source is told at its place"
        assert len(d.title) <= 100, d.title
        assert not d.title.endswith(".")


def test_no_expectation_is_left_without_its_case() -> None:
    assert not [p for p in HERE.rglob("*.stderr") if not p.with_suffix(".sig").exists()]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 250


def test_every_code_of_the_checker_has_a_case() -> None:
    """What the checker can tell of a source, some case shows."""
    shown = "".join(p.read_text(encoding="utf-8") for p in HERE.rglob("*.stderr"))
    assert not [code for code in CASED if f"[{code}]" not in shown]


CASED = tuple(f"SIG10{n:02}" for n in range(1, 14))
