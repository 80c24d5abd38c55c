"""The layout of expressions and types: where they may be broken, and how what is broken lines up.

Promise: every token is written once and in order, but for commas, which follow from the layout; every comment stays
behind the token behind which it stood; no recursion. May import: sigc.base."""

from __future__ import annotations

from collections.abc import Mapping

from sigc.syntax.format_layout import Doc, Line, align, breaks, group, nest, render, seq
from sigc.syntax.format_tree import Item, Node, tree
from sigc.syntax.format_writer import Layout, Writer
from sigc.syntax.lexer import Tokens

SPACE = Line(" ")
# What begins and ends with a bracket of its own: as the only argument it shares the lines of the call's brackets.
BRACKETED = frozenset({"list_literal", "comprehension", "record", "map_literal", "map_comprehension"})
LOOPS = frozenset({"match", "repeat_times", "repeat_for"})
PRODUCTS = frozenset({"TIMES", "DIVIDE", "REMAINDER"})
WIDEST_PATTERN = 40


def writer(tokens: Tokens) -> Writer:
    """A writer of the language's expressions and types."""
    return Writer(tokens, LAYOUTS)


def flat(tokens: Tokens, first: int, last: int) -> str:
    """An expression on one line, without comments; as it stands when it is none."""
    node = tree(tokens, first, last, "expr")
    if node is None:
        return tokens.file.text[tokens.starts[first] : tokens.ends[last - 1]]
    return render(Writer(tokens, LAYOUTS, bare=True).doc(node), width=None)


# --- operators -------------------------------------------------------------------------------------------------------


def _chain(w: Writer, node: Node) -> Doc:
    """`a + b - c`: broken before each operator of one precedence, what follows below the first operand."""
    first, *rest = _flattened(w, node)
    out: list[Doc] = [w.doc(first)]
    for operator, operand in zip(rest[::2], rest[1::2], strict=True):
        out += [w.before(operator, SPACE), w.doc(operator), w.before(operand), w.doc(operand)]
    return align(*out)


def _flattened(w: Writer, node: Node) -> list[Item]:
    """Operands and operators in turn, out of a tree that leans to the left."""
    parts = w.items(node)
    while isinstance(parts[0], Node) and _same(w, parts[0], node):
        parts = [*w.items(parts[0]), *parts[1:]]
    return parts


def _same(w: Writer, left: Node, node: Node) -> bool:
    if left.name != node.name or node.name == "compare":
        return False
    return node.name != "binary" or _is_product(w, left) == _is_product(w, node)


def _is_product(w: Writer, node: Node) -> bool:
    return w.kind(w.items(node)[1]) in PRODUCTS


def _otherwise(w: Writer, node: Node) -> Doc:
    """As a chain, but directly behind what ends with a bracket on a line of its own."""
    first, *rest = _flattened(w, node)
    if not (isinstance(first, Node) and (first.name in LOOPS or (first.name in BRACKETED and breaks(w.doc(first))))):
        return _chain(w, node)
    return w.row([first, *rest])


def _if_else(w: Writer, node: Node) -> Doc:
    """`a if b else c if d else e`: broken before each `else`, and before an `if` that has no room."""
    parts = w.items(node)
    while isinstance(parts[-1], Node) and parts[-1].name == "if_else":
        parts = [*parts[:-1], *w.items(parts[-1])]
    out: list[Doc] = []
    for k in range(0, len(parts) - 1, 4):
        value, if_, condition, else_ = parts[k : k + 4]
        choice = group(w.doc(value), w.before(if_, SPACE), w.doc(if_), w.before(condition), w.doc(condition))
        out += [choice, w.before(else_, SPACE), w.doc(else_), w.before(parts[k + 4])]
    return align(*out, w.doc(parts[-1]))


def _signed(w: Writer, node: Node) -> Doc:
    """A sign stands at its number."""
    first, *rest = w.items(node)
    return seq(w.doc(first), *(part for item in rest for part in (w.before(item, ""), w.doc(item))))


# --- brackets --------------------------------------------------------------------------------------------------------


def _arguments(w: Writer, node: Node) -> Doc:
    parts = w.parts(node)
    if len(parts) == 3 and not any(w.gap(item).commented for item in parts[1:]) and _is_bracketed(parts[1]):
        return seq("(", w.doc(parts[1]), ")")
    return w.listed(parts, stays=False)


def _is_bracketed(argument: Item) -> bool:
    if not isinstance(argument, Node) or argument.name != "positional" or len(argument.children) != 1:
        return False
    (value,) = argument.children
    held = isinstance(value, Node) and (value.first, value.last) == (argument.first, argument.last)
    return held and isinstance(value, Node) and value.name in BRACKETED


def _refinements(w: Writer, node: Node) -> Doc:
    return w.listed(w.parts(node), stays=False)


def _list(w: Writer, node: Node) -> Doc:
    return w.listed(w.parts(node))


def _map(w: Writer, node: Node) -> Doc:
    return w.listed(w.parts(node), pad=" ")


def _record(w: Writer, node: Node) -> Doc:
    parts = w.parts(node)
    widest = w.widest(parts)
    return w.listed(parts, pad=" ", entry=lambda item: w.binding(item, widest))


def _indexing(w: Writer, node: Node) -> Doc:
    what, bracket, first, *others, closer = w.parts(node)
    out: list[Doc] = [w.doc(what), w.before(bracket, ""), w.doc(bracket), w.before(first), w.doc(first)]
    for item in others:
        out += [",", w.before(item, " "), w.doc(item)]
    return seq(*out, w.before(closer), w.doc(closer))


def _slicing(w: Writer, node: Node) -> Doc:
    first, *rest = w.items(node)
    return seq(w.doc(first), *(part for item in rest for part in (w.before(item, ""), w.doc(item))))


def _map_type(w: Writer, node: Node) -> Doc:
    opener, key, colon, value, closer = w.items(node)
    tight = [part for item in (key, colon) for part in (w.before(item, ""), w.doc(item))]
    return seq(w.doc(opener), *tight, w.before(value), w.doc(value), w.before(closer, ""), w.doc(closer))


def _comprehension(w: Writer, node: Node) -> Doc:
    """`[x for y in z if c]`: broken after the bracket, before each `for` and each `if`."""
    opener, body, *clauses, closer = w.items(node)
    pad = " " if w.kind(opener) == "LBRACE" else ""
    stays = w.gap(body).newline
    out: list[Doc] = [w.before(body, Line(pad, hard=stays)), w.doc(body)]
    for clause in clauses:
        out += [w.before(clause, SPACE), w.doc(clause)]
    end = w.closing(closer, pad)
    return group(w.doc(opener), nest(*out, end.comments), end.line, w.doc(closer))


def _clause(w: Writer, node: Node) -> Doc:
    first, *rest = w.items(node)
    out: list[Doc] = [w.doc(first)]
    for item in rest:
        if w.kind(item) == "COMMA":
            out.append(",")
        else:
            out += [w.before(item, SPACE if w.kind(item) == "IF" else None), w.doc(item)]
    return seq(*out)


# --- match and repeat ------------------------------------------------------------------------------------------------


def _match(w: Writer, node: Node) -> Doc:
    """Arms below each other have their arrows below each other."""
    word, of, *braced = w.parts(node)
    widths = [_pattern_width(w, arm) for arm in braced[1:-1]]
    widest = max((width for width in widths if width <= WIDEST_PATTERN), default=0)
    body = w.listed(braced, pad=" ", between="  ", entry=lambda arm: _arm(w, arm, widest))
    return seq(w.doc(word), w.before(of), w.doc(of), w.before(braced[0]), body)


def _arm(w: Writer, arm: Item, widest: int) -> Doc:
    *patterns, arrow, value = w.items(arm) if isinstance(arm, Node) else []
    pad = w.pad(arrow, widest - _pattern_width(w, arm))
    return seq(w.row(patterns), pad, w.before(arrow), w.doc(arrow), w.before(value), w.doc(value))


def _pattern_width(w: Writer, arm: Item) -> int:
    """The width of what stands before an arm's arrow, 0 when a comment is in it."""
    *patterns, _, _ = w.items(arm) if isinstance(arm, Node) else []
    shown = w.row(patterns)
    return 0 if breaks(shown) else len(render(shown, width=None))


def _carried(w: Writer, node: Node) -> Doc:
    """The first values and the body of a `repeat`. Its condition is not broken: the first values are."""
    parts = w.parts(node)
    close = next(k for k, item in enumerate(parts) if w.kind(item) == "RPAR")
    open_ = next(k for k, item in enumerate(parts) if w.kind(item) == "LBRACE")
    widest = w.widest(parts[open_:])
    out: list[Doc] = [w.doc(parts[0]), w.before(parts[1]), w.listed(parts[1 : close + 1], stays=False)]
    for item in parts[close + 1 : open_]:
        doc = w.doc(item)
        out += [w.before(item), doc if breaks(doc) else render(doc, width=None)]
    body = w.listed(parts[open_:], pad=" ", between=", ", entry=lambda item: w.binding(item, widest))
    return seq(*out, w.before(parts[open_]), body)


LAYOUTS: Mapping[str, Layout] = {
    "union": _chain,
    "binary": _chain,
    "either": _chain,
    "both": _chain,
    "compare": _chain,
    "otherwise": _otherwise,
    "if_else": _if_else,
    "minus": _signed,
    "signed": _signed,
    "slicing": _slicing,
    "indexing": _indexing,
    "arguments": _arguments,
    "params": _refinements,
    "uses": _refinements,
    "refinements": _refinements,
    "list_literal": _list,
    "map_literal": _map,
    "map_type": _map_type,
    "record": _record,
    "comprehension": _comprehension,
    "map_comprehension": _comprehension,
    "clause": _clause,
    "match": _match,
    "carried": _carried,
}
