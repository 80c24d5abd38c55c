"""`sigc explain SIG0201`: the page of a code.

May import: all rooms."""

from __future__ import annotations

from typing import Annotated

import typer

from sigc.cli.common import guarded


def explain(code: Annotated[str, typer.Argument(help="a code, such as SIG0201 or 0201")]) -> None:
    """Print what a code means, by example, and what to do.

    Example: `sigc explain SIG0201`
    """
    from sigc.base.codes import CODES
    from sigc.base.diagnostic import UserError, error
    from sigc.base.names import closest
    from sigc.base.resources import resource

    with guarded():
        spelled = code.strip().upper()
        wanted = spelled if spelled.startswith("SIG") else f"SIG{spelled.zfill(4)}"
        if wanted not in CODES:
            near = closest(wanted, CODES)
            help_ = f"did you mean `{near}`, {CODES[near]}?" if near else "codes are SIG and four digits, as in SIG0201"
            raise UserError(error("SIG0731", f"there is no code `{code}`", help=help_))
        try:
            print(resource(f"docs/errors/{wanted}.md"), end="")
        except OSError:
            print(f"{wanted}: {CODES[wanted]}")
