"""Whole programs after published ones: each folder is a project with its Python tools. `run.json` says what models
reply (by the last part of a node's name; a list by sample, so by turn or element), what comes out, and how many calls
were made. The form reader, the tenth of them, waits for images."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from runtime.models import Answer, Scripted

from sigc.adapters.registry import adapter_named
from sigc.base.diagnostic import has_errors
from sigc.base.source import Disk
from sigc.check.project import check_project
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
    lm = Scripted(script(program, run["replies"]))
    inputs = from_json(run["inputs"], Record(program.main.inputs), program.types)
    try:
        outputs = asyncio.run(Engine(loaded, lm.for_any, tools=PythonTools((str(case),))).run(inputs))
    finally:
        if str(case) in sys.path:
            sys.path.remove(str(case))
    assert to_json(outputs, program.main.result, program.types) == run["outputs"]
    assert len(lm.asked) == run["calls"]
