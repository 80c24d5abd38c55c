"""The house rules, read from ARCHITECTURE.md and the imports: layers, headers, pages for codes, forbidden names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import ROOT

from sigc.base.codes import CODES

PACKAGE = ROOT / "sigc"
FILES = sorted(PACKAGE.rglob("*.py"))
ROOM = re.compile(r"^\| `(\w+)/` \| ([\w ,*]+?) \|", re.MULTILINE)


def table() -> dict[str, set[str]]:
    """Room -> rooms it may import, from the table in ARCHITECTURE.md."""
    rows = dict(ROOM.findall((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")))
    everything = set(rows)
    meaning = {"nothing": set[str](), "all": everything}
    return {room: meaning.get(may) or set(re.findall(r"\w+", may)) - {"nothing"} for room, may in rows.items()}


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imported_rooms(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "sigc" else [f"sigc.{a.name}" for a in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "sigc" and len(parts) > 1 and parts[1] != "__version__":
                yield node.lineno, parts[1]


def test_every_room_is_in_the_table() -> None:
    rooms = {p.name for p in PACKAGE.iterdir() if p.is_dir() and (p / "__init__.py").exists()}
    assert rooms == set(table())


def test_a_room_imports_only_what_the_table_allows() -> None:
    may = table()
    bad = [
        f"{path.relative_to(ROOT)}:{line}: {room_of(path)} may not import {other}"
        for path in FILES
        if room_of(path)
        for line, other in imported_rooms(path)
        if other not in may[room_of(path)] | {room_of(path)}
    ]
    assert not bad, "\n".join(bad)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_file_says_what_it_is_and_what_it_may_import(path: Path) -> None:
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    assert "ay import" in doc, "the file's docstring lacks its `May import:`"


def test_litellm_is_imported_in_one_place_only() -> None:
    users = [p for p in FILES if re.search(r"^\s*(import|from) litellm", p.read_text(encoding="utf-8"), re.MULTILINE)]
    assert [p.name for p in users] == ["litellm.py"]


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    pages = {p.stem for p in (ROOT / "docs" / "errors").glob("SIG*.md")}
    assert pages == set(CODES)


def test_every_code_is_raised_somewhere() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in FILES if p.name != "codes.py")
    assert not [code for code in CODES if code not in text]


def test_every_code_that_is_raised_is_in_the_table() -> None:
    text = "".join(p.read_text(encoding="utf-8") for p in FILES)
    assert set(re.findall(r'"(SIG\d{4})"', text)) <= set(CODES)


def test_the_files_that_hold_the_rules_are_there() -> None:
    """Those that the table of rules in ARCHITECTURE.md names."""
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    table = page.partition("## Which rule lives where")[2].partition("\n## ")[0]
    paths = re.findall(r"`([^` ]+/[^` ]*)`", table.partition("| rule |")[2])
    assert len(paths) > 60
    assert [path for path in paths if not (PACKAGE / path).exists()] == []
