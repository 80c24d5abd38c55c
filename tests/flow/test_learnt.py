"""What passes learn from labelled rows is held to the policies: a demo can leak as well as a wire."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from sigc.analysis.flow import Around, check_flow
from sigc.base.diagnostic import UserError
from sigc.base.source import Memory
from sigc.build.compile import compile_build
from sigc.build.load import load
from sigc.build.optimize import Options
from sigc.check.project import check_project
from sigc.ir.program import Demo, Program

SOURCE = """
label pii
zone onprem { holds = [HOLDS] }
zone vendor
policy "privacy" { pii stays in onprem }
signature Triage { input mail: strMARK  output team: "a" | "b" }
data mails: Triage DATA from "mails.jsonl" { split train 0.5, dev 0.5 }
metric right for Triage { score = got.team == want.team }
build triage for Triage { data = mails  metric = right  passes = [bootstrap(demos = 2)]  emit = [bundle] }
"""
ROWS = "".join(f'{{"mail": "{t * 3} {n}", "team": "{t}"}}\n' for n, t in enumerate("ab" * 8))


def files(*, holds: str = "cache, journal", mark: str = "", data: str = "") -> Memory:
    source = SOURCE.replace("HOLDS", holds).replace("MARK", mark).replace("DATA", data)
    return Memory.of({"main.sig": source, "mails.jsonl": ROWS})


def program(**marks: str) -> Program:
    project, found = check_project("main.sig", files(**marks), root=".")
    assert not found
    return project.programs["Triage"]


def with_demo(program: Program) -> Program:
    slots = program.nodes["Triage"].slots
    return program.with_slots("Triage", replace(slots, demos=(Demo({"mail": "x"}, {"team": "a"}, "label"),)))


def codes(program: Program, around: Around | None = None) -> list[str]:
    return [d.code for d in check_flow(program, around) if d.severity == "error"]


@pytest.mark.parametrize(("marks", "rows"), [({"mark": " @pii"}, ()), ({"data": "@pii"}, ("pii",))])
def test_a_demo_from_labelled_rows_needs_a_lock_and_a_package_that_may_hold_it(
    marks: dict[str, str], rows: tuple[str, ...]
) -> None:
    main = with_demo(program(**marks))
    assert codes(main, Around(rows=rows)) == ["SIG0404", "SIG0404"]
    held = with_demo(program(**marks, holds="lock, package"))
    assert codes(held, Around(rows=rows)) == []


def test_a_demo_from_labelled_rows_goes_to_the_model_of_its_node() -> None:
    main = with_demo(program(data="@pii", holds="lock, package"))
    assert codes(main, Around(rows=("pii",), model="vendor", model_name="cloud")) == ["SIG0401"]


def test_demos_of_the_author_and_of_clean_rows_are_free() -> None:
    assert codes(with_demo(program())) == []
    main = program(mark=" @pii")
    slots = main.nodes["Triage"].slots
    by_hand = main.with_slots("Triage", replace(slots, demos=(Demo({"mail": "x"}, {"team": "a"}),)))
    assert codes(by_hand) == []


def compile_it(**marks: str) -> Memory:
    here = files(**marks)
    loaded = load("main.sig", here)
    assert loaded.project is not None
    asyncio.run(compile_build(loaded, loaded.project.builds["triage"], Options(), here, lambda event: None))
    return here


def test_a_build_stops_before_a_lock_that_may_not_hold_what_was_learnt(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("build"))
    with pytest.raises(UserError) as refused:
        compile_it(mark=" @pii")
    assert {d.code for d in refused.value.diagnostics} == {"SIG0404"}
    assert "sig.lock" in compile_it(mark=" @pii", holds="lock, package").texts
