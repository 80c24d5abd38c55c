"""From text to a frozen syntax tree.

Promise: `parse` and `decode` never raise and never recurse; each broken declaration is reported and loses only itself.
May import: sigc.base."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from sigc.base.diagnostic import Diagnostic, error, in_order
from sigc.base.disk import LARGEST_SOURCE
from sigc.base.source import SourceFile, Span
from sigc.syntax import ast, lalr
from sigc.syntax.context import Context
from sigc.syntax.foreign import Slip
from sigc.syntax.lexer import Tokens, lex, swallows_declarations
from sigc.syntax.quoted import text as text_of
from sigc.syntax.rules import builders
from sigc.syntax.split import DEEPEST, Chunk, is_name, split

LARGEST = LARGEST_SOURCE
LONE_RETURN = re.compile(r"\r(?!\n)")
# Every level of nesting is spelled with at least one of these.
NESTING = ("LBRACE", "LPAR", "LSQB", "DOT", "PLUS", "MINUS", "TIMES", "DIVIDE", "REMAINDER", "NOT", "AND", "OR", "IF",
           "OTHERWISE", "BY", "ON", "IN", "IS", "QMARK")  # fmt: skip


def decode(path: str, data: bytes) -> SourceFile | Diagnostic:
    """The text of a file as it lies on disk, without a byte order mark, or why it is none. A carriage return alone is
    read as a line end, which it was on old machines, so that a comment ends there too."""
    if len(data) > LARGEST:
        return _too_large(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        note = f"the byte {data[e.start]:#04x} in line {line} begins no character"
        return error("SIG0107", f"`{path}` is not UTF-8 text", note=note, help="save the file as UTF-8")
    return SourceFile(path, LONE_RETURN.sub("\n", text) if "\r" in text else text)


Known = dict[tuple[str, int, str], ast.Decl]
"""Declarations without mistakes, by path, place and text."""


def parse(file: SourceFile, known: Known | None = None) -> tuple[ast.File, tuple[Diagnostic, ...]]:
    """The declarations of a file that could be read, and what is wrong with the others, by place. `known`: those of an
    earlier version, of which what stands where it stood is taken as it is; it is left with those of this one."""
    if len(file.text) > LARGEST:
        return ast.File(file.path, None, ()), (_too_large(file.path),)
    known = {} if known is None else known
    tokens = lex(file)
    tree, found = _read(tokens, known)
    if found and swallows_declarations(tokens):
        tree, found = _read(lex(file, wary=True), known)
    return tree, in_order(found)


def _read(tokens: Tokens, known: Known) -> tuple[ast.File, list[Diagnostic]]:
    file, c = tokens.file, Context(tokens)
    first = int(tokens.kinds[0] == "DOC")
    doc = text_of(c, 0) if first else None
    found = [*c.found, *(slip.diagnostic for slip in tokens.slips)]
    read: list[ast.Decl] = []
    broken: list[ast.Name] = []
    before: Diagnostic | None = None
    old = known.copy()
    known.clear()
    for chunk, slips in _with_slips(tokens, split(tokens, first)):
        told: list[Diagnostic] = []
        start, end = tokens.starts[chunk.first], tokens.ends[chunk.last - 1]
        place = (file.path, start, file.text[start:end])
        value = old.get(place) if chunk.problem is None and not slips else None
        if value is None:
            value = declaration(tokens, chunk, slips, told)
        if value is not None and not told and not slips:
            known[place] = value
        if value is not None or slips or not _follows(before, told):
            found += told
            before = told[-1] if value is None and told else None
        if value is not None:
            read.append(value)
        elif chunk.first + 1 < chunk.last and is_name(tokens.kinds[chunk.first + 1]):
            at = Span(file.path, tokens.starts[chunk.first + 1], tokens.ends[chunk.first + 1])
            broken.append(ast.Name(tokens.text(chunk.first + 1), at))
    if not read and not found:
        found.append(_nothing(file))
    return ast.File(file.path, doc, tuple(read), tuple(broken)), found


def _follows(before: Diagnostic | None, told: list[Diagnostic]) -> bool:
    """Whether what is told of a piece of a file comes of the broken declaration right before it: where that has lost a
    `{`, its last `}` closes nothing, and what stands between the two begins no declaration."""
    if before is None or not told:
        return False
    cut = before.code in ("SIG0101", "SIG0116") and told[0].code in ("SIG0110", "SIG0152")
    return cut or told[0].code == "SIG0105"


def _with_slips(tokens: Tokens, chunks: list[Chunk]) -> Iterator[tuple[Chunk, list[Slip]]]:
    """Each chunk with what the lexer found wrong in it."""
    slips = tokens.slips
    i = 0
    for chunk in chunks:
        end = tokens.starts[chunk.last] if chunk is not chunks[-1] else len(tokens.file.text) + 1
        first = i
        while i < len(slips) and slips[i].start < end:
            i += 1
        yield chunk, slips[first:i]


def declaration(tokens: Tokens, chunk: Chunk, slips: list[Slip], found: list[Diagnostic]) -> ast.Decl | None:
    """The declaration of a chunk. What may follow from what the lexer found already is not reported again."""
    if any(slip.fatal for slip in slips):
        return None
    if chunk.problem is not None:
        found += [] if slips else [chunk.problem]
        return None
    c = Context(tokens)
    value: Any = lalr.run(tokens, chunk.first, chunk.last, "declaration", builders(), c)
    found += c.found
    if isinstance(value, lalr.Failure):
        if not slips or tokens.starts[value.at] < slips[0].start:
            from sigc.syntax.mistakes import explain  # good files need no explanations

            found.append(explain(tokens, chunk, value))
        return None
    if _may_be_deep(tokens, chunk) and (deep := _too_deep(value)) is not None:
        note = f"expressions nest at most {DEEPEST} deep"
        found.append(error("SIG0109", "nested too deeply", deep, note=note, help="bind inner parts to names"))
        return None
    return None if c.fatal else value


def _may_be_deep(tokens: Tokens, chunk: Chunk) -> bool:
    if chunk.last - chunk.first <= DEEPEST:
        return False
    kinds = tokens.kinds[chunk.first : chunk.last]
    return sum(map(kinds.count, NESTING)) > DEEPEST


EXPRESSIONS = frozenset(get_args(ast.Expr)) | frozenset(get_args(ast.TypeExpr))


def _too_deep(value: Any) -> Span | None:
    """The place of an expression with more than DEEPEST others around it."""
    pending = [(value, 0)]
    while pending:
        node, depth = pending.pop()
        if isinstance(node, tuple):
            pending += [(item, depth) for item in node]
        elif hasattr(node, "__match_args__") and not isinstance(node, Span):
            depth += type(node) in EXPRESSIONS
            if depth > DEEPEST:
                return node.span  # type: ignore[no-any-return]
            pending += [(getattr(node, name), depth) for name in node.__match_args__]
    return None


def _too_large(path: str) -> Diagnostic:
    note = f"a source file has at most {LARGEST:,} bytes"
    return error("SIG0108", f"`{path}` is too large", note=note, help="split it, or keep rows in a data file")


def _nothing(file: SourceFile) -> Diagnostic:
    note = "a file holds declarations: `signature`, `module`, `type`, `enum`, `data`, `test`, …"
    help = "begin with `signature Shout { input text: str  output loud: str }`"
    return error("SIG0106", "nothing is declared here", Span(file.path, 0, 0), note=note, help=help)
