"""What a builder is handed besides its children: the tokens, and where to report.

Promise: plain and mutable, one for each declaration, never kept. May import: sigc.base."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from sigc.base.diagnostic import Diagnostic, error
from sigc.base.source import Span
from sigc.syntax.lexer import Tokens
from sigc.syntax.spelling import spelled


@dataclass(slots=True)
class Context:
    """`found`: diagnostics in the order of their discovery; `fatal`: what was built must not be used."""

    tokens: Tokens
    found: list[Diagnostic] = field(default_factory=list)
    fatal: bool = False

    def text(self, token: int) -> str:
        return self.tokens.text(token)

    def span(self, token: int) -> Span:
        return Span(self.tokens.file.path, self.tokens.starts[token], self.tokens.ends[token])

    def source(self, span: Span) -> str:
        return self.tokens.file.text[span.start : span.end]

    def spelled(self, span: Span) -> str:
        """The expression at a span on one line, spaced as the formatter does it."""
        starts = self.tokens.starts
        return spelled(self.tokens, bisect_left(starts, span.start), bisect_left(starts, span.end))

    def starts_line(self, offset: int) -> bool:
        """Whether the token at `offset` is the first of its line."""
        return self.tokens.newline_before(bisect_left(self.tokens.starts, offset))

    def slip(
        self, code: str, title: str, at: Span, *, note: str, help: str, text: str = "", fix: str | None = None
    ) -> None:
        """Report; what was built stands for what was meant."""
        self.found.append(error(code, title, at, text, note=note, help=help, fix=fix))

    def fail(self, code: str, title: str, at: Span, *, note: str, help: str, text: str = "") -> None:
        """Report; what was built is not what was meant."""
        self.slip(code, title, at, note=note, help=help, text=text)
        self.fatal = True
