"""What an adapter is: one wire format between a Task and a model, in both directions.

Promise: `read(write(values)) == values` and `read_prompt(fill(template(task), inputs)) == normal(task, inputs)`, and
no input text can forge structure. Templates are data, so the constant part of a prompt is rendered once, at compile
time. May import: sigc.base, sigc.ir."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeAlias

from sigc.ir.expr import Expr
from sigc.ir.media import Medium
from sigc.ir.program import Task, Values
from sigc.ir.types import Type


@dataclass(frozen=True, slots=True)
class Attached:
    """A medium of a turn. `at`: where its short name stands in the turn's text, in code points."""

    at: int
    medium: Medium


@dataclass(frozen=True, slots=True)
class Turn:
    """What the adapters know of a message. In its text each medium has a short name, `[image 1]`, counted from 1."""

    role: str
    text: str
    media: tuple[Attached, ...] = ()


ANSWER = "answer"
"""The tool that a model calls to give the outputs, where it gives them by calling one."""
ANSWERS = "gives the answer"
"""What is said of that tool."""
BY_CALL = "tool_call"
"""The adapter whose replies are calls of `ANSWER`."""


@dataclass(frozen=True, slots=True)
class Hole:
    """Where an input's value goes. `form` names how it is written and escaped: a key of adapters.template.FORMS.
    `media`: the value may hold media."""

    input: str
    type: Type
    form: str
    media: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Parts that are left out when the optional input `unless_none` is none, an empty string or an empty list, or
    when the condition over the inputs (a `guide`) is false."""

    parts: tuple[Part, ...]
    unless_none: str | None = None
    condition: Expr | None = None


Part: TypeAlias = str | Hole | Section


@dataclass(frozen=True, slots=True)
class TemplateMessage:
    """A message with holes. One of the role `turns` stands for the turns of the chat in its one hole. `media`: of a
    message that is one constant text, as in a Turn."""

    role: Literal["system", "user", "assistant", "turns"]
    parts: tuple[Part, ...]
    media: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """Constant text and holes. `adapter` says who reads the reply."""

    adapter: str
    messages: tuple[TemplateMessage, ...]
    response_format: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Repair:
    """Something in a reply that was mended: `kind` (fence, prose, key-case, …), `path` into the value, `confidence`
    from 0 to 1 that the mended value is what the model meant."""

    kind: str
    path: str = ""
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    values: Values
    repairs: tuple[Repair, ...] = ()


class Unreadable(Exception):
    """A reply that does not give the outputs. `reason` is a sentence that a model can act on when asked again."""

    def __init__(self, reason: str, text: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.text = text


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a rendered prompt says, read back: a Task in normal form (enum members named by their wire spelling, guides
    that hold joined to the instruction, no signature name), the inputs, and the reasons of re-asks so far."""

    task: Task
    inputs: Values
    reasons: tuple[str, ...] = field(default=())


class Growing(Protocol):
    """A reply in one adapter's form, as far as it has come (sigc/adapters/growing.py)."""

    @property
    def finished(self) -> Mapping[str, Any]:
        """Outputs that will not change any more, as values in memory."""
        ...

    def feed(self, piece: str) -> None:
        """The next piece of the reply."""
        ...

    def finish(self) -> None:
        """The reply is over."""
        ...

    def value(self) -> dict[str, Any]:
        """What the reply says of the outputs so far, as JSON data. Parts of it are shared with later values: whoever
        wants to change it copies it."""
        ...

    def cost(self) -> int:
        """About how many steps the next `value` takes."""
        ...


class Adapter(Protocol):
    """One wire format."""

    @property
    def name(self) -> str: ...

    def fits(self, task: Task) -> str | None:
        """Why this format cannot serve a task; None when it can."""
        ...

    def template(self, task: Task) -> Template:
        """The prompt of a task; nothing in it depends on input values."""
        ...

    def write(self, values: Values, task: Task) -> str:
        """The reply that states these outputs: for demos and for the offline model."""
        ...

    def read(self, text: str, task: Task) -> Reading:
        """The outputs that a reply states, each of its type. Raises Unreadable."""
        ...

    def growing(self, task: Task) -> Growing:
        """A reader of a reply that is still being written."""
        ...

    def read_prompt(self, messages: Sequence[Turn]) -> Prompt | None:
        """The inverse of rendering; None when the messages are not in this format."""
        ...
