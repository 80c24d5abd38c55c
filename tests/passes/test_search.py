"""Laws of the search loop that every pass goes through, on landscapes that were planted."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from passes.worlds import (
    COLORS,
    Killed,
    World,
    advise_codes,
    bench,
    by_evidence,
    chain_program,
    color_rows,
    proposers,
    sort_program,
)

from sigc.adapters.base import Prompt
from sigc.evaluate.rows import content_key
from sigc.ir.program import Program
from sigc.ir.text import show
from sigc.lm.journal import Journal, Journaled
from sigc.passes.base import Bench, Pass
from sigc.passes.bootstrap import Bootstrap
from sigc.passes.instruct import Instruct
from sigc.passes.pipeline import passes_of, read_pipeline, run_passes
from sigc.passes.search import Candidate, Scope, Standing, search

WHOLE = "tidy, strategy(predict, cot), adapter, bootstrap(demos = 3, sets = 2), instruct(rounds = 1)"
SMALL: dict[str, Any] = {"train": color_rows(24, 1), "dev": color_rows(48, 2)}
"""Enough rows for a look, a stop and every pass; the laws below do not need more."""


def learner(**changes: Any) -> World:
    return World(by_evidence, advise_codes, **changes)


def compile_(
    world: Any, pipeline: str = WHOLE, program: Program | None = None, **changes: Any
) -> tuple[Program, Bench]:
    table = bench(world, **changes)
    passes = passes_of(read_pipeline(pipeline))
    return asyncio.run(run_passes(program or sort_program(), passes, table)), table


def dev_mean(program: Program, table: Bench) -> float:
    rows = asyncio.run(table.evaluate(program, table.dev, "test"))
    return sum(m.scored.score for m in rows) / len(rows)


def test_every_pass_learns_what_was_planted() -> None:
    for pipeline in ("bootstrap(sets = 4)", "instruct(rounds = 1)"):
        program, table = compile_(learner(), pipeline)
        (evidence, *_) = table.evidence
        assert dev_mean(sort_program(), table) == 0.25
        assert evidence.after.mean >= 0.75
        assert evidence.gain.clear
        assert dev_mean(program, table) >= evidence.after.mean


@pytest.mark.parametrize("seed", range(2))
def test_the_same_seed_gives_the_same_bytes_in_any_order_of_arrival(seed: int) -> None:
    plain, first = compile_(learner(), seed=seed, **SMALL)
    shaken, second = compile_(learner(delays=seed), seed=seed, concurrency=5, **SMALL)
    assert show(plain) == show(shaken)
    assert first.evidence == second.evidence


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 10**6))
def test_no_pass_makes_the_dev_score_worse_whatever_the_model_says(seed: int) -> None:
    """A model whose answers are a hash of the prompt: every change is a change at random."""

    def at_random(prompt: Prompt) -> dict[str, str]:
        key = content_key([seed, repr(prompt.task.demos), prompt.task.instruction, repr(prompt.task.notes),
                           [f.name for f in prompt.task.outputs], dict(prompt.inputs)])  # fmt: skip
        return {"color": COLORS[int(key, 16) % len(COLORS)]}

    program, table = compile_(World(at_random, advise_codes), dev=color_rows(24, 2), train=color_rows(16, 1))
    before, after = dev_mean(sort_program(), table), dev_mean(program, table)
    assert after >= before
    for one in table.evidence:
        better = one.after.mean > one.before.mean
        cheaper = one.after.mean == one.before.mean and one.tokens_after < one.tokens_before
        assert better or cheaper or not one.changed


def test_on_a_null_landscape_a_gain_is_clear_at_most_as_often_as_it_says() -> None:
    """Twenty worlds where nothing helps: whatever a pass keeps, its gain is not called clear in more than one."""
    clear = 0
    for seed in range(20):

        def at_random(prompt: Prompt, seed: int = seed) -> dict[str, str]:
            key = content_key([seed, repr(prompt.task.demos), repr(prompt.task.notes), dict(prompt.inputs)])
            return {"color": COLORS[int(key, 16) % len(COLORS)]}

        _, table = compile_(
            World(at_random, advise_codes),
            "bootstrap(sets = 4)",
            seed=seed,
            dev=color_rows(32, 2),
            train=color_rows(8, 1),
        )
        clear += any(one.gain.clear for one in table.evidence)
    assert clear <= 1


def test_a_model_that_nothing_moves_is_said_to_be_unmoved() -> None:
    world = World(lambda prompt: {"color": "red"}, advise_codes, lambda prompt: f"{prompt.inputs['task']} Think.")
    program, table = compile_(world, "strategy, bootstrap, instruct")
    assert show(program) == show(sort_program())
    assert {one.remark for one in table.evidence} == {"no effect measurable on this model"}


def test_no_test_row_and_no_dev_answer_reaches_a_model_or_a_proposer() -> None:
    """Dev texts may be asked; they never stand in a demo, a note or a proposal."""
    world = learner()
    program, _ = compile_(world, train=color_rows(40, 1), dev=color_rows(40, 2, canary="CANARY "))
    for request in world.asked:
        assert not any("CANARY" in m.content for m in request.messages[:-1])
        if request.node in proposers():
            assert "CANARY" not in request.messages[-1].content
    assert "CANARY" not in show(program)


def test_a_row_is_never_scored_with_its_own_demo_in_the_prompt() -> None:
    world = learner()
    compile_(world, "bootstrap(sets = 6), instruct(rounds = 2)", train=color_rows(24, 1))
    asked = [r for r in world.asked if r.node == "Sort"]
    assert asked
    for request in asked:
        text = request.messages[-1].content
        assert not any(text == earlier.content for earlier in request.messages[:-1])


def test_rows_that_stand_in_train_and_dev_make_no_demos() -> None:
    both = color_rows(40, 1)
    world = learner()
    compile_(world, "bootstrap(sets = 6)", train=(*both, *color_rows(40, 3)), dev=both)
    texts = {row.inputs["text"] for row in both}
    for request in world.asked:
        assert not any(text in m.content for m in request.messages[:-1] for text in texts)


@pytest.mark.parametrize("step", [7, 97, 290])
def test_killed_at_any_call_it_goes_on_and_repeats_at_most_what_was_in_flight(tmp_path: Path, step: int) -> None:
    expected, table = compile_(learner(), concurrency=4, **SMALL)
    whole = learner()
    compile_(Journaled(whole, Journal(tmp_path / "whole"), "here"), concurrency=4, **SMALL)
    path, asked, lives = tmp_path / "journal", 0, 0
    while True:
        lives += 1
        life = learner(kill_at=step + lives if lives < 4 else None)
        journal = Journal(path)
        try:
            program, again = compile_(Journaled(life, journal, "here"), concurrency=4, **SMALL)
            break
        except Killed:
            flying = len(journal.in_flight())
            assert 1 <= flying <= 4
        finally:
            asked += len(life.asked)
            journal.close()
    assert show(program) == show(expected)
    assert again.evidence == table.evidence
    assert asked <= len(whole.asked) + 4 * (lives - 1)


def test_too_few_rows_are_said_and_the_build_goes_on() -> None:
    said: list[Any] = []
    program, table = compile_(learner(), train=color_rows(3, 1), dev=color_rows(5, 2), said=said)
    assert show(program) == show(sort_program())
    assert {one.remark for one in table.evidence} == {
        "too few rows: 5 dev rows, 8 are needed to compare anything",
        "too few rows: 3 train rows, 4 are needed to make demos of",
        "too few rows: 3 train rows, 4 are needed to learn from",
    }
    assert {one.remark for one in table.evidence} <= {event.text for event in said}


def test_clearly_worse_candidates_are_stopped_early() -> None:
    _, table = compile_(learner(), "bootstrap(sets = 12)", dev=color_rows(200, 2))
    tried = table.evidence[0].tried
    stopped = [one for one in tried if one.stopped]
    assert stopped
    assert all(one.score.rows < 200 for one in stopped)
    assert sum(one.score.rows for one in tried) < 0.6 * 200 * len(tried)


def test_the_allowance_of_a_pass_holds() -> None:
    for limit in (50, 200, 400):
        _, table = compile_(learner(), f"instruct(calls = {limit})")
        assert table.spending.requests <= limit + 2 * 60


def test_an_inner_node_gets_demos_from_accepted_runs_only() -> None:
    def two(prompt: Prompt) -> dict[str, str]:
        if prompt.task.outputs[-1].name == "hint":
            return {"hint": " ".join(str(prompt.inputs["text"]).split()[2:])}
        return dict(by_evidence(prompt, otherwise=str(prompt.inputs["hint"])))

    program, table = compile_(World(two), "bootstrap(demos = 4, sets = 6)", chain_program())
    demos = program.nodes["Two.sort"].slots.demos
    assert demos
    assert {demo.source for demo in demos} == {"trace"}
    runs = asyncio.run(table.evaluate(chain_program(), table.train, "test"))
    accepted = {run.got["color"] for run in runs if run.got and run.scored.score == 1}
    assert {demo.outputs["color"] for demo in demos} <= accepted


def test_pinned_slots_are_left_alone() -> None:
    slots = sort_program().nodes["Sort"].slots
    pinned = frozenset({"adapter", "strategy", "demos", "notes", "instruction"})
    program, table = compile_(learner(), program=sort_program(replace(slots, pinned=pinned)))
    assert show(program) == show(sort_program(replace(slots, pinned=pinned)))
    assert table.evidence == []


def test_the_order_of_the_rows_does_not_matter() -> None:
    train, dev = list(color_rows(80, 1)), list(color_rows(60, 2))
    first, _ = compile_(learner(), train=tuple(train), dev=tuple(dev))
    Random(5).shuffle(train)
    Random(6).shuffle(dev)
    second, _ = compile_(learner(), train=tuple(train), dev=tuple(dev))
    assert show(first) == show(second)


def test_a_pass_is_named_by_its_own_name() -> None:
    passes: list[Pass] = [Bootstrap(), Instruct()]
    assert [each.name for each in passes] == ["bootstrap", "instruct"]


def test_a_lead_that_may_be_luck_is_told_and_not_paid_for() -> None:
    """One candidate of many that is right on two rows more, at the price of a longer prompt."""
    table = bench(learner(), dev=color_rows(40, 2))
    start, rows = sort_program(), table.dev

    def answers(prompt: Prompt) -> dict[str, str]:
        text, extra = str(prompt.inputs["text"]), prompt.task.instruction
        right = {row.inputs["text"]: row.want["color"] for row in rows[: 22 if extra.endswith("!") else 20]}
        return {"color": right.get(text, "red" if text else "green")}

    world = World(answers)
    table.lm_for = world.for_any
    slots = start.nodes["Sort"].slots

    def with_text(text: str) -> Program:
        return start.with_slots("Sort", replace(slots, instruction=text))

    async def propose(best: Candidate, last: list[Standing], turn: int) -> list[Candidate]:
        return [
            Candidate(f"try {n}", with_text(f"Name the color of it, {'!' if n == 3 else '.'}" * n)) for n in (1, 2, 3)
        ]

    found = asyncio.run(search(table, Scope("test", "Sort", "instruction"), start, propose))
    assert found == start
    assert table.evidence[0].remark.startswith("try 3: +0.0")
    assert table.evidence[0].remark.endswith("may be the luck of 3 candidates on 40 rows")
    assert not table.evidence[0].changed


def test_advice_that_makes_demos_useless_takes_their_place() -> None:
    """Both ways of learning are tried; the one with fewer tokens wins where they are as good."""
    program, table = compile_(learner(), "bootstrap(sets = 2), instruct(rounds = 1)")
    slots = program.nodes["Sort"].slots
    assert slots.notes
    assert slots.demos == ()
    last = table.evidence[-1]
    assert (last.slot, last.kept) == ("demos", "advice instead of demos")
    assert any("then the other way was better" in one.remark for one in table.evidence)


def test_a_pass_whose_calls_are_used_up_says_so() -> None:
    program, table = compile_(learner(), "instruct(calls = 1)")
    assert program == sort_program()
    assert {one.remark for one in table.evidence} == {"the calls that this pass may make are used up"}
