"""The optimizing half of a compile: rows, session, passes, and the one look at the test rows.

Promise: what comes out follows from sources, rows, replies and seed. A killed run goes on where its journal ends.
May import: all rooms but cli."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

from sigc.base.diagnostic import Diagnostic, UserError, has_errors, warning
from sigc.base.source import Files, join
from sigc.build.flows import held, held_metric, held_proposers
from sigc.build.load import Loaded
from sigc.build.project import Place
from sigc.build.proposers import proposers
from sigc.build.session import OFFLINE, Session, open_session
from sigc.build.taken import taken_notes
from sigc.build.thinking import without_reasoning
from sigc.evaluate.rows import Row, Rows, load_rows
from sigc.evaluate.stats import Interval, mean_interval, paired_gain
from sigc.ir.expr import Const
from sigc.ir.program import Metric, Program
from sigc.ir.project import Build, PassCall, Project
from sigc.lm.budget import Spent
from sigc.passes.base import Bench, Event, Evidence
from sigc.passes.pipeline import level, passes_of, run_passes
from sigc.runtime.resumed import resumed
from sigc.runtime.tools import Stubbed
from sigc.values.verify import check_program

RESUMED = "resumed"
"""The `pass_` of the event that tells what a killed run left behind."""


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
class Made:
    program: Program
    pipeline: tuple[PassCall, ...]
    evidence: tuple[Evidence, ...]
    report: Report | None
    spent: Spent
    notes: tuple[Diagnostic, ...]


async def optimize(
    place: Place, project: Project, build: Build, options: Options, files: Files, listen: Callable[[Event], None]
) -> Made:
    """The passes over train and dev rows, then the one look at the test rows. The journal stays: see finish_journal."""
    start, told = _thinking(sharing(project, build), project, build, options)
    pipeline = pipeline_of(build, options)
    passes = passes_of(pipeline)
    rows, notes = _rows(project, build, files)
    async with _bench(place, project, build, options, rows, listen) as (bench, session):
        program = await run_passes(start, passes, bench, partial(held, project, build))
        program, again = _thinking(program, project, build, options)
        check_program(program, "the last pass")
        report = await _test(bench, start, program, rows.test if rows else ())
        notes += (*told, *again)
        notes += () if options.offline else taken_notes(program, project.models.get(build.model or ""), build.span)
        return Made(program, pipeline, tuple(bench.evidence), report, session.spent(), notes)


async def run_until(loaded: Loaded, build: Build, last: str, options: Options, files: Files) -> Program:
    """The program after the first pass called `last`; nothing is written but journal and cache."""
    place, project = usable(loaded)
    calls = list(pipeline_of(build, options))
    names = [call.name for call in calls]
    rows, _ = _rows(project, build, files)
    async with _bench(place, project, build, options, rows, lambda event: None) as (bench, _):
        passes = passes_of(calls[: names.index(last) + 1])
        start, _ = _thinking(sharing(project, build), project, build, options)
        return await run_passes(start, passes, bench, partial(held, project, build))


def _thinking(
    program: Program, project: Project, build: Build, options: Options
) -> tuple[Program, tuple[Diagnostic, ...]]:
    """The program as models that think by themselves need it; the embedded one does not."""
    if options.offline:
        return program, ()
    return without_reasoning(program, project.models.get(build.model or ""), build.span)


def sharing(project: Project, build: Build) -> Program:
    """The program of a build as the passes see it: places of what it shares have one set of slots."""
    return replace(project.programs[build.subject], shares=build.share)


def pipeline_of(build: Build, options: Options) -> tuple[PassCall, ...]:
    """What runs: nothing at O0, else the build's own passes, else the level's."""
    if options.level == "O0":
        return level("O0")
    return build.passes if build.passes is not None else level(options.level)


@asynccontextmanager
async def _bench(
    place: Place,
    project: Project,
    build: Build,
    options: Options,
    rows: Rows | None,
    listen: Callable[[Event], None],
) -> AsyncIterator[tuple[Bench, Session]]:
    """A bench on an open session; without a metric it holds no rows, and every pass says so."""
    session = open_session(
        place,
        project.models,
        default=build.model,
        offline=options.offline,
        limits=build.budget,
        journal=f"{build.name}.journal",
        keep_replies=not _all_offline(build, options),
    )
    labels = project.datasets[build.data].labels if build.data else ()
    metric = held_metric(project, build.subject, build.metric, labels) if build.metric else None
    before = resumed(session.journal)
    if before:
        listen(Event(RESUMED, "", before))
    try:
        bench = Bench(
            train=rows.train if rows and metric else (),
            dev=rows.dev if rows and metric else (),
            metric=metric or _no_metric(),
            lm_for=session.lm_for,
            proposers=held_proposers(project, build, proposers()),
            teacher=build.teacher,
            tools=Stubbed(session.tools, build.stubs),
            seed=build.seed,
            listen=listen,
        )
        yield bench, session
    finally:
        await session.close()


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


def finish_journal(place: Place, build: Build, files: Files) -> None:
    """A compile that ended needs its journal no more."""
    path = join(place.state, f"{build.name}.journal")
    for name in (path, f"{path}-wal", f"{path}-shm"):
        if files.exists(name):
            files.remove(name)


def _rows(project: Project, build: Build, files: Files) -> tuple[Rows | None, tuple[Diagnostic, ...]]:
    if build.data is None:
        return None, ()
    rows, found = load_rows(project.datasets[build.data], files)
    raise_errors(found)
    if build.metric is None:
        note = warning("SIG0623", f"build `{build.name}` has data but no metric", help="add `metric = …` to the build")
        return rows, (*found, note)
    return rows, found


def _no_metric() -> Metric:
    """Scores nothing: used when a build names no metric, together with no rows."""
    return Metric("none", Const(0))


def _all_offline(build: Build, options: Options) -> bool:
    """Replies of the embedded model are cheaper to make than to keep."""
    return options.offline or build.model is None


def default_model(project: Project, build: Build, options: Options) -> str:
    return OFFLINE if options.offline or build.model is None else project.models[build.model].id


def usable(loaded: Loaded) -> tuple[Place, Project]:
    if loaded.place is None or loaded.project is None or not loaded.ok:
        raise UserError(*loaded.diagnostics)
    return loaded.place, loaded.project


def raise_errors(found: tuple[Diagnostic, ...]) -> None:
    if has_errors(found):
        raise UserError(*found)
