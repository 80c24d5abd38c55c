"""Answers from a closed set: enums, literals, bools, values that demos repeat; and lists of them.

Promise: every answer is one of the set; ties go to the first. May import: sigc.ir, sigc.offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sigc.ir.types import Bool, Types, enum_of
from sigc.ir.types import Type as IrType
from sigc.offline.classes import Class, ClassIndex
from sigc.offline.evidence import classes_of
from sigc.offline.solve import Case, Draw, Example, Found, Place, best
from sigc.offline.words import Text, text_of

MANY = 0.55
"""A label of a list is given when it has this share of the best label's score."""


@dataclass(frozen=True, slots=True)
class Closed:
    """One of a few values. `none`: the index of the choice to give when nothing speaks for any."""

    path: str
    values: tuple[Any, ...]
    names: tuple[str, ...]
    index: ClassIndex
    fallback: int = 0

    def solve(self, case: Case, draw: Draw) -> Found:
        scores = self.index.scores(case.whole)
        if draw.noise.temperature <= 0 and not draw.skip:
            number = max(range(len(scores)), key=lambda i: (scores[i], i == self.fallback, -i))
        else:
            number = best(list(zip(scores, self.names, strict=True)), draw, self.path)
        return Found(self.values[number], scores[number] > 0, tuple(self.index.evidence(case.whole, number)))


@dataclass(frozen=True, slots=True)
class Several:
    """Some of a few values, in the set's order."""

    path: str
    values: tuple[Any, ...]
    names: tuple[str, ...]
    index: ClassIndex
    usual: float
    """How many labels the demos have in the mean; 0 without demos."""

    def solve(self, case: Case, draw: Draw) -> Found:
        scores = self.index.scores(case.whole)
        unit = max(scores, default=0.0) / 4
        noisy = [s + unit * draw.noise.of(f"{self.path}={n}") for s, n in zip(scores, self.names, strict=True)]
        order = sorted(range(len(noisy)), key=lambda i: (-noisy[i], i))
        most = noisy[order[0]] if order else 0.0
        if most <= 0:
            return Found([], False)
        share = MANY if not self.usual else max(0.3, min(0.9, MANY + 0.15 * (1.5 - self.usual)))
        chosen = [i for i in order if scores[i] > 0 and noisy[i] >= share * most]
        return Found([self.values[i] for i in sorted(chosen)], True, tuple(self.index.evidence(case.whole, order[0])))


def described(type_: IrType, types: Types) -> dict[str, str]:
    """What an enum's declaration says of each member, by wire spelling."""
    enum = enum_of(type_, types)
    return {m.wire: m.description for m in enum.members} if enum else {}


def members(type_: IrType, types: Types, labels: Sequence[str]) -> tuple[Any, ...]:
    """The values in memory that wire spellings stand for."""
    enum = enum_of(type_, types)
    return tuple(m.name for m in enum.members) if enum else tuple(labels)


def closed(place: Place, labels: Sequence[str], values: Sequence[Any], said: Mapping[str, str],
           examples: Sequence[Example]) -> Closed:  # fmt: skip
    """A solver for one of `values`, whose wire spellings are `labels`."""
    shots = [(e.case.whole, list(values).index(e.value)) for e in examples if e.value in values]
    return Closed(place.path, tuple(values), tuple(labels), ClassIndex(classes_of(labels, place, said), shots))


def several(place: Place, labels: Sequence[str], values: Sequence[Any], said: Mapping[str, str],
            examples: Sequence[Example]) -> Several:  # fmt: skip
    """A solver for a list of `values`."""
    known = list(values)
    lists = [(e.case.whole, [known.index(v) for v in e.value if v in known]) for e in examples if e.value is not None]
    shots: list[tuple[Text, int]] = [(text, number) for text, numbers in lists for number in numbers]
    usual = sum(len(numbers) for _, numbers in lists) / len(lists) if lists else 0.0
    return Several(place.path, tuple(values), tuple(labels), ClassIndex(classes_of(labels, place, said), shots), usual)


@dataclass(frozen=True, slots=True)
class YesNo:
    """A bool: similarity with demos and notes for each side; without either, whether the inputs are about what the
    place describes, or, when there are several inputs, about the same thing."""

    place: Place
    index: ClassIndex
    told: bool
    about: Text

    def solve(self, case: Case, draw: Draw) -> Found:
        no, yes = self.index.scores(case.whole)
        if not self.told:
            yes, no = self._likeness(case), 0.5
        choice = best([(no, "false"), (yes, "true")], draw, self.place.path)
        return Found(bool(choice), max(yes, no) > 0, tuple(self.index.evidence(case.whole, choice)))

    def _likeness(self, case: Case) -> float:
        parts = [text_of(part) for part in case.parts.values()]
        pairs = [(parts[0], other) for other in parts[1:]] or [(self.about, case.whole)]
        return max(_shared(a, b) for a, b in pairs)


def _shared(a: Text, b: Text) -> float:
    """How many of the fewer topical words both have, counted as 0, 1/3, 2/3, 1 and on."""
    common = [f for f in a.bag if f in b.bag and a.bag[f] == 1.0]
    return len(common) / 3 + 0.2 * bool(common)


def yes_no(place: Place, examples: Sequence[Example]) -> YesNo:
    labels = ("false", "true")
    shots = [(e.case.whole, int(e.value)) for e in examples if isinstance(e.value, bool)]
    classes = classes_of(labels, place, {})
    told = bool(shots) or any(c.notes or c.rules for c in classes)
    classes = [Class("", "", c.notes, c.rules) for c in classes]
    if told:
        classes[1] = Class(place.name, place.description, classes[1].notes, classes[1].rules)
    return YesNo(place, ClassIndex(classes, shots), told, text_of(f"{place.name} {place.description}"))


def is_bool(type_: IrType) -> bool:
    return isinstance(type_, Bool)
