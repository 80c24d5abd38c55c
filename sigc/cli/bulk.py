"""`sigc run --rows`: a program over all rows of a file, written down as it goes. `sigc journal merge`: shards joined.

May import: all rooms."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TextIO

import typer

from sigc.cli.common import BUDGET, FAILED, MODEL, guarded, say

if TYPE_CHECKING:
    from sigc.build.project import Place
    from sigc.build.session import Session
    from sigc.ir.program import Program
    from sigc.ir.project import Build, Limits, Project
    from sigc.lm.base import LM
    from sigc.lm.budget import Spent
    from sigc.runtime.bulk import Bulk, Shard
    from sigc.runtime.ledger import Ledger
    from sigc.runtime.recorded import Tape
    from sigc.runtime.spans import Tracer

journal = typer.Typer(help="The journals of runs over many rows.", no_args_is_help=True, rich_markup_mode=None)
SHOWN = 10
"""How many calls in flight, or rows, are named one by one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line says of a run over rows."""

    rows: str
    out: str
    concurrent: int
    shard: str | None
    limits: Limits
    retry_tools: bool
    offline: bool
    batch: float | None
    """Seconds between two looks at a job of calls that are handed in together; None: each call by itself."""
    min_confidence: float = 0.0
    workers: int | None = None
    """Workers on a Ray cluster, 0: one for each of its cores; None: this process."""


def run_rows(
    place: Place, project: Project, program: Program, build: Build | None, asked: Asked, tape: Tape | None,
    tracer: Tracer | None,
) -> int:  # fmt: skip
    """Run all rows and write their results; the exit code."""
    from sigc.base.diagnostic import UserError, error
    from sigc.build.session import open_session
    from sigc.runtime.bulk import shared_out
    from sigc.runtime.ledger import Ledger
    from sigc.runtime.resumed import resumed, spent_before

    if asked.workers is not None and (tape is not None or tracer is not None or asked.batch is not None):
        title = "a run on Ray makes no trace, recording or batch"
        raise UserError(error("SIG0854", title, help="leave `--engine ray` out, or the others"))
    shard = read_shard(asked.shard)
    models, default = project.models, build.model if build else None
    if shard is not None:
        models = shared_out(models, (default,), shard)
    total = _count(asked.rows, shard)
    _allow_output(asked.out, asked.rows)
    with contextlib.closing(Ledger(f"{asked.out}.journal")) as ledger:
        told = resumed(ledger)
        if told is not None:
            say(f"{told}{_tools_told(ledger)}")
        session = open_session(
            place, models, default=default, offline=asked.offline, limits=_part(asked.limits, shard), journal=ledger,
            keep_replies=False, tape=tape, tracer=tracer, batch=_together(ledger, asked.batch),
        )  # fmt: skip
        with contextlib.ExitStack() as closing:
            lines, out = (closing.enter_context(_opened(*each)) for each in ((asked.rows, "r"), (asked.out, "w")))
            bulk = _bulk(program, build, asked, session, ledger, shard)
            if asked.workers is not None:
                bulk = closing.enter_context(_on_cluster(place, program, build, asked, ledger, shard, session.spent()))
            spent = session.spent if asked.workers is None else lambda: spent_before(ledger, models)
            return asyncio.run(_written(bulk, lines, out, session, spent, total))


def _together(ledger: Ledger, poll: float | None) -> Callable[[LM, str], LM] | None:
    if poll is None:
        return None
    from sigc.lm.batch import batched

    return lambda client, name: batched(client, ledger, name, settle=min(2.0, poll), poll=poll)


def read_shard(text: str | None) -> Shard | None:
    """`2/8`. Raises UserError SIG0854."""
    from sigc.base.diagnostic import UserError, error
    from sigc.runtime.bulk import Shard

    if text is None:
        return None
    number, _, of = text.partition("/")
    if number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of):
        return Shard(int(number), int(of))
    raise UserError(
        error("SIG0854", f"the shard `{text}` is none", help="write `--shard 1/3` on the first of three machines")
    )


def _bulk(
    program: Program, build: Build | None, asked: Asked, session: Session, ledger: Ledger, shard: Shard | None
) -> Bulk:
    """The program, its models behind the gate and its tools on the journal, as something that runs rows."""
    from sigc.base.source import Disk
    from sigc.evaluate.rows import media_below
    from sigc.runtime.answered import answered
    from sigc.runtime.bulk import Bulk
    from sigc.runtime.ledger import JournaledTools
    from sigc.runtime.reach import keeps_out

    async def answer(inputs: Mapping[str, Any]) -> dict[str, Any]:
        return await answered(program, engine.run, inputs, read)

    folder = "." if asked.rows == "-" else str(Path(asked.rows).parent)
    read = media_below(Disk(), (folder,))
    fields = [field.name for field in program.main.inputs]
    bulk = Bulk(
        answer, fields, ledger=ledger, program=_decides(program, build, asked.offline), concurrent=asked.concurrent,
        shard=shard, tracer=session.tracer, keeps=not keeps_out(program, "journal"),
    )  # fmt: skip
    tools = JournaledTools(session.tools, ledger, asked.retry_tools)
    engine = session.engine(program, lambda name: bulk.gate(session.lm_for(name)), bulk.gate_tools(tools))
    engine.min_confidence = asked.min_confidence
    return bulk


@contextlib.contextmanager
def _on_cluster(
    place: Place, program: Program, build: Build | None, asked: Asked, ledger: Ledger, shard: Shard | None, spent: Spent
) -> Iterator[Bulk]:
    """The same on Ray. `spent`: what earlier runs with this journal spent."""
    from sigc.runtime.bulk import Bulk
    from sigc.runtime.bundle import bundle_of, bundle_text
    from sigc.runtime.cluster import Cluster, Job
    from sigc.runtime.reach import keeps_out

    text = bundle_text(bundle_of(program, name="", provenance={}, model=build.model if build else None))
    limits = _left(_part(asked.limits, shard), spent)
    folders = tuple(os.path.abspath(folder) for folder in place.python or (place.root,))
    job = Job(text, folders, asked.offline, limits.usd, limits.calls, limits.tokens)
    acts = any(tool.effect == "acts" for tool in program.tools.values())
    cluster = Cluster(
        job, ledger, workers=asked.workers or None, rows=asked.concurrent, acts=acts, retry=asked.retry_tools
    )
    try:
        yield Bulk(
            cluster.answer, [field.name for field in program.main.inputs], ledger=ledger,
            program=_decides(program, build, asked.offline), concurrent=asked.concurrent, shard=shard,
            keeps=not keeps_out(program, "journal"),
        )  # fmt: skip
    finally:
        cluster.close()


def _decides(program: Program, build: Build | None, offline: bool) -> str:
    """A hash of what decides the answers: rows that another program answered are run again."""
    from sigc.runtime.bundle import bundle_of, bundle_text

    model = "offline" if offline else (build.model if build else None)
    text = bundle_text(bundle_of(program, name="", provenance={}, model=model))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


async def _written(
    bulk: Bulk, lines: TextIO, out: TextIO, session: Session, spent: Callable[[], Spent], total: int
) -> int:
    """Write every result as it comes, tell how it goes, and sum up."""
    from sigc.cli.bulk_text import Progress, summed_up
    from sigc.lm.base import BudgetSpent, LMError
    from sigc.runtime.bulk import read_rows
    from sigc.runtime.errors import CallFailed

    failures: Counter[str] = Counter()
    stopped: BudgetSpent | LMError | CallFailed | None = None
    progress = Progress(bulk, spent, total, sys.stderr)
    with progress.shown():
        try:
            async for result in bulk.results(read_rows(lines)):
                out.write(json.dumps(result.as_json(), ensure_ascii=False) + "\n")
                if result.error is not None:
                    failures[result.error["code"]] += 1
        except (BudgetSpent, LMError, CallFailed) as reason:
            stopped = reason
        finally:
            await session.models.close()
    say(summed_up(bulk, failures, spent(), progress.seconds(), total))
    if stopped is not None:
        say(f"stopped: [{stopped.code}] {stopped}; run the same command again to go on")
        return BUDGET if isinstance(stopped, BudgetSpent) else MODEL
    return FAILED if failures else 0


def _part(limits: Limits, shard: Shard | None) -> Limits:
    from sigc.ir.project import Limits

    if shard is None:
        return limits
    calls, tokens = (None if limit is None else shard.part(limit) for limit in (limits.calls, limits.tokens))
    return Limits(None if limits.usd is None else limits.usd / shard.of, calls, tokens)


def _left(limits: Limits, spent: Spent) -> Limits:
    """What is left of a budget."""
    from sigc.ir.project import Limits

    gone = (spent.usd + spent.possibly_usd, spent.calls, spent.tokens + spent.possibly_tokens)
    usd, calls, tokens = (
        None if limit is None else max(0, limit - used)
        for limit, used in zip((limits.usd, limits.calls, limits.tokens), gone, strict=True)
    )
    return Limits(usd, None if calls is None else int(calls), None if tokens is None else int(tokens))


def _count(path: str, shard: Shard | None) -> int:
    """This machine's rows of a file, without holding it."""
    with _opened(path, "r") as lines:
        numbers = (number for number, line in enumerate(lines, 1) if line.strip())
        return sum(1 for number in numbers if shard is None or shard.has(number))


def _allow_output(path: str, rows: str) -> None:
    """Before the journal is made; the output itself is opened after it, so that a damaged one costs no results. What is
    no output of such a run is never overwritten."""
    from sigc.base.diagnostic import UserError, error

    out, folder = Path(path), Path(path).parent
    if not folder.is_dir():
        raise UserError(error("SIG0854", f"cannot write to `{path}`: there is no folder `{folder}`"))
    if out.exists() and out.samefile(rows):
        raise UserError(error("SIG0854", f"cannot write to `{path}`: it is the file that the rows are read from"))
    if out.is_file() and out.stat().st_size and not Path(f"{path}.journal").exists():
        why = f"it is there, and no journal `{path}.journal` says that a run over rows wrote it"
        raise UserError(error("SIG0854", f"cannot write to `{path}`: {why}", help="move it away, or name another"))


@contextlib.contextmanager
def _opened(path: str, mode: Literal["r", "w"]) -> Iterator[TextIO]:
    from sigc.base.diagnostic import UserError, error

    errors = "surrogateescape" if mode == "r" else "backslashreplace"
    try:
        file = open(path, "a" if mode == "w" else "r", encoding="utf-8", errors=errors)  # noqa: SIM115
    except OSError as failure:
        doing = "read the rows of" if mode == "r" else "write to"
        raise UserError(error("SIG0854", f"cannot {doing} `{path}`: {failure.strerror}")) from None
    with file:
        if mode == "w" and Path(path).is_file():
            _hold(file, path)
            file.truncate(0)
        yield file


def _hold(file: TextIO, path: str) -> None:
    """Two runs at the same time would pay every call twice. Where files cannot be held, nobody is kept from it."""
    from sigc.base.diagnostic import UserError, error

    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        title = f"cannot write to `{path}`: another run is writing to it"
        raise UserError(error("SIG0854", title, help="wait for it, or name another output")) from None
    except (ImportError, OSError):
        return


def _tools_told(ledger: Ledger) -> str:
    """Tools that were called and had not answered when an earlier run ended."""
    flying = ledger.tools_in_flight()
    if not flying:
        return ""
    named = ", ".join(f"{tool} ({row})" for tool, row in flying[:SHOWN])
    more = f" and {len(flying) - SHOWN} more" if len(flying) > SHOWN else ""
    return f"; tools that had not answered: {named}{more}"


@journal.callback()
def _journal() -> None:
    """The journals of runs over many rows: `sigc run --rows in.jsonl --out out.jsonl` writes out.jsonl.journal."""


@journal.command()
def show(path: Annotated[str, typer.Argument(help="the journal of a run over rows")]) -> None:
    """Say how far a run over rows came: rows that ended, calls, money, and what was in flight when it ended.

    Examples: `sigc journal show out.jsonl.journal`
    """
    from sigc.cli.bulk_text import journal_told
    from sigc.runtime.ledger import Ledger

    with guarded():
        with _opened(path, "r"):
            ledger = Ledger(path)
        with contextlib.closing(ledger):
            print(journal_told(ledger))


@journal.command()
def merge(
    out: Annotated[str, typer.Argument(help="the results of all shards; OUT.journal is written beside it")],
    parts: Annotated[list[str], typer.Argument(help="the `--out` of each shard, with its .journal beside it")],
) -> None:
    """Put the journals of shards together and write all results in the order of rows. Says what was done twice.

    Examples: `sigc journal merge out.jsonl part1.jsonl part2.jsonl`
    """
    from sigc.cli.bulk_text import merged_told
    from sigc.runtime.ledger import Ledger

    with guarded(), contextlib.closing(Ledger(f"{out}.journal")) as ledger:
        for part in parts:
            with _opened(f"{part}.journal", "r"):
                merged = ledger.take(f"{part}.journal")
            say(merged_told(part, merged))
        with _opened(out, "w") as file:
            for number in ledger.numbers():
                line = {"row": number, **(ledger.result(number) or {})}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
