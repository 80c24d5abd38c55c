"""No prompt has more tokens than its bound, nor fewer; for any types, values, slots and adapters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from arbitrary import signatures, tables, types, values
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from sigc.adapters.base import BY_CALL, Adapter, Template, Turn, Unreadable
from sigc.adapters.registry import adapter_named
from sigc.adapters.template import fill
from sigc.adapters.texts import write_json, write_text
from sigc.adapters.turns import ask_again
from sigc.analysis.bounds_expr import ZERO, number
from sigc.analysis.bounds_shape import Shape, fits, named, shape_of_type
from sigc.analysis.bounds_tokens import BYTES, OFFLINE, Counting, again_tokens, least_prompt_tokens, prompt_tokens
from sigc.catalog.tables import ADAPTERS
from sigc.ir import types as t
from sigc.ir.program import Node, Program, Task, task_of
from sigc.lm.base import Message, Request
from sigc.lm.tokens import count_request, count_tokens, most_tokens
from sigc.runtime.talking import answer_spec
from sigc.values.convert import conform


def size_in_bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def request_of(turns: tuple[Turn, ...], template: Template) -> Request:
    """What a model is sent."""
    messages = tuple(Message(turn.role, turn.text) for turn in turns)  # type: ignore[arg-type]
    schema = template.response_format
    if template.adapter == BY_CALL and schema is not None:
        return Request("m", messages, tools=(answer_spec(schema),))
    return Request("m", messages, response_format=schema)


COUNTS: list[tuple[Counting, Callable[[str], int]]] = [(OFFLINE, count_tokens), (BYTES, size_in_bytes)]
UNSIZED = 400
"""What the texts count of which no type says how long they are; the values here are shorter."""
slow = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def sized(shape: Shape, items: int = 3) -> Shape:
    """Lists and maps without an end have up to three items here."""
    return named(shape, "", ("", ""), lambda path, place, at: (ZERO, number(items)))


def task_at_random(data: DataObject) -> Task:
    table = data.draw(tables())
    signature = data.draw(signatures("Triage", table))
    program = Program("", table, {"Triage": signature}, {"n": Node("n", "Triage")})
    return replace(task_of(program, "n"), guides=())


@slow
@given(st.data())
def test_prompts(data: DataObject) -> None:
    task = task_at_random(data)
    adapter = adapter_named(data.draw(st.sampled_from(sorted(ADAPTERS))))
    inputs = {f.name: data.draw(values(f.type, task.types, 2)) for f in task.inputs}
    assume(all(abs(n) < 2**63 for n in numbers_in(list(inputs.values()))))
    assume(adapter.fits(task) is None)
    template = adapter.template(task)
    declared = {f.name: shape_of_type(f.type, task.types) for f in task.inputs}
    shapes = {name: sized(shape) for name, shape in declared.items()}
    turns = fill(template, inputs, task.types)
    request = request_of(turns, template)
    assert count_request(request) <= prompt_tokens(template, shapes, OFFLINE, UNSIZED).at({})
    assert most_tokens(request) <= prompt_tokens(template, shapes, BYTES, UNSIZED).at({})
    assert least_prompt_tokens(template, declared).at({}) <= count_request(request)


def numbers_in(value: Any) -> Iterator[int]:
    """Integers without a range count as those of 64 bits."""
    if isinstance(value, int):
        yield value
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from numbers_in(item)


ODD = [
    "\x01",
    "\x1b",
    "\x7f",
    "\n",
    " ",
    '"',
    "\\",
    "[[x]]",
    "😀",
    "世",
    "é",
    "a",
    "1",
    "-",
    "\u2028",
    ",",
    "\x85",
    "ß",
]
PLACES: list[t.Type] = [
    t.Str(max=9), t.Optional(t.Str(max=9)), t.List(t.Str(max=9), max=3), t.Map(t.Int(0, 5)),
    t.Record((t.Field("a", t.Str(max=9)), t.Field("b", t.List(t.Str(max=9), max=2)))),
    t.List(t.Record((t.Field("a b", t.Str(max=9)), t.Field('"', t.Int(-99, 99)))), max=2),
    t.Union((t.Str(max=9), t.Int(0, 9))), t.List(t.Optional(t.Str(max=9)), max=2), t.Float(), t.DateTime(),
    t.List(t.Bool(), max=9), t.List(t.Int(0, 99999), max=9), t.List(t.Lit(True), 9, 9),
]  # fmt: skip
odd_texts = st.one_of(
    st.lists(st.sampled_from(ODD), max_size=9).map("".join), st.sampled_from(ODD).map(lambda sign: sign * 9)
).map(lambda text: text[:9])


def odd_values(type_: t.Type) -> st.SearchStrategy[Any]:
    match type_:
        case t.Str():
            return odd_texts
        case t.List():
            return st.lists(odd_values(type_.item), max_size=type_.max)
        case t.Optional():
            return st.one_of(st.none(), odd_values(type_.item))
        case t.Record():
            return st.fixed_dictionaries({f.name: odd_values(f.type) for f in type_.fields})
        case t.Union():
            return st.one_of(*map(odd_values, type_.options))
        case _:
            return values(type_, {})


@pytest.mark.parametrize("sign", ODD)
def test_characters(sign: str) -> None:
    """The worst text of nine characters, in a JSON string and as a line of a list."""
    for text in (sign * 9, (sign + "\x01") * 9, (sign + "a") * 9, "a" + sign * 9):
        for by, count in COUNTS:
            whole = text[:9]
            assert count(write_json(whole)) <= by.characters(9, quoted=True)
            assert count(write_text(whole).replace("\n", "\n  ")) <= by.characters(9, quoted=False)
            assert count(whole) <= by.as_it_stands(9)


@settings(slow, max_examples=120)
@given(st.data())
def test_texts_that_count_most(data: DataObject) -> None:
    """Every length is said, so nothing is assumed: control characters, emoji, quotes, forged marks, line breaks."""
    type_ = data.draw(st.sampled_from([p for p in PLACES if not isinstance(p, t.Map)]))
    task = Task("T", "Do it.", (t.Field("x", type_),), (t.Field("y", t.Str()),), {})
    adapter = adapter_named(data.draw(st.sampled_from(sorted(ADAPTERS))))
    assume(adapter.fits(task) is None)
    template = adapter.template(task)
    turns = fill(template, {"x": data.draw(odd_values(type_))}, {})
    request = request_of(turns, template)
    shapes = {"x": shape_of_type(type_, {})}
    assert count_request(request) <= prompt_tokens(template, shapes, OFFLINE, 0).at({})
    assert most_tokens(request) <= prompt_tokens(template, shapes, BYTES, 0).at({})


BROKEN = ("no", "", "[]", '{"a": {"b": 1}}', "null", "[[a]]", "[[a]] [[b]] {")


@slow
@given(st.data())
def test_reasons(data: DataObject) -> None:
    """What asking again adds, for replies that cannot be read."""
    task = task_at_random(data)
    adapter = adapter_named(data.draw(st.sampled_from(["chat", "json"])))
    said = adapter.write({f.name: data.draw(values(f.type, task.types, 2)) for f in task.outputs}, task)
    cut = data.draw(st.integers(0, len(said)))
    damaged = (said[:cut], said.replace(":", "="), said + said[:cut], said.replace('"', ""), *BROKEN)
    bad = data.draw(st.sampled_from(damaged))
    reason = reason_for(bad, adapter, task)
    assume(reason is not None)
    for by, count in COUNTS:
        actual = sum(count(turn.text) + by.message for turn in ask_again(bad, reason or ""))
        assert actual <= again_tokens(task, by, count(bad)).at({}), reason


def reason_for(reply: str, adapter: Adapter, task: Task) -> str | None:
    """Why a reply cannot be read."""
    try:
        adapter.read(reply, task)
    except Unreadable as unreadable:
        return unreadable.reason
    return None


@slow
@given(st.data())
def test_what_surely_fits_does(data: DataObject) -> None:
    table = data.draw(tables())
    given_, wanted = data.draw(types(table)), data.draw(types(table))
    declared, other = shape_of_type(given_, table), shape_of_type(wanted, table)
    assert fits(declared, declared)
    value = data.draw(values(given_, table, 2))
    if fits(declared, other):
        conform(value, wanted, table)
