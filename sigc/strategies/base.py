"""What an inference strategy is: the tasks it derives from a signature, and how it asks them.

Promise: a strategy keeps the signature's interface. `tasks` is static, so templates are rendered at compile time.
May import: sigc.ir, sigc.lm.base."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from sigc.ir.program import Task, Tool, Values
from sigc.ir.types import Field
from sigc.lm.base import ToolCall

if TYPE_CHECKING:
    from sigc.strategies.purse import Purse


class Failed(Exception):
    """A question or a tool that gave no answer; strategies may catch it and go on. Nothing else that asking raises (a
    spent budget, a missing key) is theirs to catch.

    `reason`: one sentence that a model can act on; `raw`: the last reply, empty when there was none."""

    reason: str
    raw: str

    @property
    def misfit(self) -> bool:
        """A reply came, and could not be read or broke a rule; asking differently may help."""
        return False


@dataclass(frozen=True, slots=True)
class Graded:
    """What a metric says about outputs: `score` from 0 to 1, and its feedback."""

    score: float
    feedback: str = ""


class Talk(Protocol):
    """A conversation in which a model calls tools natively, and the tool `answer` to end it. Each turn is sent with
    all that was said before."""

    def turn(self, *, last: bool) -> Awaitable[tuple[ToolCall, ...]]:
        """What the model calls next; none when it said nothing. `last`: it may only answer. Raises Failed."""
        ...

    def told(self, call: ToolCall, text: str) -> None:
        """What a call gave; every call of a turn wants an answer before the next turn."""
        ...

    def say(self, text: str) -> None:
        """A word to the model between its turns."""
        ...

    def read(self, call: ToolCall) -> Values:
        """The outputs that a call of `answer` states, enforced. Raises Failed."""
        ...

    def end(self, outputs: Values | None, error: Any) -> None:
        """How it ended: the outputs, or the Failed."""
        ...


class Ask(Protocol):
    """What a strategy can do at run time. What these raise passes through a strategy, but for `Failed`."""

    def __call__(self, task: str, inputs: Values, /) -> Awaitable[Values]:
        """Ask one of the derived tasks: renders, calls, reads and enforces; outputs come in declared order.
        A reply that does not fit is asked for again, a bounded number of times. Raises Failed."""
        ...

    def talk(self, inputs: Values, tools: Mapping[str, Tool]) -> Talk:
        """A conversation about `main` with these tools, by the names that the model knows."""
        ...

    def sampled(self, number: int, of: int) -> Ask:
        """The same, for one of several samples: requests bear sample numbers of their own, and those after the first
        are not sent at temperature 0, where samples would be equal."""
        ...

    def once(self) -> Ask:
        """The same, but no reply is asked for again: its strategy says what was wrong."""
        ...

    def within(self, purse: Purse) -> Ask:
        """The same, paid from a purse; what it cannot pay for raises Spent."""
        ...

    def task(self, name: str) -> Task:
        """A derived task, for the names and types of its fields."""
        ...

    def inputs(self) -> tuple[Field, ...]:
        """The signature's inputs."""
        ...

    def fit(self, inputs: Values, outputs: Any) -> Values:
        """Outputs of `main` given as JSON data, as values that are of their types and keep its rules. Raises Failed."""
        ...

    def grade(self, inputs: Values, outputs: Values) -> Awaitable[Graded]:
        """What the metric of the node says, its judges asked; the best score where it has none. Never raises Failed:
        a metric that fails scores 0 and says why."""
        ...

    def tool(self, name: str, arguments: Any) -> Awaitable[Values]:
        """The outputs of a tool of the node for arguments as a model wrote them. Raises Failed."""
        ...


class Strategy(Protocol):
    """An inference strategy. `options` are those of its catalog entry, with `defaults` filled in by the caller and
    the tools named by `tools` in their place."""

    defaults: ClassVar[Mapping[str, Any]]

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        """What will be asked, by name. The task named `main` gives the outputs."""
        ...

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        """The signature's outputs."""
        ...
