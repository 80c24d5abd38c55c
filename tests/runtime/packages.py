"""Emitted packages, written to a folder and imported from there."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support import ROOT, needs

from sigc.backends.base import About
from sigc.backends.python import emit_python
from sigc.ir.program import Program


def written(program: Program, name: str, folder: Path, **options: Any) -> Path:
    """The package's tree under `folder`."""
    for path, content in emit_python(program, About(name, **options)).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


@contextmanager
def imported(name: str, folder: Path) -> Iterator[Any]:
    """The package as a module, forgotten afterwards."""
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        for module in [m for m in sys.modules if m.split(".")[0] == name]:
            del sys.modules[module]


def type_problems(folders: list[str], root: Path) -> str:
    """What `mypy --strict` says of packages under `root`; empty when it is content. What it learns of their imports is
    kept beside the repository's own cache, for the next test."""
    needs("mypy")
    cache = ROOT / ".mypy_cache" / "emitted"
    options = ["--strict", "--config-file=", "--cache-dir", str(cache), "--follow-imports=silent"]
    command = [sys.executable, "-m", "mypy", *options, *folders]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr


def format_problems(root: Path) -> str:
    """What `ruff format` would change under `root`; empty when nothing."""
    needs("ruff")
    options = ["--isolated", "--line-length", "120", "--diff", "--no-cache"]
    command = [sys.executable, "-m", "ruff", "format", *options, "."]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    return "" if ran.returncode == 0 else ran.stdout + ran.stderr
