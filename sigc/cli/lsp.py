"""`sigc lsp`: the language server, for editors.

May import: all rooms."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from sigc.cli.common import guarded


def lsp(
    stdio: Annotated[bool, typer.Option("--stdio", help="over stdin and stdout; there is no other way")] = True,
) -> None:
    """Serve an editor: diagnostics as you type, completion, hover, rename and the rest. Started by the editor.

    How to set it up: docs/editors.md
    """
    with guarded():
        if find_spec("pygls") is None:
            from sigc.base.diagnostic import UserError, error

            title = "the language server needs pygls, which is not installed"
            raise UserError(error("SIG0714", title, help='pip install "sigc[lsp]"'))
        from sigc.lsp.server import serve

        serve()
