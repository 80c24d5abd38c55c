"""What sigc says, as the protocol spells it.

Promise: a span of a file that is not there becomes the start of it. May import: sigc.base; lsp/workspace, files."""

from __future__ import annotations

from lsprotocol import types as lsp

from sigc.base.diagnostic import Diagnostic, Label
from sigc.base.resources import resource_path
from sigc.base.source import Span
from sigc.lsp.files import uri_of
from sigc.lsp.workspace import Workspace

SEVERITY = {
    "error": lsp.DiagnosticSeverity.Error,
    "warning": lsp.DiagnosticSeverity.Warning,
    "note": lsp.DiagnosticSeverity.Hint,
}


def uri_for(ws: Workspace, path: str) -> str:
    """The address of a file, spelled as the editor spells it where it has the file open."""
    if path in ws.uris:
        return ws.uris[path]
    if path.startswith("std/"):
        return uri_of(resource_path(f"stdlib/{path.removeprefix('std/')}") or path)
    return uri_of(path)


def range_of(ws: Workspace, span: Span) -> lsp.Range:
    return ws.lines(span.path).range(span.start, span.end)


def location(ws: Workspace, span: Span) -> lsp.Location:
    return lsp.Location(uri_for(ws, span.path), range_of(ws, span))


def diagnostic(ws: Workspace, found: Diagnostic) -> lsp.Diagnostic:
    """One mistake, its secondary places as related information, its rule and next step behind its title. One without a
    place stands at the start of the file that it is sent for."""
    at = found.at
    parts = [found.title + (f": {at.text}" if at is not None and at.text else "")]
    parts += [f"{kind}: {text}" for kind, text in (("note", found.note), ("help", found.help)) if text]
    return lsp.Diagnostic(
        range=range_of(ws, at.span) if at is not None else lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0)),
        message="\n".join(parts),
        severity=SEVERITY[found.severity],
        code=found.code,
        source="sigc",
        related_information=[_related(ws, label) for label in found.labels] or None,
    )


def _related(ws: Workspace, label: Label) -> lsp.DiagnosticRelatedInformation:
    return lsp.DiagnosticRelatedInformation(location(ws, label.span), label.text or "here")
