"""Hover: what the name under the mouse is, and for a signature what a model will be sent.

May import: sigc.base, ir, catalog, values' library, syntax, check; lsp/names, describe, prompts, words."""

from __future__ import annotations

from lsprotocol import types as lsp

from sigc.base.source import Span
from sigc.lsp.describe import described, symbol_at
from sigc.lsp.index import Thing
from sigc.lsp.names import behind, seen, thing_at
from sigc.lsp.prompts import bounds, prompt, spelled
from sigc.lsp.words import explained, word_at
from sigc.lsp.workspace import Workspace


def hover(ws: Workspace, path: str, offset: int) -> lsp.Hover | None:
    """What stands here, in Markdown."""
    found = thing_at(ws, path, offset)
    if found is None:
        return _builtin(ws, path, offset)
    here, thing = found
    type_ = seen(ws, path).facts.type_at(here.span)
    target = behind(ws, thing)
    facts = seen(ws, target.span.path).facts
    parts = [*described(target, facts, type_), *_of_callable(ws, target)]
    return _shown(ws, path, here.span, "\n\n".join(parts))


def _shown(ws: Workspace, path: str, at: Span, text: str) -> lsp.Hover:
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text), ws.lines(path).range(at.start, at.end))


def _of_callable(ws: Workspace, thing: Thing) -> list[str]:
    """Bounds of a signature or a module, and the prompt of a signature."""
    path = thing.span.path
    if thing.kind not in ("signature", "module") or path.startswith("std/"):
        return []
    symbol = symbol_at(seen(ws, path).facts, thing.span)
    if symbol is None:
        return []
    project = ws.unit(path).project
    parts = []
    cost = bounds(project, symbol.key)
    if cost is not None:
        parts.append(f"one run: {spelled(cost)}")
    shown = prompt(ws, path, project, symbol.key) if thing.kind == "signature" else None
    if shown is not None:
        text, learnt = shown
        fence = "`" * max(3, _longest_ticks(text) + 1)
        parts.append(f"prompt{', as compiled (sig.lock)' if learnt else ''}:\n\n{fence}text\n{text}\n{fence}")
    return parts


def _longest_ticks(text: str) -> int:
    longest = run = 0
    for c in text:
        run = run + 1 if c == "`" else 0
        longest = max(longest, run)
    return longest


def _builtin(ws: Workspace, path: str, offset: int) -> lsp.Hover | None:
    """A word of the language, of its library or of the catalog."""
    found = word_at(ws.text(path) or "", offset)
    text = explained(*found[1:]) if found is not None else None
    return _shown(ws, path, Span(path, *found[0]), text) if found is not None and text is not None else None
