"""Answers made of parts: records, lists, maps, unions, optional values, JSON.

Promise: each part is found by the solver of its own type. May import: sigc.ir, sigc.values, sigc.offline."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sigc.ir.types import Field, List, Map, Optional, RecordDef, Ref, Str, Type, Types, Union, closed_set
from sigc.ir.types import fields_of as _fields_of
from sigc.offline.classes import Class, ClassIndex
from sigc.offline.closed import closed, described, members
from sigc.offline.evidence import classes_of
from sigc.offline.solve import Case, Draw, Example, Found, Make, Place, Solver, best, case_of_text
from sigc.offline.spans import Likeness, Span, features, sentences, spans, tokens
from sigc.values.operations import TAG
from sigc.values.wire import belongs, tagged_variants


@dataclass(frozen=True, slots=True)
class Parts:
    """A record: every field by itself. Sure when at least half of its fields are, or one of a strict one's."""

    fields: tuple[tuple[str, Solver], ...]
    tag: str | None = None

    def solve(self, case: Case, draw: Draw) -> Found:
        found = {name: solver.solve(case, draw) for name, solver in self.fields}
        value = {name: f.value for name, f in found.items()}
        sure = sum(f.sure for f in found.values())
        words = tuple(word for f in found.values() for word in f.words if f.sure)
        return Found({TAG: self.tag, **value} if self.tag else value, sure * 2 >= len(found), words[:3])


def parts(
    place: Place, fields: Sequence[Field], examples: Sequence[Example], make: Make, tag: str | None = None
) -> Parts:
    solvers = []
    for f in fields:
        own = [Example(e.case, e.value[f.name]) for e in examples if isinstance(e.value, dict) and f.name in e.value]
        solvers.append((f.name, make(place.inner(f.type, f.name, f.description or f.name), own)))
    return Parts(tuple(solvers), tag)


@dataclass(frozen=True, slots=True)
class Maybe:
    """An optional value: none when nothing in the case speaks for one."""

    inner: Solver

    def solve(self, case: Case, draw: Draw) -> Found:
        found = self.inner.solve(case, draw)
        return found if found.sure and found.value != "" else Found(None, False)


def maybe(place: Place, examples: Sequence[Example], make: Make) -> Solver:
    type_ = place.type.item if isinstance(place.type, Optional) else place.type
    labels = closed_set(type_, place.types)
    if labels is not None:
        values = members(type_, place.types, labels)
        plain = place.inner(type_)
        solver = closed(plain, (*labels, ""), (*values, None), described(type_, place.types), examples)
        return type(solver)(solver.path, solver.values, solver.names, solver.index, len(labels))
    shown = [e for e in examples if e.value is not None]
    return Maybe(make(place.inner(type_, strict=True), shown))


@dataclass(frozen=True, slots=True)
class Items:
    """A list: one item for each piece of the inputs (lines, sentences, enumerated parts) that an item is found in."""

    place: Place
    item: Solver
    least: int
    most: int | None

    def solve(self, case: Case, draw: Draw) -> Found:
        values: list[Any] = []
        for piece in pieces(case.whole.raw):
            found = self.item.solve(case_of_text(piece), draw)
            if found.sure and found.value not in values:
                values.append(found.value)
        while len(values) < self.least:
            values.append(self.item.solve(case, draw).value)
        return Found(values[: self.most], bool(values))


@dataclass(frozen=True, slots=True)
class Spans:
    """A list of texts, or of records of a label and a text: spans of the inputs that look like those of the demos,
    none overlapping. `keys`: the fields of the record for label and text; None for plain texts."""

    place: Place
    likeness: Likeness
    keys: tuple[str, str] | None
    most: int | None

    def solve(self, case: Case, draw: Draw) -> Found:
        found = tokens(case.whole.raw)
        scored: list[tuple[float, Any, Span]] = []
        for span in spans(found, self.likeness.longest):
            scores = self.likeness.scores(list(features(found, span)))
            for label, floor, score in zip(self.likeness.labels, self.likeness.floors, scores, strict=True):
                score += draw.noise.of(f"{self.place.path}{label}{span.first}")
                if score >= floor:
                    scored.append((score, label, span))
        scored.sort(key=lambda item: (-item[0], item[2].first, -item[2].last, str(item[1])))
        chosen: list[tuple[Any, Span]] = []
        for _, label, span in scored:
            if all(span.last < other.first or span.first > other.last for _, other in chosen):
                chosen.append((label, span))
        chosen.sort(key=lambda item: item[1].first)
        values = [{self.keys[0]: n, self.keys[1]: s.text} if self.keys else s.text for n, s in chosen]
        return Found(values[: self.most], bool(values), tuple(s.text for _, s in chosen[:3]))


def items(place: Place, examples: Sequence[Example], make: Make) -> Solver:
    assert isinstance(place.type, List)
    type_ = place.type
    shown = [Example(e.case, value) for e in examples if isinstance(e.value, list) for value in e.value]
    keys = _label_and_text(type_.item, place.types)
    texts = keys is not None or isinstance(type_.item, Str)
    if texts and shown:
        return _spans(place, examples, keys)
    item = make(place.inner(type_.item, strict=True), shown)
    return Items(place, item, type_.min or 0, type_.max)


def _spans(place: Place, examples: Sequence[Example], keys: tuple[str, str] | None) -> Spans:
    shown = [(e.case.whole.raw, [(_label(v, keys), _text(v, keys)) for v in e.value or ()]) for e in examples]
    return Spans(place, Likeness(shown), keys, place.type.max if isinstance(place.type, List) else None)


def _label(value: Any, keys: tuple[str, str] | None) -> Any:
    return value.get(keys[0]) if keys else None


def _text(value: Any, keys: tuple[str, str] | None) -> str:
    return str(value.get(keys[1], "")) if keys else str(value)


def _label_and_text(type_: Type, types: Types) -> tuple[str, str] | None:
    """The two fields of a record that names a span: one closed or a text, the last a text."""
    fields = _fields_of(type_, types)
    if fields is None or len(fields) != 2 or not isinstance(fields[1].type, Str):
        return None
    first = fields[0]
    return (first.name, fields[1].name) if closed_set(first.type, types) or isinstance(first.type, Str) else None


def pieces(text: str) -> list[str]:
    """Lines and sentences, and the parts of enumerations within them."""
    out = []
    for sentence in sentences(text):
        found = re.split(r"\s*[,;]\s+(?:and\s+|or\s+)?|\s+and\s+", sentence)
        out += [piece for piece in found if piece.strip()]
    return out


@dataclass(frozen=True, slots=True)
class Pairs:
    """A map: lines "key: value" of the inputs."""

    value: Solver

    def solve(self, case: Case, draw: Draw) -> Found:
        out: dict[str, Any] = {}
        for match in re.finditer(r"^[\s*•-]*([\w][\w ]{0,40}?)\s*[:=]\s*(\S.*)$", case.whole.raw, re.MULTILINE):
            found = self.value.solve(case_of_text(match[2]), draw)
            if found.sure:
                out[match[1]] = found.value
        return Found(out, bool(out))


def pairs(place: Place, make: Make) -> Pairs:
    value = place.type.value if isinstance(place.type, Map) else place.type
    return Pairs(make(place.inner(value, strict=True), ()))


@dataclass(frozen=True, slots=True)
class Variant:
    """A union: the option that the prompt's words and demos speak for most, or whose parts are found."""

    place: Place
    options: tuple[Solver, ...]
    index: ClassIndex

    def solve(self, case: Case, draw: Draw) -> Found:
        found = [option.solve(case, draw) for option in self.options]
        scores = self.index.scores(case.whole)
        ranked = [(s + 0.5 * f.sure, f"{i}") for i, (s, f) in enumerate(zip(scores, found, strict=True))]
        return found[best(ranked, draw, self.place.path)]


def variant(place: Place, examples: Sequence[Example], make: Make) -> Variant:
    assert isinstance(place.type, Union)
    tags = tagged_variants(place.type, place.types)
    solvers: list[Solver] = []
    classes: list[Class] = []
    shots = []
    for number, option in enumerate(place.type.options):
        own = [e for e in examples if _is_of(e.value, option, place.types, tags)]
        shots += [(e.case.whole, number) for e in own]
        name = option.name if isinstance(option, Ref) else type(option).__name__
        fields = _fields_of(option, place.types)
        defined = place.types.get(name)
        about = defined.description if isinstance(defined, RecordDef) else ""
        if fields is not None:
            about += " " + " ".join(f"{f.name} {f.description}" for f in fields)
            solvers.append(parts(place, fields, own, make, name if name in tags else None))
        else:
            solvers.append(make(place.inner(option, strict=True), own))
        said = classes_of([name], place, {name: about})
        classes.append(said[0])
    return Variant(place, tuple(solvers), ClassIndex(classes, shots))


def _is_of(value: Any, option: Type, types: Types, tags: Sequence[str]) -> bool:
    if isinstance(option, Ref) and option.name in tags:
        return isinstance(value, dict) and value.get(TAG) == option.name
    return belongs(value, option, types)


@dataclass(frozen=True, slots=True)
class AnyJson:
    """The first JSON value that stands in the inputs; an empty object when there is none."""

    def solve(self, case: Case, draw: Draw) -> Found:
        decoder = json.JSONDecoder()
        for match in re.finditer(r"[\[{]", case.whole.raw):
            try:
                return Found(decoder.raw_decode(case.whole.raw, match.start())[0])
            except ValueError:
                continue
        return Found({}, False)
