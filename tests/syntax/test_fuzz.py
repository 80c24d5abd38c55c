"""Whatever the text: parsing ends, raises nothing, and points into the file."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from syntax.tree import nodes

from sigc.base.render import render_text
from sigc.base.source import SourceFile
from sigc.syntax import ast
from sigc.syntax.foreign import OPERATORS
from sigc.syntax.parse import decode, parse
from sigc.syntax.tables import tables

HERE = Path(__file__).resolve().parent
PROGRAMS = [path.read_text(encoding="utf-8") for path in sorted((HERE / "programs").glob("*.sig"))]
PIECES = (
    *tables().words,
    *tables().marks,
    *OPERATORS,
    *('"', '"""', "'", "'''", 'r"', 'f"{', '"a"', 'f"{x}"', '"""a"""', "# c\n", "\n", "\n\n", "x", "None", "lambda"),
    *("1", "1.5", "1_0", ".5", "é", "“", "\0", "\\", "\t", "def", "class", "elif", "signatur A {", "A", "_"),
)
SOUP = st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """A program with a few pieces taken out, doubled, moved or put in."""
    text = draw(st.sampled_from(PROGRAMS))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.integers(0, 40)))
        kind = draw(st.sampled_from(("cut", "double", "put", "move")))
        piece = draw(st.sampled_from(PIECES)) if kind == "put" else text[at:end]
        if kind in ("cut", "move"):
            text = text[:at] + text[end:]
        if kind != "cut":
            to = draw(st.integers(0, len(text)))
            text = text[:to] + piece + text[to:]
    return text


def holds(text: str) -> None:
    file = SourceFile("x.sig", text)
    tree, found = parse(file)
    assert tree.declarations or found
    for d in found:
        assert d.at is not None
        assert all(0 <= label.span.start <= label.span.end <= len(text) for label in (d.at, *d.labels))
        assert d.title
        assert len(re.sub(r"`[^`]*`", "_", d.title).split()) <= 10
    render_text(found, {"x.sig": file})
    for node in nodes(tree):
        if isinstance(node, ast.Name):
            assert text[node.span.start : node.span.end] == node.text


@settings(max_examples=300, deadline=5000)
@given(SOUP)
def test_soup_of_words(text: str) -> None:
    holds(text)


@settings(max_examples=200, deadline=5000)
@given(mutants())
def test_broken_programs(text: str) -> None:
    holds(text)


@settings(max_examples=100, deadline=5000)
@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    holds(text)


@settings(max_examples=100, deadline=5000)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    file = decode("x.sig", data)
    if isinstance(file, SourceFile):
        holds(file.text)
