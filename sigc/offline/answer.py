"""From a prompt that was read to its answer: a solver for each output, chosen by the shape of what is asked.

Promise: a pure function of the prompt and the draw; the outputs fit their types as far as the inputs allow.
May import: sigc.ir, sigc.values, sigc.offline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sigc.ir.program import Task, Values
from sigc.ir.types import (
    Bool,
    Chat,
    Date,
    DateTime,
    Field,
    Float,
    Int,
    Json,
    List,
    Lit,
    Map,
    Optional,
    Str,
    Type,
    Union,
    closed_set,
    fields_of,
)
from sigc.offline.advice import advice
from sigc.offline.closed import closed, described, members, several, yes_no
from sigc.offline.dates import When
from sigc.offline.evidence import listed
from sigc.offline.figures import number
from sigc.offline.noise import QUIET, Noise
from sigc.offline.solve import Case, Draw, Example, Found, Place, Solver, case_of
from sigc.offline.spans import Matching, Named, copied
from sigc.offline.structures import AnyJson, items, maybe, pairs, parts, variant
from sigc.offline.words import label_words, words

_REASONING = frozenset(words("reasoning rationale reason reasons thought thoughts thinking explanation"))
_AMONG = re.compile(r"`(\w+)` (?:is one|holds only some) of the values of `([\w.]+)`")
"""How a rule says that an output is one of the values of an input (check/sets.py writes it)."""
DEEPEST = 4
"""Fields within fields that are filled."""
SHORT = 6
"""Words of a text that can be one of a few answers."""


class Answerer:
    """Answers one task. Built once per constant prompt; reading a case costs little."""

    def __init__(self, task: Task) -> None:
        self.task = task
        cases = [case_of(demo.inputs, task.inputs, task.types) for demo in task.demos]
        self._chosen = [place for place in self._places() if set_of(place) is not None]
        self._solvers: list[tuple[Field, Solver | None]] = []
        for place in self._places():
            examples = [
                Example(case, demo.outputs[place.name])
                for case, demo in zip(cases, task.demos, strict=True)
                if place.name in demo.outputs
            ]
            field = next(f for f in task.outputs if f.name == place.name)
            self._solvers.append(
                (field, None if _is_reasoning(field) and not place.last else self._solver(place, examples))
            )

    def _places(self) -> Sequence[Place]:
        task = self.task
        said = (task.instruction, *task.rules)
        return [
            Place(
                path=f.name,
                name=f.name,
                type=f.type,
                description=f.description,
                types=task.types,
                said=said,
                notes=tuple(note for note in task.notes if note.field == f.name),
                last=f is task.outputs[-1],
                alone=all(other is f or _is_reasoning(other) for other in task.outputs),
            )
            for f in task.outputs
        ]

    def _solver(self, place: Place, examples: Sequence[Example]) -> Solver:
        return (None if examples else advice(place, self.task.inputs)) or solver_of(place, examples)

    def answer(self, inputs: Values, reasons: Sequence[str] = (), noise: Noise = QUIET) -> dict[str, Any]:
        """The outputs. Of an output that a reason of a re-ask names, the next best answer is given."""
        case = case_of(inputs, self.task.inputs, self.task.types)
        found: dict[str, Found] = {}
        given = {place.name: choices_of(place, inputs) for place in self._chosen}
        explain = any(solver is None for _, solver in self._solvers)
        for field, solver in self._solvers:
            if solver is not None:
                chosen = given.get(field.name)
                solver = solver_of(chosen, ()) if chosen is not None else solver
                found[field.name] = solver.solve(case, Draw(noise, _refused(field.name, reasons), explain))
        words = dict.fromkeys(word for f in found.values() for word in f.words)
        return {
            field.name: found[field.name].value if field.name in found else _reason(list(words))
            for field, _ in self._solvers
        }


def set_of(place: Place) -> str | None:
    """The path of the inputs from which a rule says that an output is taken."""
    found = (_AMONG.fullmatch(rule) for rule in place.said)
    return next((m[2] for m in found if m is not None and m[1] == place.name), None)


def choices_of(place: Place, inputs: Values) -> Place | None:
    """The place with a type of just the values that the inputs give; None when they give none."""
    values: list[Any] = [dict(inputs)]
    for part in (set_of(place) or "").split("."):
        found = [v.get(part) for v in values if isinstance(v, dict)]
        values = [x for v in found for x in (v if isinstance(v, list) else [v])]
    literals = tuple(Lit(v) for v in dict.fromkeys(v for v in values if isinstance(v, str)))
    if not literals:
        return None
    choice: Type = Union(literals) if len(literals) > 1 else literals[0]
    match place.type:
        case List(min=lo, max=hi):
            return replace(place, type=List(choice, lo, hi))
        case Optional():
            return replace(place, type=Optional(choice))
    return replace(place, type=choice)


def solver_of(place: Place, examples: Sequence[Example]) -> Solver:
    """The solver for a place, by its type. Below a depth, which only recursive types reach, places stay empty."""
    type_ = place.type
    if place.path.count(".") > DEEPEST and isinstance(type_, Optional | List | Map):
        return Given(None if isinstance(type_, Optional) else [] if isinstance(type_, List) else {})
    labels = closed_set(type_, place.types)
    if labels is not None:
        values = members(type_, place.types, labels)
        return closed(place, labels, values, described(type_, place.types), examples)
    if fields := fields_of(type_, place.types):
        return parts(place, fields, examples, solver_of)
    match type_:
        case Bool():
            return yes_no(place, examples)
        case Int() | Float():
            return number(place, examples)
        case Date() | DateTime():
            return When(place)
        case Str():
            return _text(place, examples)
        case Optional():
            return maybe(place, examples, solver_of)
        case List():
            return _list(place, examples)
        case Map():
            return pairs(place, solver_of)
        case Union():
            if all(isinstance(option, Lit) for option in type_.options):
                return _literals(place, [o.value for o in type_.options if isinstance(o, Lit)], examples)
            return variant(place, examples, solver_of)
        case Lit():
            return Given(type_.value)
        case Json():
            return AnyJson()
        case Chat():
            return Given([])
        case _:
            return Given(None)


class Given:
    """The only possible value."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def solve(self, case: Case, draw: Draw) -> Found:
        return Found(self.value)


def _literals(place: Place, values: Sequence[Any], examples: Sequence[Example]) -> Solver:
    return closed(place, [str(value) for value in values], values, {}, examples)


def _list(place: Place, examples: Sequence[Example]) -> Solver:
    assert isinstance(place.type, List)
    labels = closed_set(place.type.item, place.types)
    if labels is None:
        return items(place, examples, solver_of)
    values = members(place.type.item, place.types, labels)
    return several(place, labels, values, described(place.type.item, place.types), examples)


def _text(place: Place, examples: Sequence[Example]) -> Solver:
    """A pattern's match; a span like those of the demos; one of the few answers that demos repeat or the prompt
    lists; else what stands after the place's name, or the sentence that fits best."""
    if isinstance(place.type, Str) and place.type.pattern is not None:
        return Matching(place)
    if examples:
        span = copied(place, examples)
        if span is not None:
            return span
        shown = list(dict.fromkeys(e.value for e in examples if isinstance(e.value, str)))
        if all(len(words(value)) <= SHORT for value in shown):
            options = list(dict.fromkeys((*shown, *listed(_about(place)))))
            return closed(place, options, options, {}, examples)
    options = listed(_about(place))
    return closed(place, options, options, {}, ()) if options else Named(place)


def _about(place: Place) -> tuple[str, ...]:
    """The texts that may list a place's answers."""
    return (place.description, *place.said) if place.alone else (place.description,)


def _is_reasoning(field: Field) -> bool:
    return isinstance(field.type, Str) and bool(_REASONING & set(label_words(field.name)))


def _reason(words: Sequence[str]) -> str:
    return f"The text mentions {', '.join(words[:3])}." if words else "Nothing in the text decides it."


def _refused(name: str, reasons: Sequence[str]) -> int:
    return sum(bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", reason)) for reason in reasons)
