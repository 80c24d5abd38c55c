"""Places that share their slots: searched once, filled alike, but for what a place pins."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from passes.worlds import COLOR, EXACT, SORT, World, advise_codes, by_evidence, color_rows, proposers

from sigc.evaluate.rows import Row
from sigc.ir.expr import Attr, Call, Var
from sigc.ir.program import Binding, Demo, Module, Node, Program, Sampling, Slots
from sigc.ir.read import read
from sigc.ir.text import show
from sigc.ir.types import Field, Str
from sigc.ir.verify import verify
from sigc.passes.base import Bench
from sigc.passes.own import DemoOrigins
from sigc.passes.pipeline import passes_of, read_pipeline, run_passes

ROSE = Demo({"text": "rose"}, {"color": "red"})


def program(one: Slots = Slots(), two: Slots = Slots(), shares: tuple[str, ...] = ("Sort",)) -> Program:
    """Two places of one signature; the first gives the answer."""
    bindings = (
        Binding("first", Call("node", "Two.first", (("text", Var("text")),))),
        Binding("again", Call("node", "Two.again", (("text", Var("text")),))),
        Binding("color", Attr(Var("first"), "color")),
        Binding("other", Attr(Var("again"), "color")),
    )
    outputs = (*SORT.outputs, Field("other", Str()))
    return Program(
        entry="Two",
        types={"Color": COLOR},
        signatures={"Sort": SORT},
        nodes={"Two.first": Node("Two.first", "Sort", one), "Two.again": Node("Two.again", "Sort", two)},
        modules={"Two": Module("Two", SORT.inputs, outputs, bindings)},
        shares=shares,
    )


def test_slots_set_for_one_place_are_those_of_all() -> None:
    made = program().with_slots("Two.first", Slots(demos=(ROSE,), adapter="json"))
    assert made.nodes["Two.again"].slots == made.nodes["Two.first"].slots
    assert verify(made) == ()
    apart = program(shares=()).with_slots("Two.first", Slots(demos=(ROSE,)))
    assert apart.nodes["Two.again"].slots == Slots()


def test_what_either_place_pins_stays_its_own() -> None:
    warm = Slots(sampling=Sampling(0.7), pinned=frozenset({"sampling"}))
    made = program(one=warm).with_slots("Two.first", replace(warm, demos=(ROSE,)))
    assert made.nodes["Two.again"].slots == Slots(demos=(ROSE,))
    made = program(one=warm).with_slots("Two.again", Slots(demos=(ROSE,)))
    assert made.nodes["Two.first"].slots == replace(warm, demos=(ROSE,))
    assert verify(made) == ()
    assert [n.name for n in program(two=warm).each_place("sampling")] == ["Two.first"]


def test_it_is_written_down() -> None:
    made = program().with_slots("Two.first", Slots(demos=(ROSE,)))
    assert "share Sort\n" in show(made)
    assert read(show(made)) == (made, ())


def test_places_that_share_and_differ_do_not_verify() -> None:
    assert verify(program(one=Slots(adapter="json"))) == (
        "the nodes of `Sort` share their slots, and differ in `adapter`",
    )


@pytest.mark.parametrize("pipeline", ["adapter", "strategy", "bootstrap(sets = 2)", "instruct(rounds = 1)"])
def test_a_pass_searches_once(pipeline: str) -> None:
    world = World(by_evidence, advise_codes)
    train, dev = color_rows(40, 1), color_rows(24, 2)
    bench = Bench(train, dev, EXACT, world.for_any, proposers())
    made = asyncio.run(run_passes(program(), passes_of(read_pipeline(pipeline)), bench))
    searched = [(e.pass_, e.slot) for e in bench.evidence]
    assert len(set(searched)) == len(searched)
    assert made.nodes["Two.first"].slots == made.nodes["Two.again"].slots
    if pipeline.startswith(("bootstrap", "instruct")):
        assert made.nodes["Two.first"].slots != Slots()


def test_rows_are_run_without_their_own_demos_at_every_place() -> None:
    demos = (ROSE, Demo({"text": "grass"}, {"color": "green"}), Demo({"text": "bay"}, {"color": "blue"}))
    made = program().with_slots("Two.first", Slots(demos=demos))
    rows = [Row("r", {"text": "rose"}, {"color": "red"}), Row("g", {"text": "grass"}, {"color": "green"})]
    for variant, part in DemoOrigins().variants(made, rows):
        for node in variant.each_node():
            assert [d.inputs["text"] for d in node.slots.demos] == [
                text for text in ("rose", "grass", "bay") if text not in {row.inputs["text"] for row in part}
            ]
