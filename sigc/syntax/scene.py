"""A failed declaration as the recognisers of mistakes see it: tokens around the place, and what was expected there.

Promise: looking outside of the declaration gives empty words, never an error. May import: sigc.base."""

from __future__ import annotations

from collections.abc import Iterable

from sigc.base.diagnostic import Diagnostic, error
from sigc.base.frozen import frozen
from sigc.base.names import closest
from sigc.base.source import Span
from sigc.syntax.lalr import Failure
from sigc.syntax.lexer import END, Tokens
from sigc.syntax.split import Chunk, is_name
from sigc.syntax.tables import tables


@frozen
class Scene:
    """Offsets count from the token that fits nowhere: 0 is that token, -1 the one before it."""

    tokens: Tokens
    chunk: Chunk
    failure: Failure

    def kind(self, offset: int = 0) -> str:
        i = self.failure.at + offset
        return self.tokens.kinds[i] if self.chunk.first <= i < self.chunk.last else END

    def text(self, offset: int = 0) -> str:
        i = self.failure.at + offset
        return self.tokens.text(i) if self.chunk.first <= i < self.chunk.last else ""

    def is_name(self, offset: int = 0) -> bool:
        return is_name(self.kind(offset))

    def is_reserved(self, offset: int = 0) -> bool:
        """A word that may never be a name."""
        return self.text(offset) in tables().words and not self.is_name(offset)

    def expects(self, *kinds: str) -> bool:
        return all(kind in self.failure.expected for kind in kinds)

    def only(self, kind: str) -> bool:
        return self.failure.expected == (kind,)

    @property
    def at_value(self) -> bool:
        """Whether an expression was to begin here."""
        return self.expects("LPAR", "NUMBER", "FSTRING", "LSQB")

    @property
    def after_value(self) -> bool:
        """Whether an expression was just read, that could go on."""
        return self.expects("SAME", "AND", "PLUS")

    @property
    def at_clause(self) -> bool:
        """Whether a clause of a declaration's body was to begin here."""
        return self.expects("RBRACE") and (self.expects("DOC") or self.expects("NAME")) and self.depth() == 1

    @property
    def declares(self) -> str:
        """The keyword of the declaration."""
        return self.tokens.text(self.chunk.first)

    def depth(self) -> int:
        """Brackets open before the failing token."""
        kinds = self.tokens.kinds[self.chunk.first : self.failure.at]
        opened = sum(map(kinds.count, ("LBRACE", "LPAR", "LSQB")))
        return opened - sum(map(kinds.count, ("RBRACE", "RPAR", "RSQB")))

    def bracket(self) -> str:
        """The kind of the innermost bracket that is open, END outside of all."""
        depth = 0
        for i in range(self.failure.at - 1, self.chunk.first, -1):
            kind = self.tokens.kinds[i]
            depth += (kind in ("RBRACE", "RPAR", "RSQB")) - (kind in ("LBRACE", "LPAR", "LSQB"))
            if depth < 0:
                return kind
        return END

    def starts_line(self, offset: int = 0) -> bool:
        i = self.failure.at + offset
        return self.chunk.first <= i < self.chunk.last and self.tokens.newline_before(i)

    def span(self, offset: int = 0) -> Span:
        """The place of a token; past the end of the declaration, that of its last one."""
        i = min(max(self.failure.at + offset, self.chunk.first), self.chunk.last - 1)
        return Span(self.tokens.file.path, self.tokens.starts[i], self.tokens.ends[i])

    def gap(self) -> Span:
        """The place right after the token before the failing one."""
        end = self.tokens.ends[max(self.failure.at - 1, self.chunk.first)]
        return Span(self.tokens.file.path, end, end)


def mistake(
    code: str, title: str, at: Span, note: str, help: str, text: str = "", fix: str | None = None
) -> Diagnostic:
    return error(code, title, at, text, note=note, help=help, fix=fix)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The closest known word; a very long one is near to nothing."""
    return closest(word, known) if len(word) <= 32 else None


def shown(text: str) -> str:
    """A token in a title: long strings and texts are cut."""
    line = text[:40].split("\n")[0]
    return line if len(line) <= 24 and line == text else f"{line[:20]}…"
