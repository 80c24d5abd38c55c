"""The folder for VS Code packs, with the grammar in it, and says what is true of the language."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from support import ROOT

EDITORS = ROOT / "grammar" / "editors"


def test_it_packs_with_npm(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm here")
    editors = tmp_path / "editors"
    shutil.copytree(EDITORS, editors, ignore=shutil.ignore_patterns("syntaxes", "*.tgz"))
    done = subprocess.run([npm, "pack"], cwd=editors / "vscode", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (packed,) = (editors / "vscode").glob("*.tgz")
    with tarfile.open(packed) as tar:
        names = {name.removeprefix("package/") for name in tar.getnames()}
        grammar = tar.extractfile("package/syntaxes/sig.tmLanguage.json")
        assert grammar is not None
        assert grammar.read() == (EDITORS / "textmate" / "sig.tmLanguage.json").read_bytes()
    assert names == {
        "package.json", "README.md", "extension.js", "language-configuration.json", "syntaxes/sig.tmLanguage.json"
    }  # fmt: skip


def test_its_parts_fit_each_other() -> None:
    manifest = json.loads((EDITORS / "vscode" / "package.json").read_text(encoding="utf-8"))
    textmate = json.loads((EDITORS / "textmate" / "sig.tmLanguage.json").read_text(encoding="utf-8"))
    (language,), (grammar,) = manifest["contributes"]["languages"], manifest["contributes"]["grammars"]
    assert grammar["scopeName"] == textmate["scopeName"]
    assert grammar["language"] == language["id"]
    assert language["extensions"] == [f".{kind}" for kind in textmate["fileTypes"]]
    configuration = json.loads((EDITORS / "vscode" / language["configuration"]).read_text(encoding="utf-8"))
    assert configuration["comments"] == {"lineComment": "#"}
    assert manifest["contributes"]["configurationDefaults"]["[sig]"]["editor.tabSize"] == 2
