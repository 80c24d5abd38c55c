"""The compile pipeline, to be read aloud: check, rows, passes, test, lock, emit.

Promise: same sources, rows, models and seed give the same lock and the same outputs, byte for byte; with `--locked` no
model is called. A killed compile goes on where its journal ends. May import: all rooms but cli."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sigc.base.diagnostic import Diagnostic, UserError, error
from sigc.base.source import Files, join
from sigc.build.depends import dependencies, drift
from sigc.build.emit import emit
from sigc.build.evidence import evidence_json, scores_json
from sigc.build.flows import held
from sigc.build.load import Loaded
from sigc.build.lock import LockedBuild, fill_slots, lock_bytes, read_back, read_lock, slots_to_json
from sigc.build.optimize import (
    Made,
    Options,
    Report,
    default_model,
    finish_journal,
    optimize,
    raise_errors,
    usable,
)
from sigc.build.outputs import digest, may_write, write_outputs
from sigc.build.project import Place
from sigc.ir.program import Program
from sigc.ir.project import Build, Project
from sigc.lm.budget import Spent
from sigc.passes.base import Event, Evidence
from sigc.passes.pipeline import show_pipeline
from sigc.values.verify import check_program


@dataclass(frozen=True, slots=True)
class Compiled:
    """One finished build. `outputs`: backend -> folder. From a lock there is no evidence, report or spending."""

    build: Build
    program: Program
    evidence: tuple[Evidence, ...]
    report: Report | None
    spent: Spent | None
    outputs: Mapping[str, str]
    lock_path: str
    notes: tuple[Diagnostic, ...] = ()


async def compile_build(
    loaded: Loaded, build: Build, options: Options, files: Files, listen: Callable[[Event], None]
) -> Compiled:
    """Carry out one build. Raises UserError for every mistake of the user's, BudgetSpent, LMError, CallFailed."""
    place, project = usable(loaded)
    if options.seed is not None:
        build = replace(build, seed=options.seed)
    lock, problems = read_lock(place.lock_path, files)
    raise_errors(problems)
    depends = dependencies(place, project, build, default_model(project, build, options), files)
    if options.locked:
        locked = lock.get(build.name)
        if locked is None:
            title = f"`{place.lock_path}` has no build `{build.name}`"
            raise UserError(error("SIG0725", title, help="compile it once without `--locked`"))
        return _from_lock(place, project, build, options, locked, depends, files)
    raise_errors(may_write(_home(place, build, options), files)[1])
    made = await optimize(place, project, build, options, files, listen)
    entry = read_back(_entry(build, made, depends))
    program, problems = fill_slots(project.programs[build.subject], entry, place.lock_path)
    raise_errors(problems)
    program = held(project, build, program)
    emitted = emit(place, project, build, options, program, entry, files)
    entry = replace(entry, outputs={path: digest(data) for path, data in emitted.items()})
    outputs = _write(place, build, options, emitted, files)
    _write_lock(place, {**lock, build.name: entry}, files)
    finish_journal(place, build, files)
    return Compiled(build, program, made.evidence, made.report, made.spent, outputs, place.lock_path, made.notes)


def _entry(build: Build, made: Made, depends: Mapping[str, str]) -> LockedBuild:
    return LockedBuild(
        depends=depends,
        pipeline=show_pipeline(made.pipeline),
        seed=build.seed,
        slots={name: slots_to_json(made.program, name) for name in sorted(made.program.nodes)},
        evidence=tuple(evidence_json(e) for e in made.evidence),
        report=scores_json(made.report) if made.report else {},
    )


def _from_lock(
    place: Place,
    project: Project,
    build: Build,
    options: Options,
    locked: LockedBuild,
    depends: Mapping[str, str],
    files: Files,
) -> Compiled:
    """The same outputs from the lock alone; what drifted is named, and then nothing is written."""
    raise_errors(drift(locked.depends, depends, place.lock_path))
    program, problems = fill_slots(project.programs[build.subject], locked, place.lock_path)
    raise_errors(problems)
    check_program(program, "sig.lock")
    program = held(project, build, program)
    emitted = emit(place, project, build, options, program, locked, files)
    raise_errors(_differences(locked, emitted, place.lock_path))
    outputs = _write(place, build, options, emitted, files)
    return Compiled(build, program, (), None, None, outputs, place.lock_path)


def _differences(locked: LockedBuild, emitted: Mapping[str, bytes], path: str) -> tuple[Diagnostic, ...]:
    now = {name: digest(data) for name, data in emitted.items()}
    wrong = sorted(name for name in {*now, *locked.outputs} if now.get(name) != locked.outputs.get(name))
    if not wrong:
        return ()
    title = f"`{wrong[0]}` would not be what `{path}` recorded"
    note = "the slots in the lock were edited, or another sigc wrote it"
    return (error("SIG0726", title, note=note, help="compile without `--locked` and review the lock"),)


def _write(place: Place, build: Build, options: Options, emitted: Mapping[str, bytes], files: Files) -> dict[str, str]:
    """Write each backend's folder; backend -> folder."""
    home = _home(place, build, options)
    raise_errors(write_outputs(home, emitted, files))
    return {backend: join(home, backend) for backend in build.emit}


def _home(place: Place, build: Build, options: Options) -> str:
    return options.out if options.out is not None else join(place.out, build.name)


def _write_lock(place: Place, lock: Mapping[str, LockedBuild], files: Files) -> None:
    try:
        files.write(place.lock_path, lock_bytes(lock))
    except OSError as failure:
        title = f"cannot write `{place.lock_path}`: {failure.strerror or failure}"
        raise UserError(error("SIG0711", title, help="make the project's folder writable")) from None
