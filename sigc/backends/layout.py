"""Laying out emitted Python as ruff (and black) would: on one line where it fits, else inside the last bracket.

Promise: the text that `ruff format` leaves alone, for what the writers of this room produce: calls, displays,
comprehensions, signatures, ternaries. Source of the rules: black's documentation, "right hand side".
May import: nothing of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

WIDTH = 120
STEP = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Items between brackets, separated by commas, or for a comprehension (`words`) by spaces."""

    open: str
    items: tuple[Doc, ...]
    close: str
    words: bool = False


@dataclass(frozen=True, slots=True)
class Soft:
    """Parts of an expression without brackets of its own, such as a ternary's; when it is too long it gets some."""

    parts: tuple[Doc, ...]


@dataclass(frozen=True, slots=True)
class Cat:
    parts: tuple[Doc, ...]


Doc: TypeAlias = str | Group | Soft | Cat


def cat(*parts: Doc) -> Doc:
    return Cat(parts)


def call(head: str, *arguments: Doc) -> Doc:
    return cat(head, Group("(", arguments, ")"))


def flat(doc: Doc) -> str:
    """The text on one line."""
    if isinstance(doc, str):
        return doc
    if isinstance(doc, Cat):
        return "".join(map(flat, doc.parts))
    if isinstance(doc, Soft):
        return " ".join(map(flat, doc.parts))
    return doc.open + (" " if doc.words else ", ").join(map(flat, doc.items)) + doc.close


def lines(doc: Doc, indent: int = 0) -> list[str]:
    """The text on as many lines as it needs, `indent` spaces in."""
    margin, text = " " * indent, flat(doc)
    if len(margin) + len(text) <= WIDTH or not (split := _split(list(_top(doc)))):
        return [margin + text]
    head, group, tail = split
    inner = indent + STEP
    together = (" " if group.words else ", ").join(map(flat, group.items))
    display = group.open[-1] in "[{" and not group.words  # its items never share a line of their own
    if inner + len(together) <= WIDTH and not display:
        body = [" " * inner + together]
    else:
        body = [line for item in group.items for line in lines(item if group.words else cat(item, ","), inner)]
    return [margin + head + group.open, *body, margin + group.close + tail]


def _top(doc: Doc) -> Iterator[str | Group | Soft]:
    if isinstance(doc, Cat):
        for part in doc.parts:
            yield from _top(part)
    else:
        yield doc


def _split(parts: Sequence[str | Group | Soft]) -> tuple[str, Group, str] | None:
    """Text before the bracket to open, the bracket, text after it: the last one that holds something."""
    for i in range(len(parts) - 1, -1, -1):
        part = parts[i]
        if isinstance(part, Soft):
            part = Group("(", part.parts, ")", words=True)
        if isinstance(part, Group) and part.items:
            return "".join(map(flat, parts[:i])), part, "".join(map(flat, parts[i + 1 :]))
    return None


def literal(text: str, *, raw: bool = False, quote: str | None = None) -> str:
    """A string literal; `raw` for patterns, as an r-string where that is possible. Without `quote`, the quotes that
    need fewer backslashes, double ones if all the same."""
    if raw and "\\" in text and text.isprintable() and not text.endswith("\\") and '"' not in text:
        return f'r"{text}"'
    quote = quote or ("'" if text.count('"') > text.count("'") else '"')
    out = []
    for char in text:
        if char == quote or char == "\\":
            out.append("\\" + char)
        elif char.isprintable():
            out.append(char)
        else:
            out.append(json.dumps(char)[1:-1] if ord(char) < 0x10000 else f"\\U{ord(char):08x}")
    return quote + "".join(out).replace("\\u0000", "\\x00") + quote


def docstring(text: str, indent: int = 0) -> list[str]:
    """A docstring's lines; empty text gives none."""
    margin = " " * indent
    plain = text.strip().replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if not plain:
        return []
    plain = plain + " " if plain.endswith('"') else plain
    first, *rest = [line.rstrip() for line in plain.split("\n")]
    if not rest:
        return [f'{margin}"""{first}{" " if plain.endswith(" ") else ""}"""']
    return [f'{margin}"""{first}', *(margin + line if line else "" for line in rest), f'{margin}"""']


def sentence(text: str) -> str:
    """Words as a sentence, for docstrings."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?:\"'" else ".")
