"""`sigc trace show`: what happened in a run, as a tree; and the trace files of commands that run.

May import: all rooms."""

from __future__ import annotations

import contextlib
import shutil
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from sigc.cli.common import guarded, say

if TYPE_CHECKING:
    from sigc.runtime.spans import Tracer

trace = typer.Typer(help="What happened in a run.", no_args_is_help=True, rich_markup_mode=None)
PLAIN_WIDTH = 120
"""Columns where nothing says how wide the output is."""


@trace.callback()
def _trace() -> None:
    """What happened in a run: `sigc run --trace out.jsonl` writes it down."""


@trace.command()
def show(
    path: Annotated[str, typer.Argument(help="a file that `--trace` wrote")],
    full: Annotated[bool, typer.Option(help="messages, replies and values whole")] = False,
    run: Annotated[int | None, typer.Option(help="only the run of this number, from 1; -1 is the last")] = None,
) -> None:
    """Print each run as a tree: modules, nodes, questions, requests, tools; time, tokens, money, repairs, failures.

    Examples: `sigc trace show out.jsonl` · `sigc trace show out.jsonl --run -1 --full`
    """
    from sigc.cli.trace_text import shown
    from sigc.runtime.tracefile import read_traces

    with guarded():
        traces = read_traces(path)
        width = shutil.get_terminal_size((PLAIN_WIDTH, 0)).columns if sys.stdout.isatty() else PLAIN_WIDTH
        for line in shown(traces, width, full=full, only=run):
            print(line)
        if traces.damaged:
            lines = ", ".join(str(number) for number in traces.damaged[:10])
            more = f" and {len(traces.damaged) - 10} more" if len(traces.damaged) > 10 else ""
            say(f"left out, since they do not read: line {lines}{more}")


@contextlib.contextmanager
def tracing(path: str | None, otel: bool = False) -> Iterator[Tracer | None]:
    """The tracer of a command that adds to a file, or gives spans to OpenTelemetry; None for neither."""
    if path is None and not otel:
        yield None
        return
    from sigc.lm.clock import SystemClock
    from sigc.runtime.otel import OtelSpans
    from sigc.runtime.spans import Sink, Tracer
    from sigc.runtime.tracefile import TraceFile

    sinks: list[Sink] = [OtelSpans()] if otel else []
    clock, file = SystemClock(), TraceFile(path) if path is not None else None
    try:
        yield Tracer(*sinks, *([file] if file else []), clock=clock, epoch=time.time() - clock.now())
    finally:
        if file is not None:
            file.close()
