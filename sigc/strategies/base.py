"""What an inference strategy is: the tasks it derives from a signature, and how it asks them.

Promise: a strategy keeps the signature's interface. `tasks` is static, so templates are rendered at compile time.
May import: sigc.ir."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from typing import Any, Protocol

from sigc.ir.program import Task, Values


class Ask(Protocol):
    """Ask one of the derived tasks: renders, calls, reads and enforces; outputs come in declared order. `sample` None
    is the caller's own sample; strategies that ask the same thing several times number theirs. What it raises passes
    through a strategy."""

    def __call__(self, task: str, inputs: Values, /, *, sample: int | None = None) -> Awaitable[Values]: ...


class Strategy(Protocol):
    """An inference strategy. `options` are those of its catalog entry, defaults filled in by the caller."""

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        """What will be asked, by name. The task named `main` gives the outputs."""
        ...

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        """The signature's outputs."""
        ...
