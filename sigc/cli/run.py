"""`sigc run`, `sigc eval`, `sigc render`: use a program without emitting it.

May import: all rooms."""

from __future__ import annotations

import asyncio
import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sigc.cli.common import Form, guarded, say, show

if TYPE_CHECKING:
    from sigc.build.session import Session
    from sigc.lm.base import Message

Path = Annotated[str, typer.Argument(help="a .sig file or a project's folder")]
Inputs = Annotated[str | None, typer.Argument(help="inputs as a JSON object, - for stdin")]
Set = Annotated[list[str] | None, typer.Option("--set", help="one input, name=value; may be repeated")]
Call = Annotated[str | None, typer.Option(help="the signature or module; the first build's when left out")]
Offline = Annotated[bool, typer.Option(help="the embedded model in every slot, pinned ones too")]
Written = Annotated[bool, typer.Option("--as-written", help="leave out what sig.lock learnt")]
Record = Annotated[str | None, typer.Option(metavar="FILE", help="write down what models and tools answer")]
Trace = Annotated[str | None, typer.Option(metavar="FILE", help="add what happens to this trace file")]
Replay = Annotated[str | None, typer.Option(metavar="FILE", help="answer from a recording; call nothing")]


class Where(StrEnum):
    """Where rows run."""

    here = "here"
    ray = "ray"


class Split(StrEnum):
    """Which rows are scored."""

    train = "train"
    dev = "dev"
    test = "test"


def run(
    path: Path,
    inputs: Inputs = None,
    set_: Set = None,
    call: Call = None,
    offline: Offline = False,
    as_written: Written = False,
    record: Record = None,
    replay: Replay = None,
    trace: Trace = None,
    otel: Annotated[bool, typer.Option("--otel", help="OpenTelemetry spans, to the process's own provider")] = False,
    stream: Annotated[bool, typer.Option("--stream", help="print the answer as it comes, an event a line")] = False,
    commit: Annotated[str | None, typer.Option(help="with --stream: an output that is not taken back")] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0, max=1, help="ask again for replies that took a less sure repair")
    ] = 0.0,
    rows: Annotated[str | None, typer.Option(metavar="FILE", help="run every row of this JSON Lines file")] = None,
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="where the results of rows go; needed with --rows")
    ] = None,
    concurrent: Annotated[int | None, typer.Option(min=1, help="rows at once: 64; with --batch 10000")] = None,
    batch: Annotated[
        bool, typer.Option("--batch", help="hand calls in through the provider's batch endpoints")
    ] = False,
    batch_poll: Annotated[float, typer.Option(min=0.01, help="seconds between two looks at a batch")] = 30.0,
    shard: Annotated[
        str | None, typer.Option(metavar="i/n", help="this machine's part of rows, limits and budget")
    ] = None,
    budget: Annotated[str | None, typer.Option(help="spend at most usd=…,calls=…,tokens=…")] = None,
    engine: Annotated[Where, typer.Option(help="where rows run: this process, or a Ray cluster")] = Where.here,
    workers: Annotated[int, typer.Option(min=0, help="workers on Ray; 0: one for each core")] = 0,
    retry_tools: Annotated[bool, typer.Option("--retry-tools", help="call tools that may have acted again")] = False,
) -> None:
    """Run a signature or module once and print its outputs as JSON, or over many rows (docs/runs.md).

    Examples: `sigc run examples/triage --set mail="Where is AB-123456?"` · `sigc run desk.sig '{"mail": "…"}'` ·
    `sigc run desk.sig --rows in.jsonl --out out.jsonl`
    """
    from sigc.cli.bulk import Asked, run_rows
    from sigc.cli.cost import read_budget
    from sigc.cli.program import checked, limits_of, program_of, read_inputs, with_lock
    from sigc.cli.stream import print_events
    from sigc.cli.trace import tracing
    from sigc.runtime.recorded import tape_of
    from sigc.values.convert import to_json

    with guarded():
        place, project, loaded = checked(path, None)
        _, program, build = program_of(project, call)
        if not as_written:
            program, notes = with_lock(place, program, build)
            show(notes_of(notes), loaded.sources)
        if rows is not None:
            at_once, poll = concurrent or (10_000 if batch else 64), batch_poll if batch else None
            asked = Asked(rows, out or _no_out(), at_once, shard, read_budget(budget), retry_tools, offline, poll,
                          min_confidence, workers if engine is Where.ray else None)  # fmt: skip
            with tracing(trace, otel) as tracer:
                code = run_rows(place, project, program, build, asked, tape_of(record, replay), tracer)
            raise typer.Exit(code)
        values = read_inputs(inputs, set_ or [], program.main.inputs, program.types)

        async def once() -> dict[str, Any] | None:
            from sigc.build.session import open_session

            default = build.model if build else None
            limits = read_budget(budget) if budget is not None else limits_of(build)
            tape = tape_of(record, replay)
            session = open_session(place, project.models, default=default, offline=offline, limits=limits, tape=tape,
                                   tracer=tracer)  # fmt: skip
            try:
                engine = session.engine(program)
                engine.min_confidence = min_confidence
                if not stream:
                    return await engine.run(values)
                await print_events(engine, values, commit)
                return None
            finally:
                await session.close()

        with tracing(trace, otel) as tracer:
            outputs = asyncio.run(once())
        if outputs is None:
            return
        types = {f.name: f.type for f in program.main.outputs}
        plain = {name: to_json(value, types[name], program.types) for name, value in outputs.items()}
        print(json.dumps(plain, ensure_ascii=False, indent=2))


def _no_out() -> str:
    raise typer.BadParameter("say where the results go: `--out out.jsonl`", param_hint="--out")


def render(
    path: Path,
    inputs: Inputs = None,
    set_: Set = None,
    node: Annotated[str | None, typer.Option(help="which node; needed when there are several")] = None,
    call: Call = None,
    as_written: Written = False,
    format: Annotated[Form, typer.Option(help="how to print them")] = Form.text,
) -> None:
    """Print the exact final messages of a node for given inputs. Calls no model.

    Examples: `sigc render examples/triage --set mail="…"` · `sigc render desk.sig --node Support.triage '{…}'`
    """
    from sigc.base.diagnostic import UserError, error
    from sigc.cli.program import checked, program_of, read_inputs, with_lock
    from sigc.lm.base import LM
    from sigc.runtime.engine import Engine
    from sigc.runtime.errors import CallFailed

    with guarded():
        place, project, loaded = checked(path)
        _, program, build = program_of(project, call)
        if not as_written:
            program, notes = with_lock(place, program, build)
            show(notes_of(notes), loaded.sources)
        names = sorted(program.nodes)
        chosen = node or (names[0] if len(names) == 1 else None)
        if chosen is None or chosen not in program.nodes:
            title = f"there is no node `{node}`" if node else "say which node is meant"
            raise UserError(error("SIG0731", title, note=f"nodes: {', '.join(names)}", help="add `--node NAME`"))
        values = read_inputs(inputs, set_ or [], program.signature_of(chosen).inputs, program.types)

        def no_model(_: str | None) -> LM:
            raise AssertionError("render calls no model")

        try:
            messages = Engine(program, no_model).messages(chosen, values)
        except CallFailed as misfit:
            raise UserError(error(misfit.code, misfit.reason)) from None
        if format is Form.json:
            print(json.dumps([_message_data(message) for message in messages], ensure_ascii=False, indent=2))
        else:
            print("\n\n".join(f"--- {m.role}\n{m.content}" for m in messages))


def _message_data(message: Message) -> dict[str, Any]:
    """A message, its media with where they stand and what they are, but not their bytes."""
    data: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.media:
        data["media"] = [{"at": m.at, "mime": m.mime, **({"url": m.url} if m.url else {})} for m in message.media]
    return data


def eval(
    path: Path = ".",
    build: Annotated[str | None, typer.Option(help="whose data and metric; the first build when left out")] = None,
    split: Annotated[Split, typer.Option(help="which rows")] = Split.dev,
    offline: Offline = False,
    as_written: Written = False,
) -> None:
    """Score a build's program on one split of its data, with a 95 % interval.

    Examples: `sigc eval examples/triage` · `sigc eval examples/triage --split test --as-written`
    """
    from sigc.base.diagnostic import UserError, error
    from sigc.base.source import Disk
    from sigc.build.flows import held_metric
    from sigc.build.session import open_session
    from sigc.cli.program import build_of, checked, with_lock
    from sigc.evaluate.rows import load_rows
    from sigc.evaluate.stats import mean_interval
    from sigc.passes.base import Bench, Measured
    from sigc.runtime.tools import Stubbed

    with guarded():
        place, project, loaded = checked(path)
        chosen = build_of(project, build)
        if chosen is None or chosen.data is None or chosen.metric is None:
            title = "there is no build with data and a metric"
            raise UserError(error("SIG0731", title, help="add `data = …` and `metric = …` to a build"))
        program = project.programs[chosen.subject]
        if not as_written:
            program, notes = with_lock(place, program, chosen)
            show(notes_of(notes), loaded.sources)
        rows, found = load_rows(project.datasets[chosen.data], Disk())
        show(found, loaded.sources)
        if rows is None:
            raise UserError()
        labels = project.datasets[chosen.data].labels
        metric, wanted = held_metric(project, chosen.subject, chosen.metric, labels), rows.split(split)

        def measured(session: Session) -> Any:
            bench = Bench((), (), metric, session.lm_for, tools=Stubbed(session.tools, chosen.stubs, session.recorded),
                          seed=chosen.seed)  # fmt: skip
            return bench.evaluate(program, wanted, f"eval {split}")

        async def all_rows() -> list[Measured]:
            limits = chosen.budget
            session = open_session(place, project.models, default=chosen.model, offline=offline, limits=limits)
            try:
                result: list[Measured] = await measured(session)
                return result
            finally:
                await session.close()

        done = asyncio.run(all_rows())
        score = mean_interval([m.scored.score for m in done], seed=chosen.seed)
        failed = sum(m.got is None for m in done)
        print(f"{chosen.metric} on {split}: {score.mean:.3f}  [{score.low:.3f}, {score.high:.3f}]  {len(done)} rows")
        if failed:
            say(f"{failed} of {len(done)} rows failed and count as 0")


def notes_of(found: Any) -> Any:
    """Drift that a run may live with: the program runs as written, and the user is told."""
    from dataclasses import replace

    return [replace(d, severity="warning", help="compile again; until then it runs as written") for d in found]
