"""What a declaration that can not be read most likely got wrong.

May import: sigc.base."""

from __future__ import annotations

from sigc.base.diagnostic import Diagnostic, error
from sigc.base.source import Span
from sigc.syntax.lalr import Failure
from sigc.syntax.lexer import Tokens
from sigc.syntax.split import Chunk


def explain(tokens: Tokens, chunk: Chunk, failure: Failure) -> Diagnostic:
    i = failure.at
    at = Span(tokens.file.path, tokens.starts[i], tokens.ends[i])
    return error("SIG0101", f"unexpected `{tokens.text(i)}`", at, note=" ".join(failure.expected), help="")
