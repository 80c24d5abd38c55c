"""How tokens are spaced on one line; what a condition looks like, however its author spaced it.

Promise: `spelled` gives for an expression what the formatter writes where there is room, so that formatting a file
never changes a prompt. May import: sigc.base."""

from __future__ import annotations

from sigc.syntax.lexer import Tokens
from sigc.syntax.tables import tables

TIGHT_AFTER = frozenset({"LPAR", "LSQB", "DOT", "DOTS", "AT"})
TIGHT_BEFORE = frozenset({"RPAR", "RSQB", "COMMA", "DOT", "QMARK", "COLON"})
ENDS_OPERAND = frozenset({"RPAR", "RSQB", "RBRACE", "STRING", "FSTRING", "NUMBER", "TRUE", "FALSE", "NONE"})
CLOSERS = frozenset({"RPAR", "RSQB"})
EMPTY = ("LBRACE", "RBRACE")


def space(before: str, kind: str) -> str:
    """What stands between two tokens on one line, where neither a call, a sign nor a slice says otherwise."""
    if before in TIGHT_AFTER or kind in TIGHT_BEFORE or (before, kind) == EMPTY:
        return ""
    return "" if kind == "DOTS" and before == "NUMBER" else " "


def spelled(tokens: Tokens, first: int, last: int) -> str:
    """The expression of tokens `first` up to `last` (excluded) on one line, without its comments.

    >>> from sigc.base.source import SourceFile
    >>> from sigc.syntax.lexer import lex
    >>> tokens = lex(SourceFile("x.sig", "f( a,b[ -1 ], ) - 1  >=-c.d [1 : ]"))
    >>> spelled(tokens, 0, len(tokens.kinds) - 1)
    'f(a, b[-1]) - 1 >= -c.d[1:]'"""
    kinds = tokens.kinds
    if "LBRACE" in kinds[first:last]:
        from sigc.syntax.format_expressions import flat  # braces of several meanings: only the tree tells

        return flat(tokens, first, last)
    soft = tables().soft
    out: list[str] = []
    opened: list[str] = []
    before, signed = "LPAR", False
    for i in range(first, last):
        kind = kinds[i]
        if kind == "COMMA" and kinds[i + 1] in CLOSERS:
            continue
        after_operand = before in soft or before in ENDS_OPERAND
        applied = kind in ("LPAR", "LSQB") and after_operand
        sliced = before == "COLON" and bool(opened) and opened[-1] == "LSQB"
        out.append("" if applied or sliced or signed else space(before, kind))
        out.append(tokens.text(i))
        if kind in ("LPAR", "LSQB"):
            opened.append(kind)
        elif kind in CLOSERS:
            opened.pop()
        before, signed = kind, kind == "MINUS" and not after_operand
    return "".join(out)
