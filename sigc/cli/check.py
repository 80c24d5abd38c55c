"""`sigc check`: everything that can be known before a model is called.

May import: all rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from sigc.cli.common import FAILED, Form, count_line, guarded, say, show

if TYPE_CHECKING:
    from sigc.base.diagnostic import Diagnostic


def check(
    path: Annotated[str, typer.Argument(help="a .sig file or a project's folder")] = ".",
    format: Annotated[Form, typer.Option(help="how to print what was found")] = Form.text,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="notes too")] = False,
) -> None:
    """Check names, types, wiring, data declarations and builds. Calls no model.

    Examples: `sigc check examples/triage` · `sigc check desk.sig --format json`
    """
    from sigc.base.diagnostic import has_errors
    from sigc.base.source import Disk
    from sigc.build.load import check_all

    with guarded():
        loaded = check_all(path, Disk())
        show(loaded.diagnostics, loaded.sources, format, verbose=verbose)
        if format is Form.text:
            files = len(loaded.sources)
            say(_summary(loaded.diagnostics, files))
        if has_errors(loaded.diagnostics):
            raise typer.Exit(FAILED)


def _summary(found: tuple[Diagnostic, ...], files: int) -> str:
    if any(d.severity != "note" for d in found):
        return count_line(found)
    notes = f" ({count_line(found)}: `-v` shows them)" if found else ""
    return f"ok: {files} file{'' if files == 1 else 's'}, nothing to report{notes}"
