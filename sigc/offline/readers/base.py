"""What a reader of prompts gives: the task, the inputs, and how to write the answer in the same format.

Promise: plain data and pure functions. May import: sigc.ir, sigc.adapters.base."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sigc.adapters.base import Turn
from sigc.ir.program import Task, Values


@dataclass(frozen=True, slots=True)
class Read:
    """A prompt that was read. `inputs_of` reads another last turn after the same turns before it and agrees with
    reading the whole prompt; it gives None, or is None, when only that can tell. `write` spells outputs in the
    prompt's own reply format."""

    task: Task
    inputs: Values
    reasons: tuple[str, ...]
    inputs_of: Callable[[Turn], Values | None] | None
    write: Callable[[dict[str, Any]], str]


class Reader(Protocol):
    """One prompt format."""

    @property
    def name(self) -> str: ...

    def read(self, turns: Sequence[Turn]) -> Read | None:
        """None when the messages are not in this format."""
        ...
