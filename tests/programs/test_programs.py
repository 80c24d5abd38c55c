"""Whole programs after published ones: each folder is a project with its Python tools. `run.json` says what models
reply (by the last part of a node's name; a list by sample, so by turn or element), what comes out, and how many calls
were made; `bounds.txt` what `sigc cost` says before anything is asked, `flow.txt` what `sigc flow` says of inputs."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from runtime.models import Answer, Scripted
from support import same_text
from typer.testing import CliRunner

from sigc.adapters.registry import adapter_named
from sigc.base.diagnostic import has_errors
from sigc.base.source import Disk
from sigc.check.project import check_project
from sigc.cli.app import app
from sigc.ir.program import Program, task_of
from sigc.ir.read import read
from sigc.ir.text import show
from sigc.ir.types import Record
from sigc.ir.verify import verify
from sigc.lm.base import LMError, Request
from sigc.runtime.bundle import bundle_of, read_bundle
from sigc.runtime.engine import Engine
from sigc.runtime.together import NESTED
from sigc.runtime.tools import PythonTools
from sigc.values.convert import from_json
from sigc.values.wire import to_json

HERE = Path(__file__).parent
CASES = sorted(p.parent for p in HERE.glob("*/main.sig"))


def script(program: Program, replies: dict[str, Any]) -> Any:
    def answer(request: Request) -> Answer:
        said = replies[request.node.rsplit(".", 1)[-1]]
        said = said[request.sample % NESTED % len(said)] if isinstance(said, list) else said
        if said is None:
            return LMError("SIG0808", "down")
        task = task_of(program, request.node)
        return adapter_named("chat").write(from_json(said, Record(task.outputs), program.types), task)

    return answer


@dataclass
class InZone(Scripted):
    """A scripted model that stands in a zone."""

    zone: str | None = None


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_a_program_checks_lowers_and_runs(case: Path) -> None:
    project, found = check_project(str(case / "main.sig"), Disk(), root=str(case))
    assert not has_errors(found), [f"{d.code} {d.title}" for d in found]
    run = json.loads((case / "run.json").read_text(encoding="utf-8"))
    program = project.programs[run["call"]]
    assert verify(program) == ()
    assert read(show(program)) == (program, ())
    loaded = read_bundle(json.loads(json.dumps(bundle_of(program, name=case.name, provenance={}))))
    assert loaded.program == program
    lm = InZone(script(program, run["replies"]), zone=run.get("zone"))
    inputs = from_json(run["inputs"], Record(program.main.inputs), program.types)
    try:
        outputs = asyncio.run(Engine(loaded, lm.for_any, tools=PythonTools((str(case),))).run(inputs))
    finally:
        if str(case) in sys.path:
            sys.path.remove(str(case))
    assert to_json(outputs, program.main.result, program.types) == run["outputs"]
    assert len(lm.asked) == run["calls"]


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_what_it_can_cost(case: Path) -> None:
    same_text(case / "bounds.txt", told(case, "cost"))


@pytest.mark.parametrize("case", CASES, ids=lambda p: p.name)
def test_where_its_inputs_go(case: Path) -> None:
    """From each input to each model that is named, else to the one in the process; then what is released."""
    project, _ = check_project(str(case / "main.sig"), Disk(), root=str(case))
    program = project.programs[called(case)]
    ends = sorted({node.slots.model for node in program.nodes.values()} - {None}) or ["process"]
    pairs = [(f.name, str(end)) for f in program.main.inputs for end in ends]
    answers = [told(case, "flow", "--from", start, "--to", end) for start, end in pairs]
    same_text(case / "flow.txt", "\n".join([*answers, told(case, "flow", "--released")]))


def called(case: Path) -> str:
    return str(json.loads((case / "run.json").read_text(encoding="utf-8"))["call"])


def told(case: Path, *words: str) -> str:
    """What a command prints, the folder left out of paths."""
    command, *options = words
    done = CliRunner().invoke(app, [command, str(case / "main.sig"), "--call", called(case), *options])
    return done.output.replace(f"{case}/", "")
