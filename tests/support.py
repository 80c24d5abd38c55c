"""Shared by all tests (`from support import same_text`): expected texts beside their cases, optional extras, data.

`UPDATE=1 pytest …` rewrites expectations; read every rewritten line before committing it."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def same_text(path: Path, text: str) -> None:
    """Assert that `path` holds `text`; with UPDATE=1 make it so."""
    if os.environ.get("UPDATE") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    assert path.exists(), f"{path} is missing; run with UPDATE=1, then read it"
    assert text == path.read_text(encoding="utf-8")


def needs(module: str) -> None:
    """Skip the calling test when an extra is absent."""
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"extra absent: {module}")


def data_folder() -> Path:
    """The shared data sets, skipped when they are not here."""
    folder = Path(os.environ.get("SIGC_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("shared data absent (set SIGC_DATA)")
    return folder
