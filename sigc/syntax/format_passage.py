"""The layout of `\"""` texts.

Promise: the value stays the same, for what is changed here is what it does not depend on: white space at the ends of
lines, and the indentation that the lines share. May import: sigc.base."""

from __future__ import annotations

from sigc.syntax.format_layout import Doc, Passage
from sigc.syntax.lexer import Tokens

QUOTES = '"""'


def passage(tokens: Tokens, token: int) -> Doc:
    """The document of a DOC token."""
    source = tokens.text(token)
    opener = source[: source.index(QUOTES) + 3]
    first, *rest = source[len(opener) : -3].split("\n")
    if not rest:
        return opener + _head(_foot(first)) + QUOTES
    *middle, last = rest
    own_line = not last.strip()
    lines = [line.rstrip() for line in middle] + ([] if own_line else [_foot(last)])
    margin = min((_indent(line) for line in lines if line.strip()), default=0)
    body = [line[margin:] for line in lines]
    if not own_line:
        body[-1] += QUOTES
    begin = tokens.starts[token]
    line_start = tokens.file.text.rfind("\n", 0, begin) + 1
    indent = min(_indent(tokens.file.text[line_start:begin] + "x"), begin - line_start)
    return Passage(opener + _head(first.rstrip()), tuple(body), margin, indent, QUOTES if own_line else "")


def _head(first: str) -> str:
    """Without the space behind the opening quotes, but for one that keeps a quote apart from them."""
    stripped = first.lstrip()
    return " " + stripped if stripped.startswith('"') and stripped != first else stripped


def _foot(last: str) -> str:
    """Without the space before the closing quotes, but for one that keeps a quote or a backslash apart from them."""
    stripped = last.rstrip()
    return stripped + " " if stripped.endswith(('"', "\\")) and stripped != last else stripped


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
