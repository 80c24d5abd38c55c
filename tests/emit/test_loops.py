"""Loops of a source in emitted Python: a plain `for`, typed and formatted, making the calls that the engine makes."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from runtime.models import Scripted
from runtime.packages import format_problems, imported, type_problems, written
from support import ROOT, same_text

from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.ir.program import Program
from sigc.lm.base import Request
from sigc.runtime.bundle import read_bundle
from sigc.runtime.engine import Engine

SOURCE = ROOT / "tests" / "lower" / "loops.sig"
INPUTS = {"topic": "t", "docs": ["a", "b"], "rounds": 2}


def program() -> Program:
    project, _ = check_project("loops.sig", Memory({"loops.sig": SOURCE.read_bytes()}), root=".")
    return project.programs["Talk"]


def answers(request: Request) -> str:
    said = request.messages[-1].content
    if request.node.endswith("fold.memo"):
        return f"[[longer]] {len(said)}"
    round_ = said.rsplit("[[round]] ", 1)[-1].split()[0]
    return f"[[note]] {request.node[-5:]}{round_}\n[[done]] {'true' if round_ == '3' else 'false'}"


def test_a_loop_is_a_for_loop(tmp_path: Path) -> None:
    written(program(), "loops", tmp_path)
    text = (tmp_path / "loops" / "program.py").read_text()
    same_text(Path(__file__).with_name("loops.py.txt"), text[text.index("@PACKAGE.module") :])
    assert format_problems(tmp_path) == ""
    assert type_problems(["loops"], tmp_path) == ""


def test_turns_of_package_and_engine_ask_the_same(tmp_path: Path) -> None:
    written(program(), "loops", tmp_path)
    bundle = read_bundle(json.loads((tmp_path / "loops" / "bundle.json").read_bytes()))
    theirs, ours = Scripted(answers), Scripted(answers)
    got = asyncio.run(Engine(bundle, theirs.for_any).run(INPUTS))
    with imported("loops", tmp_path) as package:
        package.PACKAGE.use(Engine(bundle, ours.for_any))
        graph = sys.modules["loops.program"].talk_graph
        assert asyncio.run(package.PACKAGE.call(graph, INPUTS)) == got
    assert got["turns"] == 3
    assert got["sure"] == 1.5
    assert got["notes"] == ["t", "asked1", "other1", "asked2", "other2", "asked3", "other3"]
    assert got["pairs"][1:] == [",1,2", "s.all1", "s.all2"]
    key = [(r.node, r.sample, r.messages) for r in theirs.asked]
    assert sorted(key, key=str) == sorted(((r.node, r.sample, r.messages) for r in ours.asked), key=str)
    assert [r.sample for r in theirs.asked if r.node == "Talk.run.asked"] == [0, 1, 2]
