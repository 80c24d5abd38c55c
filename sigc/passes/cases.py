"""Cases for a proposer: train rows with what was expected, and what went wrong with them.

Promise: made of train rows alone; at most BATCH in a prompt, every class once before any twice. May import: sigc.ir,
sigc.values, sigc.passes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sigc.evaluate.rows import Row
from sigc.ir.program import Program, Values
from sigc.ir.types import Field
from sigc.passes.base import Measured
from sigc.passes.classes import classes_of, evenly, wanted_classes
from sigc.passes.places import Place
from sigc.values.wire import show_value, to_json

BATCH = 40
LONGEST_TEXT = 2000
"""Characters of a case's text; the rest is cut."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Case:
    """`classes`: what the case stands for when batches are made even."""

    text: str
    expected: str
    got: str | None = None
    feedback: str | None = None
    classes: tuple[str, ...] = ()


def show_case(case: Case) -> dict[str, Any]:
    """The case as the proposers' record."""
    return {"text": case.text, "expected": case.expected, "got": case.got, "feedback": case.feedback}


def batches(items: Sequence[Item], classes: Callable[[Item], Sequence[str]]) -> Iterator[tuple[Item, ...]]:
    """All items in batches of at most BATCH, even over classes."""
    order = evenly(items, classes)
    for start in range(0, len(order), BATCH):
        yield tuple(order[start : start + BATCH])


def labelled_cases(program: Program, place: Place, field: Field, rows: Sequence[Row]) -> list[Case]:
    """One case for each row and each member that it wants of the field."""
    found: list[Case] = []
    for row in rows:
        for member in wanted_classes(row, place, field, program.types):
            found.append(Case(show_inputs(program, place.node, place.given(row) or row.inputs), member,
                              classes=(member,)))  # fmt: skip
    return found


def failed_cases(program: Program, place: Place, runs: Sequence[Measured], field: Field | None = None) -> list[Case]:
    """What went wrong, one case a row: in one field, or in the whole answer."""
    found: list[Case] = []
    for run in runs:
        case = _failed(program, place, run) if field is None else _failed_field(program, place, run, field)
        if case is not None:
            found.append(case)
    return found


def _failed_field(program: Program, place: Place, run: Measured, field: Field) -> Case | None:
    """The first member that was wanted and not given."""
    wanted = wanted_classes(run.row, place, field, program.types)
    given: tuple[str, ...] = ()
    name = place.outputs[field.name]
    if run.got is not None:
        given = classes_of(run.got[name], field.type, program.types)
    missing = [member for member in wanted if member not in given]
    if not missing:
        return None
    text = show_inputs(program, place.node, place.given(run.row) or run.row.inputs)
    wrong = ", ".join(member for member in given if member not in wanted) or None
    return Case(text, missing[0], wrong, _said(run), (missing[0],))


def _failed(program: Program, place: Place, run: Measured) -> Case | None:
    """The node's own inputs and answer where the run has them; what the program wanted."""
    step = next((s for s in run.steps if s.node == place.node), None)
    if step is None:
        return None
    signature = program.signature_of(place.node)
    wanted = {f.name: place.wanted(run.row, f.name) for f in signature.outputs if place.wants(run.row, f.name)}
    expected = show_outputs(program, place.node, wanted) if wanted else json.dumps(run.row.want, default=str)
    got = show_outputs(program, place.node, step.outputs) if step.outputs is not None else None
    return Case(show_inputs(program, place.node, step.inputs), expected, got, _said(run), (expected,))


def _said(run: Measured) -> str | None:
    return run.scored.feedback or run.scored.reason or None


def show_inputs(program: Program, node: str, values: Values) -> str:
    """The inputs as text: a single one as it is, several with their names."""
    fields = [f for f in program.signature_of(node).inputs if values.get(f.name) is not None]
    texts = [show_value(values[f.name], f.type, program.types) for f in fields]
    if len(texts) == 1:
        return texts[0][:LONGEST_TEXT]
    return "\n".join(f"{f.name}: {text}" for f, text in zip(fields, texts, strict=True))[:LONGEST_TEXT]


def show_outputs(program: Program, node: str, values: Values) -> str:
    """The outputs as text: a single one as it is, several as JSON."""
    fields = [f for f in program.signature_of(node).outputs if f.name in values]
    if len(fields) == 1 and values[fields[0].name] is not None:
        return show_value(values[fields[0].name], fields[0].type, program.types)[:LONGEST_TEXT]
    plain = {f.name: to_json(values[f.name], f.type, program.types) for f in fields}
    return json.dumps(plain, ensure_ascii=False)[:LONGEST_TEXT]
