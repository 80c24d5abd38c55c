"""Strategies by name.

Promise: a strategy's file is imported when a program first uses it. May import: sigc.catalog, sigc.ir."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import lru_cache
from typing import Any, Protocol

from sigc.catalog.tables import STRATEGIES
from sigc.ir.program import Task, Values


class Ask(Protocol):
    """How a strategy asks one of its tasks, as another sample than the node's own if it says so."""

    def __call__(self, task: str, inputs: Values, /, *, sample: int | None = None) -> Awaitable[Values]: ...


class Strategy(Protocol):
    """An inference strategy: the tasks it derives from a signature, and how it asks them."""

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]: ...

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values: ...


@lru_cache(maxsize=64)
def strategy_named(name: str) -> Strategy:
    """The strategy of this name; KeyError when the catalog has none."""
    made: Strategy = STRATEGIES[name].load()()
    return made
