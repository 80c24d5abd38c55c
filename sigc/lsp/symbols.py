"""Symbols: the outline of a file, and declarations of a project by their names.

May import: sigc.base, syntax, check; lsp/workspace, convert."""

from __future__ import annotations

from lsprotocol import types as lsp

from sigc.base.source import SourceFile, Span
from sigc.check.scope import KIND_OF
from sigc.lsp.convert import location
from sigc.lsp.lines import Lines
from sigc.lsp.workspace import Workspace
from sigc.syntax import ast
from sigc.syntax.parse import parse

OF_KIND: dict[str, lsp.SymbolKind] = {
    "enum": lsp.SymbolKind.Enum,
    "record": lsp.SymbolKind.Struct,
    "alias": lsp.SymbolKind.Struct,
    "text": lsp.SymbolKind.String,
    "signature": lsp.SymbolKind.Interface,
    "module": lsp.SymbolKind.Module,
    "tool": lsp.SymbolKind.Function,
    "metric": lsp.SymbolKind.Operator,
    "data": lsp.SymbolKind.Array,
    "model": lsp.SymbolKind.Constant,
    "label": lsp.SymbolKind.Key,
    "zone": lsp.SymbolKind.Namespace,
    "gate": lsp.SymbolKind.Boolean,
    "build": lsp.SymbolKind.Package,
    "test": lsp.SymbolKind.Event,
    "policy": lsp.SymbolKind.Key,
}


def tree_of(ws: Workspace, path: str) -> ast.File:
    """The declarations of a file that can be read."""
    text = (ws.text(path) or "").removeprefix("\ufeff")
    known = ws.read.get((path, text))
    return known[0] if known is not None else parse(SourceFile(path, text))[0]


def document_symbols(ws: Workspace, path: str) -> list[lsp.DocumentSymbol]:
    """Declarations with their fields, members and bindings."""
    lines = ws.lines(path)
    return [symbol for decl in tree_of(ws, path).declarations if (symbol := _symbol(lines, decl)) is not None]


def workspace_symbols(ws: Workspace, query: str) -> list[lsp.WorkspaceSymbol]:
    """Declarations of every open project whose names hold the letters of the query in their order."""
    found: list[lsp.WorkspaceSymbol] = []
    paths = dict.fromkeys(p for home in ws.homes.values() for p in ws.sources(home.first))
    for path in paths:
        for decl in tree_of(ws, path).declarations:
            title = _title(decl)
            if title is not None and _holds(title[0], query):
                kind = OF_KIND[_kind(decl)]
                found.append(lsp.WorkspaceSymbol(location(ws, title[1]), title[0], kind))
    return found


def _holds(name: str, query: str) -> bool:
    letters = iter(name.lower())
    return all(c in letters for c in query.lower())


def _kind(decl: ast.Decl) -> str:
    return KIND_OF.get(type(decl), "test" if isinstance(decl, ast.TestDecl) else "policy")


def _title(decl: ast.Decl) -> tuple[str, Span] | None:
    name = getattr(decl, "name", None)
    if isinstance(name, ast.Name):
        return name.text, name.span
    return (name.value or "test", name.span) if isinstance(name, ast.Text) else None


def _symbol(lines: Lines, decl: ast.Decl) -> lsp.DocumentSymbol | None:
    title = _title(decl)
    if title is None:
        return None
    children = [_child(lines, *child) for child in _children(decl)]
    whole = lines.range(decl.span.start, decl.span.end)
    return lsp.DocumentSymbol(
        title[0], OF_KIND[_kind(decl)], whole, lines.range(title[1].start, title[1].end), children=children or None
    )


def _children(decl: ast.Decl) -> list[tuple[ast.Name, Span, lsp.SymbolKind]]:
    found: list[tuple[ast.Name, Span, lsp.SymbolKind]] = []
    if isinstance(decl, ast.EnumDecl):
        found += [(m.name, m.span, lsp.SymbolKind.EnumMember) for m in decl.members]
    for part in ("inputs", "outputs", "fields", "extras"):
        fields = [f for f in getattr(decl, part, ()) if isinstance(f, ast.FieldDecl)]
        found += [(f.name, f.span, lsp.SymbolKind.Field) for f in fields]
    if isinstance(decl, ast.ModuleDecl | ast.TestDecl | ast.MetricDecl):
        found += [(b.name, b.span, lsp.SymbolKind.Variable) for b in decl.bindings]
    return sorted(found, key=lambda each: each[1].start)


def _child(lines: Lines, name: ast.Name, span: Span, kind: lsp.SymbolKind) -> lsp.DocumentSymbol:
    return lsp.DocumentSymbol(
        name.text, kind, lines.range(min(span.start, name.span.start), max(span.end, name.span.end)),
        lines.range(name.span.start, name.span.end),
    )  # fmt: skip
