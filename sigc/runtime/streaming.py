"""A run that is watched: what its answers say so far, as events.

Promise: within an attempt a value only grows; what is void is announced by a Restart before anything else is shown; the
last event is one Final or one Failure. Closing a stream ends the run and its connections, and leaves no task behind.
May import: sigc.ir, sigc.adapters, sigc.lm.base, sigc.runtime."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import suppress
from contextvars import ContextVar, copy_context
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, ClassVar, Generic, Protocol, TypeAlias, TypeVar

from sigc.adapters.base import Adapter, Growing
from sigc.adapters.growing import extends
from sigc.ir.program import Program, Task, Values
from sigc.lm.base import BudgetSpent, LMError, StopReply
from sigc.runtime.errors import COMMITTED, CallFailed
from sigc.runtime.routes import routes_of
from sigc.runtime.sync import wait_for
from sigc.values.wire import to_json

R = TypeVar("R")

OTHERWISE = "the run answers otherwise"
STEPS_PER_CHARACTER = 64
"""What a look at a value may cost for each character that came since the last look: so all looks together are linear in
the reply, and a short reply is looked at after every piece."""


@dataclass(frozen=True, slots=True)
class Partial:
    """What the run says of its outputs so far, as JSON data. Later values share parts of it: copy before changing."""

    kind: ClassVar[str] = "partial"
    attempt: int
    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Restart:
    """What was shown of some outputs is void: the attempt with this number begins without them."""

    kind: ClassVar[str] = "restart"
    attempt: int
    reason: str


@dataclass(frozen=True, slots=True)
class Final(Generic[R]):
    """The outputs."""

    kind: ClassVar[str] = "final"
    attempt: int
    value: R


@dataclass(frozen=True, slots=True)
class Failure:
    """The run ended without outputs."""

    kind: ClassVar[str] = "error"
    attempt: int
    error: CallFailed | LMError | BudgetSpent


Event: TypeAlias = Partial | Restart | Final[R] | Failure


class Showing:
    """Where the nodes of one run show what they have. `commit`: the output that must not be taken back once it was
    shown."""

    def __init__(self, program: Program, commit: str | None = None) -> None:
        self.attempt = 1
        self.events: deque[Event[Any]] = deque()
        self.news = asyncio.Event()
        self._program, self._routes = program, routes_of(program)
        self._names = [f.name for f in program.main.outputs]
        if commit is not None and commit not in self._names:
            raise ValueError(f"`commit` names no output: {commit!r}; the outputs are {', '.join(self._names)}")
        self.commit = commit
        self._shown: dict[str, dict[str, Any]] = {}

    def shows(self, node: str) -> bool:
        """Is anything of a node's outputs shown?"""
        return node in self._routes

    def grows(self, node: str) -> bool:
        """Is a node's answer shown as it comes?"""
        return self._routes[node].grows

    def tell(self, event: Event[Any]) -> None:
        """A partial value that nobody has looked at gives way to the next one."""
        if isinstance(event, Partial) and self.events and isinstance(self.events[-1], Partial):
            self.events.pop()
        self.events.append(event)
        self.news.set()

    def value(self) -> dict[str, Any]:
        """All that is shown now."""
        found = {name: item for shown in self._shown.values() for name, item in shown.items()}
        return {name: found[name] for name in self._names if name in found}

    def show(self, node: str, said: Mapping[str, Any]) -> None:
        """What a node says of its outputs so far. Raises CallFailed as `restart` does."""
        route = self._routes[node]
        mapped = {route.outputs[name]: item for name, item in said.items() if name in route.outputs}
        if not mapped or mapped == self._shown.get(node):
            return
        for other, shown in list(self._shown.items()):
            if other != node and not shown.keys().isdisjoint(mapped):
                self.restart(other, "another answer takes its place")
        self._shown[node] = mapped
        self.tell(Partial(self.attempt, self.value()))

    def answered(self, node: str, outputs: Values) -> None:
        """A node's outputs. Raises CallFailed as `restart` does."""
        program, route = self._program, self._routes[node]
        said = {f.name: to_json(outputs[f.name], f.type, program.types) for f in program.signature_of(node).outputs}
        mapped = {route.outputs[name]: item for name, item in said.items() if name in route.outputs}
        if not extends(self._shown.get(node, {}), mapped):
            self.restart(node, "the whole reply reads otherwise than its beginning")
        self.show(node, said)

    def committed(self, node: str) -> bool:
        """Was the output shown that must not be taken back, by this node?"""
        return self.commit in self._shown.get(node, ())

    def restart(self, node: str, reason: str) -> None:
        """What a node has shown is void. Raises CallFailed when it must not be taken back."""
        if self.committed(node):
            raise CallFailed(COMMITTED, node, self.attempt, said_of(self.commit, reason))
        self._shown.pop(node, None)
        self.attempt += 1
        self.tell(Restart(self.attempt, reason))

    def close(self, outputs: Mapping[str, Any]) -> None:
        """The run's outputs are there. Raises CallFailed when they take back what must not be."""
        if extends(self.value(), dict(outputs)):
            return
        commit = self.commit
        kept = commit is None or extends(self.value().get(commit), outputs.get(commit))
        if commit in self.value() and not kept:
            raise CallFailed(COMMITTED, "", self.attempt, said_of(commit, OTHERWISE))
        self._shown.clear()
        self.attempt += 1
        self.tell(Restart(self.attempt, OTHERWISE))


def said_of(commit: str | None, reason: str) -> str:
    return f"{reason}; `{commit}` was shown, so there is no other attempt"


class Asking(Protocol):
    """The question whose replies are watched."""

    node: str
    task: Task
    adapter: Adapter

    def broken_early(self, inputs: Values, finished: Mapping[str, Any]) -> str | None: ...


class Watching:
    """Watches the replies to one question, and stops one that breaks a rule already."""

    def __init__(self, showing: Showing, question: Asking, inputs: Values) -> None:
        self._showing, self._question, self._inputs = showing, question, inputs
        self.broken: str | None = None
        self._new()

    def _new(self) -> None:
        self._reader: Growing = self._question.adapter.growing(self._question.task)
        self._since, self._checked = 0, 0
        self.broken = None

    def text(self, piece: str) -> None:
        self._reader.feed(piece)
        self._since += len(piece)
        finished = self._reader.finished
        if len(finished) > self._checked:
            self._checked = len(finished)
            self.broken = self._question.broken_early(self._inputs, finished)
            if self.broken is not None:
                raise StopReply
        if self._since * STEPS_PER_CHARACTER >= self._reader.cost():
            self._since = 0
            self._showing.show(self._question.node, self._reader.value())

    def begin(self) -> Watching:
        """A request is about to be sent."""
        self._new()
        return self

    def again(self, code: str, reason: str, attempt: int, raw: str) -> None:
        """A reply cannot be used, and another is asked for. Raises CallFailed when that is forbidden."""
        showing, node = self._showing, self._question.node
        if showing.committed(node):
            raise CallFailed(code, node, attempt, said_of(showing.commit, reason), raw)
        showing.restart(node, reason)

    def restart(self, reason: str) -> None:
        """A client tries again, or another model. Raises LMError when that is forbidden."""
        if self._showing.committed(self._question.node):
            raise LMError(COMMITTED, said_of(self._showing.commit, reason))
        self._showing.restart(self._question.node, reason)
        self._new()


_SHOWING: ContextVar[Showing | None] = ContextVar("showing", default=None)
"""Who watches the run that goes on here."""


def showing_of(node: str) -> Showing | None:
    """Who watches this run, if it shows anything of this node."""
    showing = _SHOWING.get()
    return showing if showing is not None and showing.shows(node) else None


class Stream(Generic[R]):
    """The events of one run, for `async for` and for `for`. Use it with `async with` or `with` where it may be left
    before its end: leaving it cancels the run. It starts when the first event is asked for."""

    def __init__(
        self,
        showing: Showing,
        run: Callable[[], Awaitable[Values]],
        data_of: Callable[[Values], Mapping[str, Any]],
        finish: Callable[[Values], R],
    ) -> None:
        self._showing = showing
        self._work = partial(_work, showing, run, data_of, finish)
        self._task: asyncio.Task[None] | None = None
        self._over = False

    def __aiter__(self) -> AsyncIterator[Event[R]]:
        return self

    async def __anext__(self) -> Event[R]:
        event = await self._next()
        if event is None:
            raise StopAsyncIteration
        return event

    async def _next(self) -> Event[R] | None:
        if self._over:
            return None
        if self._task is None:
            context = copy_context()
            context.run(_SHOWING.set, self._showing)
            self._task = asyncio.get_running_loop().create_task(self._work(), context=context)
        showing = self._showing
        while not showing.events and not self._task.done():
            showing.news.clear()
            waiting = asyncio.ensure_future(showing.news.wait())
            try:
                await asyncio.wait((waiting, self._task), return_when=asyncio.FIRST_COMPLETED)
            finally:
                waiting.cancel()
        if not showing.events:
            self._over = True
            self._task.result()  # a fault that is no event
            return None
        event = showing.events.popleft()
        self._over = isinstance(event, Final | Failure)
        if self._over:
            await self._task
        return event

    async def aclose(self) -> None:
        """End the run, if it still goes on."""
        self._over = True
        if self._task is not None and not self._task.done():
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def __aenter__(self) -> Stream[R]:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        if self._task is not None and not self._task.done() and not (loop := self._task.get_loop()).is_closed():
            loop.call_soon_threadsafe(self._task.cancel)

    # ---- the same from code that is not asynchronous --------------------------------------------------------------

    def __iter__(self) -> Iterator[Event[R]]:
        return self

    def __next__(self) -> Event[R]:
        event = wait_for(self._next())
        if event is None:
            raise StopIteration
        return event

    def close(self) -> None:
        """As `aclose`."""
        wait_for(self.aclose())

    def __enter__(self) -> Stream[R]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


async def _work(
    showing: Showing,
    run: Callable[[], Awaitable[Values]],
    data_of: Callable[[Values], Mapping[str, Any]],
    finish: Callable[[Values], Any],
) -> None:
    """The run, and its last event."""
    try:
        outputs = await run()
        showing.close(data_of(outputs))
    except (CallFailed, LMError, BudgetSpent) as error:
        showing.tell(Failure(showing.attempt, error))
    else:
        showing.tell(Final(showing.attempt, finish(outputs)))


def event_data(event: Event[Any]) -> dict[str, Any]:
    """An event as JSON data. The value of a Final must be JSON data itself."""
    data: dict[str, Any] = {"event": event.kind, "attempt": event.attempt}
    match event:
        case Partial() | Final():
            data["value"] = event.value
        case Restart():
            data["reason"] = event.reason
        case Failure():
            error = event.error
            data |= {"code": error.code, "reason": str(error), "node": error.node, "attempts": error.attempts}
            data |= {"retryable": error.retryable, **({"raw": error.raw} if error.raw else {})}
    return data
