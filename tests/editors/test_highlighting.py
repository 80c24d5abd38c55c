"""What editors and Pygments colour is what the language itself reads, in every file of the repository."""

from __future__ import annotations

import json
import re
import tomllib
from importlib import import_module

import pytest
from editors.textmate import Highlighter, compiled
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.token import Comment, Keyword, Literal, Operator, Token, Whitespace
from support import ROOT

from sigc.base.source import SourceFile
from sigc.syntax.builtin import TYPES
from sigc.syntax.format_tree import COMMENT, Node, items, tree
from sigc.syntax.lexer import Tokens, lex
from sigc.syntax.parse import decode, parse
from sigc.syntax.pygments_lexer import SigLexer
from sigc.syntax.split import split
from sigc.syntax.tables import tables

EDITORS = ROOT / "grammar" / "editors"
GRAMMAR = json.loads((EDITORS / "textmate" / "sig.tmLanguage.json").read_text(encoding="utf-8"))
FOLDERS = ("examples", "stdlib", "sigc", "tests", "bench", "docs")
FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).glob("**/*.sig")) if "out" not in path.parts]
TEXTS = {
    str(path.relative_to(ROOT)): file.text
    for path in FILES
    if isinstance(file := decode(path.name, path.read_bytes()), SourceFile)
}
GOOD = {name: text for name, text in TEXTS.items() if not parse(SourceFile(name, text))[1]}
STRINGS = {"STRING", "FSTRING", "DOC"}


def roles(tokens: Tokens) -> list[str]:
    """For each token: string, number, keyword, name, mark."""
    named: set[int] = set()
    for chunk in split(tokens, int(tokens.kinds[0] == "DOC")):
        node = tree(tokens, chunk.first, chunk.last)
        assert node is not None
        pending = [node]
        while pending:
            top = pending.pop()
            named |= {top.first} if top.name == "name" else set()
            pending += [part for part in items(top, tokens.kinds) if isinstance(part, Node)]
    table = tables()
    out = []
    for i, kind in enumerate(tokens.kinds):
        word = kind == "NAME" or kind in table.words.values()
        plain = "string" if kind in STRINGS else "number" if kind == "NUMBER" else "mark"
        out.append(("name" if i in named else "keyword") if word else plain)
    return out


def expected(text: str) -> list[tuple[int, int, str]]:
    """Places with what stands there, comments too."""
    tokens = lex(SourceFile("x.sig", text))
    out = []
    at = 0
    for start, end, role in zip(tokens.starts, tokens.ends, roles(tokens), strict=True):
        out += [(*m.span(), "comment") for m in COMMENT.finditer(text, at, start)]
        out.append((start, end, role))
        at = end
    return [place for place in out if place[0] < place[1]]


# --- TextMate --------------------------------------------------------------------------------------------------------


def coloured(scopes: tuple[str, ...]) -> str:
    """What the innermost scopes say, in the words of `roles`."""
    last = scopes[-1] if scopes else ""
    if any(scope.startswith(("string.", "comment.")) for scope in scopes):
        return "comment" if scopes[0].startswith("comment.") else "string"
    if last.startswith("constant.numeric"):
        return "number"
    if last.startswith(("keyword.operator.sig", "punctuation.")):
        return "mark"
    if last.startswith(("keyword.", "constant.language")):
        return "keyword"
    return "name" if last else "nothing"


@pytest.mark.parametrize("name", GOOD)
def test_an_editor_colours_what_the_language_reads(name: str) -> None:
    text = GOOD[name].replace("\r", "")
    scopes = Highlighter(GRAMMAR).scopes(text)
    wrong = []
    for start, end, role in expected(text):
        seen = {coloured(scopes[start]), coloured(scopes[end - 1])}
        if seen != {role}:
            line = text.count("\n", 0, start) + 1
            wrong.append(f"{line}: {text[start:end]!r} is a {role}, coloured as {sorted(seen)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", TEXTS)
def test_an_editor_gets_through(name: str) -> None:
    assert len(Highlighter(GRAMMAR).scopes(TEXTS[name])) == len(TEXTS[name])


def test_the_grammar_s_keywords_are_the_language_s() -> None:
    """Each soft word is listed where a name is told from a keyword; each reserved word and type in its own list."""
    table, repository = tables(), GRAMMAR["repository"]
    soft = {word for word, kind in table.words.items() if kind in table.soft}
    reserved = set(table.words) - soft
    for rule in repository["names"]["patterns"]:
        found = re.search(r"\b(acts\|[a-z|]*)\)", rule["match"])
        assert not found or set(found[1].split("|")) == soft
    spelled = set(re.findall(r"[a-z]{2,}", " ".join(rule["match"] for rule in repository["words"]["patterns"])))
    assert spelled == reserved
    assert set(re.findall(r"[a-z]{3,}", repository["types"]["match"])) == TYPES
    clauses = [rule["match"] for key in ("declarations", "clauses") for rule in repository[key]["patterns"]]
    words = set(re.findall(r"[a-z]{2,}", " ".join(clauses)))
    assert soft <= words
    assert words - soft <= reserved


def patterns(rule: object) -> list[str]:
    if isinstance(rule, list):
        return [pattern for item in rule for pattern in patterns(item)]
    if not isinstance(rule, dict):
        return []
    own = [rule[key] for key in ("match", "begin", "end") if key in rule]
    return own + [pattern for item in rule.values() for pattern in patterns(item)]


def test_the_patterns_are_plain_enough_for_every_engine() -> None:
    for pattern in patterns(GRAMMAR):
        compiled(pattern)
        assert not re.search(r"\(\?[^:=!<]|\(\?<[^=!]|[+*?]\+|\\[pPGAzZK]", pattern), pattern


def test_all_includes_are_there() -> None:
    wanted = set(re.findall(r'"include": "#(\w+)"', json.dumps(GRAMMAR)))
    assert wanted == set(GRAMMAR["repository"])


# --- Pygments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TEXTS)
def test_pygments_gets_through(name: str) -> None:
    whole(TEXTS[name])


def whole(text: str) -> None:
    """Every character is in one token; none is an error."""
    at = 0
    for start, kind, piece in SigLexer().get_tokens_unprocessed(text):
        assert start == at
        assert kind is not Token.Error
        at += len(piece)
    assert at == len(text)


@settings(max_examples=100, deadline=5000)
@given(st.sampled_from(sorted(GOOD)), st.integers(0), st.integers(0, 30), st.text(max_size=4))
def test_pygments_gets_through_half_written_files(name: str, at: int, length: int, piece: str) -> None:
    text = GOOD[name]
    at %= len(text) + 1
    whole(text[:at] + piece + text[at + length :])


@pytest.mark.parametrize("name", GOOD)
def test_pygments_colours_what_the_language_reads(name: str) -> None:
    kinds = {}
    for start, kind, piece in SigLexer().get_tokens_unprocessed(GOOD[name]):
        kinds.update(dict.fromkeys(range(start, start + len(piece)), kind))
    for start, end, role in expected(GOOD[name]):
        ends = {kinds[start], kinds[end - 1]}
        keyword = all((kind in Keyword and kind is not Keyword.Type) or kind is Operator.Word for kind in ends)
        assert keyword == (role == "keyword"), (GOOD[name][start:end], ends)
        assert all(kind in Literal.String for kind in ends) == (role == "string")
        assert all(kind in Literal.Number for kind in ends) == (role == "number")
        assert all(kind in Comment for kind in ends) == (role == "comment")
        assert not any(kind in Whitespace for kind in ends)


def test_pygments_finds_the_lexer() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, name = project["entry-points"]["pygments.lexers"]["sig"].split(":")
    assert getattr(import_module(module), name) is SigLexer
    assert SigLexer.filenames == ["*.sig"]


def test_pygments_colours_the_inside_of_strings() -> None:
    seen = [(str(kind), piece) for _, kind, piece in SigLexer().get_tokens_unprocessed('a = f"x\\n{b.c} {{"')]
    assert ("Token.Literal.String.Escape", "\\n") in seen
    assert ("Token.Literal.String.Interpol", "{") in seen
    assert ("Token.Name", "b") in seen
    assert ("Token.Literal.String.Escape", "{{") in seen
