"""The formatter: one way to lay out a file.

Promise: comments, texts and meaning stay as they are; what is formatted is formatted already; a declaration that can
not be read stays as it is, byte for byte, with what lies around it. May import: sigc.base."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import Any

from sigc.base.diagnostic import Diagnostic
from sigc.base.frozen import frozen
from sigc.base.source import SourceFile, Span
from sigc.syntax.format_blocks import Row, comment_lines, declaration, lined_up
from sigc.syntax.format_layout import render
from sigc.syntax.format_passage import passage
from sigc.syntax.format_tree import Gap, between
from sigc.syntax.lexer import Tokens, lex, swallows_declarations
from sigc.syntax.parse import parse
from sigc.syntax.split import split


@frozen
class Formatted:
    """`text`: the file as it should be. `found`: why some of it could not be formatted."""

    text: str
    found: tuple[Diagnostic, ...]


def format(file: SourceFile) -> Formatted:
    """The file in the house style.

    Where brackets do not match, declarations are told apart by their lines and indentation. So a file with broken
    declarations is left as it is if formatting the others would change how it is read.
    """
    tree, found = parse(file)
    text = _laid_out(file, found)
    if found and text != file.text:
        again = SourceFile(file.path, text)
        after = parse(again)
        kept = same(tree, after[0]) and [d.title for d in found] == [d.title for d in after[1]]
        if not kept or _laid_out(again, after[1]) != text:
            text = file.text
    return Formatted(text, found)


def same(a: Any, b: Any) -> bool:
    """Whether two trees are equal apart from the places of their parts."""
    pending = [(a, b)]
    while pending:
        one, other = pending.pop()
        if type(one) is not type(other):
            return False
        if isinstance(one, tuple):
            if len(one) != len(other):
                return False
            pending += zip(one, other, strict=True)
        elif not hasattr(one, "__match_args__"):
            if one != other:
                return False
        elif not isinstance(one, Span):
            pending += [(getattr(one, name), getattr(other, name)) for name in one.__match_args__]
    return True


# --- a file as pieces ------------------------------------------------------------------------------------------------


@frozen
class _Piece:
    """The file's text or a declaration, from `start` to `end` in the source.

    `text`: as it should be, None when it can not be read. `apart`: an empty line is above and below it.
    """

    text: str | None
    start: int
    end: int
    apart: bool


def _laid_out(file: SourceFile, found: Sequence[Diagnostic]) -> str:
    text = file.text
    tokens = lex(file)
    if found and swallows_declarations(tokens):
        tokens = lex(file, wary=True)
    wrong = [d.at.span.start for d in found if d.at is not None]
    pieces = _pieces(tokens, [*wrong, *(slip.start for slip in tokens.slips)])
    if not pieces:
        return text if tokens.slips else _ended(comment_lines(between(text, 0, len(text)).own, "", first=True))
    out: list[str] = []
    for readable, run in groupby(range(len(pieces)), key=lambda k: pieces[k].text is not None):
        first, *_, last = [*run] * 2
        before = pieces[first - 1].end if first > 0 else 0
        after = pieces[last + 1].start if last + 1 < len(pieces) else len(text)
        if readable:
            out.append(_readable(text, pieces[first : last + 1], before == 0, after == len(text)))
        else:
            raw = text[before:after]
            out.append(raw if after == len(text) else re.sub(r"\n[ \t]+\Z", "\n", raw))
    laid_out = "".join(out)
    return re.sub(r"(?<!\r)\n", "\r\n", laid_out) if re.match(r"[^\n]*\r\n", text) else laid_out


def _pieces(tokens: Tokens, wrong: Sequence[int]) -> list[_Piece]:
    """The file's text and its declarations; `wrong`: the places of mistakes."""
    first = int(tokens.kinds[0] == "DOC")
    chunks = split(tokens, first)
    begin = tokens.ends[0] if first else 0
    out: list[_Piece] = []
    if first:
        bad = any(place < begin for place in wrong)
        out.append(_Piece(None if bad else render(passage(tokens, 0)), tokens.starts[0], begin, True))
    # A mistake belongs to the declaration that begins before it; to the first one if none does.
    edges = [begin, *(tokens.starts[chunk.last] for chunk in chunks[:-1]), len(tokens.file.text) + 1]
    for chunk, (a, b) in zip(chunks, pairwise(edges), strict=False):
        bad = chunk.problem is not None or any(a <= place < b for place in wrong)
        text = None if bad else declaration(tokens, chunk.first, chunk.last)
        start, end = tokens.starts[chunk.first], tokens.ends[chunk.last - 1]
        out.append(_Piece(text, start, end, text is not None and "\n" in text))
    return out


def _readable(text: str, pieces: Sequence[_Piece], opens: bool, closes: bool) -> str:
    """Pieces with what is between them; what is around them too where they open or close the file."""
    rows: list[Row] = []
    for k, piece in enumerate(pieces):
        gap = between(text, pieces[k - 1].end if k > 0 else 0, piece.start) if k > 0 or opens else None
        if k > 0 and gap and gap.tail is not None:
            rows[-1].tails.append(gap.tail)
        rows.append(_row(piece, gap, pieces[k - 1] if k > 0 else None))
    if not closes:
        return "\n".join(lined_up(rows, 0))
    end = between(text, pieces[-1].end, len(text))
    rows[-1].tails += [] if end.tail is None else [end.tail]
    return _ended([*lined_up(rows, 0), *comment_lines(end.own, "")])


def _row(piece: _Piece, gap: Gap | None, above: _Piece | None) -> Row:
    """A piece and the comments above it, with empty lines where its author left some or where there must be one."""
    own, blank = (gap.own, gap.blank) if gap else ((), False)
    must = above is not None and (above.apart or piece.apart) and not (gap and gap.any_blank)
    own = tuple(((blank or must) if k == 0 and above else blank and k > 0, text) for k, (blank, text) in enumerate(own))
    return Row(piece.text or "", [], (blank or (must and not own)) and bool(own or above), own)


def _ended(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
