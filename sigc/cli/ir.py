"""`sigc ir`: the program in the middle of the compiler, as text.

May import: all rooms."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from sigc.cli.common import guarded

if TYPE_CHECKING:
    from sigc.build.load import Loaded
    from sigc.ir.program import Program
    from sigc.ir.project import Build


def ir(
    path: Annotated[str, typer.Argument(help="a .sig file or a project's folder")] = ".",
    after: Annotated[str | None, typer.Option(help="after this pass of the build's pipeline")] = None,
    call: Annotated[str | None, typer.Option(help="the signature or module; the first build's when left out")] = None,
    offline: Annotated[bool, typer.Option(help="the embedded model in every slot, pinned ones too")] = False,
) -> None:
    """Print a program's IR; it reads back exactly.

    Examples: `sigc ir examples/triage` · `sigc ir examples/triage --after bootstrap`
    """
    from sigc.cli.program import checked, program_of
    from sigc.ir.text import show as show_ir

    with guarded():
        _, project, loaded = checked(path)
        _, program, build = program_of(project, call)
        if after is not None:
            program = asyncio.run(_after(loaded, program, build, after, offline))
        print(show_ir(program), end="")


async def _after(loaded: Loaded, program: Program, build: Build | None, name: str, offline: bool) -> Program:
    from sigc.base.diagnostic import UserError, error
    from sigc.base.source import Disk
    from sigc.build.optimize import Options, run_until
    from sigc.passes.pipeline import level

    if build is None:
        title = "there is no build for it, so no pass runs"
        raise UserError(error("SIG0731", title, help="add a build, or leave `--after` out"))
    names = [p.name for p in (build.passes or level("O2"))]
    if name not in names:
        title = f"the pipeline of `{build.name}` has no pass `{name}`"
        raise UserError(error("SIG0731", title, help=f"its passes: {', '.join(names)}"))
    return await run_until(loaded, build, name, Options(offline=offline), Disk())
