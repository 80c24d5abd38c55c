"""A lexer for Pygments: `.sig` in documentation tools, terminals and web pages.

It asks the language's own lexer and grammar, so it can not disagree with them: a soft keyword is a keyword where it
stands for itself, and a name where it names something. Promise: every character is in one token, none is an error,
whatever the text. Pygments is imported here only. May import: sigc.base."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar, TypeAlias

from pygments.lexer import Lexer
from pygments.token import (
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    Whitespace,
)

from sigc.base.source import SourceFile
from sigc.syntax.builtin import TYPES
from sigc.syntax.format_tree import Node, items, tree
from sigc.syntax.lexer import Tokens, lex
from sigc.syntax.split import AFTER_NAME, split
from sigc.syntax.tables import tables

Piece: TypeAlias = tuple[int, Any, str]

CONSTANTS = frozenset({"NONE", "TRUE", "FALSE"})
OPERATORS = frozenset({"AND", "OR", "NOT", "IN", "IS"})
BRACKETS = frozenset({"LBRACE", "RBRACE", "LPAR", "RPAR", "LSQB", "RSQB", "COMMA", "COLON", "DOT"})
# Behind these a soft keyword is a name, and before those.
BEFORE_NAME = frozenset({"DOT", "DOTS", "AT", "EQUAL", "LSQB", *OPERATORS})
AFTER_SOFT_NAME = frozenset({"EQUAL", "COLON", "COMMA", "DOT", "LPAR", "RPAR", "LSQB", "RSQB", "QMARK"})
GAP = re.compile(r"(#[^\n]*)|(\s+)|([^\s#]+)")
ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[\s\S])")
HOLE = re.compile(r"(\{\{|\}\})|(\{)([^{}]*)(\})")


class SigLexer(Lexer):  # type: ignore[misc]
    """The language of `.sig` files."""

    name = "Sig"
    aliases: ClassVar[list[str]] = ["sig"]
    filenames: ClassVar[list[str]] = ["*.sig"]
    mimetypes: ClassVar[list[str]] = ["text/x-sig"]

    def get_tokens_unprocessed(self, text: str) -> Iterator[Piece]:
        """(offset, kind, text) for the whole text, in order."""
        tokens = lex(SourceFile("", text))
        roles = _roles(tokens)
        at = 0
        for i, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
            yield from _gap(text, at, start)
            yield from _token(tokens, i, roles.get(i))
            at = end


def _gap(text: str, start: int, end: int) -> Iterator[Piece]:
    for m in GAP.finditer(text, start, end):
        yield m.start(), (Comment.Single, Whitespace, Text)[(m.lastindex or 1) - 1], m[0]


def _token(tokens: Tokens, i: int, role: Any) -> Iterator[Piece]:
    kind, start, text = tokens.kinds[i], tokens.starts[i], tokens.text(i)
    if role is not None:
        yield start, role, text
    elif kind == "FSTRING":
        yield from _fstring(start, text)
    elif kind in ("STRING", "DOC"):
        yield from _string(start, text, String.Doc if kind == "DOC" else String.Double)
    elif kind == "NUMBER":
        yield start, Number.Integer if text.isdigit() else Number.Float, text
    elif kind in BRACKETS:
        yield start, Punctuation, text
    elif kind in CONSTANTS:
        yield start, Keyword.Constant, text
    elif kind in OPERATORS:
        yield start, Operator.Word, text
    elif kind in tables().words.values():
        yield start, Keyword, text
    elif text:
        yield start, Name if kind == "NAME" else Operator, text


def _string(start: int, text: str, kind: Any) -> Iterator[Piece]:
    """A string with its escapes; a raw one has none."""
    at = 0
    for m in () if text[0] == "r" else ESCAPE.finditer(text):
        if at < m.start():
            yield start + at, kind, text[at : m.start()]
        yield start + m.start(), String.Escape, m[0]
        at = m.end()
    if at < len(text):
        yield start + at, kind, text[at:]


def _fstring(start: int, text: str) -> Iterator[Piece]:
    """An f-string with the expressions in its braces."""
    at = 0
    for m in HOLE.finditer(text):
        yield from _string(start + at, text[at : m.start()], String.Double) if at < m.start() else ()
        at = m.end()
        if m[1]:
            yield start + m.start(), String.Escape, m[1]
            continue
        yield start + m.start(2), String.Interpol, "{"
        inside = SigLexer().get_tokens_unprocessed(m[3])
        yield from ((start + m.start(3) + offset, kind, piece) for offset, kind, piece in inside)
        yield start + m.start(4), String.Interpol, "}"
    yield from _string(start + at, text[at:], String.Double) if at < len(text) else ()


# --- what a word stands for ------------------------------------------------------------------------------------------


def _roles(tokens: Tokens) -> dict[int, Any]:
    """The kind of each token that its own spelling does not tell: of words above all."""
    roles: dict[int, Any] = {}
    first = int(tokens.kinds[0] == "DOC")
    for chunk in split(tokens, first):
        node = None if chunk.problem else tree(tokens, chunk.first, chunk.last)
        if node is None:
            _guessed(tokens, chunk.first, chunk.last, roles)
            continue
        _read(tokens, node, roles)
        if tokens.kinds[chunk.first] in AFTER_NAME:
            roles[chunk.first] = Keyword.Namespace if node.name == "import_" else Keyword.Declaration
    return roles


def _read(tokens: Tokens, root: Node, roles: dict[int, Any]) -> None:
    """The roles of the names in a declaration that could be read."""
    pending: list[tuple[Node, str]] = [(root, "")]
    while pending:
        node, above = pending.pop()
        if node.name == "name":
            roles.setdefault(node.first, _name(tokens, node.first, above))
        for part in items(node, tokens.kinds):
            if isinstance(part, Node):
                pending.append((part, f"{node.name}/{above}" if part.name in ("name", "path") else node.name))
    if root.first + 1 in roles and root.name != "import_":
        roles[root.first + 1] = Name.Class


def _name(tokens: Tokens, i: int, above: str) -> Any:
    """The kind of a name; `above`: the rules in which it stands, the innermost first."""
    rule = above.split("/")[0]
    if rule == "marks":
        return Name.Decorator
    if rule == "attribute":
        return Name.Attribute
    if rule == "path" and above.startswith("path/named") and tokens.text(i) in TYPES:
        return Keyword.Type
    if rule in ("field", "bind", "member", "param"):
        return Name.Variable
    return Name.Function if tokens.kinds[i + 1] == "LPAR" and rule == "variable" else Name


def _guessed(tokens: Tokens, first: int, last: int, roles: dict[int, Any]) -> None:
    """The soft keywords of what could not be read, by what stands beside them."""
    kinds, soft = tokens.kinds, tables().soft
    for i in range(first, last):
        if kinds[i] in soft and kinds[i] != "NAME":
            named = (i > first and kinds[i - 1] in BEFORE_NAME) or kinds[i + 1] in AFTER_SOFT_NAME
            roles[i] = Name if named else Keyword
