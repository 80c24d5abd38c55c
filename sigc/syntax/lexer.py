"""From text to tokens; what only other languages spell is explained on the way.

Promise: linear time, never raises; every code point lies in a token, in white space or in a comment. Tokens are
parallel lists, because a file has many. May import: sigc.base."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from sigc.base.source import SourceFile
from sigc.syntax.foreign import EARLY, LATE, NOTHING, Slip, explain
from sigc.syntax.tables import Tables, tables

END = "$END"
SPACE = r"(?:[ \t\r\n\f]++|#[^\n]*+)*+"
# A line at the margin that opens a declaration: where reading goes on after a text that nothing closes.
MARGIN = re.compile(
    r"^(?:(?:signature|module|enum|type|tool|metric|gate|build|policy|test|model|data)\b[^\n]*[{=:][^\n]*"
    r'|import [\w.]+ *\{[^\n]*|text \w+ *"""[^\n]*)$',
    re.MULTILINE,
)


@dataclass(slots=True)
class Tokens:
    """`kinds[i]` stands from `starts[i]` to `ends[i]`; the last one is `$END`, empty. `slips` by place."""

    file: SourceFile
    kinds: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    slips: list[Slip] = field(default_factory=list)

    def text(self, i: int) -> str:
        return self.file.text[self.starts[i] : self.ends[i]]

    def newline_before(self, i: int) -> bool:
        """Whether token `i` is the first of its line."""
        return i == 0 or "\n" in self.file.text[self.ends[i - 1] : self.starts[i]]


def lex(file: SourceFile, start: int = 0, stop: int | None = None, *, wary: bool = False) -> Tokens:
    """The tokens of a file, or of the part of it from `start` to `stop`.

    `wary`: a text that holds the first line of a declaration at the margin is taken for one that was never closed.
    """
    out = Tokens(file)
    stop = len(file.text) if stop is None else stop
    at: int | None = start
    while at is not None:
        at = _run(out, at, stop, wary)
    out.kinds.append(END)
    out.starts.append(stop)
    out.ends.append(stop)
    return out


def swallows_declarations(tokens: Tokens) -> bool:
    """Whether a second, wary look at the file could find a text that was never closed."""
    text, places = tokens.file.text, zip(tokens.kinds, tokens.starts, tokens.ends, strict=True)
    return any(kind == "DOC" and MARGIN.search(text, start, end) for kind, start, end in places)


def _run(out: Tokens, start: int, stop: int, wary: bool) -> int | None:
    """Read tokens up to `stop`, or up to a text that is never closed; then say where to go on, if anywhere."""
    table, text = tables(), out.file.text
    words, marks = table.words, table.marks
    kinds, starts, ends = out.kinds.append, out.starts.append, out.ends.append
    for m in _pattern().finditer(text, start, stop):
        kind = m.lastgroup
        begin, end = m.span(kind or 0)
        if kind == "NAME":
            kinds(words.get(m[kind], kind))
        elif kind == "MARK":
            kinds(marks[m[kind]])
        elif kind == "STOP":
            return None
        elif kind == "TEXT_OPEN" or (kind == "DOC" and wary and MARGIN.search(text, begin, end)):
            declaration = MARGIN.search(text, begin, stop)
            end = declaration.start() if declaration else stop
            kinds(_meant(table, out, "TEXT_OPEN", begin, end))
            starts(begin)
            ends(text.index('"""', begin) + 3)
            return end
        elif kind in _PLAIN:
            kinds(kind)
        else:
            meant = _meant(table, out, str(kind), begin, end)
            if meant == NOTHING:
                continue
            kinds(meant)
        starts(begin)
        ends(end)
    return None


_PLAIN = frozenset({"DOC", "FSTRING", "STRING", "NUMBER"})


def _meant(table: Tables, out: Tokens, kind: str, begin: int, end: int) -> str:
    """Report a token of another language; the kind of token to read it as."""
    if kind == "WORD":
        return table.words.get(out.file.text[begin:end], "NAME")
    slip, meant = explain(kind, out.file, begin, end)
    out.slips.append(slip)
    return table.words.get(meant) or table.marks.get(meant, meant)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """One pattern for all: the tokens that are met most in front, foreign ones where they must be tried first."""
    table = tables()
    own = dict(table.patterns)
    marks = "|".join(re.escape(mark) for mark in table.marks)
    groups = [
        ("NAME", rf"(?>{own['NAME']})(?![\"'])"),
        *EARLY,
        ("MARK", marks),
        *((name, own[name]) for name in ("DOC", "FSTRING", "STRING")),
        ("NUMBER", rf"(?>{own['NUMBER']})(?![A-Za-z_])"),
        *LATE,
        ("WORD", own["NAME"]),
        ("STOP", r"\Z"),
        ("OTHER", r"(?s:.)"),
    ]
    return re.compile(SPACE + "(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in groups) + ")")
