"""Semantic tokens: names by what they mean, words of the language where they are keywords, texts, numbers, comments.

Promise: tokens do not overlap, and none goes over a line end. May import: sigc.base, syntax; lsp/names, facts,
index."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property, partial

from lsprotocol import types as lsp

from sigc.base.frozen import frozen
from sigc.base.source import SourceFile, Span
from sigc.lsp.facts import KEPT, Facts
from sigc.lsp.index import Index, Occurrence
from sigc.lsp.lines import Lines
from sigc.lsp.names import seen, thing_of
from sigc.lsp.workspace import Workspace
from sigc.syntax.builtin import TYPES
from sigc.syntax.lexer import Tokens, lex
from sigc.syntax.tables import tables
from sigc.values.library import LIBRARY

KINDS = (
    "namespace", "type", "enum", "enumMember", "struct", "parameter", "variable", "property", "function", "method",
    "keyword", "string", "number", "comment", "decorator", "typeParameter", "operator",
)  # fmt: skip
MODIFIERS = ("declaration", "defaultLibrary")
OF_THING: dict[str, str] = {
    "enum": "enum", "record": "struct", "alias": "type", "member": "enumMember", "signature": "function",
    "module": "function", "tool": "function", "metric": "function", "input": "parameter", "output": "property",
    "field": "property", "binding": "variable", "local": "variable", "parameter": "typeParameter", "text": "variable",
    "model": "variable", "data": "variable", "build": "variable", "gate": "variable", "label": "decorator",
    "zone": "namespace",
}  # fmt: skip
# Behind these a soft keyword is a name, and before those (as in syntax/pygments_lexer.py).
BEFORE_NAME = frozenset({"DOT", "DOTS", "AT", "EQUAL", "LSQB", "IN", "IS", "AND", "OR", "NOT"})
AFTER_NAME = frozenset({"EQUAL", "COLON", "COMMA", "DOT", "LPAR", "RPAR", "LSQB", "RSQB", "QMARK"})
LITERAL = {"STRING": "string", "FSTRING": "string", "DOC": "string", "NUMBER": "number"}
_COMMENT = re.compile(r"#[^\r\n]*")

Piece = tuple[int, int, str, int]
"""Start, end, kind, modifiers as bits."""


def legend() -> lsp.SemanticTokensLegend:
    return lsp.SemanticTokensLegend(list(KINDS), list(MODIFIERS))


def semantic_tokens(ws: Workspace, path: str, range_: lsp.Range | None = None) -> lsp.SemanticTokens:
    """The tokens of a file, or of a part of it, as the protocol packs them."""
    lines, view = ws.lines(path), seen(ws, path)
    pieces = _Pieces(ws, view.index, lines.text.removeprefix("\ufeff"))
    if range_ is not None:
        start, end = lines.offset(range_.start), lines.offset(range_.end)
        return lsp.SemanticTokens(_data([_row(lines, 0, [p for p in pieces.all() if p[0] < end and p[1] > start])]))
    return lsp.SemanticTokens(_data(_rows(lines, pieces, view.facts)))


def _rows(lines: Lines, pieces: _Pieces, facts: Facts) -> Iterator[_Row]:
    """The tokens of each declaration, or what they were when nothing that it leads to has changed, and of what stands
    between."""
    c, kept = facts.checker, facts.kept
    tree = c.world.trees.get(facts.path)
    at = 0
    for decl in tree.declarations if tree is not None and kept is not None else ():
        start, end = decl.span.start, decl.span.end
        yield _row(lines, 0, pieces.of(at, start))
        at = end
        place = lines.position(start)
        work = partial(lambda row, start, end: _row(lines, row, pieces.of(start, end)), place.line, start, end)
        once = kept is not None and isinstance(decl, KEPT)
        row = kept.once(c, decl, f"tokens {place.character}", work) if once else work()  # type: ignore[union-attr]
        yield _Row(place.line, row.tokens)
    yield _row(lines, 0, pieces.of(at, len(pieces.text)))


class _Pieces:
    """The tokens of one file. `known`: the kinds of things that were met."""

    def __init__(self, ws: Workspace, index: Index, text: str) -> None:
        self.ws, self.index, self.text = ws, index, text
        self.known: dict[Span, str | None] = {}

    @cached_property
    def starts(self) -> list[int]:
        return [use.span.start for use in self.index.occurrences]

    def all(self) -> Iterator[Piece]:
        return self.of(0, len(self.text))

    def of(self, first: int, last: int) -> Iterator[Piece]:
        """All tokens between two that stand apart, in order."""
        text, at = self.text, first
        if first == last or text[first:last].isspace():
            return
        uses = self.index.occurrences[bisect_left(self.starts, first) : bisect_left(self.starts, last)]
        named = {use.span.start: use for use in uses}
        starts = [use.span.start for use in uses]
        tokens = lex(SourceFile("", text), first, last)
        for i, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
            if start > at:
                yield from ((m.start(), m.end(), "comment", 0) for m in _COMMENT.finditer(text, at, start))
            at = max(at, end)
            use = named.get(start)
            if use is not None and use.span.end == end:
                kind = self.kind(use.thing)
                if kind is not None:
                    yield start, end, kind, int(use.declares)
            elif tokens.kinds[i] in LITERAL:
                inside = uses[bisect_right(starts, start) : bisect_left(starts, end)]
                yield from self.literal(start, end, LITERAL[tokens.kinds[i]], inside)
            else:
                yield from _word(tokens, i)

    def kind(self, place: Span) -> str | None:
        """The kind of the tokens that mean a thing; an alias is of the kind of what it stands for."""
        if place not in self.known:
            thing = self.index.things.get(place) or thing_of(self.ws, place, self.index.path)
            if thing is not None and thing.kind == "alias" and thing.of is not None:
                thing = thing_of(self.ws, thing.of, self.index.path) or thing
            self.known[place] = OF_THING.get(thing.kind) if thing is not None else None
        return self.known[place]

    def literal(self, start: int, end: int, kind: str, inside: list[Occurrence]) -> Iterator[Piece]:
        """A text, cut where names stand in its holes."""
        at = start
        for use in inside:
            name = self.kind(use.thing)
            if name is None or use.span.start < at:
                continue
            yield at, use.span.start, kind, 0
            yield use.span.start, use.span.end, name, 0
            at = use.span.end
        yield at, end, kind, 0


def _word(tokens: Tokens, i: int) -> Iterator[Piece]:
    """A keyword where it is one; a built-in type or a function of the library."""
    kind, start, end = tokens.kinds[i], tokens.starts[i], tokens.ends[i]
    word = tokens.text(i)
    table = tables()
    if kind != "NAME" and kind in table.words.values():
        before = tokens.kinds[i - 1] if i else ""
        named = kind in table.soft and (before in BEFORE_NAME or tokens.kinds[i + 1] in AFTER_NAME)
        if not named:
            yield start, end, "keyword", 0
    elif word in TYPES:
        yield start, end, "type", 2
    elif word in LIBRARY and tokens.kinds[i + 1] == "LPAR":
        yield start, end, "function", 2


@frozen
class _Row:
    """Tokens from one line on: the line as counted from there, column, length, kind and modifiers of each."""

    first: int
    tokens: list[tuple[int, int, int, int, int]]


_NUMBERS = {kind: i for i, kind in enumerate(KINDS)}


def _row(lines: Lines, first: int, pieces: Iterable[Piece]) -> _Row:
    tokens = [
        (row - first, column, length, _NUMBERS[kind], modifiers)
        for start, end, kind, modifiers in pieces
        for row, column, length in lines.stretches(start, end)
    ]
    return _Row(first, tokens)


def _data(rows: Iterable[_Row]) -> list[int]:
    """Five numbers a token: lines and columns since the last one, length, kind, modifiers."""
    out: list[int] = []
    line = column = 0
    for each in rows:
        first = each.first
        for down, at, length, kind, modifiers in each.tokens:
            row = first + down
            out += (row - line, at - column if row == line else at, length, kind, modifiers)
            line, column = row, at
    return out
