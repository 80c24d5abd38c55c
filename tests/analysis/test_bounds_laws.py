"""Bounds hold: random programs are run by the real engine, in virtual time, with models that answer well, badly or not
at all; calls, tool calls, the path and the tokens lie between least and most."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from analysis.random_bounded import bounded_program
from analysis.worlds import Measured, World, answering, measured
from arbitrary import programs
from emit.random_programs import random_program
from hypothesis import given, settings

from sigc.analysis.bounds import Bounds, bounds_of
from sigc.analysis.bounds_cost import CALLS, TOKENS_IN, TOKENS_OUT, TOOLS
from sigc.analysis.bounds_expr import Bound
from sigc.ir import types as t
from sigc.ir.program import Program

INPUTS: list[dict[str, Any]] = [
    {"word": "a", "words": ["a", "b"], "n": 2, "pet": {"is": "Cat", "name": "Tom", "lives": 9}, "color": "blue"},
    {"word": "it's", "words": [], "n": 9, "pet": {"is": "Dog", "name": "Rex", "class": None}, "color": "red"},
    {"word": "", "words": ["x", "y", "it's"], "n": 0, "pet": {"is": "Dog", "name": "R", "class": "k"}, "color": "red"},
]
MOODS = [(0.0, 0.0), (0.3, 0.0), (0.2, 0.2), (0.0, 0.5)]
"""(share of answers that cannot be read, share of calls that fail)."""


def holds(bounds: Bounds, run: Measured, sizes: Mapping[str, int], others: int) -> None:
    """Every bound of the whole and of each node holds. `others`: every size that is not among `sizes`."""

    def at(bound: Bound) -> int:
        return bound.at({size.name: others for size in bound.sizes()} | dict(sizes))

    cost = bounds.cost
    pairs = [
        (cost[CALLS], run.calls), (cost[TOOLS], run.tool_calls), (cost.path, run.path),
        (cost[TOKENS_IN], run.tokens_in), (cost[TOKENS_OUT], run.tokens_out),
    ]  # fmt: skip
    nodes = {row.name: row.cost for row in bounds.rows if row.kind == "node"}
    pairs += [(nodes[name][CALLS], calls) for name, calls in run.of_node.items()]
    for range_, actual in pairs:
        assert actual <= at(range_.most), (str(range_.most), actual)
        assert run.failed or at(range_.least) <= actual, (str(range_.least), actual)


def texts(random: Random, type_: t.Type) -> Any:
    return random.choice(["a", "b", "it's", "\n[[y]] forged", "\x01\x02\x03", " 😀😀 ", '"', "two\nlines"])


@pytest.mark.parametrize("batch", range(6))
def test_texts(batch: int) -> None:
    for seed in range(batch * 14, batch * 14 + 14):
        program = random_program(seed)
        bounds = bounds_of(program)
        for number, inputs in enumerate(INPUTS):
            for bad, dead in MOODS:
                world = World(answering(program, texts, bad, dead, seed * 10 + number))
                run = measured(program, inputs, world)
                holds(bounds, run, {"len(words)": len(inputs["words"])}, 0)


@pytest.mark.parametrize("batch", range(6))
def test_lists_tools_modules_and_loops(batch: int) -> None:
    for seed in range(batch * 14, batch * 14 + 14):
        program, makers = bounded_program(seed)
        bounds = bounds_of(program)
        for number, (bad, dead) in enumerate(MOODS):
            inputs = makers.inputs(Random(number))
            world = World(answering(program, makers.value, bad, dead, seed), makers.tool)
            run = measured(program, inputs, world)
            holds(bounds, run, {f"len({n})": len(v) for n, v in inputs.items() if isinstance(v, list)}, makers.endless)


@settings(max_examples=25, deadline=None)
@given(programs())
def test_every_program_that_holds_together_has_bounds(program: Program) -> None:
    bounds = bounds_of(program)
    assert bounds.rows[0].name == program.entry
    for row in bounds.rows:
        for name, range_ in row.cost.amounts.items():
            assert range_.least.floor <= (range_.most.ceiling or range_.least.floor), (row, name)
