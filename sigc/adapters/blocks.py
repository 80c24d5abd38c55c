"""The block form of YAML as a tree: keys, items, `|` and `>` texts; text on a line is left to who knows its type.

Promise: linear; text that is no such document raises ValueError. No anchors, no tags, no several documents: nothing
is made but dicts, lists and text. May import: nothing of ours."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TypeAlias


class Plain(str):
    """What stands on a line, as it stands: plain, in quotes, or JSON."""

    __slots__ = ()


class Block(str):
    """The text of a `|` or `>` block."""

    __slots__ = ()


Tree: TypeAlias = "Plain | Block | list[Tree] | dict[str, Tree]"

_KEY = re.compile(
    r"(?:\"((?:[^\"\\]|\\.)*+)\"|'([^'\n]*+)'|([^\s\-?:,\[\]{}#&*!|>'\"%@`][^:\n]{0,400}?))[ \t]{0,8}:(?=[ \t]|$)"
)
_OPENER = re.compile(r"[|>][+-]?\d?[+-]?[ \t]*(?:#.*)?")
_COMMENT = re.compile(r"(?:^|[ \t])#.*$")
_MAX_DEPTH = 60


@dataclass(slots=True)
class _Lines:
    """The lines of a document and where reading stands."""

    lines: list[str]
    at: int = 0
    depth: int = 0

    def next(self) -> tuple[int, str] | None:
        """The next line with text: its indentation, and its text."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            text = line.lstrip(" ")
            if text.strip() and not text.startswith("#"):
                return len(line) - len(text), text
            self.at += 1
        return None


def parse(text: str) -> Tree:
    """The document. Raises ValueError."""
    lines = _Lines(text.split("\n"))
    if (first := lines.next()) and first[1].strip() == "---":
        lines.at += 1
        first = lines.next()
    if first is None:
        raise ValueError("no text")
    if first[1].strip() == "{}":
        lines.at += 1
        tree: Tree = {}
    else:
        tree = _node(lines, first[0])
    if (rest := lines.next()) is not None and rest[1].strip() not in ("...", "---"):
        raise ValueError(f"line {lines.at + 1} belongs to nothing")
    return tree


def _node(lines: _Lines, indent: int) -> Tree:
    """The block whose lines are indented by `indent`."""
    found = lines.next()
    if found is None or found[0] != indent:
        raise ValueError(f"line {lines.at + 1} is indented otherwise")
    lines.depth += 1
    if lines.depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    try:
        if found[1] == "-" or found[1].startswith("- "):
            return _list(lines, indent)
        return _map(lines, indent)
    finally:
        lines.depth -= 1


def _list(lines: _Lines, indent: int) -> list[Tree]:
    made: list[Tree] = []
    while (found := lines.next()) is not None and found[0] == indent and (found[1] + " ").startswith("- "):
        rest = found[1][1:].lstrip(" ")
        inner = len(lines.lines[lines.at]) - len(rest)
        if rest and (_KEY.match(rest) or rest == "-" or rest.startswith("- ")):
            lines.lines[lines.at] = " " * inner + rest
            made.append(_node(lines, inner))
        else:
            made.append(_value(lines, rest, indent))
    return made


def _map(lines: _Lines, indent: int) -> dict[str, Tree]:
    made: dict[str, Tree] = {}
    while (found := lines.next()) is not None and found[0] == indent:
        mark = _KEY.match(found[1])
        if mark is None:
            raise ValueError(f"line {lines.at + 1} has no key")
        key = _key(mark)
        if key in made:
            raise ValueError(f"{key} is given twice")
        made[key] = _value(lines, found[1][mark.end() :].strip(" \t"), indent)
    return made


def _key(mark: re.Match[str]) -> str:
    if mark[1] is not None:
        found: str = json.loads(f'"{mark[1]}"')
        return found
    return mark[2] if mark[2] is not None else mark[3].rstrip()


def _value(lines: _Lines, rest: str, indent: int) -> Tree:
    """What follows a key or a dash: on its line, or in the lines below that are indented further."""
    lines.at += 1
    if _OPENER.fullmatch(rest):
        return _text(lines, rest, indent)
    if rest and not rest.startswith("#"):
        return Plain(rest if rest[0] in "\"'[{" else _COMMENT.sub("", rest).rstrip())
    below = lines.next()
    if below is None or below[0] < indent or (below[0] == indent and not (below[1] + " ").startswith("- ")):
        return Plain("")
    return _node(lines, below[0])


def _text(lines: _Lines, opener: str, indent: int) -> Block:
    """The lines of a text block, without their common indentation."""
    taken: list[str] = []
    while lines.at < len(lines.lines):
        line = lines.lines[lines.at]
        if line.strip(" ") and len(line) - len(line.lstrip(" ")) <= indent:
            break
        taken.append(line)
        lines.at += 1
    width = min((len(line) - len(line.lstrip(" ")) for line in taken if line.strip(" ")), default=0)
    body = [line[width:] for line in taken]
    while body and not body[-1].strip(" "):
        body.pop()
    return Block("\n".join(body) if opener[0] == "|" else re.sub(r"(?<!\n)\n(?!\n)", " ", "\n".join(body)))
