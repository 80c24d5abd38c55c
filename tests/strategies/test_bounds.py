"""What the catalog says that a strategy asks is never exceeded, whatever a model answers."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from random import Random

import pytest
from runtime.models import Answer, Scripted
from strategies.scripts import case
from support import needs

from sigc.catalog.tables import STRATEGIES
from sigc.ir.program import Program
from sigc.lm.base import LMError, Request
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed
from sigc.strategies.registry import strategy_named

CODES = (
    "1", "ask('a', '?')", "ask_all(['a', 'b'], '?')", "submit(1)", "submit('x')", "1 / 0",
    "try:\n    rlm(messages, '?')\nexcept NameError:\n    rlm(text, '?')",
)  # fmt: skip
INPUTS = {"tree": {"numbers": [4, 6, 1], "target": 24}, "rlm": {"messages": "a\nb"}}


def spelled(request: Request, random: Random) -> Answer:
    """An answer with the fields that the prompt asks for, most of the time."""
    if random.random() < 0.1:
        return LMError("SIG0804", "down")
    if random.random() < 0.1:
        return "nothing that could be read"
    said = {"thought": f"step {random.randrange(3)}", "code": random.choice(CODES), "value": str(random.randrange(11))}
    said |= {"expression": random.choice(["1", "4", "24"]), "complaints": "1", "reply": "no"}
    wanted = request.messages[0].content.split("Reply with these marks")[-1]
    return "\n".join(f"[[{name}]]\n{value}" for name, value in said.items() if f"[[{name}]]" in wanted)


def asked_by(program: Program, seed: int, inputs: dict[str, object]) -> Counter[str]:
    """How often each task was put, questions that failed included; a task is known by its first message."""
    random, seen = Random(seed), Counter[str]()
    lm = Scripted(lambda request: spelled(request, random))
    engine = Engine(program, lm.for_any)
    [node] = program.nodes
    known = {q.template.messages[0].parts[0]: key for key, q in engine.node_runner(node).questions.items()}
    with suppress(CallFailed):
        asyncio.run(engine.run(inputs))
    for request in lm.asked:
        if len(request.messages) == 2:  # what is asked again has more
            seen[known[request.messages[0].content]] += 1
    return seen


@pytest.mark.parametrize("name", ["tree", "tree_mcts", "tree_value", "rlm", "rlm_nested"])
def test_a_strategy_asks_no_more_than_it_says(name: str) -> None:
    needs("pydantic_monty")
    program = case(name)
    [node] = program.nodes.values()
    strategy = node.slots.strategy
    options = {**strategy_named(strategy.name).defaults, **dict(strategy.options)}
    asks, most = STRATEGIES[strategy.name].asks(options), Counter[str]()
    for seed in range(40):
        most |= asked_by(program, seed, INPUTS[name.partition("_")[0]])
    assert set(most) <= set(asks.tasks)
    for task, count in most.items():
        assert count <= asks.tasks[task][1], task
    assert max(most.values()) > 1
