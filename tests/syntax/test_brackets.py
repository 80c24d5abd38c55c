"""One bracket that is missing is one mistake: any bracket of any `.sig` file here is taken out, and one error told."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import ROOT

from sigc.base.source import SourceFile
from sigc.syntax.lexer import lex
from sigc.syntax.parse import parse

FILES = [
    path
    for folder in ("examples", "tests/programs", "stdlib")
    for path in sorted((ROOT / folder).rglob("*.sig"))
    if "out" not in path.relative_to(ROOT).parts
]
BRACKETS = frozenset({"LBRACE", "RBRACE", "LPAR", "RPAR", "LSQB", "RSQB"})


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_missing_bracket_is_one_error(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tokens = lex(SourceFile("whole.sig", text))
    for kind, start, end in zip(tokens.kinds, tokens.starts, tokens.ends, strict=True):
        if kind in BRACKETS:
            file = SourceFile("cut.sig", text[:start] + text[end:])
            found = parse(file)[1]
            line, column = file.place(start)
            assert len(found) == 1, (f"{kind} of {line}:{column}", [f"{d.code} {d.title}" for d in found])


def test_two_mistakes_are_two_errors() -> None:
    """What follows from a mistake is left out, what is another one is not."""
    text = "signature A input x: str  output y: str }\n\nsignature B { input x str  output y: str }\n"
    assert [d.code for d in parse(SourceFile("two.sig", text))[1]] == ["SIG0105", "SIG0111"]
    text = "signature A { input x str  output y: str }\n\ntpye B { x: str }\n"
    assert [d.code for d in parse(SourceFile("two.sig", text))[1]] == ["SIG0111", "SIG0110"]
