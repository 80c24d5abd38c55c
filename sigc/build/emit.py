"""What a build writes: every file of every backend it names.

Promise: a pure function of program, lock entry and the tools' source; no file is written here.
May import: sigc.base, sigc.ir, sigc.catalog, sigc.backends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sigc import __version__
from sigc.backends.base import About
from sigc.base.source import Files, join
from sigc.build.lock import LockedBuild
from sigc.build.optimize import Options
from sigc.build.project import Place
from sigc.catalog.tables import BACKENDS
from sigc.ir.program import Program
from sigc.ir.project import Build, Project


def emit(
    place: Place,
    project: Project,
    build: Build,
    options: Options,
    program: Program,
    entry: LockedBuild,
    files: Files,
) -> dict[str, bytes]:
    """`backend/path` -> content."""
    model = None if options.offline else build.model
    if model is not None:
        own = {name: project.models[name] for name in (model, *project.models[model].stand_ins)}
        program = replace(program, models={**program.models, **own})
    about = About(build.name, place.version, _provenance(place, build, entry), model, _tools(place, program, files))
    emitted: dict[str, bytes] = {}
    for backend in build.emit:
        made: Mapping[str, bytes] = BACKENDS[backend].load()(program, about)
        emitted |= {f"{backend}/{path}": data for path, data in made.items()}
    return emitted


def _provenance(place: Place, build: Build, entry: LockedBuild) -> dict[str, object]:
    return {
        "sigc": __version__,
        "project": place.name,
        "version": place.version,
        "build": build.name,
        "pipeline": entry.pipeline,
        "seed": entry.seed,
        "depends": dict(sorted(entry.depends.items())),
        "test": dict(entry.report),
    }


def _tools(place: Place, program: Program, files: Files) -> dict[str, bytes]:
    """The Python files that the program's tools need, by path under the project's Python folder: the module's own
    file, or the whole package that it lies in. Modules that are installed elsewhere are not shipped."""
    found: dict[str, bytes] = {}
    for tool in program.tools.values():
        if tool.mcp is not None:
            continue
        top, *rest = tool.python.split(":")[0].split(".")
        for folder in place.python or (place.root,):
            paths = _python_files(folder, top, files) if rest else [f"{top}.py"]
            found |= {p: files.read(join(folder, p)) for p in paths if files.exists(join(folder, p))}
    return found


def _python_files(folder: str, below: str, files: Files) -> list[str]:
    if not files.is_dir(join(folder, below)):
        return []
    found: list[str] = []
    for name in files.list(join(folder, below)):
        path = join(below, name)
        if files.is_dir(join(folder, path)):
            found += _python_files(folder, path, files) if name != "__pycache__" else []
        elif name.endswith(".py"):
            found.append(path)
    return found
