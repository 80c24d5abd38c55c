"""For programs at random: the emitted package and its bundle make the same calls and end the same way, and the emitted
text is formatted and typed."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from emit.random_programs import random_program
from runtime.models import Answer, Scripted
from runtime.packages import format_problems, imported, type_problems, written

from sigc.lm.base import LMError, Message, Request
from sigc.runtime.bundle import read_bundle
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed

SEEDS = 120
BATCHES = 6
INPUTS: list[dict[str, Any]] = [
    {"word": "a", "words": ["a", "b"], "n": 2, "pet": {"is": "Cat", "name": "Tom", "lives": 9}, "color": "blue"},
    {
        "word": "it's",
        "words": [],
        "n": 9,
        "pet": {"is": "Dog", "name": "Rex", "class": None},
        "color": "red",
        "maybe": "m",
    },
    {"word": "", "words": ["x", "y", "it's"], "n": 0, "pet": {"is": "Dog", "name": "R", "class": "k"}, "color": "red"},
]


def answers(request: Request) -> Answer:
    """Decided by what is asked and by the sample; one in eight fails."""
    said = request.messages[-1].content
    digest = hashlib.sha256(f"{request.node} {request.sample} {said}".encode()).hexdigest()
    if digest[0] in "01":
        return LMError("SIG0808", "down")
    return f"[[y]] {digest[:2] if digest[1] in '0123456789' else 'a'}"


def sent(lm: Scripted) -> list[tuple[str, int, tuple[Message, ...]]]:
    return sorted(((r.node, r.sample, r.messages) for r in lm.asked), key=lambda r: (r[0], r[1], str(r[2])))


def outcome(call: Callable[[], Any]) -> Any:
    """The answer; of a failure that it is one (several may happen, and the package may meet another first)."""
    try:
        return call()
    except CallFailed:
        return "failed"


@pytest.mark.parametrize("batch", range(BATCHES))
def test_package_and_bundle_agree(batch: int, tmp_path: Path) -> None:
    answered = 0
    for seed in range(batch * SEEDS // BATCHES, (batch + 1) * SEEDS // BATCHES):
        name = f"random{seed}"
        program = random_program(seed)
        written(program, name, tmp_path)
        bundle = read_bundle(json.loads((tmp_path / name / "bundle.json").read_bytes()))
        assert bundle.program == program
        with imported(name, tmp_path) as package:
            graph = sys.modules[f"{name}.program"].main_graph
            for inputs in INPUTS:
                ours, theirs = Scripted(answers), Scripted(answers)
                package.PACKAGE.use(Engine(bundle, ours.for_any))
                got = outcome(lambda: asyncio.run(package.PACKAGE.call(graph, inputs)))  # noqa: B023
                want = outcome(lambda: asyncio.run(Engine(bundle, theirs.for_any).run(inputs)))  # noqa: B023
                assert (seed, got) == (seed, want)
                if got != "failed":
                    assert (seed, sent(ours)) == (seed, sent(theirs))
                    answered += 1
    assert answered > SEEDS // BATCHES


def test_the_text_is_formatted_and_typed(tmp_path: Path) -> None:
    names = {f"random{seed}": seed for seed in range(0, SEEDS, 3)}
    for name, seed in names.items():
        written(random_program(seed), name, tmp_path)
    assert format_problems(tmp_path) == ""
    assert type_problems(list(names), tmp_path) == ""
