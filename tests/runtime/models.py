"""Models for tests: scripted answers, and a record of what was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sigc.lm.base import LM, LMError, Reply, Request, Usage

Answer = str | Reply | LMError | BaseException


@dataclass
class Scripted:
    """Answers by the script: a function of the request, or a list that is used up in order. It counts how many
    requests it had at the same time."""

    script: Callable[[Request], Answer] | Iterable[Answer]
    delay: float = 0.0
    asked: list[Request] = field(default_factory=list)
    kept: list[Request] = field(default_factory=list)
    rejected: list[Request] = field(default_factory=list)
    peak: int = 0

    def __post_init__(self) -> None:
        self._now = 0
        if not callable(self.script):
            left = iter(list(self.script))
            self.script = lambda request: next(left)

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        self._now += 1
        self.peak = max(self.peak, self._now)
        try:
            await asyncio.sleep(self.delay)
        finally:
            self._now -= 1
        assert callable(self.script)
        answer = self.script(request)
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, Reply):
            return answer
        return Reply(answer, Usage(len(request.messages), 1), cost=0.5)

    async def close(self) -> None:
        pass

    def keep(self, request: Request) -> None:
        self.kept.append(request)

    def reject(self, request: Request) -> None:
        self.rejected.append(request)

    def for_any(self, name: str | None) -> LM:
        return self


def by_node(**answers: str) -> Callable[[Request], Answer]:
    """Answers by the last part of the node's name."""
    return lambda request: answers[request.node.split(".")[-1].replace("#", "_")]
