"""English in `\"\"\"`: fragments are substituted for `{name}`, `{{` and `}}` are braces.

Promise: every hole is a `text` or one diagnostic; fragments that lead back to themselves are refused.
May import: sigc.base, syntax, check/core."""

from __future__ import annotations

import re

from sigc.base.source import Span
from sigc.check.core import Checker
from sigc.check.scope import Scope, Symbol
from sigc.syntax import ast

_HOLE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAME = re.compile(r"[A-Za-z_]\w*")
_OPENED = re.compile(r"\{(\w+)")


def expand(c: Checker, text: ast.Text | None, scope: Scope) -> str:
    """The English with its fragments in place; empty when there is none."""
    if text is None:
        return ""
    count = -1

    def put(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        if found[0] in ("{{", "}}"):
            return found[0][0]
        return _hole(c, found, text, scope, count)

    return _HOLE.sub(put, text.value)


def _hole(c: Checker, found: re.Match[str], text: ast.Text, scope: Scope, count: int) -> str:
    span = _place(c, text, count)
    name = (found[1] or "").strip()
    if not _NAME.fullmatch(name):
        title = "a brace stands alone" if found[1] is None else "this is no name of a `text`"
        opened = _OPENED.match(text.value, found.start()) if found[1] is None else None
        twice = "write a brace twice for a brace: `{{` or `}}`"
        c.error(
            "SIG0210",
            title,
            span,
            "read as a hole",
            note='inside `"""`, `{name}` is replaced by the `text` of that name',
            help=f"close it: `{{{opened[1]}}}`, or {twice}" if opened else twice,
        )
        return ""
    symbol = scope.find(name)
    if symbol is not None and symbol.kind == "text":
        return fragment(c, symbol)
    if name in scope.lost:
        return ""
    if symbol is not None:
        c.error("SIG0210", f"`{name}` is no text", span, f"this is {symbol.spoken}", help=_help(name))
    else:
        c.unknown_name(name, span, scope.of_kind({"text"}), scope, "text", note=_help(name))
    return ""


def _help(name: str) -> str:
    return f"declare `text {name} …`, or write `{{{{{name}}}}}` for the braces themselves"


def fragment(c: Checker, symbol: Symbol) -> str:
    """The expanded English of a `text`."""
    if symbol.key in c.texts:
        known = c.texts[symbol.key]
        if known is None:
            c.error("SIG0304", f"`{symbol.name}` contains itself", symbol.span, "leads back to itself")
            c.texts[symbol.key] = known = ""
        return known
    c.texts[symbol.key] = None
    assert isinstance(symbol.decl, ast.TextDecl)
    made = expand(c, symbol.decl.text, c.world.scopes[symbol.path])
    if c.texts[symbol.key] is None:
        c.texts[symbol.key] = made
    return c.texts[symbol.key] or ""


def _place(c: Checker, text: ast.Text, count: int) -> Span:
    """Where the hole number `count` stands in the source; the whole text when escapes hide it."""
    source = c.world.sources.get(text.span.path)
    if source is None:
        return text.span
    written = source.text[text.span.start : text.span.end]
    holes = list(_HOLE.finditer(written))
    if count >= len(holes):
        return text.span
    start, end = holes[count].span()
    return Span(text.span.path, text.span.start + start, text.span.start + end)
