"""The command line as typer reads it. Each command lives in a file of its own and imports what it needs when it runs.

Promise: exit codes are 0 ok, 1 diagnostics or a failed gate, 2 usage, 3 budget spent, 4 model or network.
May import: all rooms."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from sigc import __version__
from sigc.cli import bulk, check, compile, cost, explain, flow, fmt, init, ir, lsp, offline, run, test, trace
from sigc.cli.direct import Option

app = typer.Typer(
    help="The compiler for .sig: typed language-model programs, checked, optimized against data, emitted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


def _typed(command: Callable[..., int], options: tuple[Option, ...]) -> Callable[..., None]:
    """A command with a table of options, as typer wants it: a function whose annotations say the same."""

    def run(**given: Any) -> None:
        raise typer.Exit(command(**given))

    annotated: Any = Annotated
    parameters = []
    for option in options:
        kind: Any = typer.Option(*option.flags, help=option.help) if option.flags else typer.Argument(help=option.help)
        hint = annotated[option.kind, kind]
        way = inspect.Parameter.POSITIONAL_OR_KEYWORD
        parameters.append(inspect.Parameter(option.name, way, default=option.default, annotation=hint))
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run


for each in (init.init, _typed(check.check, check.OPTIONS), compile.compile, run.run, run.eval, test.test, run.render):
    app.command()(each)
app.command()(explain.explain)
app.command()(fmt.fmt)
app.command()(flow.flow)
app.command()(cost.cost)
app.command()(ir.ir)
app.command()(offline.offline)
app.command()(lsp.lsp)
app.add_typer(trace.trace, name="trace")
app.add_typer(bulk.journal, name="journal")


def _version(asked: bool) -> None:
    if asked:
        print(f"sigc {__version__}")
        raise typer.Exit


@app.callback()
def _main(version: bool = typer.Option(False, "--version", callback=_version, is_eager=True)) -> None:
    """Exit codes: 0 ok, 1 diagnostics or a failed gate, 2 usage, 3 budget spent, 4 model or network."""
