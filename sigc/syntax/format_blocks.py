"""The layout of declarations: on one line, or a clause a line with names, signs and descriptions lined up.

Promise: a declaration that its author wrote on one line stays on one line if it fits. May import: sigc.base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sigc.syntax.format_expressions import writer
from sigc.syntax.format_layout import WIDTH, Doc, breaks, render, seq
from sigc.syntax.format_tree import Item, Node, tree
from sigc.syntax.format_writer import Writer, start
from sigc.syntax.lexer import Tokens

INDENT = 2
# Lines wider than this do not push the descriptions and comments of their neighbours to the right.
WIDEST_LINE = 60
WIDEST_MEMBER = 40
DESCRIBED = frozenset({"field", "ensure", "prefer"})
HOLDERS = frozenset({"input", "output", "extra"})
# As wide as `output`, `ensure` and `prefer`, so that the names behind them stand below each other.
PADDED = {"input": "input ", "let": "let   "}


@dataclass(slots=True)
class Row:
    """A clause: its lines, and what lines up behind the last of them: a description, else a comment, then comments."""

    text: str
    tails: list[str]
    blank: bool = False
    above: tuple[tuple[bool, str], ...] = ()


def declaration(tokens: Tokens, first: int, last: int) -> str | None:
    """The lines of a declaration; None when the tokens are none."""
    node = tree(tokens, first, last)
    if node is None:
        return None
    w = writer(tokens)
    head, block, bracket = _head(w, node)
    if block is None or node.name == "import_":
        return render(w.doc(node) if block is None else _import(w, node))
    line = _one_line(w, head, block, bracket)
    return line if line is not None else _lines(w, head, bracket)


def _head(w: Writer, node: Node) -> tuple[list[Item], Node | None, list[Item]]:
    """What is before a block, the node whose block it is, and the block's brackets with what they hold."""
    head: list[Item] = []
    parts = w.parts(node)
    while True:
        for k, item in enumerate(parts):
            if w.kind(item) == "LBRACE":
                return [*head, *parts[:k]], node, parts[k:]
        last = parts[-1]
        if not isinstance(last, Node) or last.name not in ("settings", "columns"):
            return [], None, []
        head, node, parts = [*head, *parts[:-1]], last, w.parts(last)


def _import(w: Writer, node: Node) -> Doc:
    head, _, bracket = _head(w, node)
    return seq(w.row(head), w.before(bracket[0]), w.listed(bracket, pad=" "))


# --- on one line -----------------------------------------------------------------------------------------------------


def _one_line(w: Writer, head: Sequence[Item], block: Node, bracket: Sequence[Item]) -> str | None:
    """The whole on one line, if it was written so, and is not too long now."""
    opener, *clauses, closer = bracket
    text = w.tokens.file.text[w.tokens.starts[start(opener)] : w.tokens.ends[start(closer)]]
    if "\n" in text:
        return None
    between = _separator(w, block, clauses)
    out: list[Doc] = [w.row([*head, opener])]
    for k, item in enumerate(clauses):
        out += [between if k > 0 else " ", w.doc(item)]
    doc = seq(*out, " }" if clauses else "}")
    line = "" if breaks(doc) else render(doc, width=None)
    return line if 0 < len(line) <= WIDTH else None


def _separator(w: Writer, block: Node, clauses: Sequence[Item]) -> str:
    if block.name == "settings":
        return ", "
    bare = all(isinstance(item, Node) and item.name == "member" and len(w.items(item)) == 1 for item in clauses)
    return " " if bare else "  "


# --- a clause a line -------------------------------------------------------------------------------------------------


def _lines(w: Writer, head: Sequence[Item], bracket: Sequence[Item]) -> str:
    opener, *clauses, closer = bracket
    top = Row(render(w.row([*head, opener])), [])
    rows = _rows(w, clauses)
    for row, follower in zip([top, *rows], [*clauses, closer], strict=True):
        gap = w.gap(follower)
        row.tails += [] if gap.tail is None else [gap.tail]
    end = w.gap(closer)
    lines = [_tailed(top, 0), *lined_up(rows, INDENT)]
    lines += comment_lines(end.own, first=not clauses)
    return "\n".join([*lines, "}"])


def _rows(w: Writer, clauses: Sequence[Item]) -> list[Row]:
    """The clauses, in sections between empty lines; the names of a section line up."""
    rows: list[Row] = []
    section: list[Item] = []
    for k, item in enumerate(clauses):
        if k > 0 and w.gap(item).any_blank:
            rows += _section(w, section, len(rows) == 0)
            section = []
        section.append(item)
    return [*rows, *_section(w, section, len(rows) == 0)]


def _section(w: Writer, clauses: Sequence[Item], first: bool) -> list[Row]:
    widest = w.widest(clauses)
    names = [w.width(item) for item in clauses if isinstance(item, Node) and len(w.items(item)) > 1]
    member = max((width for width in names if width <= WIDEST_MEMBER), default=0)
    rows = []
    for k, item in enumerate(clauses):
        doc, description = _clause(w, item, widest, member)
        gap = w.gap(item)
        top = first and k == 0
        own = tuple((blank and not (top and n == 0), text) for n, (blank, text) in enumerate(gap.own))
        row = Row(render(doc, indent=INDENT), [], gap.blank and not (top and not own), own)
        row.tails += [] if description is None else [w.tokens.text(description)]
        rows.append(row)
    return rows


def _clause(w: Writer, item: Item, widest: int, member: int) -> tuple[Doc, int | None]:
    """A clause without its description, and the description's token."""
    name = w.kind(item)
    if name == "bind":
        return w.binding(item, widest), None
    if name == "member":
        return _member(w, item, member), None
    if not isinstance(item, Node) or name not in HOLDERS | DESCRIBED | {"let"}:
        return w.doc(item), None
    if name in DESCRIBED:
        return _described(w, item)
    word, held = w.items(item)
    inner, description = _described(w, held)
    padded = w.doc(word) if w.gap(held).commented else PADDED.get(name, w.doc(word))
    return seq(padded, w.before(held), inner), description


def _described(w: Writer, item: Item) -> tuple[Doc, int | None]:
    """A field or a rule without its description, if it has one and no comment is before it."""
    if isinstance(item, Node) and item.name in DESCRIBED:
        last = item.children[-1]
        if isinstance(last, int) and w.kind(last) == "STRING" and not w.gap(last).commented:
            return w.row(w.items(item)[:-1]), last
    return w.doc(item), None


def _member(w: Writer, item: Item, widest: int) -> Doc:
    name, *rest = w.items(item) if isinstance(item, Node) else [item]
    if not rest:
        return w.doc(name)
    pad = w.pad(rest[0], widest - w.width(name))
    return seq(w.doc(name), pad, *(part for item in rest for part in (w.before(item), w.doc(item))))


# --- what lines up ---------------------------------------------------------------------------------------------------


def lined_up(rows: Sequence[Row], indent: int) -> list[str]:
    """The lines of rows, indented; between empty lines, descriptions and comments begin in one column."""
    out: list[str] = []
    sections: list[list[Row]] = []
    for k, row in enumerate(rows):
        if k == 0 or row.blank or any(blank for blank, _ in row.above):
            sections.append([])
        sections[-1].append(row)
    for section in sections:
        tailed = [indent + len(row.text) for row in section if row.tails and "\n" not in row.text]
        column = max((width for width in tailed if width <= WIDEST_LINE), default=0) + 2
        for row in section:
            out += comment_lines(row.above, " " * indent)
            out += [""] if row.blank else []
            out.append(" " * indent + _tailed(row, column - indent))
    return out


def comment_lines(own: Sequence[tuple[bool, str]], indent: str = " " * INDENT, *, first: bool = False) -> list[str]:
    """Comments on lines of their own; `first`: with no empty line above them."""
    out: list[str] = []
    for blank, text in own:
        out += [""] if blank and (out or not first) else []
        out.append(indent + text)
    return out


def _tailed(row: Row, column: int) -> str:
    """A row's text with its tails, the first of which begins at `column` or at least two columns behind the text."""
    if not row.tails:
        return row.text
    last = row.text.rsplit("\n", 1)[-1]
    apart = 2 if "\n" in row.text else max(2, column - len(last))
    return row.text + " " * apart + "  ".join(row.tails)
