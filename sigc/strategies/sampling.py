"""Several answers to one question: what `vote`, `best_of`, `compare` and `refine` share.

Promise: samples that run together all end before anything is decided; of what they raise, what is no `Failed` goes
first, then the first in order. May import: sigc.ir, sigc.strategies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from typing import Any

from sigc.ir.program import Task, Values
from sigc.strategies.base import Ask, Failed, Graded
from sigc.strategies.registry import strategy_named


def inner_tasks(name: str, task: Task) -> dict[str, Task]:
    """The tasks of the strategy that is sampled."""
    strategy = strategy_named(name)
    return strategy.tasks(task, strategy.defaults)


async def inner_run(name: str, ask: Ask, inputs: Values) -> Values:
    strategy = strategy_named(name)
    return await strategy.run(ask, inputs, strategy.defaults)


async def samples(ask: Ask, inputs: Values, options: Mapping[str, Any], numbers: Iterable[int]) -> list[Values]:
    """The answers of these of `options.n` samples by the strategy `options.of`, at the same time, in order; failed ones
    are left out. Raises the first failure when all failed."""
    n, of = options["n"], options["of"]
    return answered(await together([inner_run(of, ask.sampled(number, n), inputs) for number in numbers]))


def answered(found: Sequence[Values | Failed]) -> list[Values]:
    good = [one for one in found if not isinstance(one, Failed)]
    if not good:
        raise next(one for one in found if isinstance(one, Failed))
    return good


async def graded_all(ask: Ask, inputs: Values, answers: Iterable[Values]) -> list[Graded]:
    """What the metric says of each, in order, its judges asked at the same time. What grading raises ends it."""
    return await asyncio.gather(*(ask.grade(inputs, one) for one in answers))


async def together(running: Sequence[Awaitable[Values]]) -> list[Values | Failed]:
    """What each came to, in order."""
    done = await asyncio.gather(*running, return_exceptions=True)
    for one in done:
        if isinstance(one, BaseException) and not isinstance(one, Failed):
            raise one
    return done  # type: ignore[return-value]
