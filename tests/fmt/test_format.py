"""The formatter: whole files beside what is expected of them, and its laws over every file of the repository."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, same_text

from sigc.base.source import SourceFile
from sigc.syntax import ast
from sigc.syntax.format import format, same
from sigc.syntax.format_tree import COMMENT
from sigc.syntax.lexer import Tokens, lex
from sigc.syntax.parse import decode, parse

HERE = Path(__file__).resolve().parent
CASES = sorted((HERE / "cases").glob("*.sig"))
OURS = sorted([*ROOT.glob("stdlib/*.sig"), *ROOT.glob("examples/**/*.sig"), *ROOT.glob("sigc/**/*.sig")])
EVERY = [*OURS, *sorted(ROOT.glob("tests/**/*.sig"))]


def read(path: Path) -> SourceFile | None:
    """The file as it lies on disk; None when it is no text."""
    file = decode(path.name, path.read_bytes())
    return file if isinstance(file, SourceFile) else None


def formatted(text: str) -> str:
    return format(SourceFile("x.sig", text)).text


def comments(tokens: Tokens) -> list[tuple[int, str]]:
    """Each comment with the number of tokens before it; commas, which come and go with the layout, do not count."""
    text = tokens.file.text
    out = []
    count = at = 0
    for i, kind in enumerate(tokens.kinds):
        out += [(count, m[0].rstrip()) for m in COMMENT.finditer(text, at, tokens.starts[i])]
        at = tokens.ends[i]
        count += kind != "COMMA"
    return out


def holds(text: str) -> str:
    """The laws: formatted once is formatted for good; comments stay; what was read is read again."""
    file = SourceFile("x.sig", text)
    once = format(file)
    new = SourceFile("x.sig", once.text)
    assert format(new).text == once.text
    assert comments(lex(new)) == comments(lex(file))
    (tree, found), (other, after) = parse(file), parse(new)
    assert same(tree, other)
    assert [d.title for d in after] == [d.title for d in found]
    assert all(line == line.rstrip() for line in once.text.split("\n")) or found or "\r" in text or '"""' in text
    return once.text


# --- files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.stem)
def test_a_file_is_formatted_as(case: Path) -> None:
    file = read(case)
    assert file is not None
    same_text(case.with_suffix(".expected"), holds(file.text))


@pytest.mark.parametrize("path", EVERY, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_laws_hold_for(path: Path) -> None:
    file = read(path)
    if file is not None:
        holds(file.text)


@pytest.mark.parametrize("path", OURS, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_is_shipped_is_formatted(path: Path) -> None:
    assert formatted(path.read_text(encoding="utf-8")) == path.read_text(encoding="utf-8")


def test_the_page_shows_what_is_formatted() -> None:
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```sig\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert formatted(block) == block


def test_line_ends_of_windows_stay() -> None:
    assert formatted("type  A {\r\n a: str  # c\r\n}\r\n") == "type A {\r\n  a: str  # c\r\n}\r\n"


def test_a_rule_s_source_does_not_depend_on_spaces() -> None:
    rule = 'a in[ "x","y", ]and f({k=1 l=[ -1 ],})or\n\n not a ==b [ 1: ]'
    wide = f"signature S {{ input a: str output b: str ensure  {rule} }}"
    (decl,) = parse(SourceFile("x.sig", wide))[0].declarations
    (again,) = parse(SourceFile("x.sig", formatted(wide)))[0].declarations
    assert isinstance(decl, ast.SignatureDecl)
    assert isinstance(again, ast.SignatureDecl)
    source = 'a in ["x", "y"] and f({ k = 1, l = [-1] }) or not a == b[1:]'
    assert decl.ensures[0].source == again.ensures[0].source == source


# --- white space and comments do not matter --------------------------------------------------------------------------

GAPS = ("\n", " ", "\t  ", "\n\n\n", "  # c\n", "\n# own\n", "\n\n  # own\n\n\n", " #\n", "\r\n", "\f")
SOURCES = [
    file.text
    for path in [*OURS, *sorted((ROOT / "tests/syntax/programs").glob("*.sig")), *CASES]
    if (file := read(path)) is not None
]


@st.composite
def respaced(draw: st.DrawFn) -> str:
    """A file in which some of what lies between tokens was changed."""
    text = draw(st.sampled_from(SOURCES))
    tokens = lex(SourceFile("x.sig", text))
    places = st.tuples(st.integers(0, len(tokens.kinds) - 1), st.sampled_from(GAPS))
    new = dict(draw(st.lists(places, max_size=30)))
    out = []
    at = 0
    for i, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
        gap = text[at:start]
        out += [gap + new[i] if i in new and draw(st.booleans()) else new.get(i, gap), text[start:end]]
        at = end
    return "".join(out)


@settings(max_examples=150, deadline=10000)
@given(respaced())
def test_the_laws_hold_however_a_file_is_spaced(text: str) -> None:
    holds(text)


@settings(max_examples=60, deadline=10000)
@given(
    st.sampled_from(SOURCES), st.integers(0), st.integers(0, 30), st.sampled_from(("", "{", "}", "(", '"', '"""', ";"))
)
def test_the_laws_hold_for_broken_files(text: str, at: int, length: int, piece: str) -> None:
    at %= len(text) + 1
    holds(text[:at] + piece + text[at + length :])


READABLE = [text for text in SOURCES if not parse(SourceFile("x.sig", text))[1]]


@settings(max_examples=60, deadline=10000)
@given(st.sampled_from(READABLE), st.randoms(use_true_random=False))
def test_spaces_on_a_line_do_not_matter(text: str, random: Random) -> None:
    once = formatted(text)
    tokens = lex(SourceFile("x.sig", once))
    out, at = [], 0
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        gap = once[at:start]
        choices = (gap, gap + "   ", gap + "\t", gap and " ") if at and not gap.strip(" ") else (gap,)
        out += [random.choice(choices), once[start:end]]
        at = end
    assert formatted("".join(out)) == once


def test_nesting_as_deep_as_a_file_may_have_it() -> None:
    sums = "(" * 150 + "a" + " + 1)" * 150
    signs, lists = "- (" * 150 + "a" + ")" * 150, "[" * 199 + "]" * 199
    texts = "".join(f"module M {{ input a: int output b: int b = {value} }}\n" for value in (sums, signs, lists))
    assert not format(SourceFile("x.sig", holds(texts))).found
