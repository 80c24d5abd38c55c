"""What answering works with: places to fill, cases to fill them for, worked examples, and what was found.

Promise: plain data; a solver is built once per constant prompt and then only reads cases. May import: sigc.ir,
sigc.values, sigc.offline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias

from sigc.ir.media import Medium
from sigc.ir.program import Note, Values
from sigc.ir.types import Field, Type, Types
from sigc.offline.noise import QUIET, Noise
from sigc.offline.words import Text, text_of
from sigc.values.wire import show_json, to_json, without_media


@dataclass(frozen=True, slots=True)
class Case:
    """Inputs as texts: the texts in each, by its name, and all of them as one."""

    whole: Text
    parts: Mapping[str, tuple[str, ...]]
    values: Values = field(default_factory=dict)


def case_of(inputs: Values, fields: Sequence[Field], types: Types) -> Case:
    """The inputs that are there, in declared order."""
    parts = {
        f.name: tuple(leaves(to_json(without_media(inputs[f.name], _unseen), f.type, types)))
        for f in fields
        if f.name in inputs and inputs[f.name] is not None
    }
    return Case(text_of("\n".join(text for part in parts.values() for text in part)), parts, inputs)


def _unseen(medium: Medium) -> str:
    """What can be said of a medium without seeing it."""
    return f"{'an' if medium.kind in ('image', 'audio') else 'a'} {medium.brief}, which cannot be seen here"


def case_of_text(text: str) -> Case:
    """A piece of a text as a case of its own."""
    return Case(text_of(text), {"": (text,)})


def leaves(data: Any) -> Iterator[str]:
    """The texts, numbers and bools in JSON data, in order, as text."""
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, list):
        for item in data:
            yield from leaves(item)
    elif data is not None:
        yield show_json(data)


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of one place."""

    case: Case
    value: Any


@dataclass(frozen=True, slots=True)
class Place:
    """One value to find. `path`: such as `order.lines.sku`. `said`: the instruction and the rules of the task;
    `notes`: learnt lines of this place; `last`: no output follows; `alone`: there is no other output, so what the
    instruction lists are its answers; `strict`: finding nothing is better than a guess."""

    path: str
    name: str
    type: Type
    description: str
    types: Types
    said: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    last: bool = True
    alone: bool = False
    strict: bool = False

    def inner(self, type_: Type, name: str = "", description: str = "", *, strict: bool | None = None) -> Place:
        """A place inside this one."""
        return replace(
            self,
            path=f"{self.path}.{name}" if name else self.path,
            name=name or self.name,
            type=type_,
            description=description or self.description,
            alone=False,
            strict=self.strict if strict is None else strict,
        )


@dataclass(frozen=True, slots=True)
class Draw:
    """How to choose: with which noise, and after how many refused answers (0: the best). `explain`: somebody asks
    which words decided."""

    noise: Noise = QUIET
    skip: int = 0
    explain: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """`sure`: something in the case speaks for the value. `words`: the words that do, best first."""

    value: Any
    sure: bool = True
    words: tuple[str, ...] = ()


class Solver(Protocol):
    def solve(self, case: Case, draw: Draw) -> Found: ...


Make: TypeAlias = Callable[[Place, Sequence[Example]], Solver]
"""Builds the solver of a place from its type, its descriptions and its examples."""


def best(scores: Sequence[tuple[float, str]], draw: Draw, path: str) -> int:
    """The index of the best score, ties to the first; `draw.skip` of the better ones are passed over. The strings
    name the choices for the noise, whose unit is a quarter of the best score."""
    unit = max((score for score, _ in scores), default=0.0) / 4 or 1.0
    if draw.noise.temperature > 0:
        ranked = [(score + unit * draw.noise.of(f"{path}={name}"), i) for i, (score, name) in enumerate(scores)]
    else:
        ranked = [(score, i) for i, (score, _) in enumerate(scores)]
    order = sorted(ranked, key=lambda item: (-item[0], item[1]))
    return order[min(draw.skip, len(order) - 1)][1]
