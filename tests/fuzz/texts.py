"""Texts to throw at the front end: sentences of the grammar, and the repository's own files with damage."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import strategies as st
from hypothesis.extra.lark import from_lark
from lark import Lark
from support import ROOT

NAMES = ("a", "b", "c", "mail", "A", "B", "Team", "str", "int", "chat", "json", "len", "got", "want", "row", "score")
PIECES = (
    *('"', '"""', 'r"', 'f"{', "{", "}", "(", ")", "[", "]", "..", "->", "@", "?", "|", ":", "=", ",", "#", "\\"),
    *("signature A {", "module", "input", "output", "match", "repeat 3", "from", "otherwise", "matching", "none"),
    *(
        "\ufeff",
        "\r",
        "\r\n",
        "\0",
        "é",
        "日本",
        "\u202e",
        "\U0001f600",
        "\u2028",
        "9" * 400,
        "x" * 5000,
        "((((((((" * 40,
    ),
    *('"(a+)+$"', '"(a|a)*b"', '"[a-z]{1000}{1000}"', '"\\\\p{L}(?=x)"', "1e308", "0..0", "-1", "'a'", "/*", "//", "/"),
)
WORDS = re.compile(r'"""(?:.|\n)*?"""|"[^"\n]*"|\w+|\s+|.', re.DOTALL)


@cache
def repository() -> tuple[str, ...]:
    """Every `.sig` file of the project, smallest first, but for generated ones."""
    paths = [path for path in ROOT.rglob("*.sig") if not {".venv", "out", "node_modules"} & set(path.parts)]
    texts = {path.read_bytes().decode("utf-8", "replace") for path in paths}
    return tuple(sorted(texts, key=lambda text: (len(text), text)))


def spaced(*words: str) -> st.SearchStrategy[str]:
    return st.sampled_from([f" {word} " for word in words])


@cache
def sentences() -> st.SearchStrategy[str]:
    """What the grammar allows, with few names, so that some of them mean something."""
    grammar = Lark((ROOT / "grammar" / "sig.lark").read_text(encoding="utf-8"), parser="lalr", start="start")
    return from_lark(
        grammar,
        explicit={
            "NAME": spaced(*NAMES),
            "STRING": spaced('"a"', '""', '"A"', '"[a-z]+"', 'r"\\d{2}"', '"(a+)+"', '"openai/x"', '"sigc/offline"'),
            "DOC": spaced('"""Say it."""', '"""{a} {{b}}"""'),
            "FSTRING": spaced('f"{a}"', 'f"{a.b} and {c}"'),
            "NUMBER": spaced("0", "1", "2", "7", "0.5", "1e9", "99999999999999999999"),
        },
    ).map(lambda text: text[:20_000])


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """A file of the repository with a few of its words dropped, doubled, exchanged, or made strange."""
    words = WORDS.findall(draw(st.sampled_from(repository())))
    for _ in range(draw(st.integers(1, 5))):
        if not words:
            break
        at, other = draw(st.integers(0, len(words) - 1)), draw(st.integers(0, len(words) - 1))
        words[at] = draw(st.sampled_from(("", words[at] * 2, words[other], words[at][: len(words[at]) // 2], *PIECES)))
    text = "".join(words)
    return text if draw(st.booleans()) else text[: draw(st.integers(0, len(text)))]
