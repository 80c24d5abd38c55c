"""The examples: each checks, its tests pass, and its committed lock gives its outputs without a model."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

EXAMPLES = sorted(p.parent for p in (ROOT / "examples").glob("*/sig.toml"))


def sigc(folder: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sigc", *words], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda p: p.name)
def test_an_example_stands(example: Path, tmp_path: Path) -> None:
    project = tmp_path / example.name
    shutil.copytree(example, project, ignore=shutil.ignore_patterns("out", ".sigc", "__pycache__"))
    assert "nothing to report" in sigc(project, "check", ".")
    assert " 0 failed" in sigc(project, "test", ".")
    sigc(project, "compile", ".", "--locked")
    assert (project / "out" / example.name / "bundle" / "bundle.json").exists()
