"""Answers from a closed set: enums, literals, bools, values that demos repeat; and lists of them.

Promise: every answer is one of the set; ties go to the first. May import: sigc.ir, sigc.offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sigc.ir.types import Bool, Types, enum_of
from sigc.ir.types import Type as IrType
from sigc.offline.classes import Class, ClassIndex
from sigc.offline.evidence import classes_of
from sigc.offline.solve import Case, Draw, Example, Found, Place, best
from sigc.offline.words import Text, label_words, text_of, words

MANY = 0.55
"""A label of a list is given when it has this share of the best label's score, unless demos say otherwise."""
SHARES = (MANY, 0.25, 0.4, 0.7, 0.85)
FOLDS = 4
REST = frozenset(
    words("other others none of these the above unknown unclear misc miscellaneous neither nothing else na")
)
"""Words of a name that stands for everything else."""


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
        words = self.index.evidence(case.whole, number) if draw.explain else ()
        return Found(self.values[number], scores[number] > 0, tuple(words))


@dataclass(frozen=True, slots=True)
class Several:
    """Some of a few values, in the set's order: those with a share of the best label's score."""

    path: str
    values: tuple[Any, ...]
    names: tuple[str, ...]
    index: ClassIndex
    share: float

    def solve(self, case: Case, draw: Draw) -> Found:
        scores = self.index.scores(case.whole)
        unit = max(scores, default=0.0) / 4
        noisy = [s + unit * draw.noise.of(f"{self.path}={n}") for s, n in zip(scores, self.names, strict=True)]
        chosen = _over(noisy, self.share)
        words = self.index.evidence(case.whole, noisy.index(max(noisy))) if chosen and draw.explain else ()
        return Found([self.values[i] for i in chosen], bool(chosen), tuple(words))


def _over(scores: Sequence[float], share: float) -> list[int]:
    """The indices whose score is above 0 and at least this share of the best."""
    floor = share * max(scores, default=0.0)
    return [i for i, score in enumerate(scores) if score > 0 and score >= floor]


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
    index = ClassIndex(classes_of(labels, place, said), shots)
    rest = next((i for i, label in enumerate(labels) if label and REST.issuperset(label_words(label))), 0)
    return Closed(place.path, tuple(values), tuple(labels), index, rest)


def several(place: Place, labels: Sequence[str], values: Sequence[Any], said: Mapping[str, str],
            examples: Sequence[Example]) -> Several:  # fmt: skip
    """A solver for a list of `values`."""
    known = list(values)
    classes = classes_of(labels, place, said)
    lists = [(e.case.whole, [known.index(v) for v in e.value if v in known]) for e in examples if e.value is not None]
    shown, share = _best_use(classes, lists) if lists else (False, MANY)
    index = ClassIndex(classes, _shots(lists) if shown else ())
    return Several(place.path, tuple(values), tuple(labels), index, share)


Lists: TypeAlias = Sequence[tuple[Text, Sequence[int]]]


def _shots(lists: Lists) -> list[tuple[Text, int]]:
    return [(text, number) for text, numbers in lists for number in numbers]


def _best_use(classes: Sequence[Class], lists: Lists) -> tuple[bool, float]:
    """Whether to go by likeness to the demos too, and the share, by which the demos themselves come out best: in four
    parts, each answered without its own. Names alone where both do as well."""
    alone = ClassIndex(classes)
    scored = [(False, alone.scores(text), set(numbers)) for text, numbers in lists]
    folds = min(FOLDS, len(lists))
    for fold in range(folds if folds > 1 else 0):
        index = ClassIndex(classes, _shots([pair for i, pair in enumerate(lists) if i % folds != fold]))
        scored += [(True, index.scores(text), set(numbers)) for text, numbers in lists[fold::folds]]
    ways = [(shown, share) for shown in (False, True) for share in SHARES]
    return max(ways, key=lambda way: sum(_overlap(s, way[1], w) for shown, s, w in scored if shown == way[0]))


def _overlap(scores: Sequence[float], share: float, wanted: set[int]) -> float:
    """Shared labels over all labels of the two lists; 1 for two empty ones."""
    given = set(_over(scores, share))
    return len(given & wanted) / len(given | wanted) if given or wanted else 1.0


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
        words = self.index.evidence(case.whole, choice) if draw.explain else ()
        return Found(bool(choice), max(yes, no) > 0, tuple(words))

    def _likeness(self, case: Case) -> float:
        parts = [text_of("\n".join(part)) for part in case.parts.values()]
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
