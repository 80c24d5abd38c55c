"""A trace as data: a tree of what a run did, with modules, nodes, questions, requests to models, and tools.

Promise: two equal runs give equal trees but for times; what a policy withholds from traces is left out, and so are the
values of the modules around it. Times come from the clock that is handed in. May import: sigc.values, sigc.lm,
sigc.runtime.errors."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict
from typing import Any, Literal, TypeAlias

from sigc.lm.base import BudgetSpent, LMError
from sigc.lm.clock import Clock, SystemClock
from sigc.runtime.errors import CallFailed
from sigc.values.operations import ValueFailure

Kind = Literal["row", "module", "node", "question", "model", "tool"]
LONGEST = 100_000
"""Characters of a text that a trace holds; the rest is counted."""


class Span:
    """One step of a run, from `start` for `seconds`, and the steps inside. `data`: what there is to say, as JSON data;
    `silent`: a policy keeps its content out of traces. `error`: what it ended with instead of outputs."""

    __slots__ = (
        *("kind", "name", "sample", "place", "silent", "start", "seconds", "data", "error", "attempts"),
        *("children", "parent", "owner"),
    )

    def __init__(
        self, owner: Tracer, parent: Span | None, kind: Kind, name: str, sample: int, place: tuple[int, int]
    ) -> None:
        self.owner, self.parent = owner, parent
        self.kind: Kind = kind
        self.name, self.sample, self.place = name, sample, place
        self.silent = False
        self.start = self.seconds = 0.0
        self.data: dict[str, Any] = {}
        self.error: dict[str, Any] | None = None
        self.attempts: list[dict[str, Any]] = []
        self.children: list[Span] = []

    def note(self, **facts: Any) -> None:
        """Facts that give nothing away, such as the name of a model."""
        self.data.update(facts)

    def hold(self, **content: Any) -> None:
        """Content, unless a policy keeps it out."""
        if not self.silent:
            self.data.update({name: plain(value) for name, value in content.items()})

    def inside(self) -> list[Span]:
        """The steps inside: by their place in the program and their sample, then in the order in which they began, so
        that what ran together does not stand in the order of chance."""
        ranked = sorted(enumerate(self.children), key=lambda n: (n[1].place[0], n[1].sample, n[1].place[1], n[0]))
        return [child for _, child in ranked]


Sink: TypeAlias = Callable[[Span], None]
"""Is told of each run when it has ended, well or not."""

_CURRENT: ContextVar[Span | None] = ContextVar("span", default=None)


class Tracer:
    """Notes what runs. `sinks` are told of each finished run; `epoch`: the clock's 0, in seconds since 1970."""

    def __init__(self, *sinks: Sink, clock: Clock | None = None, epoch: float = 0.0) -> None:
        self._sinks, self._clock, self._epoch = sinks, clock or SystemClock(), epoch

    def now(self) -> float:
        """Seconds since 1970."""
        return self._epoch + self._clock.now()

    def current(self) -> Span | None:
        """The step that runs here; None outside of every run."""
        span = _CURRENT.get()
        return span if span is not None and span.owner is self else None

    @contextmanager
    def span(
        self, kind: Kind, name: str, sample: int = 0, *, silent: bool = False, place: tuple[int, int] = (0, 0)
    ) -> Iterator[Span]:
        """A step inside the one that runs here; without one it is a run of its own."""
        parent = self.current()
        span = Span(self, parent, kind, name, sample, place)
        span.silent = silent or (parent is not None and parent.silent and parent.kind not in ("row", "module"))
        if parent is not None:
            parent.children.append(span)
        token, span.start = _CURRENT.set(span), self.now()
        try:
            yield span
        except (CallFailed, LMError, BudgetSpent, ValueFailure, asyncio.CancelledError) as failure:
            span.error = described(failure, span.silent)
            raise
        finally:
            span.seconds = self.now() - span.start
            _CURRENT.reset(token)
            if parent is None:
                for sink in self._sinks:
                    sink(span)


def described(failure: BaseException, silent: bool) -> dict[str, Any]:
    """A failure as JSON data; of silent steps its code alone, since messages quote replies and values."""
    if isinstance(failure, asyncio.CancelledError):
        return {"code": "cancelled"}
    code = getattr(failure, "code", type(failure).__name__)
    if silent:
        return {"code": code}
    if isinstance(failure, CallFailed):
        said = {"node": failure.node, "attempts": failure.attempts, "reason": failure.reason}
        return {"code": code, **said, "retryable": failure.retryable, "raw": plain(failure.raw)}
    if isinstance(failure, LMError):
        said = {"reason": failure.message, "status": failure.status, "retryable": failure.retryable}
        return {"code": code, **said, "raw": plain(failure.raw)}
    return {"code": code, "reason": str(failure)}


def plain(value: Any) -> Any:
    """Values of a program as JSON data; long texts are cut and say so."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST else f"{value[:LONGEST]}… ({len(value)} characters)"
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return plain(asdict(value)) if hasattr(value, "__dataclass_fields__") else str(value)
