"""A run in virtual time, measured: how many calls, which path, how many tokens. Every call of a model or tool takes one
second, everything else none, so the time of a run is the length of its longest chain of calls."""

from __future__ import annotations

import asyncio
import json
import selectors
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from sigc.adapters.registry import adapter_named
from sigc.ir.program import Program, Tool, Values
from sigc.ir.types import Types
from sigc.lm.base import LMError, Reply, Request
from sigc.lm.tokens import count_request, count_tokens
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed
from sigc.runtime.prepared import prepared
from sigc.runtime.tools import outputs_of


class _Jumping(selectors.DefaultSelector):
    """Never waits: it says how long it would have."""

    skipped = 0.0

    def select(self, timeout: float | None = None) -> Any:
        self.skipped += timeout or 0.0
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer."""

    def __init__(self) -> None:
        self.jumping = _Jumping()
        super().__init__(self.jumping)

    def time(self) -> float:
        return self.jumping.skipped


@dataclass
class Measured:
    """What a run did. `failed`: it gave no outputs."""

    calls: int = 0
    tool_calls: int = 0
    path: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    failed: bool = False
    of_node: dict[str, int] = field(default_factory=dict)


Answers = Callable[[Request], str | LMError]
ToolAnswers = Callable[[Tool, Values], Any]


@dataclass
class World:
    """Models and tools that answer by a script, and what they were asked."""

    answers: Answers
    tool_answers: ToolAnswers = lambda tool, inputs: None
    seen: Measured = field(default_factory=Measured)

    async def ask(self, request: Request) -> Reply:
        self.seen.calls += 1
        self.seen.of_node[request.node] = self.seen.of_node.get(request.node, 0) + 1
        self.seen.tokens_in += count_request(request)
        await asyncio.sleep(1)
        answer = self.answers(request)
        if isinstance(answer, LMError):
            raise answer
        assert count_tokens(answer) <= request.max_tokens
        self.seen.tokens_out += count_tokens(answer)
        return Reply(answer)

    async def close(self) -> None:
        pass

    async def call(self, tool: Tool, inputs: Values, types: Types) -> dict[str, Any]:
        self.seen.tool_calls += 1
        await asyncio.sleep(1)
        return outputs_of(tool, self.tool_answers(tool, inputs), types)


def measured(program: Program, inputs: Mapping[str, Any], world: World) -> Measured:
    """What one run of a program does in a world."""
    loop = VirtualLoop()
    try:
        loop.run_until_complete(Engine(program, lambda name: world, tools=world).run(inputs))
    except CallFailed:
        world.seen.failed = True
    world.seen.path = round(loop.time())
    loop.close()
    return world.seen


def answering(program: Program, value: Callable[[Random, Any], Any], bad: float, dead: float, seed: int) -> Answers:
    """Answers in the form asked for, of values from `value(random, type)`; some cannot be read, some fail."""
    random = Random(seed)

    def answer(request: Request) -> str | LMError:
        chance = random.random()
        if chance < dead:
            return LMError("SIG0808", "down")
        if chance < dead + bad:
            return random.choice(["", "I would rather not say.", "{", "[[", json.dumps({"no": list(range(40))})])
        return reply(program, request, lambda type_: value(random, type_))

    return answer


def reply(program: Program, request: Request, value: Callable[[Any], Any]) -> str:
    """An answer in the form asked for: of the node's task whose inputs the request states."""
    slots = program.nodes[request.node].slots
    adapter = adapter_named(slots.adapter)
    tasks = list(prepared(program, request.node).tasks.values())
    task = next((t for t in tasks if all(f"[[{f.name}]]" in request.messages[0].content for f in t.outputs)), tasks[-1])
    return adapter.write({f.name: value(f.type) for f in task.outputs}, task)
