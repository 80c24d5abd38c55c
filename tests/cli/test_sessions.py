"""Whole sessions at the command line: `session.txt` holds commands after `$ `, what each printed, and its exit code.

A case is a folder; its other files are copied into a fresh folder in which the commands run, one process each. Lines
after `$ ` that start with `sh:` are run by the shell instead, to damage files between two commands."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT, same_text

HERE = Path(__file__).parent
CASES = sorted(p.parent for p in HERE.glob("*/session.txt"))
SIGC = [sys.executable, "-m", "sigc"]


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_session(case: Path, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(case, project, ignore=shutil.ignore_patterns("session.txt"))
    commands = re.findall(r"^\$ (.*)$", (case / "session.txt").read_text(encoding="utf-8"), re.MULTILINE)
    same_text(case / "session.txt", "\n".join(told(command, project) for command in commands))


def told(command: str, folder: Path) -> str:
    if command.startswith("sh: "):
        subprocess.run(["bash", "-c", command.removeprefix("sh: ")], cwd=folder, check=True)
        return f"$ {command}\n"
    env = {k: v for k, v in os.environ.items() if not k.endswith("_API_KEY")} | {"EXAMPLES": str(ROOT / "examples")}
    line = command.removeprefix("sigc ")
    done = subprocess.run(
        ["bash", "-c", f'"$0" "$@" {line}', *SIGC], cwd=folder, env=env, capture_output=True, text=True, timeout=120
    )
    text = (done.stdout + done.stderr).replace(str(folder), "PROJECT").replace(str(ROOT), "ROOT")
    assert "Traceback" not in text, text
    return f"$ {command}\n{text}[{done.returncode}]\n"
