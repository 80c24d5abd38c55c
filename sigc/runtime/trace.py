"""What happened, as data: one `NodeCall` for each question that a node put to a model.

Promise: a trace holds all that a demo is made of. May import: sigc.ir, sigc.adapters.base,
sigc.lm.base, sigc.runtime.errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from sigc.adapters.base import Repair
from sigc.ir.program import Values
from sigc.lm.base import Message, Usage
from sigc.runtime.errors import CallFailed


@dataclass(frozen=True, slots=True)
class NodeCall:
    """One question of a node and how it ended.

    `task`: which of the strategy's tasks; `outputs`: what the reply stated, fields that a strategy put in (such as
    `reasoning`) included, None when `error` says why not; `messages`: those of the last request; `replies`: the text
    of each reply in order; `usage` and `cost` (US dollars, None when unknown) sum over all of them; `cached`: nothing
    was paid for any of them; `repairs`: what reading the last reply had to mend, each with a confidence."""

    node: str
    task: str
    inputs: Values
    outputs: Values | None
    error: CallFailed | None
    messages: tuple[Message, ...]
    replies: tuple[str, ...]
    usage: Usage
    cost: float | None
    sample: int
    cached: bool
    repairs: tuple[Repair, ...] = ()


Trace: TypeAlias = Callable[[NodeCall], None]
