"""The tree of all tokens, in source order, and what lies between two of them.

The parser's tables are run once more with builders that keep everything, so a new rule of the grammar is known here at
once. Promise: every token of a declaration is in its tree exactly once. May import: sigc.base."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeAlias

from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.syntax import lalr
from sigc.syntax.lexer import Tokens

COMMENT = re.compile(r"#[^\n]*")
# Rules whose own brackets stand around these: the brackets are no grouping of one value.
HELD = frozenset({"positional", "named_argument", "spread_argument", "bound", "matching", "within", "bind", "param"})


@frozen
class Node:
    """What a rule of the grammar read: tokens `first` up to `last` (excluded). `children` as the grammar names them."""

    name: str
    first: int
    last: int
    children: tuple[Node | int | None, ...]


Item: TypeAlias = Node | int


def tree(tokens: Tokens, first: int, last: int, start: str = "declaration") -> Node | None:
    """The tree of tokens `first` up to `last` (excluded) as a `start`; None when they are none."""
    value: Any = lalr.run(tokens, first, last, start, _Builders(), tokens)
    return value if isinstance(value, Node) else None


class _Builders(dict[str, Callable[..., Node]]):
    def __missing__(self, name: str) -> Callable[..., Node]:
        self[name] = partial(_node, name)
        return self[name]


def _node(name: str, tokens: Tokens, at: Span, *children: Node | int | None) -> Node:
    first, last = bisect_left(tokens.starts, at.start), bisect_left(tokens.starts, at.end)
    return Node(name, first, last, children)


def items(node: Node, kinds: list[str]) -> list[Item]:
    """All that the node is made of, in order. Brackets that only group are a node `group` around what they hold."""
    if node.name == "group":
        return [node.first, *(child for child in node.children if child is not None), node.last - 1]
    out: list[Item] = []
    at = node.first
    for child in node.children:
        if child is not None:
            first, last = (child, child + 1) if isinstance(child, int) else (child.first, child.last)
            out += [*range(at, first), child]
            at = last
    out += range(at, node.last)
    return _grouped(out, kinds)


def _grouped(flat: list[Item], kinds: list[str]) -> list[Item]:
    out: list[Item] = []
    k = 0
    while k < len(flat):
        item = flat[k]
        k += 1
        while isinstance(item, Node) and item.name not in HELD and k < len(flat) and out:
            before, after = out[-1], flat[k]
            if not (isinstance(before, int) and isinstance(after, int)):
                break
            if (kinds[before], kinds[after]) != ("LPAR", "RPAR"):
                break
            out.pop()
            item = Node("group", before, after + 1, (item,))
            k += 1
        out.append(item)
    return out


# --- between tokens --------------------------------------------------------------------------------------------------


@frozen
class Gap:
    """`tail`: a comment on the line of what stands before. `own`: comments on lines of their own, each with whether an
    empty line is above it. `blank`: an empty line is above what stands after; `newline`: at least a line's end."""

    tail: str | None
    own: tuple[tuple[bool, str], ...]
    blank: bool
    newline: bool

    @property
    def commented(self) -> bool:
        return self.tail is not None or bool(self.own)

    @property
    def any_blank(self) -> bool:
        return self.blank or any(blank for blank, _ in self.own)


def between(text: str, start: int, end: int) -> Gap:
    """What lies from `start` to `end`, where no token does but commas. The start of a file has nothing before it."""
    tail: str | None = None
    own: list[tuple[bool, str]] = []
    at = start
    for m in COMMENT.finditer(text, start, end):
        lines = text.count("\n", at, m.start())
        if lines == 0 and at == start > 0:
            tail = m[0].rstrip()
        else:
            own.append((lines > 1, m[0].rstrip()))
        at = m.end()
    return Gap(tail, tuple(own), text.count("\n", at, end) > 1, text.count("\n", start, end) > 0)


def comments(gap: Gap) -> Iterator[str]:
    if gap.tail is not None:
        yield gap.tail
    yield from (text for _, text in gap.own)
