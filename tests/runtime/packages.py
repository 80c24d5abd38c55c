"""Emitted packages, written to a folder and imported from there."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from support import ROOT

from sigc.backends.base import About
from sigc.backends.python import emit_python
from sigc.ir.program import Program

MYPY_CACHE = ROOT / ".mypy_cache" / "emitted"
"""What mypy has learnt of the imports of emitted packages, shared by the tests that type them."""


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
