"""Bindings that read one another, each evaluated once, as soon as what it reads is there: a module's, or a turn's.

Promise: independent bindings run together; a failure ends them when all that can still run has ended, and of several
the first in the order of the program is raised. May import: sigc.ir, sigc.runtime."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias

from sigc.ir.program import Binding
from sigc.ir.walk import reads
from sigc.runtime.together import together
from sigc.runtime.walk import calls

Env: TypeAlias = Mapping[str, Any]
Step: TypeAlias = Callable[[Env, int], Awaitable[Any]]
"""A prepared expression: names in scope and the sample number in, its value out."""


class Bindings:
    """Bindings ready to run."""

    def __init__(self, bindings: Sequence[Binding], steps: Sequence[Step]) -> None:
        self._steps = tuple((b.name, step) for b, step in zip(bindings, steps, strict=True))
        self._needs = needs(bindings)
        self._chain = is_chain(bindings, self._needs)

    async def run(self, env: dict[str, Any], sample: int) -> None:
        """Add the values of all bindings to the names in scope."""
        await (self._in_order(env, sample) if self._chain else self._as_ready(env, sample))

    async def _in_order(self, env: dict[str, Any], sample: int) -> None:
        for name, step in self._steps:
            env[name] = await step(env, sample)

    async def _as_ready(self, env: dict[str, Any], sample: int) -> None:
        tasks: dict[str, asyncio.Task[None]] = {}

        async def bind(name: str, step: Step) -> None:
            for needed in self._needs[name]:
                await tasks[needed]
            env[name] = await step(env, sample)

        for name, step in self._steps:
            tasks[name] = asyncio.ensure_future(bind(name, step))
        await together(*tasks.values())


def needs(bindings: Sequence[Binding]) -> dict[str, tuple[str, ...]]:
    """Binding -> the bindings that it reads, in order."""
    names = [b.name for b in bindings]
    return {b.name: tuple(n for n in names if n in reads(b.value)) for b in bindings}


def is_chain(bindings: Sequence[Binding], needs_: dict[str, tuple[str, ...]]) -> bool:
    """Whether bindings that call need each other in such a way that at most one of them can run at any time."""
    behind: dict[str, set[str]] = {}
    callers: list[str] = []
    for b in bindings:
        behind[b.name] = set(needs_[b.name]).union(*(behind[n] for n in needs_[b.name]))
        if calls(b.value):
            if not set(callers) <= behind[b.name]:
                return False
            callers.append(b.name)
    return True
