"""The compile pipeline, to be read aloud: check, rows, passes, test, lock, emit.

Promise: same sources, rows, models and seed give the same lock and the same outputs, byte for byte; with `--locked` no
model is called. A killed compile goes on where its journal ends. May import: all rooms but cli."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sigc import __version__
from sigc.base.diagnostic import Diagnostic, UserError, error, has_errors, warning
from sigc.base.source import Files, join
from sigc.build.depends import dependencies
from sigc.build.evidence import evidence_json, scores_json
from sigc.build.load import Loaded
from sigc.build.lock import LockedBuild, drift, fill_slots, lock_bytes, read_lock, slots_to_json
from sigc.build.outputs import digest, write_outputs
from sigc.build.project import Place
from sigc.build.proposers import proposers
from sigc.build.session import OFFLINE, Session, open_session
from sigc.catalog.tables import BACKENDS
from sigc.evaluate.rows import Row, Rows, load_rows
from sigc.evaluate.stats import Interval, mean_interval, paired_gain
from sigc.ir.program import Metric, Program
from sigc.ir.project import Build, Limits, PassCall, Project
from sigc.lm.budget import Spent
from sigc.passes.base import Bench, Event, Evidence
from sigc.passes.pipeline import level, passes_of, run_passes, show_pipeline
from sigc.values.verify import check_program


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line adds to a build. `level`: O0, O1 or O2; a build's own `passes` win except at O0."""

    level: str = "O2"
    offline: bool = False
    locked: bool = False
    out: str | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The whole program on test rows, read once, after everything was decided."""

    before: Interval
    after: Interval
    gain: Interval
    rows: int
    tokens_before: float
    tokens_after: float


@dataclass(frozen=True, slots=True)
class Compiled:
    """One finished build. `changes`: where something differs from what lay on disk before."""

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
    place, project = _usable(loaded)
    if options.seed is not None:
        build = replace(build, seed=options.seed)
    lock, problems = read_lock(place.lock_path, files)
    _raise_errors(problems)
    depends = dependencies(place, project, build, _default_model(project, build, options), files)
    if options.locked:
        locked = lock.get(build.name)
        if locked is None:
            title = f"`{place.lock_path}` has no build `{build.name}`"
            raise UserError(error("SIG0725", title, help="compile it once without `--locked`"))
        return _from_lock(place, project, build, options, locked, depends, files)
    made = await _optimize(place, project, build, options, files, listen)
    entry = LockedBuild(
        depends=depends,
        pipeline=show_pipeline(made.pipeline),
        seed=build.seed,
        slots={name: slots_to_json(made.program, name) for name in sorted(made.program.nodes)},
        evidence=tuple(evidence_json(e) for e in made.evidence),
        report=scores_json(made.report) if made.report else {},
    )
    emitted = _emit(place, build, made.program, entry)
    entry = replace(entry, outputs={path: digest(data) for path, data in emitted.items()})
    outputs = _write(place, build, options, emitted, files)
    _write_lock(place, {**lock, build.name: entry}, files)
    return Compiled(
        build, made.program, made.evidence, made.report, made.spent, outputs, place.lock_path, made.notes
    )


@dataclass(frozen=True, slots=True)
class _Made:
    program: Program
    pipeline: tuple[PassCall, ...]
    evidence: tuple[Evidence, ...]
    report: Report | None
    spent: Spent
    notes: tuple[Diagnostic, ...]


async def _optimize(
    place: Place,
    project: Project,
    build: Build,
    options: Options,
    files: Files,
    listen: Callable[[Event], None],
) -> _Made:
    """The passes over train and dev rows, then the one look at the test rows."""
    start = project.programs[build.subject]
    pipeline = level("O0") if options.level == "O0" else build.passes or level(options.level)
    passes = passes_of(pipeline)
    rows, notes = _rows(project, build, files)
    metric = project.metrics[build.metric] if build.metric else None
    session = open_session(
        place,
        project.models,
        default=build.model,
        offline=options.offline,
        limits=build.budget,
        journal=f"{build.name}.journal",
        keep_replies=not _all_offline(build, options),
    )
    try:
        bench = _bench(session, build, rows, metric, listen)
        program = await run_passes(start, passes, bench)
        check_program(program, "the last pass")
        report = await _test(bench, start, program, rows.test if rows else ())
        spent = session.spent()
    finally:
        await session.close()
    _finish_journal(place, build, files)
    return _Made(program, pipeline, tuple(bench.evidence), report, spent, notes)


def _bench(
    session: Session, build: Build, rows: Rows | None, metric: Metric | None, listen: Callable[[Event], None]
) -> Bench:
    return Bench(
        train=rows.train if rows and metric else (),
        dev=rows.dev if rows and metric else (),
        metric=metric or _no_metric(),
        lm_for=session.lm_for,
        proposers=proposers(),
        teacher=build.teacher,
        tools=session.tools,
        seed=build.seed,
        listen=listen,
    )


async def _test(bench: Bench, start: Program, final: Program, rows: tuple[Row, ...]) -> Report | None:
    """The one look at the test rows: the program as written beside the program as compiled, row by row."""
    if not rows:
        return None
    bench.say("test", "", f"reads {len(rows)} test rows once")
    before = await bench.evaluate(start, rows, "test rows, as written")
    after = await bench.evaluate(final, rows, "test rows, as compiled")
    old, new = [m.scored.score for m in before], [m.scored.score for m in after]
    return Report(
        before=mean_interval(old, seed=bench.seed),
        after=mean_interval(new, seed=bench.seed),
        gain=paired_gain(old, new, seed=bench.seed),
        rows=len(rows),
        tokens_before=sum(m.tokens for m in before) / len(rows),
        tokens_after=sum(m.tokens for m in after) / len(rows),
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
    _raise_errors(drift(locked, depends, place.lock_path))
    program, problems = fill_slots(project.programs[build.subject], locked, place.lock_path)
    _raise_errors(problems)
    check_program(program, "sig.lock")
    emitted = _emit(place, build, program, locked)
    _raise_errors(_differences(locked, emitted, place.lock_path))
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


def _emit(place: Place, build: Build, program: Program, entry: LockedBuild) -> dict[str, bytes]:
    """Every file of every backend, under the backend's name."""
    provenance = {
        "sigc": __version__,
        "project": place.name,
        "version": place.version,
        "build": build.name,
        "pipeline": entry.pipeline,
        "seed": entry.seed,
        "depends": dict(sorted(entry.depends.items())),
        "test": dict(entry.report),
    }
    emitted: dict[str, bytes] = {}
    for backend in build.emit:
        made = BACKENDS[backend].load()(program, name=build.name, version=place.version, provenance=provenance)
        emitted |= {f"{backend}/{path}": data for path, data in made.items()}
    return emitted


def _write(
    place: Place, build: Build, options: Options, emitted: Mapping[str, bytes], files: Files
) -> dict[str, str]:
    """Write each backend's folder; backend -> folder."""
    home = options.out if options.out is not None else join(place.out, build.name)
    _raise_errors(write_outputs(home, emitted, files))
    return {backend: join(home, backend) for backend in build.emit}


def _write_lock(place: Place, lock: Mapping[str, LockedBuild], files: Files) -> None:
    try:
        files.write(place.lock_path, lock_bytes(lock))
    except OSError as failure:
        title = f"cannot write `{place.lock_path}`: {failure.strerror or failure}"
        raise UserError(error("SIG0711", title, help="make the project's folder writable")) from None


def _finish_journal(place: Place, build: Build, files: Files) -> None:
    """A compile that ended needs its journal no more."""
    path = join(place.state, f"{build.name}.journal")
    for name in (path, f"{path}-wal", f"{path}-shm"):
        if files.exists(name):
            files.remove(name)


def _rows(project: Project, build: Build, files: Files) -> tuple[Rows | None, tuple[Diagnostic, ...]]:
    if build.data is None:
        return None, ()
    rows, found = load_rows(project.datasets[build.data], files)
    _raise_errors(found)
    if build.metric is None:
        note = warning("SIG0630", f"build `{build.name}` has data but no metric", help="add `metric = …` to the build")
        return rows, (*found, note)
    return rows, found


def _no_metric() -> Metric:
    """Scores nothing: used when a build names no metric, together with no rows."""
    from sigc.ir.expr import Const

    return Metric("none", Const(0))


def _all_offline(build: Build, options: Options) -> bool:
    """Replies of the embedded model are cheaper to make than to keep."""
    return options.offline or build.model is None


def _default_model(project: Project, build: Build, options: Options) -> str:
    return OFFLINE if options.offline or build.model is None else project.models[build.model].id


def _usable(loaded: Loaded) -> tuple[Place, Project]:
    if loaded.place is None or loaded.project is None or not loaded.ok:
        raise UserError(*loaded.diagnostics)
    return loaded.place, loaded.project


def _raise_errors(found: tuple[Diagnostic, ...]) -> None:
    if has_errors(found):
        raise UserError(*found)
