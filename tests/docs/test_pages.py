"""What the pages say is true: every ```sig block checks and its tests pass offline, every ```console block is what a
session test saw, every link leads somewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from support import ROOT

from sigc.base.diagnostic import has_errors
from sigc.base.render import render_text
from sigc.base.source import Memory, SourceFile
from sigc.check.project import check_project
from sigc.ir.program import Server

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SIG = [
    pytest.param(block, id=f"{page.relative_to(ROOT)}:{number}")
    for page in PAGES
    for number, block in enumerate(re.findall(r"^```sig\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL))
]
SESSIONS = "".join(p.read_text("utf-8") for p in sorted((ROOT / "tests" / "cli").glob("*/session.txt")))


@pytest.mark.parametrize("block", SIG)
def test_a_sig_block_checks(block: str) -> None:
    files = Memory.of({"main.sig": block, **beside(block)})
    servers = [Server(name, "serve", None) for name in sorted(set(re.findall(r'from mcp "(\w+)"', block)))]
    _, found = check_project("main.sig", files, root=".", servers=servers)
    assert not has_errors(found), render_text(found, {"main.sig": SourceFile("main.sig", block)})


TESTED = [block for block in SIG if re.search(r'^test "', str(block.values[0]), re.MULTILINE)]


@pytest.mark.parametrize("block", TESTED)
def test_the_tests_of_a_block_pass(block: str, tmp_path: Path) -> None:
    for path, content in {"main.sig": block, **beside(block)}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(content, encoding="utf-8")
    command = [sys.executable, "-m", "sigc", "test", "main.sig", "--offline", "--no-gates"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def beside(block: str) -> dict[str, str]:
    """The files that a block states in comments, a line each: `# file: desk/search.py def search(query, k): ...`."""
    files: dict[str, str] = {}
    for m in re.finditer(r"^# file: (\S+) (.*)$", block, re.MULTILINE):
        files[m[1]] = files.get(m[1], "") + m[2] + "\n"
    return files


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_console_block_was_seen(page: Path) -> None:
    for block in re.findall(r"^```console\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        for command in re.split(r"^(?=\$ )", block, flags=re.MULTILINE):
            assert command.strip() in SESSIONS, f"no session test saw:\n{command}"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", prose)
    assert not [t for t in targets if not (page.parent / t).exists()]
