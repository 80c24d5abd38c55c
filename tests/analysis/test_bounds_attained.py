"""In simple programs the bounds are attained: a run comes to exactly the least, another one to exactly the most."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from analysis.worlds import Measured, World, measured, reply
from support import ROOT

from sigc.analysis.bounds import Bounds, bounds_of
from sigc.analysis.bounds_cost import CALLS, TOOLS
from sigc.base.disk import Disk
from sigc.build.load import load
from sigc.ir import types as t
from sigc.ir.program import Program
from sigc.lm.base import LMError, Request
from sigc.runtime.node import ATTEMPTS

TEXTS = ["one", "two", "three", "four", "five", "six"]


def program_of(case: str, name: str) -> Program:
    loaded = load(str(ROOT / "tests" / "cost" / f"{case}.sig"), Disk())
    assert loaded.project is not None
    return loaded.project.programs[name]


def least(program: Program, truth: bool, member: str) -> Callable[[Request], str | LMError]:
    """Every question is answered at once."""
    return lambda request: reply(program, request, lambda type_: value(type_, program.types, truth, member, 0))


def most(program: Program, truth: bool, member: str) -> Callable[[Request], str | LMError]:
    """Every question is answered only when it is put again."""

    def answer(request: Request) -> str:
        if len(request.messages) < 4 or "cannot be used" not in request.messages[-1].content:
            return ""
        return reply(program, request, lambda type_: value(type_, program.types, truth, member, 99))

    return answer


def value(type_: t.Type, types: t.Types, truth: bool, member: str, size: int) -> Any:
    match type_:
        case t.Bool():
            return truth
        case t.Ref():
            return member
        case t.Int(lo=lo):
            return lo or 0
        case t.List(item=item, min=low, max=high):
            return [value(item, types, truth, member, size)] * min(max(low or 0, size), 5 if high is None else high)
        case t.Optional():
            return None
        case _:
            return "x"


CASES: list[tuple[str, str, dict[str, Any], bool, str, bool]] = [
    # file, module, inputs, what models say, the team they name, whether the run is the dearest
    ("branches", "Match", {"mail": "m"}, False, "shipping", False),
    ("branches", "Match", {"mail": "m"}, False, "other", True),
    ("branches", "Words", {"mail": "m"}, True, "other", False),
    ("branches", "Fallback", {"mail": "m"}, True, "other", False),
    ("lists", "Few", {"titles": TEXTS[:2]}, False, "", False),
    ("lists", "Few", {"titles": TEXTS}, True, "", True),
    ("lists", "Many", {"query": "q"}, True, "", False),
    ("lists", "Many", {"query": "q"}, True, "", True),
    ("lists", "Nested", {"docs": [{"title": "t", "tags": TEXTS[:4]}] * 4}, True, "", True),
    ("loops", "Until", {"text": "t"}, True, "", False),
    ("loops", "Until", {"text": "t"}, False, "", True),
    ("loops", "Fold", {"docs": TEXTS[:4]}, True, "", False),
    ("loops", "Fold", {"docs": TEXTS[:4]}, True, "", True),
    ("loops", "Growing", {"text": "t"}, True, "", False),
    ("loops", "Growing", {"text": "t"}, True, "", True),
    ("modules", "Verify", {"claims": TEXTS[:1]}, True, "", False),
    ("modules", "Verify", {"claims": TEXTS[:4]}, True, "", True),
    ("strategies", "Voting", {"text": "t"}, True, "", False),
    ("strategies", "Voting", {"text": "t"}, True, "", True),
    ("strategies", "Refining", {"text": "t"}, True, "", False),
]


@pytest.mark.parametrize(("case", "name", "inputs", "truth", "member", "dear"), CASES)
def test_attained(case: str, name: str, inputs: dict[str, Any], truth: bool, member: str, dear: bool) -> None:
    """What a tool gives without an end are four items at the most, and none at the least."""
    program = program_of(case, name)
    docs = [{"title": text, "tags": []} for text in TEXTS[:4]] if dear else []
    sizes = {f"len({name})": len(given) for name, given in inputs.items() if isinstance(given, list)}
    answers = (most if dear else least)(program, truth, member)
    world = World(answers, lambda tool, given: TEXTS[: 5 if dear else 1] if tool.name == "tags" else docs)
    run = measured(program, inputs, world)
    assert not run.failed
    assert end(bounds_of(program), dear, sizes, len(docs)) == (run.calls, run.tool_calls, run.path)


def end(bounds: Bounds, dear: bool, sizes: dict[str, int], others: int) -> tuple[int, ...]:
    ranges = (bounds.cost[CALLS], bounds.cost[TOOLS], bounds.cost.path)
    ends = [r.most if dear else r.least for r in ranges]
    return tuple(bound.at({size.name: others for size in bound.sizes()} | sizes) for bound in ends)


def test_a_fallback_costs_most_when_everything_fails() -> None:
    program = program_of("branches", "Fallback")
    run = measured(program, {"mail": "m"}, World(lambda request: ""))
    assert (run.calls, run.path, run.failed) == (4, 4, False)
    assert end(bounds_of(program), True, {}, 0) == (4, 0, 4)


def test_a_question_is_put_as_often_as_the_runtime_says() -> None:
    from sigc.analysis import bounds_call

    assert bounds_call.ATTEMPTS == ATTEMPTS


def test_a_failing_run_costs_no_more() -> None:
    for case in sorted(Path(ROOT, "tests", "cost").glob("*.sig")):
        loaded = load(str(case), Disk())
        assert loaded.project is not None
        for program in loaded.project.programs.values():
            random = Random(case.stem)
            inputs = {f.name: value(f.type, program.types, True, "other", 1) for f in program.main.inputs}
            if any(isinstance(f.type, t.List) and isinstance(f.type.item, t.Ref) for f in program.main.inputs):
                continue
            world = World(lambda request, random=random: random.choice(["no", LMError("SIG0808", "down")]))
            run: Measured = measured(program, inputs, world)
            assert run.calls <= bounds_of(program).cost[CALLS].most.at({})
