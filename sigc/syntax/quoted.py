"""What stands between quotes: escapes, indentation, and the parts of an f-string.

Promise: a slip for every bad escape, at its place; values hold no lone surrogate and no carriage return of a line end.
May import: sigc.base."""

from __future__ import annotations

import re

from sigc.base.source import Span
from sigc.syntax import ast
from sigc.syntax.context import Context

ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|\r?\n|[\s\S])")
PLAIN = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\", '"': '"', "'": "'", "\n": "", "\r\n": ""}
PART = re.compile(r"(?:[^{}\\]|\\[\s\S])+|\{\{|\}\}|[{}]")
INSIDE = re.compile(r"[^{}\[\]()]+|[\s\S]")


def text(c: Context, token: int) -> ast.Text:
    """The value of a STRING or DOC token."""
    source, at = c.text(token), c.span(token)
    raw = source[0] == "r"
    quotes = 3 if source.startswith('"""', int(raw)) else 1
    inside = source[raw + quotes : -quotes]
    if not raw:
        report_escapes(c, inside, at.start + quotes)
    if quotes == 3:
        inside = dedent(inside)
    return ast.Text(inside if raw else resolve(inside), at, raw)


def dedent(inside: str) -> str:
    """Without the indentation that the lines share, without white space at line ends and blank lines around.

    The first line stands beside the quotes and has no indentation of its own, as in Python's docstrings.
    >>> dedent("One.\\n      Two.\\n        Three.\\n    ")
    'One.\\nTwo.\\n  Three.'"""
    first, *rest = (line.rstrip() for line in inside.split("\n"))
    margin = min((len(line) - len(line.lstrip()) for line in rest if line), default=0)
    lines = [first.lstrip(), *(line[margin:] for line in rest)]
    return "\n".join(lines).strip("\n")


def resolve(inside: str) -> str:
    r"""With the escapes resolved; what is no escape stays.

    >>> resolve(r"a\tb\u0021")
    'a\tb!'"""
    if "\\" not in inside:
        return inside

    def one(m: re.Match[str]) -> str:
        meant = _character(m[0])
        return m[0] if meant is None else meant

    return ESCAPE.sub(one, inside)


def report_escapes(c: Context, inside: str, start: int) -> None:
    """A slip for each escape in `inside`, which begins at offset `start`, that means nothing."""
    if "\\" not in inside:
        return
    for m in ESCAPE.finditer(inside):
        if _character(m[0]) is None:
            at = Span(c.tokens.file.path, start + m.start(), start + m.end())
            note = r"the escapes are \n \t \r \0 \\ \" \' \xHH \uHHHH \UHHHHHHHH"
            help = f'write `\\{m[0]}`, or a raw string r"…"'
            c.slip("SIG0130", f"unknown escape `{m[0]}`", at, note=note, help=help)


def _character(escape: str) -> str | None:
    body = escape[1:]
    if body in PLAIN:
        return PLAIN[body]
    code = int(body[1:], 16) if len(body) > 1 and body[0] in "uUx" else -1
    return chr(code) if 0 <= code < 0xD800 or 0xDFFF < code <= 0x10FFFF else None


def parts(c: Context, token: int) -> list[str | Span]:
    """Texts and the spans of the expressions of an f-string, in turn; {{ and }} are braces."""
    source, at = c.text(token)[2:-1], c.span(token)
    start = at.start + 2
    report_escapes(c, source, start)
    out: list[str | Span] = []
    place = 0
    while place < len(source):
        m = PART.match(source, place)
        piece = m[0] if m else source[place]
        place += len(piece)
        if piece == "{":
            end = _closing(source, place)
            if end is None:
                brace = Span(at.path, start + place - 1, start + place)
                _unclosed(c, brace)
                return out
            out.append(Span(at.path, start + place, start + end))
            place = end + 1
        elif piece == "}":
            brace = Span(at.path, start + place - 1, start + place)
            note = "in an f-string `{ }` hold an expression, `{{` and `}}` are braces"
            c.slip("SIG0131", "`}` closes nothing", brace, note=note, help="write `}}` for a brace")
        else:
            _append(out, piece[0] if piece in ("{{", "}}") else resolve(piece))
    return out


def _append(out: list[str | Span], piece: str) -> None:
    last = out[-1] if out else None
    if isinstance(last, str):
        out[-1] = last + piece
    else:
        out.append(piece)


def _closing(source: str, place: int) -> int | None:
    """Where the brace before `place` is closed; brackets of all kinds in between are paired."""
    depth = 0
    for m in INSIDE.finditer(source, place):
        if m[0] in ("{", "[", "("):
            depth += 1
        elif m[0] == "}" and depth == 0:
            return m.start()
        elif m[0] in ("}", "]", ")"):
            depth -= 1
    return None


def _unclosed(c: Context, brace: Span) -> None:
    note = "an f-string's `{` runs to its `}`, on the same line and without quotes in between"
    c.fail("SIG0131", "`{` is never closed", brace, note=note, help="close it, bind the value first, or write `{{`")
