"""The verifier: whole programs pass, and each way to break one is named. A case is `tests/ir/invalid/x.ir`, what is
said about it stands beside it in `x.txt`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from arbitrary import programs
from hypothesis import HealthCheck, given, settings
from support import same_text

from sigc.ir.program import Demo, Note, Program, Slots, Strategy
from sigc.ir.read import read
from sigc.ir.verify import InvalidProgram, Known, lowered_outputs, verify
from sigc.values.verify import check_program
from sigc.values.verify_values import verify_values

HERE = Path(__file__).parent


def support() -> Program:
    program, problems = read((HERE / "support.ir").read_text(encoding="utf-8"))
    assert program is not None, problems
    return program


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
def test_a_whole_program_holds_together(program: Program) -> None:
    assert verify(program) == ()
    assert verify_values(program) == ()


@pytest.mark.parametrize("case", sorted((HERE / "invalid").glob("*.ir")), ids=lambda path: path.stem)
def test_a_broken_program_is_refused(case: Path) -> None:
    program, problems = read(case.read_text(encoding="utf-8"), case.name)
    assert program is not None, problems
    found = verify(program) or verify_values(program)
    assert found
    same_text(case.with_suffix(".txt"), "".join(f"{problem}\n" for problem in found))


def test_all_problems_are_told_at_once() -> None:
    program = replace(support(), entry="Nobody")
    with pytest.raises(InvalidProgram) as caught:
        check_program(program, "tidy")
    assert caught.value.after == "tidy"
    assert str(caught.value) == "the program is invalid after tidy: the entry `Nobody` is no module"


def with_slots(**changed: object) -> tuple[str, ...]:
    program = support()
    slots = replace(program.nodes["Support.triage"].slots, **changed)  # type: ignore[arg-type]
    changed_program = program.with_slots("Support.triage", slots)
    return verify(changed_program) or verify_values(changed_program)


def test_names_outside_a_program_are_parameters() -> None:
    program = support()
    assert verify(program, Known(strategies={"cot"}, adapters={"json"})) == ()
    assert verify(program, Known(strategies={"predict"}, adapters={"chat"})) == (
        "node `Support.triage` has the adapter `json`, which does not exist",
        "node `Support.triage` has the strategy `cot`, which does not exist",
    )


def test_a_demo_may_hold_what_the_strategy_derives_and_need_not() -> None:
    demo = Demo({"mail": "a", "tone": "formal"}, {"team": "other", "urgency": 1})
    thought = replace(demo, outputs={"reasoning": "x", **demo.outputs})
    assert with_slots(strategy=Strategy("cot"), demos=(demo, thought)) == ()
    assert with_slots(strategy=Strategy(), demos=(demo,)) == ()
    assert with_slots(strategy=Strategy(), demos=(thought,)) == (
        "demo 1 of node `Support.triage` has the output `reasoning`, which does not exist",
    )


def test_a_derived_output_gives_way_to_a_field_of_its_name() -> None:
    program = support()
    triage = program.signatures["Triage"]
    outputs = tuple(replace(f, name="reasoning") if f.name == "order" else f for f in triage.outputs)
    renamed = replace(program, signatures={"Triage": replace(triage, outputs=outputs)})
    assert [f.name for f in lowered_outputs(renamed, "Support.triage")] == [
        "reasoning_",
        "team",
        "urgency",
        "reasoning",
    ]


def test_a_demo_of_wrong_values_is_refused() -> None:
    wrong = Demo({"mail": 3}, {"team": "none_of_these", "urgency": 9, "order": "AB-1"})
    assert with_slots(demos=(wrong,)) == (
        "demo 1 of node `Support.triage`: mail: expected str, found 3",
        'demo 1 of node `Support.triage`: team: expected Team ("billing" | "other"), found "none_of_these"',
        "demo 1 of node `Support.triage`: urgency: expected int(1..5), found 9",
        r'demo 1 of node `Support.triage`: order: expected str(matching "[A-Z]{2}-\\d{6}")?, found "AB-1"',
    )


def test_a_note_is_about_a_field_and_a_member_by_its_wire_spelling() -> None:
    good = (Note("mail", "x"), Note("team", "x", "none_of_these"), Note("tone", "x", "formal"))
    assert with_slots(notes=good) == ()
    assert with_slots(notes=(Note("team", "x", "other"), Note("nobody", "x"))) == (
        "node `Support.triage` has a note about `other`, which is no member of `team`",
        "node `Support.triage` has a note about `nobody`, which is no field",
    )


def test_empty_slots_are_fine() -> None:
    program = support()
    assert verify(program.with_slots("Support.triage", Slots())) == ()
