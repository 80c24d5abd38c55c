"""Trace files: the spans of runs as JSON Lines, written when a run ends and read back from whatever is left of a file.

A file starts with `{"sigc": "trace", "version": 1}`, once more each time it is opened to go on. Every other line is a
span: `id` ("2.1.3": run 2, its first step, the third inside), `kind` (row, module, node, question, model, tool),
`name`, `sample`, `start` (seconds since 1970), `ms`, what the kind has to say, `attempts` of requests, and `error`. A
step comes after the step that it is part of.

Promise: one home of the format; reading never fails on damage, it says which lines were left out. It is one of the few
places that reach the disk. May import: sigc.lm.base, sigc.runtime.spans."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from sigc.lm.base import LMError
from sigc.runtime.spans import Span

VERSION = 1
HEAD = {"sigc": "trace", "version": VERSION}
TIMES = ("start", "ms")
"""What differs between two traces of equal runs, in spans and in their attempts."""


class TraceFile:
    """A sink that adds to a file. Raises LMError SIG0850 when it cannot be written."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        self._runs = 0
        try:
            whole = _ends_well(self.path)
            self._file: TextIO = open(self.path, "a", encoding="utf-8", errors="backslashreplace")  # noqa: SIM115
            self._file.write(("" if whole else "\n") + json.dumps(HEAD) + "\n")
            self._file.flush()
        except OSError as failure:
            raise LMError("SIG0850", f"cannot write the trace {self.path}: {failure.strerror}") from failure

    def __call__(self, run: Span) -> None:
        """Write a run down, all of it at once."""
        self._runs += 1
        lines = [json.dumps(line, ensure_ascii=False) for line in lines_of(run, str(self._runs))]
        self._file.write("".join(f"{line}\n" for line in lines))
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def lines_of(span: Span, number: str) -> Iterator[dict[str, Any]]:
    """A span and all inside, outer ones first."""
    line: dict[str, Any] = {"id": number, "kind": span.kind, "name": span.name, "sample": span.sample}
    line |= {"start": round(span.start, 6), "ms": _ms(span.seconds), **span.data}
    if span.silent:
        line["withheld"] = True
    if span.attempts:
        line["attempts"] = [_attempt(noted) for noted in span.attempts]
    if span.error is not None:
        line["error"] = span.error
    yield line
    for position, child in enumerate(span.inside(), 1):
        yield from lines_of(child, f"{number}.{position}")


@dataclass(slots=True)
class Step:
    """A span as read back. `line` holds all that was written."""

    line: dict[str, Any]
    inside: list[Step] = field(default_factory=list)


@dataclass(slots=True)
class Traces:
    """What a file holds: runs, steps whose run is not there, and the numbers of lines that do not read."""

    runs: list[Step] = field(default_factory=list)
    strays: list[Step] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)


def read_traces(path: str | Path) -> Traces:
    """All that can be read. Raises LMError SIG0851 when the file cannot be opened, is none of ours or of another
    version."""
    traces = Traces()
    known: dict[str, Step] = {}
    ours = False
    for number, line in _lines(str(path)):
        data = _object(line)
        if data is None or ("sigc" not in data and not isinstance(data.get("id"), str)):
            traces.damaged.append(number)
        elif "sigc" in data:
            _allow(str(path), number, data)
            known, ours = {}, True
        else:
            _place(Step(data), data["id"], known, traces)
    if not ours and not traces.runs and not traces.strays:
        raise LMError("SIG0851", f"{path} is no trace: none of its lines reads as one")
    return traces


def _place(step: Step, number: str, known: dict[str, Step], traces: Traces) -> None:
    known[number] = step
    outer, dot, _ = number.rpartition(".")
    around = known.get(outer)
    if not dot:
        traces.runs.append(step)
    elif around is not None:
        around.inside.append(step)
    else:
        traces.strays.append(step)


def _lines(path: str) -> Iterator[tuple[int, str]]:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line
    except OSError as failure:
        raise LMError("SIG0851", f"cannot read the trace {path}: {failure.strerror}") from failure


def _object(line: str) -> dict[str, Any] | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _allow(path: str, number: int, head: dict[str, Any]) -> None:
    if head.get("sigc") != "trace" or head.get("version") != VERSION:
        said = f"`{head.get('sigc')}` of version {head.get('version')}"
        raise LMError("SIG0851", f"{path}:{number}: this is {said}; this sigc reads traces of version {VERSION}")


def _ends_well(path: str) -> bool:
    """Whether a file is absent, empty or ends with a whole line: a process may have been killed in the middle."""
    if not Path(path).exists() or not Path(path).stat().st_size:
        return True
    with open(path, "rb") as file:
        file.seek(-1, 2)
        return file.read() == b"\n"


def _attempt(noted: dict[str, Any]) -> dict[str, Any]:
    told = {"start": round(noted["start"], 6), "ms": _ms(noted.get("seconds", 0.0))}
    return told | {name: value for name, value in noted.items() if name not in ("start", "seconds")}


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 3)
