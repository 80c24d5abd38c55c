"""What a build depends on, each thing by name with a fingerprint: the lock keeps them, `--locked` compares them.

Promise: a comment, a blank line or another order of declarations changes nothing here; a changed word of an intent, a
changed data row or a changed tool does, and is named. May import: sigc.base, sigc.ir."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from sigc import __version__
from sigc.base.diagnostic import Diagnostic, error
from sigc.base.source import Files, join
from sigc.build.fingerprint import fingerprint, fingerprint_bytes
from sigc.build.lock import LockedBuild
from sigc.build.project import Place
from sigc.ir.program import Program, Tool
from sigc.ir.project import Build, Project
from sigc.ir.types import EnumDef


def dependencies(place: Place, project: Project, build: Build, default_model: str, files: Files) -> dict[str, str]:
    """Name -> fingerprint, for the program before any pass, its data, metric, tools, settings and the default model."""
    program = project.programs[build.subject]
    table = _program(program)
    table |= {f"tool `{name}`": _tool(place, tool, files) for name, tool in program.tools.items()}
    if build.data:
        table |= _data(project, build.data, files)
    if build.metric:
        table[f"metric `{build.metric}`"] = fingerprint(project.metrics[build.metric])
    table[f"build `{build.name}`"] = fingerprint(build)
    table["the default model"] = default_model
    table["sigc"] = __version__
    return table


def drift_of_program(locked: LockedBuild, program: Program, path: str) -> tuple[Diagnostic, ...]:
    """As `drift`, for what a program itself is: data, metric and settings may have changed."""
    kinds = ("signature ", "module ", "node ", "model ", "enum ", "type ")
    before = {what: mark for what, mark in locked.depends.items() if what.startswith(kinds)}
    return drift(before, _program(program), path)


def drift(before: Mapping[str, str], now: Mapping[str, str], path: str) -> tuple[Diagnostic, ...]:
    """One diagnostic for each thing that a lock depends on and that is not as it was."""
    found = []
    for what in sorted({*before, *now}):
        old, new = before.get(what), now.get(what)
        if old != new:
            how = "is new" if old is None else "is gone" if new is None else "has changed"
            note = f"`{path}` was written for another state of it"
            title = f"{what} {how} since the lock was written"
            found.append(error("SIG0724", title, note=note, help="compile without `--locked` and review the lock"))
    return tuple(found)


def _program(program: Program) -> dict[str, str]:
    parts: dict[str, Mapping[str, object]] = {
        "signature": program.signatures,
        "module": program.modules,
        "node": program.nodes,
        "model": program.models,
    }
    table = {f"{kind} `{name}`": fingerprint(item) for kind, items in parts.items() for name, item in items.items()}
    for name, definition in program.types.items():
        table[f"{'enum' if isinstance(definition, EnumDef) else 'type'} `{name}`"] = fingerprint(definition)
    return table


def _tool(place: Place, tool: Tool, files: Files) -> str:
    """The text of the module that holds the function; a module that is not in the project is known by name only, and
    a tool of a server by what sig.toml says of the server."""
    if tool.mcp is not None:
        return fingerprint(tool.mcp)
    target = tool.python
    path = target.split(":")[0].replace(".", "/") + ".py"
    for folder in place.python or (place.root,):
        if files.exists(join(folder, path)):
            return fingerprint_bytes(files.read(join(folder, path)))
    return f"outside the project: {target}"


def _data(project: Project, name: str, files: Files) -> dict[str, str]:
    data = project.datasets[name]
    table = {
        f"data `{name}`": fingerprint(
            (data.subject, data.inputs, data.wants, data.extras, data.columns, data.split, data.files)
        )
    }
    for path in sorted(set(data.files.values())):
        where = path if posixpath.isabs(path) else join(data.home, path)
        if files.exists(where):
            table[f"rows `{path}`"] = fingerprint_bytes(files.read(where))
    return table
