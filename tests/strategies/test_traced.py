"""Traces of strategies: what they ask, sample and call stands in the order of the strategy, whatever answers first."""

from __future__ import annotations

import asyncio
import sys
from random import Random
from typing import Any

from runtime.models import Scripted
from strategies.desk import HERE
from strategies.scripts import case
from strategies.test_calling import RAIN, calls, native

from sigc.ir.program import Program
from sigc.lm.base import Reply, Request
from sigc.runtime.spans import Span, Tracer
from sigc.runtime.tools import PythonTools
from sigc.runtime.traced import TracedEngine
from sigc.runtime.tracefile import lines_of


def traced(program: Program, lm: Scripted, **inputs: Any) -> list[tuple[str, ...]]:
    """Kind and name of every step, in order, with its sample."""
    runs: list[Span] = []
    engine = TracedEngine(program, lm.for_any, tracer=Tracer(runs.append), tools=PythonTools((str(HERE),)))
    try:
        asyncio.run(engine.run(inputs))
    finally:
        sys.modules.pop("handbook", None)
    return [(line["kind"], line["name"], str(line["sample"])) for line in lines_of(runs[0], "1")]


def test_a_conversation_with_tools() -> None:
    script = [
        calls(RAIN, ("search", {"query": "snow"}), text="Looking."),
        calls(("answer", {"answer": "3"}), first=3),
    ]
    steps = traced(native(), Scripted(script), question="?")
    assert [kind for kind, _, _ in steps] == ["module", "node", "model", "tool", "tool", "model"]


def test_samples_that_answer_in_any_order() -> None:
    class Late(Scripted):
        async def ask(self, request: Request) -> Reply:
            await asyncio.sleep(random.random() / 100)
            return await super().ask(request)

    found = []
    for seed in range(3):
        random = Random(seed)
        program = case("vote")
        found.append(traced(program, Late(lambda _: "[[team]] billing"), mail="x"))
    assert found[0] == found[1] == found[2]
    samples = [int(sample) for kind, _, sample in found[0] if kind == "question"]
    assert samples == sorted(samples)
    assert len(samples) > 2
