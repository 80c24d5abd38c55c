"""`sigc compile`: a project becomes a package and a bundle.

May import: all rooms."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from sigc.cli.common import USAGE, guarded, say, show

if TYPE_CHECKING:
    from sigc.build.load import Loaded
    from sigc.build.optimize import Options
    from sigc.ir.project import Build


def compile(
    path: Annotated[str, typer.Argument(help="a .sig file or a project's folder")] = ".",
    level: Annotated[int, typer.Option("-O", min=0, max=2, help="0 no pass, 1 tidy and adapter, 2 all")] = 2,
    build: Annotated[str | None, typer.Option(help="which build; all of them when left out")] = None,
    locked: Annotated[bool, typer.Option(help="call no model: the outputs of sig.lock, or what drifted")] = False,
    offline: Annotated[bool, typer.Option(help="the embedded model in every slot, pinned ones too")] = False,
    out: Annotated[str | None, typer.Option(help="where to write (default: out/BUILD in the project)")] = None,
    seed: Annotated[int | None, typer.Option(help="another seed than the build's")] = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="notes too")] = False,
) -> None:
    """Check, optimize against data, and write the package, the bundle and sig.lock.

    Examples: `sigc compile examples/triage` · `sigc compile -O0 desk.sig` · `sigc compile --locked`
    """
    from sigc.base.source import Disk
    from sigc.build.load import load
    from sigc.build.optimize import Options

    again = f"`sigc compile {path}` goes on where it stopped; answered calls are in the journal"
    disk = Disk()
    with guarded(hint=again):
        loaded = load(path, disk)
    options = Options(f"O{level}", offline, locked, out, seed)
    with guarded(loaded.sources, hint=again):
        for each in _chosen(loaded, build):
            asyncio.run(_one(loaded, each, options, verbose))


def _chosen(loaded: Loaded, name: str | None) -> list[Build]:
    """The builds to carry out; ends the command when the project has errors or no such build."""
    from sigc.base.diagnostic import UserError, error
    from sigc.base.names import closest

    if not loaded.ok or loaded.project is None:
        raise UserError(*loaded.diagnostics)
    show(loaded.diagnostics, loaded.sources)
    builds = loaded.project.builds
    if name is None and builds:
        return list(builds.values())
    if name is not None and name in builds:
        return [builds[name]]
    if name is None:
        help_ = "add one: `build demo for SIGNATURE { data = …  metric = … }`"
        raise UserError(error("SIG0730", "this project declares no build", help=help_))
    near = closest(name, builds)
    say(f"no build `{name}`; " + (f"did you mean `{near}`?" if near else f"builds: {', '.join(builds) or 'none'}"))
    raise typer.Exit(USAGE)


async def _one(loaded: Loaded, build: Build, options: Options, verbose: bool) -> None:
    from sigc.base.source import Disk
    from sigc.build.compile import compile_build
    from sigc.cli.progress import Progress
    from sigc.cli.table import print_report

    with Progress(build.name) as progress:
        compiled = await compile_build(loaded, build, options, Disk(), progress.listen)
    show(compiled.notes, loaded.sources, verbose=verbose)
    print_report(compiled)
