"""The entry point of the `sigc` script: plain `sigc check` at once, everything else by typer.

Promise: what a command line does, says and returns is the same either way. May import: all rooms."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command of the command line and leave with its exit code."""
    words = sys.argv[1:]
    if words[:1] == ["check"]:
        from sigc.cli import check
        from sigc.cli.direct import read

        given = read(check.OPTIONS, words[1:])
        if given is not None:
            _check_and_leave(given)
    from sigc.cli.app import app

    app()


def _check_and_leave(given: dict[str, object]) -> None:
    """A check makes trees, hardly any circles, and is over soon: looking for circles on the way, and taking everything
    apart at the end, is a quarter of its time."""
    from sigc.cli import check

    gc.disable()
    code = check.check(**given)  # type: ignore[arg-type]
    sys.stderr.flush()
    os._exit(code)
