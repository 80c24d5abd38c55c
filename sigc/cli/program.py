"""Which program a command means, with the slots of sig.lock where there are any, and the inputs given for it.

May import: all rooms."""

from __future__ import annotations

import json
import sys
from typing import Any

from sigc.base.diagnostic import Diagnostic, UserError, error
from sigc.base.names import closest
from sigc.base.source import Disk
from sigc.build.depends import drift_of_program
from sigc.build.load import Loaded, load
from sigc.build.lock import fill_slots, read_lock
from sigc.build.project import Place
from sigc.ir.program import Program
from sigc.ir.project import Build, Limits, Project
from sigc.ir.types import Field, Optional, Types
from sigc.values.convert import Misfit, from_json, from_text
from sigc.values.files import below, with_files


def checked(path: str, recorded: frozenset[str] | None = frozenset()) -> tuple[Place, Project, Loaded]:
    """A project without errors; UserError otherwise. `recorded`: as `load` takes it."""
    loaded = load(path, Disk(), recorded)
    if loaded.place is None or loaded.project is None or not loaded.ok:
        raise UserError(*loaded.diagnostics)
    return loaded.place, loaded.project, loaded


def build_of(project: Project, name: str | None) -> Build | None:
    """The build called `name`, or the first one of the project."""
    if name is not None and name not in project.builds:
        raise UserError(_unknown("build", name, project.builds))
    return project.builds[name] if name else next(iter(project.builds.values()), None)


def program_of(project: Project, name: str | None) -> tuple[str, Program, Build | None]:
    """(name, program, build that compiles it): the callable `name`, or the first build's subject, or the only one."""
    if name is None:
        build = build_of(project, None)
        if build is not None:
            return build.subject, project.programs[build.subject], build
        if len(project.programs) != 1:
            shown = ", ".join(sorted(project.programs)) or "none"
            title = "say which callable is meant"
            raise UserError(error("SIG0731", title, note=f"callables: {shown}", help="add `--call NAME`"))
        name = next(iter(project.programs))
    if name not in project.programs:
        raise UserError(_unknown("callable", name, project.programs))
    build = next((b for b in project.builds.values() if b.subject == name), None)
    return name, project.programs[name], build


def with_lock(place: Place, program: Program, build: Build | None) -> tuple[Program, tuple[Diagnostic, ...]]:
    """The program with the slots that its build learnt, when sig.lock has them and they still fit."""
    lock, problems = read_lock(place.lock_path, Disk())
    if problems:
        raise UserError(*problems)
    if build is None or build.name not in lock:
        return program, ()
    stale = drift_of_program(lock[build.name], program, place.lock_path)
    if stale:
        return program, stale
    filled, problems = fill_slots(program, lock[build.name], place.lock_path)
    return (program, problems) if problems else (filled, ())


def limits_of(build: Build | None) -> Limits:
    return build.budget if build else Limits()


def read_inputs(given: str | None, assigned: list[str], fields: tuple[Field, ...], types: Types) -> dict[str, Any]:
    """Inputs from a JSON object (`-` reads stdin) and from `name=value` pairs, each read by its type. A path at the
    place of a medium is read: any that was typed, but of what came in by stdin only those below the working folder."""
    raw = _json_object(given)
    disk = Disk()

    def read(name: str) -> bytes:
        return disk.read(below(name) if given == "-" else name)

    kinds = {f.name: f for f in fields}
    values: dict[str, Any] = {}
    for pair in assigned:
        name, sign, text = pair.partition("=")
        if not sign:
            raise UserError(error("SIG0823", f"`{pair}` is not `name=value`", help='write `--set mail="…"`'))
        field = _known(name.strip(), kinds)
        values[field.name] = _fitted(field, lambda f=field, t=text: from_text(t, f.type, types, disk.read))
    for name, item in raw.items():
        field = _known(name, kinds)
        values[field.name] = _fitted(
            field, lambda f=field, i=item: from_json(with_files(i, f.type, types, read), f.type, types)
        )
    missing = [f.name for f in fields if f.name not in values and f.default is None and not _optional(f)]
    if missing:
        wanted = ", ".join(f.name for f in fields)
        help_ = f'add `--set {missing[0]}="…"`'
        raise UserError(error("SIG0823", f"input `{missing[0]}` is missing", note=f"inputs: {wanted}", help=help_))
    return values


def _json_object(given: str | None) -> dict[str, Any]:
    if given is None:
        return {}
    text = sys.stdin.read() if given == "-" else given
    try:
        raw = json.loads(text)
    except ValueError as problem:
        help_ = """write `'{"mail": "…"}'`, `-` for stdin, or `--set mail="…"`"""
        raise UserError(error("SIG0823", f"the inputs are not JSON: {problem}", help=help_)) from None
    if not isinstance(raw, dict):
        raise UserError(error("SIG0823", "the inputs are not a JSON object", help='write `{"mail": "…"}`'))
    return raw


def _known(name: str, kinds: dict[str, Field]) -> Field:
    if name not in kinds:
        raise UserError(_unknown("input", name, kinds))
    return kinds[name]


def _fitted(field: Field, read: Any) -> Any:
    try:
        return read()
    except Misfit as problem:
        place = field.name + ("." if problem.path and problem.path[0] != "[" else "") + problem.path
        title = f"input `{place}` does not fit: expected {problem.expected}, found {problem.found}"
        raise UserError(error("SIG0823", title)) from None


def _optional(field: Field) -> bool:
    return isinstance(field.type, Optional)


def _unknown(kind: str, name: str, known: Any) -> Diagnostic:
    near = closest(name, known)
    help_ = f"did you mean `{near}`?" if near else f"known: {', '.join(sorted(known)) or 'none'}"
    return error("SIG0731", f"there is no {kind} `{name}`", help=help_)
