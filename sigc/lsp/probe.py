"""What could stand at the cursor: the declaration around it is read again with a mark in that place.

A half-written declaration is completed in a few ways (the rest of the line dropped, brackets closed, a binding made
whole) until one can be read; the check then says what the mark could see. Promise: the declaration alone is read and
checked again, so the time does not grow with the file. May import: sigc.base, syntax, check; lsp/facts, workspace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from sigc.base.frozen import frozen
from sigc.base.source import SourceFile, Span
from sigc.lsp.facts import Facts, look
from sigc.lsp.symbols import tree_of
from sigc.lsp.workspace import Workspace
from sigc.syntax import ast
from sigc.syntax.lexer import Tokens, lex
from sigc.syntax.parse import parse
from sigc.syntax.split import CLOSER, OPENER, split

MARK = "sigc_cursor_"
MOST_REPAIRS = 8
"""Lines beside the cursor's that may be left out of a declaration so that it can be read."""
_WORD = re.compile(r"[A-Za-z_]\w*")
_BEFORE = re.compile(r"[A-Za-z_]?\w*\Z")
_CLOSING = {"LBRACE": "}", "LPAR": ")", "LSQB": "]"}


@frozen
class Place:
    """Where the cursor stands. `start` to `end`: the word under it. `before`: kinds of the tokens ahead of it in its
    declaration, the nearest last, and `words` their texts; `same_line`: the nearest stands on its line. `keyword`: that
    of the declaration around it, "" between declarations. `inside`: the token that it stands in, DOC, STRING, COMMENT
    or FSTRING, or ""."""

    start: int
    end: int
    before: tuple[str, ...]
    words: tuple[str, ...]
    same_line: bool
    keyword: str
    inside: str
    chunk: tuple[int, int]


@frozen
class Probe:
    """The declaration with the mark, the nodes from it down to the mark, and what is known of it."""

    nodes: tuple[object, ...]
    facts: Facts


def place_at(text: str, path: str, offset: int) -> Place:
    """Where an offset stands, by tokens alone."""
    tokens = lex(SourceFile(path, text))
    ahead = _BEFORE.search(text, max(0, offset - 200), offset)
    start = ahead.start() if ahead is not None else offset
    word = _WORD.match(text, start)
    end = max(offset, word.end()) if word is not None else offset
    chunk, i = _chunk(tokens, start)
    first = chunk[0]
    mine = range(first, i)
    depth = sum(tokens.kinds[k] in CLOSER for k in mine) - sum(tokens.kinds[k] in OPENER for k in mine)
    same_line = i > 0 and "\n" not in text[tokens.ends[i - 1] : start]
    between = depth <= 0 and i > first and not same_line
    keyword = "" if between or i == first else tokens.text(first)
    return Place(
        start,
        end,
        tuple(tokens.kinds[k] for k in mine),
        tuple(tokens.text(k) for k in mine),
        same_line,
        keyword,
        _inside(tokens, text, offset),
        (tokens.starts[first], tokens.starts[chunk[1]] if chunk[1] < len(tokens.starts) else len(text)),
    )


def _chunk(tokens: Tokens, start: int) -> tuple[tuple[int, int], int]:
    """The declaration around a place, as numbers of tokens, and the first token at or behind the place."""
    i = next((k for k, at in enumerate(tokens.starts) if at >= start), len(tokens.starts) - 1)
    if i > 0 and tokens.ends[i - 1] > start:
        i -= 1
    chunks = split(tokens, int(tokens.kinds[0] == "DOC"))
    for chunk in reversed(chunks):
        if chunk.first < i or (chunk.first == i and i < len(tokens.starts) - 1 and tokens.starts[i] <= start):
            return (chunk.first, chunk.last), i
    return (i, i), i


def _inside(tokens: Tokens, text: str, offset: int) -> str:
    for kind, start, end in zip(tokens.kinds, tokens.starts, tokens.ends, strict=True):
        if start < offset < end and kind in ("DOC", "STRING", "FSTRING"):
            return kind
        if start >= offset:
            break
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    last = max((e for e in tokens.ends[:-1] if e <= offset), default=0)
    return "COMMENT" if "#" in text[max(last, offset - len(line)) : offset] else ""


def probe(ws: Workspace, path: str, text: str, place: Place) -> Probe | None:
    """What the check says of the place; None when no way to complete the declaration can be read."""
    for whole, repairs in ((text, 0), (text, MOST_REPAIRS), (None, 0)):
        for candidate in _candidates(whole if whole is not None else _sound_lines(text, place), place):
            decl = _read(path, " " * place.chunk[0] + candidate, place.start, repairs)
            nodes = _down_to_mark(decl) if decl is not None else None
            if decl is not None and nodes is not None:
                return Probe(nodes, _looked(ws, path, text, place, decl))
    return None


def _sound_lines(text: str, place: Place) -> str:
    """The text without those lines around the cursor's that are no clause by themselves."""
    first, last = place.chunk
    opener = text.find("{", first, place.start) + 1
    out = [text[:opener]]
    at = opener
    for line in text[opener:last].splitlines(keepends=True):
        mine = at <= place.start <= at + len(line)
        out.append(line if mine or _is_clause(place.keyword, line) else " " * (len(line) - 1) + "\n")
        at += len(line)
    return "".join(out) + text[last:]


def _is_clause(keyword: str, line: str) -> bool:
    """Whether a line can stand alone in a declaration of this kind. A bracket that closes it may."""
    heads = {"type": "type X", "data": 'data x: X from "x"', "test": 'test "x"'}
    named = {"gate", "build", "metric"}
    head = heads.get(keyword, f"{keyword} x for X" if keyword in named else f"{keyword} x")
    inner = "" if line.strip() == "}" else line
    return not parse(SourceFile("", f"{head} {{ {inner} }}"))[1]


def _read(path: str, text: str, mark: int, repairs: int) -> ast.Decl | None:
    """The declaration that holds the mark. Other lines of it that cannot be read are left out, so many at most."""
    for _ in range(repairs + 1):
        tree, found = parse(SourceFile(path, text))
        decl = next((d for d in tree.declarations if d.span.start <= mark < d.span.end), None)
        if decl is not None:
            return decl
        at = next((d.at.span.start for d in found if d.at is not None), None)
        if at is None:
            return None
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        end = len(text) if end < 0 else end
        if start <= mark <= end or not text[start:end].strip():
            return None
        text = text[:start] + " " * (end - start) + text[end:]
    return None


def _candidates(text: str, place: Place) -> Iterator[str]:
    """The declaration with the mark in it, completed in one way after another."""
    first, last = place.chunk
    head, tail = text[first : place.start], text[place.end : max(last, place.end)]
    line = tail.split("\n", 1)
    rest = "\n" + line[1] if len(line) > 1 else ""
    closing = _open_brackets(head)
    for mark in (MARK, f"{MARK} = 0", f"{MARK}: str", f"{MARK} -> 0", f"{MARK}() ", f"{MARK} = 0 }}"):
        yield head + mark + tail
        yield head + mark + rest
        yield head + mark + closing


def _open_brackets(text: str) -> str:
    """What closes the brackets that a text leaves open."""
    stack: list[str] = []
    tokens = lex(SourceFile("", text))
    for kind in tokens.kinds:
        if kind in CLOSER:
            stack.append(kind)
        elif kind in OPENER and stack and stack[-1] == OPENER[kind]:
            stack.pop()
    return " " + " ".join(_CLOSING[kind] for kind in reversed(stack))


def _looked(ws: Workspace, path: str, text: str, place: Place, decl: ast.Decl) -> Facts:
    """The facts of the marked declaration among the others of its file."""
    tree = tree_of(ws, path)
    others = [d for d in tree.declarations if d.span.end <= place.chunk[0] or d.span.start >= place.chunk[1]]
    name = getattr(getattr(decl, "name", None), "text", None)
    broken = tuple(b for b in tree.broken if b.text != name)
    whole = replace(tree, declarations=(*others, decl), broken=broken)
    read = {**ws.read, (path, text): (whole, ())}
    return look(path, ws.files, ws.given(path), read, only=decl.span.start)


def _down_to_mark(decl: ast.Decl) -> tuple[object, ...] | None:
    """The nodes from a declaration down to the one that bears the mark."""
    pending: list[tuple[object, tuple[object, ...]]] = [(decl, (decl,))]
    while pending:
        node, way = pending.pop()
        if isinstance(node, tuple | list):
            pending += [(part, way) for part in node]
            continue
        if isinstance(node, ast.Name | ast.Variable) and _bears(node):
            return way if way[-1] is node else (*way, node)
        if hasattr(node, "__match_args__") and not isinstance(node, Span | ast.Text):
            inner = way if way[-1] is node else (*way, node)
            pending += [(getattr(node, name), inner) for name in node.__match_args__]
    return None


def _bears(node: ast.Name | ast.Variable) -> bool:
    return (node.text if isinstance(node, ast.Name) else node.name) == MARK
