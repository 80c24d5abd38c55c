"""Code actions: the fixes that diagnostics carry, and what their help says where it is one certain edit.

A near miss is certain when the help is `did you mean …?` and the mistake is one name. May import: sigc.base;
lsp/convert, workspace."""

from __future__ import annotations

import re

from lsprotocol import types as lsp

from sigc.base.diagnostic import Diagnostic, Fix
from sigc.lsp.convert import diagnostic, range_of, uri_for
from sigc.lsp.workspace import Workspace

_MEANT = re.compile(r"did you mean `([A-Za-z_][\w.]*)`\?")
_SPELLED = re.compile(r"(?:write|sigc spells it) `([A-Za-z_]\w*)`")
_NAME = re.compile(r"[A-Za-z_][\w.]*")


def code_actions(ws: Workspace, path: str, range_: lsp.Range) -> list[lsp.CodeAction]:
    """What can be mended in a part of a file."""
    lines = ws.lines(path)
    start, end = lines.offset(range_.start), lines.offset(range_.end)
    found: list[lsp.CodeAction] = []
    for each in ws.found(path):
        at = each.at
        assert at is not None
        if at.span.start <= end and at.span.end >= start:
            fix = each.fix or _near(ws, each)
            if fix is not None:
                found.append(_action(ws, each, fix, len(found) == 0))
    everything = [d.fix for d in ws.found(path) if d.fix is not None and d.fix.span.path == path]
    if len(everything) > 1:
        found.append(_all(ws, everything))
    return found


def _near(ws: Workspace, found: Diagnostic) -> Fix | None:
    """The name that was meant, put in the place of the one that was written."""
    assert found.at is not None
    meant = _MEANT.fullmatch(found.help or "") or _SPELLED.fullmatch(found.help or "")
    span = found.at.span
    written = (ws.text(span.path) or "").removeprefix("\ufeff")[span.start : span.end]
    return Fix(span, meant[1]) if meant is not None and _NAME.fullmatch(written) else None


def _action(ws: Workspace, found: Diagnostic, fix: Fix, preferred: bool) -> lsp.CodeAction:
    written = (ws.text(fix.span.path) or "").removeprefix("\ufeff")[fix.span.start : fix.span.end]
    title = f"replace `{_short(written)}` by `{_short(fix.text)}`"
    if not fix.text:
        title = f"remove `{_short(written)}`"
    elif not written:
        title = f"insert `{_short(fix.text)}`"
    return lsp.CodeAction(
        title,
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[diagnostic(ws, found)],
        is_preferred=preferred,
        edit=_edit(ws, [fix]),
    )


def _all(ws: Workspace, fixes: list[Fix]) -> lsp.CodeAction:
    """Every certain fix of the file that does not stand in another one."""
    chosen: list[Fix] = []
    for fix in sorted(dict.fromkeys(fixes), key=lambda f: (f.span.start, f.span.end)):
        if not chosen or fix.span.start >= chosen[-1].span.end:
            chosen.append(fix)
    title = f"fix all {len(chosen)} that are certain"
    return lsp.CodeAction(title, kind=lsp.CodeActionKind.SourceFixAll, edit=_edit(ws, chosen))


def _edit(ws: Workspace, fixes: list[Fix]) -> lsp.WorkspaceEdit:
    changes: dict[str, list[lsp.TextEdit]] = {}
    for fix in fixes:
        changes.setdefault(uri_for(ws, fix.span.path), []).append(lsp.TextEdit(range_of(ws, fix.span), fix.text))
    return lsp.WorkspaceEdit(changes=changes)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else plain[:39] + "…"
