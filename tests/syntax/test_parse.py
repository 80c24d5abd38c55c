"""What is read from whole programs, and that every part of a tree knows its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import ROOT, same_text
from syntax.tree import nodes, shown

from sigc.base.source import SourceFile
from sigc.syntax import ast
from sigc.syntax.parse import parse

HERE = Path(__file__).resolve().parent
PROGRAMS = sorted((HERE / "programs").glob("*.sig"))


def read(path: Path) -> tuple[SourceFile, ast.File]:
    file = SourceFile(path.name, path.read_text(encoding="utf-8"))
    tree, found = parse(file)
    assert found == ()
    return file, tree


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_a_program_is_read_as(path: Path) -> None:
    same_text(path.with_suffix(".ast"), shown(read(path)[1]))


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_names_stand_where_their_spans_say(path: Path) -> None:
    file, tree = read(path)
    names = [node for node in nodes(tree) if isinstance(node, ast.Name)]
    assert names
    for name in names:
        assert file.text[name.span.start : name.span.end] == name.text


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda p: p.stem)
def test_a_part_lies_inside_its_whole(path: Path) -> None:
    file, tree = read(path)
    for node in nodes(tree):
        if isinstance(node, ast.File | ast.ImportName | ast.Param):
            continue
        assert 0 <= node.span.start < node.span.end <= len(file.text)
        for part in nodes(tuple(getattr(node, name) for name in node.__match_args__)):
            if hasattr(part, "span"):
                assert node.span.start <= part.span.start <= part.span.end <= node.span.end, (node, part)


def test_a_rule_keeps_its_source_however_it_was_spaced() -> None:
    text = 'signature A { input a: str output b: str ensure (a==b)  # c\n or  len( a ,)>-1 "why" }'
    (decl,) = parse(SourceFile("x.sig", text))[0].declarations
    assert isinstance(decl, ast.SignatureDecl)
    assert decl.ensures[0].source == "(a == b) or len(a) > -1"


def test_line_ends_of_windows_change_nothing_but_places() -> None:
    path = HERE / "programs" / "desk.sig"
    text = path.read_text(encoding="utf-8")
    tree, found = parse(SourceFile(path.name, text.replace("\n", "\r\n")))
    assert found == ()
    assert shown(tree).replace("\\r", "") == shown(read(path)[1])


@pytest.mark.parametrize("path", sorted(ROOT.glob("stdlib/*.sig")) + sorted(ROOT.glob("examples/**/*.sig")), ids=str)
def test_what_is_shipped_is_read(path: Path) -> None:
    read(path)


def test_the_shared_programs_are_read() -> None:
    path = ROOT.parent / "shared" / "programs.sig"
    if not path.exists():
        pytest.skip("shared programs absent")
    assert len(read(path)[1].declarations) == 30
