"""The command line: `sigc COMMAND`. Each command lives in a file of its own and imports what it needs when it runs.

Promise: exit codes are 0 ok, 1 diagnostics or a failed gate, 2 usage, 3 budget spent, 4 model or network.
May import: all rooms."""

from __future__ import annotations

import typer

from sigc import __version__
from sigc.cli import check, compile, init, ir, offline, run, test

app = typer.Typer(
    help="The compiler for .sig: typed language-model programs, checked, optimized against data, emitted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
for command in (init.init, check.check, compile.compile, run.run, run.eval, test.test, run.render, ir.ir):
    app.command()(command)
app.command()(offline.offline)


def _version(asked: bool) -> None:
    if asked:
        print(f"sigc {__version__}")
        raise typer.Exit


@app.callback()
def _main(version: bool = typer.Option(False, "--version", callback=_version, is_eager=True)) -> None:
    """Exit codes: 0 ok, 1 diagnostics or a failed gate, 2 usage, 3 budget spent, 4 model or network."""


def main() -> None:
    """The entry point of the `sigc` script."""
    app()
