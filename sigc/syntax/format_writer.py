"""What every layout is made with: documents of tokens and nodes, of rows, lists and bindings, with their comments.

Promise: a comment stays behind the token behind which it stood; no recursion. May import: sigc.base."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from sigc.syntax.format_layout import Doc, Either, Line, Seq, group, nest, seq
from sigc.syntax.format_passage import passage
from sigc.syntax.format_tree import Gap, Item, Node, between, items
from sigc.syntax.lexer import Tokens
from sigc.syntax.spelling import space

NOTHING = Gap(None, (), False, False)
WIDEST_NAME = 32
# What stands directly behind that to which it is applied.
APPLIED = frozenset({"arguments", "refinements", "params", "uses"})


class Closing(NamedTuple):
    """What is before a closing bracket: comments, indented like what is in the brackets, and the end of the line."""

    comments: Doc
    line: Doc


class Writer:
    """Makes documents by the `layouts` of nodes. `bare`: without comments, and blind to the author's line ends."""

    def __init__(self, tokens: Tokens, layouts: Mapping[str, Layout], *, bare: bool = False) -> None:
        self.tokens = tokens
        self.layouts = layouts
        self.bare = bare
        self._items: dict[int, list[Item]] = {}
        self._made: dict[int, Doc] = {}

    def items(self, node: Node) -> list[Item]:
        """The same values each time, so that what was made of them is found again."""
        if id(node) not in self._items:
            self._items[id(node)] = items(node, self.tokens.kinds)
        return self._items[id(node)]

    def parts(self, node: Node) -> list[Item]:
        """The items that are no commas."""
        return [item for item in self.items(node) if self.kind(item) != "COMMA"]

    def kind(self, item: Item) -> str:
        """The kind of a token, the name of a node."""
        return self.tokens.kinds[item] if isinstance(item, int) else item.name

    def doc(self, item: Item) -> Doc:
        """The document of a token or a node. Those of a node's parts are made first, so no layout calls another."""
        if isinstance(item, int):
            return passage(self.tokens, item) if self.tokens.kinds[item] == "DOC" else self.tokens.text(item)
        pending = [(item, False)]
        while pending:
            node, ready = pending.pop()
            if ready:
                self._made[id(node)] = self.layouts.get(node.name, plain)(self, node)
            elif id(node) not in self._made:
                pending.append((node, True))
                pending += [(part, False) for part in self.items(node) if isinstance(part, Node)]
        return self._made[id(item)]

    # --- between items

    def gap(self, item: Item) -> Gap:
        """What lies before an item, back to the token before it that is no comma."""
        if self.bare:
            return NOTHING
        kinds, first = self.tokens.kinds, start(item)
        before = first - 1
        while before > 0 and kinds[before] == "COMMA":
            before -= 1
        end = self.tokens.ends[before] if before >= 0 else 0
        return between(self.tokens.file.text, end, self.tokens.starts[first])

    def before(self, item: Item, line: Doc | None = None) -> Doc:
        """The way to an item: its comments, each of which ends a line, else `line`, else what is between two tokens."""
        gap = self.gap(item)
        if gap.commented:
            way = seq(said(gap), Line(hard=True))
            return way if isinstance(line, Line) else nest(way)
        if line is not None:
            return line
        if isinstance(item, Node) and item.name in APPLIED:
            return ""
        first = start(item)
        return space(self.tokens.kinds[first - 1], self.tokens.kinds[first])

    def closing(self, closer: Item, pad: str, *, top: bool = False) -> Closing:
        """The way to a closing bracket. `top`: nothing else is in the brackets."""
        gap = self.gap(closer)
        return Closing(said(gap, top=top), Line(pad, hard=gap.commented))

    # --- several items

    def row(self, parts: Sequence[Item]) -> Seq:
        """Items side by side, commas where they stand."""
        out: list[Doc] = [self.doc(parts[0])]
        for item in parts[1:]:
            out += [","] if self.kind(item) == "COMMA" else [self.before(item), self.doc(item)]
        return seq(*out)

    def listed(
        self,
        parts: Sequence[Item],
        *,
        pad: str = "",
        between: str = "",
        stays: bool = True,
        entry: Callable[[Item], Doc] | None = None,
    ) -> Doc:
        """What stands in brackets, the first and the last of `parts`, with commas between, or on one line `between`.

        `pad`: inside the brackets on one line. `stays`: broken if the author ended the line after the first bracket.
        """
        opener, *inner, closer = parts
        entry = entry or self.doc
        body: list[Doc] = []
        for k, item in enumerate(inner):
            gap = self.gap(item)
            hard = gap.commented or (stays and k == 0 and gap.newline)
            if k > 0:
                body.append("" if between else ",")
            flat = (between or " ") if k > 0 else pad
            body += [said(gap, top=k == 0), Line(flat, hard=hard, blank=k > 0 and gap.blank), entry(item)]
        if inner and not between:
            body.append(Either(",", ""))
        end = self.closing(closer, pad if inner else "", top=not inner)
        return group(self.doc(opener), nest(*body, end.comments), end.line, self.doc(closer))

    def binding(self, bind: Item, widest: int) -> Doc:
        """`name = value`; where lines end, the `=` stands behind the widest name."""
        if not isinstance(bind, Node) or bind.name != "bind":
            return self.doc(bind)
        name, sign, value = self.items(bind)
        way = [self.before(sign), self.doc(sign), self.before(value)]
        return seq(self.doc(name), self.pad(sign, widest - self.width(name)), *way, self.doc(value))

    def pad(self, item: Item, wide: int) -> Doc:
        """Columns before an item where lines end, none when a comment takes their place."""
        return "" if self.gap(item).commented else Either(" " * wide, "")

    def widest(self, nodes: Sequence[Item]) -> int:
        """The width of the widest bound name; names that are much wider than usual do not count."""
        widths = [self.width(self.items(node)[0]) for node in nodes if isinstance(node, Node) and node.name == "bind"]
        return max((width for width in widths if width <= WIDEST_NAME), default=0)

    def width(self, item: Item) -> int:
        """The width of an item's first token."""
        return self.tokens.ends[start(item)] - self.tokens.starts[start(item)]


Layout: TypeAlias = Callable[[Writer, Node], Doc]


def plain(w: Writer, node: Node) -> Doc:
    """The layout of what has no other: its items side by side."""
    return w.row(w.items(node))


def start(item: Item) -> int:
    """An item's first token."""
    return item if isinstance(item, int) else item.first


def said(gap: Gap, *, top: bool = False) -> Seq:
    """The comments of a gap; `top`: with no empty line above the first."""
    out: list[Doc] = [] if gap.tail is None else [f"  {gap.tail}"]
    for blank, text in gap.own:
        out += [Line(hard=True, blank=blank and bool(out or not top)), text]
    return seq(*out)
