"""Definition, references and highlights.

May import: lsp/names, workspace, convert."""

from __future__ import annotations

from lsprotocol import types as lsp

from sigc.lsp.convert import location
from sigc.lsp.names import behind, group_of, indexes, seen, thing_at, uses
from sigc.lsp.workspace import Workspace


def definition(ws: Workspace, path: str, offset: int) -> lsp.Location | None:
    """Where what stands here is declared; through an alias, where the alias leads; an import's path: its file."""
    found = thing_at(ws, path, offset)
    if found is None:
        return None
    here, thing = found
    target = behind(ws, thing) if here.declares or here.span != thing.span else thing
    return location(ws, target.span)


def references(ws: Workspace, path: str, offset: int, *, declaration: bool) -> list[lsp.Location]:
    """Every place in the project that means what stands here."""
    found = thing_at(ws, path, offset)
    if found is None:
        return []
    all_ = indexes(ws, path)
    group = group_of(found[1], all_)
    every = uses(group, all_, aliases=True)
    return [location(ws, o.span) for o in every if declaration or not o.declares]


def highlights(ws: Workspace, path: str, offset: int) -> list[lsp.DocumentHighlight]:
    """The same name in this file."""
    found = thing_at(ws, path, offset)
    if found is None:
        return []
    index, lines = seen(ws, path).index, ws.lines(path)
    group = group_of(found[1], [index])
    kinds = {True: lsp.DocumentHighlightKind.Write, False: lsp.DocumentHighlightKind.Read}
    return [
        lsp.DocumentHighlight(lines.range(o.span.start, o.span.end), kinds[o.writes])
        for o in uses(group, [index], aliases=True)
    ]
