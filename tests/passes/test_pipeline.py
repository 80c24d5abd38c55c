"""Pipelines as text, their options, the levels, and the verifier after each pass."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from passes.worlds import World, bench, by_evidence, sort_program

from sigc.base.diagnostic import UserError
from sigc.catalog.tables import PASSES
from sigc.ir.program import Demo, Program
from sigc.ir.project import PassCall
from sigc.ir.verify import InvalidProgram
from sigc.passes.base import Bench
from sigc.passes.bootstrap import Bootstrap
from sigc.passes.pipeline import (
    LEVELS,
    level,
    passes_of,
    problems_of,
    read_pipeline,
    run_passes,
    show_pipeline,
)
from sigc.passes.strategy import ChooseStrategy

names = st.from_regex(r"[a-z_]{1,8}", fullmatch=True).filter(lambda n: n not in ("true", "false", "none"))
values: Any = st.one_of(
    st.integers(), st.booleans(), st.none(), names, st.text(), st.decimals(0, 9, places=2).map(float),
    st.lists(names, max_size=3).map(tuple),
)  # fmt: skip
calls = st.builds(
    PassCall,
    names,
    st.lists(values, max_size=3).map(tuple),
    st.lists(st.tuples(names, values), max_size=3).map(tuple),
)


@given(st.lists(calls, max_size=4).map(tuple))
def test_a_pipeline_reads_back(pipeline: tuple[PassCall, ...]) -> None:
    assert read_pipeline(show_pipeline(pipeline)) == pipeline


def test_every_level_is_made_of_known_passes() -> None:
    assert set(LEVELS) == {"O0", "O1", "O2"}
    assert [p.name for p in passes_of(level("O2"))] == ["tidy", "strategy", "adapter", "bootstrap", "instruct"]
    assert passes_of(level("O0")) == ()


def test_options_reach_the_pass() -> None:
    made = passes_of(read_pipeline("strategy(predict, cot), bootstrap(demos = 8, tokens = 90)"))
    assert made == (ChooseStrategy(("predict", "cot")), Bootstrap(demos=8, tokens=90))


def test_the_catalog_and_the_passes_agree() -> None:
    for name, entry in PASSES.items():
        made = entry.load()
        assert made.name == name
        options = {f.name: f.default for f in fields(made)}
        for option, shown in entry.options.items():
            assert options.pop(option) == (() if shown.default is None else shown.default), option
        assert not options


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tidy, bootstrap(demos = 4", "SIG0620: a pipeline does not read: expected `,`, found `the end`"),
        ("tidy tidy", "SIG0620: a pipeline does not read: expected `,`, found `tidy`"),
        ("tidy, %", "SIG0620: a pipeline does not read: `%` has no meaning in a pipeline"),
        ("bootstap", "SIG0601: there is no pass `bootstap`"),
        ("bootstrap(demo = 4)", "SIG0621: `bootstrap` has no option `demo`"),
        ("bootstrap(4)", "SIG0621: `bootstrap` takes options by name only"),
        ("bootstrap(demos = many)", "SIG0621: `demos` of `bootstrap` takes a whole number from 0"),
        ("bootstrap(demos = -1)", "SIG0621: `demos` of `bootstrap` takes a whole number from 0"),
        ("instruct(calls = 1, calls = 2)", "SIG0621: `instruct` is given `calls` twice"),
    ],
)
def test_a_pipeline_that_is_wrong_says_how(text: str, said: str) -> None:
    with pytest.raises(UserError) as failure:
        passes_of(read_pipeline(text))
    assert str(failure.value) == said


def test_a_choice_that_is_none_is_told_when_it_runs() -> None:
    passes = passes_of(read_pipeline("strategy(predict, cott)"))
    with pytest.raises(UserError, match="SIG0622: the pass `strategy` is given `cott`, which is no strategy"):
        asyncio.run(run_passes(sort_program(), passes, bench(World(by_evidence))))


def test_a_strategy_that_needs_a_tool_or_a_metric_is_no_choice() -> None:
    for name in ("react", "best_of"):
        passes = passes_of(read_pipeline(f"strategy({name})"))
        with pytest.raises(UserError, match=f"SIG0622: the pass `strategy` is given `{name}`"):
            asyncio.run(run_passes(sort_program(), passes, bench(World(by_evidence))))


def test_problems_are_told_without_running() -> None:
    found = problems_of([PassCall("tidy"), PassCall("bootstrp"), PassCall("adapter", ("chat",), (("row", 4),))])
    assert [(d.code, d.help) for d in found] == [
        ("SIG0601", "did you mean `bootstrap`?"),
        ("SIG0621", "did you mean `rows`?"),
    ]


@dataclass(frozen=True, slots=True)
class Careless:
    """Puts a demo in that does not fit its node."""

    name: ClassVar[str] = "careless"

    async def run(self, program: Program, bench: Bench) -> Program:
        slots = program.nodes["Sort"].slots
        return program.with_slots("Sort", replace(slots, demos=(Demo({"text": 3}, {"color": "mauve"}),)))


def test_a_pass_that_leaves_a_broken_program_is_named() -> None:
    with pytest.raises(InvalidProgram, match="careless"):
        asyncio.run(run_passes(sort_program(), [Careless()], bench(World(by_evidence))))
