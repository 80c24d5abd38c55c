"""Two runs over rows with one output: the second is told, and takes nothing away from the first."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

fcntl = pytest.importorskip("fcntl")
BULK = Path(__file__).parent / "bulk"


def test_one_run_at_a_time_writes_an_output(tmp_path: Path) -> None:
    for name in ("desk.sig", "orders.py", "in.jsonl"):
        shutil.copy(BULK / name, tmp_path)
    command = [sys.executable, "-m", "sigc", "run", "desk.sig", "--call", "Desk"]
    command += ["--rows", "in.jsonl", "--out", "out.jsonl"]
    out = tmp_path / "out.jsonl"
    out.write_text("of the first\n")
    (tmp_path / "out.jsonl.journal").touch()
    with open(out) as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert "another run is writing to it" in ran.stderr
    assert out.read_text() == "of the first\n"
