"""How many tokens a prompt and a reply can have, from templates, demos and the shapes of inputs.

Three ways to count. *Offline*: `count_tokens`, by which `sigc/offline` counts, and the worst that it makes of any text
of a given length. *Bytes*: one token for every byte, which no tokenizer exceeds, and what chat templates add; as
`most_tokens` of the run-time budget. *Usual*: `count_tokens` for what is written in the program, and a token for four
characters of what is not; an estimate. In all three a text of which no type says how long it is counts as many tokens
as the slot's `max_tokens`.

Promise: by *offline* and *bytes* no prompt has more tokens, as long as such texts keep to that.
May import: sigc.ir, sigc.values, sigc.adapters, sigc.lm, sigc.analysis."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sigc.adapters.base import ANSWER, ANSWERS, BY_CALL, Adapter, Hole, Part, Section, Template
from sigc.adapters.texts import write_json, write_text
from sigc.adapters.turns import ASK_AGAIN, NO_INPUT
from sigc.adapters.wording import must_be
from sigc.analysis.bounds_expr import ONE, ZERO, Bound, most_of, number, total
from sigc.analysis.bounds_shape import NONE, Choice, Entries, Fields, Items, Opaque, Shape, Spelled, Text
from sigc.analysis.pattern_width import pattern_width
from sigc.ir import types as t
from sigc.ir.program import Task
from sigc.lm.tokens import MOST_PER_MESSAGE, MOST_PER_REQUEST, PER_MESSAGE, count_tokens
from sigc.values.operations import TAG
from sigc.values.schema import INPUT

Shapes = Mapping[str, Shape]

_PRINTABLE = re.compile(r"[!-~]*")


class Counting(ABC):
    """A way to count. `message` and `request`: what stands around each."""

    message = PER_MESSAGE
    request = 0

    @abstractmethod
    def text(self, text: str) -> int:
        """Of a text that is known."""

    def inside(self, text: str) -> int:
        """Of a text that is known, right behind a sign."""
        return self.text(text)

    @abstractmethod
    def characters(self, n: int, *, quoted: bool) -> int:
        """Of any text of up to `n` code points as a prompt writes it: in a JSON string, or perhaps in one."""

    @abstractmethod
    def as_it_stands(self, n: int) -> int:
        """Of any text of up to `n` code points that is written as it is."""


class Offline(Counting):
    def text(self, text: str) -> int:
        return count_tokens(text)

    def inside(self, text: str) -> int:
        """Signs and what stands right behind them count one for two characters, letters and digits too."""
        start = len(_PRINTABLE.match(text)[0])  # type: ignore[index]
        return max(count_tokens(text), (start + 1) // 2 + count_tokens(text[start:]))

    def as_it_stands(self, n: int) -> int:
        """A sign outside of ASCII has at most four bytes, of which two are one token."""
        return 2 * n

    def characters(self, n: int, *, quoted: bool) -> int:
        """A control character is six in a JSON string, `\\u0001`, of which two are one token. The quotes are one each,
        and an item of a list may begin on a new line."""
        return 3 * n + 3


class Bytes(Counting):
    message = MOST_PER_MESSAGE
    request = MOST_PER_REQUEST

    def text(self, text: str) -> int:
        return len(text.encode("utf-8", "surrogatepass"))

    def as_it_stands(self, n: int) -> int:
        return 4 * n

    def characters(self, n: int, *, quoted: bool) -> int:
        return 6 * n + 3


class Usual(Counting):
    def text(self, text: str) -> int:
        return count_tokens(text)

    def as_it_stands(self, n: int) -> int:
        return -(-n // 4)

    def characters(self, n: int, *, quoted: bool) -> int:
        return -(-n // 4) + quoted


OFFLINE, BYTES, USUAL = Offline(), Bytes(), Usual()


# ---- prompts -----------------------------------------------------------------------------------------------------


def prompt_tokens(template: Template, shapes: Shapes, by: Counting, unsized: int) -> Bound:
    """The most tokens of a prompt whose inputs have these shapes. `unsized`: what a text counts whose length no type
    says."""
    found = number(by.request)
    for message in template.messages:
        if message.role == "turns":
            found += total(_turns(shapes[hole.input], by, unsized) for hole in message.parts if isinstance(hole, Hole))
            continue
        inside = total(_part(part, shapes, by, unsized) for part in message.parts)
        found += number(by.message) + most_of(inside, number(by.text(NO_INPUT)))
    beside = _beside(template)
    framed = by.message * len(beside) if template.adapter == BY_CALL else 0
    return found + number(framed + sum(map(by.text, beside)) + unsized * _schemas_of_inputs(template))


def least_prompt_tokens(template: Template, shapes: Shapes) -> Bound:
    """The fewest tokens of a prompt by the offline counting: constant text, and what required inputs come to at
    least."""
    found = ZERO
    for message in template.messages:
        if message.role == "turns":
            continue
        found += number(PER_MESSAGE) + total(_least_part(part, shapes) for part in message.parts)
    return found + number(sum(map(OFFLINE.text, _beside(template))))


def again_tokens(task: Task, by: Counting, unsized: int) -> Bound:
    """What asking again adds to a prompt: the reply that could not be used, and the reason why."""
    reply = max(unsized, by.text("(empty)"))
    frame = 2 * by.message + sum(map(by.text, ASK_AGAIN))
    return number(reply + frame + _reason_tokens(task, by, unsized))


def _beside(template: Template) -> list[str]:
    """What a request holds beside its messages: the schema of the reply, or tools, each by itself. Where a strategy has
    tools of its own, they stand in the place of the schema as a list."""
    schema: Any = template.response_format
    if schema is None:
        return []
    if template.adapter != BY_CALL:
        return [json.dumps(schema)]
    specs = schema if isinstance(schema, list) else [[ANSWER, ANSWERS, schema]]
    return [json.dumps(spec) for spec in specs]


def _turns(shape: Shape, by: Counting, unsized: int) -> Bound:
    """The turns of a chat, each a message that may say first who says it."""
    writing = _Writing(by, unsized)
    each = number(by.message + by.text("(the tool  says)\n"))
    known = [o for o in _options(shape) if isinstance(o, Items)]
    items = (o.most * (each + total(writing.plain(said) for said in _said(o.item))) for o in known)
    return most_of(ZERO, *items) if known else writing.unsized


def _said(turn: Shape) -> tuple[Shape, ...]:
    """The texts of a turn: what is said, and by whom."""
    return (turn.get("text"), turn.get("name")) if isinstance(turn, Fields) else (Text(), Text())


def _schemas_of_inputs(template: Template) -> int:
    """How often a schema that comes with the inputs stands in what a provider enforces."""
    return json.dumps(template.response_format).count(f'"{INPUT}"')


def _part(part: Part, shapes: Shapes, by: Counting, unsized: int) -> Bound:
    match part:
        case str():
            return number(by.text(part))
        case Hole(input=name, form=form):
            return _hole(shapes[name], form, by, unsized)
        case Section(unless_none=name) if name is not None and shapes[name] == NONE:
            return ZERO
        case Section():
            return total(_part(inner, shapes, by, unsized) for inner in part.parts)


def _hole(shape: Shape, form: str, by: Counting, unsized: int) -> Bound:
    """A value after its mark: behind a space or a line break."""
    writing = _Writing(by, unsized)
    if form == "items":
        return ONE + most_of(*(writing.lines(o) for o in _options(shape)))
    if form == "text":
        return ONE + most_of(*(writing.plain(o) for o in _options(shape)))
    return ONE + writing.json(shape) + (ZERO if form == "json" else writing.header(shape))


def _options(shape: Shape) -> tuple[Shape, ...]:
    return shape.options if isinstance(shape, Choice) else (shape,)


class _Writing:
    """The tokens of values as adapters write them (sigc/adapters/template.py)."""

    def __init__(self, by: Counting, unsized: int) -> None:
        self.by, self.unsized = by, number(unsized)

    def plain(self, shape: Shape) -> Bound:
        """A single value as text."""
        match shape:
            case Text(most=int(most)):
                return number(self.by.characters(most, quoted=False))
            case Spelled(samples=samples, quoted=True):
                return number(max(self.by.text(write_text(s)) + 2 * s.count("\n") for s in samples) + 2)
            case _:
                return self.json(shape)

    def lines(self, shape: Shape) -> Bound:
        """A list of texts, an item a line."""
        if not isinstance(shape, Items):
            return self.json(shape)
        item = most_of(*(self.plain(o) for o in _options(shape.item)))
        around = self.by.text("\n- ")
        return number(self.by.text("[]")) + shape.most * (item + number(around))

    def json(self, shape: Shape) -> Bound:
        """Compact JSON."""
        match shape:
            case Text(most=int(most)):
                return number(self.by.characters(most, quoted=True))
            case Spelled(samples=samples, quoted=quoted):
                return number(max(self.by.inside(write_json(s) if quoted else s) for s in samples))
            case Items(most=most, item=item):
                return self.around("[]") + most * (self.json(item) + self.around(","))
            case Entries(most=most, value=value):
                return self.around("{}") + most * (self.json(Text()) + self.json(value) + self.around(":,"))
            case Fields():
                return self.record(shape)
            case Choice(options=options):
                return most_of(*(self.json(option) for option in options))
            case _:
                return self.unsized

    def record(self, shape: Fields) -> Bound:
        tag = number(self.by.text(write_json({TAG: shape.name}))) if shape.tagged else ZERO
        fields = (number(self.by.text(f"{write_json(name)}:,")) + self.json(inner) for name, inner in shape.fields)
        return self.around("{}") + tag + total(fields)

    def header(self, shape: Shape) -> Bound:
        """What a table says once and JSON does not: how many rows, and the columns even of an empty one. Its rows take
        less than their JSON."""
        options = [o.item for o in _options(shape) if isinstance(o, Items)]
        names = [name for o in options if isinstance(o, Fields) for name, _ in o.fields]
        return number(self.by.text("[1000000]{}:\n") + sum(self.by.text(f"{write_json(name)},") for name in names))

    def around(self, signs: str) -> Bound:
        """Signs that stand apart."""
        return number(sum(map(self.by.text, signs)))


def _least_part(part: Part, shapes: Shapes) -> Bound:
    """Line breaks at the ends of a message are stripped, so those at the ends of a part do not count."""
    match part:
        case str():
            return number(count_tokens(part.strip("\n")))
        case Hole(input=name, form=form):
            shape = shapes[name]
            if not isinstance(shape, Items):
                return ONE
            return ONE + shape.least * (2 if form == "items" else 1)
        case Section(unless_none=None, condition=None):
            return total(_least_part(inner, shapes) for inner in part.parts)
        case _:
            return ZERO


def unsized_places(shape: Shape, path: str) -> Iterator[str]:
    """The texts and other values of which no type says how much room they take, by their path."""
    match shape:
        case Text(most=None) | Opaque():
            yield path
        case Items(item=item):
            yield from unsized_places(item, f"{path}[]")
        case Entries(value=value):
            yield f"{path}, its keys"
            yield from unsized_places(value, f"{path}[]")
        case Fields(fields=fields):
            for name, inner in fields:
                yield from unsized_places(inner, f"{path}.{name}")
        case Choice(options=options):
            for option in options:
                yield from unsized_places(option, path)
        case Spelled(type=t.Int(lo=lo, hi=hi)) if lo is None or hi is None:
            yield path


# ---- the reason of a second question -----------------------------------------------------------------------------

_PROBLEMS = 3
"""Problems that one reason names."""
_SHOWN = 60
"""Characters of a reply that a problem shows."""
_PROBLEM = "`` must be ; the reply says . "
_SENTENCES = (
    "this rule could not be checked:  (index -9223372036854775808 is out of range: the list has 1000000 items)",
    "the reply has none of the marks asked for: ",
    "And 1000 more (the reply was cut at the limit of 1000000 tokens)",
)
"""What stands in reasons around names, demands, rules and parts of the reply, at its longest."""


def _reason_tokens(task: Task, by: Counting, unsized: int) -> int:
    """The most tokens of a reason: three problems, each with a path, a demand and a part of the reply, or a rule."""
    demands = [must_be(part, task.types) for f in task.outputs for part in _parts(f.type, task.types)]
    demand = max((by.text(text) for text in demands), default=0)
    problem = by.text(_PROBLEM) + _path_tokens(task, by, unsized) + demand + by.as_it_stands(_SHOWN)
    rules = [*task.rules]
    for defined in task.types.values():
        rules += [rule.text or rule.source for rule in getattr(defined, "ensures", ())]
    rule = max((by.text(text) for text in rules), default=0)
    names = by.text(", ".join(f"[[{f.name}]]" for f in task.outputs))
    return _PROBLEMS * problem + rule + names + sum(map(by.text, _SENTENCES))


def _parts(type_: t.Type, types: t.Types, seen: frozenset[str] = frozenset()) -> Iterator[t.Type]:
    """The type and all that it is made of, named types looked into once."""
    yield type_
    match type_:
        case t.List(item=inner) | t.Optional(item=inner) | t.Map(value=inner):
            yield from _parts(inner, types, seen)
        case t.Union(options=options):
            for option in options:
                yield from _parts(option, types, seen)
        case t.Ref() | t.Record():
            name = type_.name if isinstance(type_, t.Ref) else ""
            if name not in seen:
                for f in t.fields_of(type_, types) or ():
                    yield from _parts(f.type, types, seen | {name} if name else seen)


def _path_tokens(task: Task, by: Counting, unsized: int) -> int:
    """The most tokens of the path to a place in the outputs. A reply can make it as long as itself by a map's keys, in
    JSON, or with records inside themselves."""
    parts = [part for f in task.outputs for part in _parts(f.type, task.types)]
    names = [part.name for part in parts if isinstance(part, t.Ref)]
    fields = [*task.outputs, *(f for part in parts if isinstance(part, t.Record) for f in part.fields)]
    fields += [f for name in dict.fromkeys(names) for f in getattr(task.types.get(name), "fields", ())]
    lists = sum(isinstance(part, t.List) for part in parts)
    endless = any(isinstance(part, t.Map | t.Json | t.Chat) for part in parts) or len(names) > len(set(names))
    own = sum(by.text(f".{f.name}") for f in fields) + lists * by.text("[100000]")
    return own + (unsized if endless else 0)


# ---- replies -----------------------------------------------------------------------------------------------------


def reply_tokens(task: Task, adapter: Adapter, max_tokens: int) -> int:
    """About the most tokens of a reply in the form asked for, by a sample with texts and lists as long as their types
    let them be; `max_tokens` where a type says no end."""
    sample: dict[str, Any] = {}
    for f in task.outputs:
        try:
            sample[f.name] = _largest(f.type, task.types, frozenset(), max_tokens)
        except _Endless:
            return max_tokens
    return min(max_tokens, count_tokens(adapter.write(sample, task)))


class _Endless(Exception):
    """A type whose values have no greatest size, or one that no reply has room for."""


_WORD = "abc "
"""Four characters that count one token."""


def _largest(type_: t.Type, types: t.Types, inside: frozenset[str], room: int) -> Any:
    """A value that takes about the most room. `room`: tokens that a reply has."""
    match type_:
        case t.Str():
            return _long_text(type_, room)
        case t.List(max=int(most)) if most <= room:
            return [_largest(type_.item, types, inside, room)] * most
        case t.Optional():
            return _largest(type_.item, types, inside, room)
        case t.Union():
            found = [_largest(option, types, inside, room) for option in type_.options]
            return max(found, key=lambda value: len(json.dumps(value, default=str)))
        case t.Ref() | t.Record():
            return _largest_named(type_, types, inside, room)
        case t.Int():
            return max((n for n in (type_.lo, type_.hi, -(10**9)) if n is not None), key=lambda n: len(str(n)))
        case t.Lit():
            return type_.value
        case _ if type(type_) in _SAMPLES:
            return _SAMPLES[type(type_)]
        case _:
            raise _Endless


_SAMPLES: Mapping[type, Any] = {
    t.Float: 0.12345,
    t.Bool: False,
    t.Nothing: None,
    t.Date: date(2030, 12, 31),
    t.DateTime: datetime(2030, 12, 31, 23, 59, 59, tzinfo=UTC),
}


def _long_text(type_: t.Str, room: int) -> str:
    width = pattern_width(type_.pattern) if type_.pattern is not None else None
    ends = [n for n in (type_.max, width) if n is not None]
    if not ends or min(ends) > len(_WORD) * room:
        raise _Endless
    return (_WORD * (min(ends) // len(_WORD) + 1))[: min(ends)]


def _largest_named(type_: t.Ref | t.Record, types: t.Types, inside: frozenset[str], room: int) -> Any:
    enum = t.enum_of(type_, types)
    if enum is not None:
        return max(enum.members, key=lambda m: count_tokens(m.wire)).name
    name = type_.name if isinstance(type_, t.Ref) else ""
    if name in inside:
        raise _Endless
    below = inside | {name} if name else inside
    return {f.name: _largest(f.type, types, below, room) for f in t.fields_of(type_, types) or ()}
