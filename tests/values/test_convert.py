"""Values in and out: laws for every type, then the particular liberties and refusals."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from arbitrary import json_data, tables, types, values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sigc.ir.expr import Binary, Const, Lib, Rule, Var
from sigc.ir.media import Medium
from sigc.ir.types import (
    Bool,
    Chat,
    Date,
    DateTime,
    EnumDef,
    Field,
    Float,
    Int,
    Json,
    List,
    Lit,
    Map,
    Media,
    Member,
    Nothing,
    Optional,
    Record,
    RecordDef,
    Ref,
    Str,
    Type,
    TypeDef,
    Union,
)
from sigc.values.convert import Misfit, conform, from_json, from_text, problems, show_value, to_json
from sigc.values.schema import json_schema
from sigc.values.wire import belongs

calm = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))

TABLE: dict[str, TypeDef] = {
    "Team": EnumDef("Team", (Member("billing"), Member("swap", alias="other"), Member("other", alias="none_of_these"))),
    "Search": RecordDef("Search", (Field("query", Str()),)),
    "Say": RecordDef("Say", (Field("query", Str()),)),
    "Go": RecordDef("Go", (Field("query", Str()), Field("to", Optional(Str())), Field("n", Int(), default=Const(3)))),
    "Tree": RecordDef("Tree", (Field("name", Str()), Field("parts", List(Ref("Tree"))))),
    "Span": RecordDef(
        "Span",
        (Field("lo", Int()), Field("hi", Int())),
        ensures=(Rule(Binary("<=", Var("lo"), Var("hi")), "the ends are in order"),),
    ),
    "Odd": RecordDef(
        "Odd", (Field("xs", List(Int())),), ensures=(Rule(Binary(">", Lib("mean", (Var("xs"),)), Const(0))),)
    ),
}
ACT = Union((Ref("Search"), Ref("Say"), Ref("Go")))


@calm
@given(st.data())
def test_a_value_survives_the_wire(data: st.DataObject) -> None:
    table = data.draw(tables())
    type_ = data.draw(types(table))
    value = data.draw(values(type_, table))
    wire = to_json(value, type_, table)
    assert json.loads(json.dumps(wire)) == wire
    again = from_json(json.loads(json.dumps(wire)), type_, table)
    assert repr(again) == repr(value)


@calm
@given(st.data())
def test_a_value_of_a_type_conforms_to_it_and_stays(data: st.DataObject) -> None:
    table = data.draw(tables())
    type_ = data.draw(types(table))
    value = data.draw(values(type_, table))
    assert repr(conform(value, type_, table)) == repr(value)
    assert problems(value, type_, table) == ()
    assert belongs(value, type_, table)
    assert isinstance(show_value(value, type_, table), str)


@calm
@given(st.data())
def test_what_conforms_once_conforms_again(data: st.DataObject) -> None:
    table = data.draw(tables())
    type_ = data.draw(types(table))
    for way in (conform, from_json):
        try:
            once = way(data.draw(json_data), type_, table)
        except Misfit:
            continue
        assert repr(conform(once, type_, table)) == repr(once)
        assert repr(from_json(to_json(once, type_, table), type_, table)) == repr(once)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_value_on_the_wire_is_valid_by_the_schema(data: st.DataObject) -> None:
    table = data.draw(tables())
    field = Field("a", data.draw(types(table)))
    schema = json_schema((field,), table)
    Draft202012Validator.check_schema(schema)
    value = {"a": data.draw(values(field.type, table))}
    Draft202012Validator(schema).validate(to_json(value, Record((field,)), table))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_all_problems_are_there_exactly_when_a_value_is_refused(data: st.DataObject) -> None:
    table = data.draw(tables())
    type_ = data.draw(types(table))
    value = data.draw(json_data)
    try:
        conform(value, type_, table)
    except Misfit:
        assert problems(value, type_, table)
    else:
        assert problems(value, type_, table) == ()


READ: list[tuple[Any, Type, Any]] = [
    (3, Int(), 3),
    (3.0, Int(), 3),
    (3, Float(), 3.0),
    ("billing", Ref("Team"), "billing"),
    ("none_of_these", Ref("Team"), "other"),
    ("other", Ref("Team"), "swap"),
    ("2026-01-31", Date(), date(2026, 1, 31)),
    ("2026-01-31T10:00:00Z", DateTime(), datetime(2026, 1, 31, 10, tzinfo=UTC)),
    (None, Optional(Int()), None),
    (
        {"role": "user", "text": "hi"},
        Record((Field("role", Str()), Field("text", Str()))),
        {"role": "user", "text": "hi"},
    ),
    ([{"role": "user", "text": "hi"}], Chat(), [{"role": "user", "text": "hi", "name": None}]),
    ("https://x.org/a.png", Media("image"), Medium("image", "image/png", url="https://x.org/a.png")),
    ("data:image/png;base64,AAAA", Media("image"), Medium("image", "image/png", "AAAA")),
    ({"query": "x"}, Ref("Go"), {"query": "x", "to": None, "n": 3}),
    ({"is": "Go", "query": "x"}, Ref("Go"), {"query": "x", "to": None, "n": 3}),
    (
        {"name": "a", "parts": [{"name": "b", "parts": []}]},
        Ref("Tree"),
        {"name": "a", "parts": [{"name": "b", "parts": []}]},
    ),
    # unions: exact before liberal, tag before shape, fewest fields to fill in before order
    (3, Union((Float(), Int())), 3),
    (3.0, Union((Int(), Float())), 3.0),
    (True, Union((Int(), Bool())), True),
    ("b", Union((Lit("a"), Lit("b"))), "b"),
    ({"query": "x"}, ACT, {"is": "Search", "query": "x"}),
    ({"is": "Say", "query": "x"}, ACT, {"is": "Say", "query": "x"}),
    ({"query": "x", "n": 1}, ACT, {"is": "Go", "query": "x", "to": None, "n": 1}),
    ({"query": "x"}, Union((Ref("Search"), Int())), {"query": "x"}),
]


@pytest.mark.parametrize(("raw", "type_", "value"), READ)
def test_data_are_read(raw: Any, type_: Type, value: Any) -> None:
    assert repr(from_json(raw, type_, TABLE)) == repr(value)


REFUSED: list[tuple[Any, Type, str]] = [
    (True, Int(), "expected int, found true"),
    (3.5, Int(), "expected int, found 3.5"),
    (2.0**60, Int(), "expected int, found 1.152921504606847e+18"),
    ("3", Int(), 'expected int, found "3"'),
    (float("nan"), Float(), "expected float, found NaN"),
    (10**400, Float(), "expected float, found 1" + "0" * 56 + "…"),
    (6, Int(1, 5), "expected int(1..5), found 6"),
    ("a" * 3, Str(max=2), 'expected str(..2), found "aaa" of 3 characters'),
    ("ab-1", Str(pattern="[A-Z]+"), 'expected str(matching "[A-Z]+"), found "ab-1"'),
    ("a\n", Str(pattern="a"), r'expected str(matching "a"), found "a\n"'),
    ("Billing", Ref("Team"), 'expected Team ("billing" | "other" | "none_of_these"), found "Billing"'),
    ("20260131", Date(), 'expected date, found "20260131"'),
    ("2026-02-30", Date(), 'expected date, found "2026-02-30"'),
    ("2026-01-31", DateTime(), 'expected datetime, found "2026-01-31"'),
    (None, Int(), "expected int, found none"),
    (0, Nothing(), "expected none, found 0"),
    (1, Lit(True), "expected true, found 1"),
    ([1], List(Int(), 2), "expected [int](2..), found a list of 1"),
    ({"a": {"b": [1, "x"]}}, Map(Map(List(Int()))), 'a.b[1]: expected int, found "x"'),
    ({}, Ref("Search"), "query: expected str, found nothing"),
    ({"query": "x", "z": 1}, Ref("Search"), "z: expected one of the fields query, found 1"),
    ({"name": "a", "parts": [{"name": 1}]}, Ref("Tree"), "parts[0].name: expected str, found 1"),
    ({"lo": 2, "hi": 1}, Ref("Span"), 'expected Span: the ends are in order, found {"lo": 2, "hi": 1}'),
    ({"xs": []}, Ref("Odd"), "expected Odd where its rule holds, found the mean of nothing"),
    ({"is": "Say", "query": 1}, ACT, "query: expected str, found 1"),
    (7, ACT, "expected Search | Say | Go, found 7"),
    ([{"role": "system", "text": "x"}], Chat(), '[0].role: expected "user" | "assistant" | "tool", found "system"'),
]


@pytest.mark.parametrize(("raw", "type_", "message"), REFUSED)
def test_data_are_refused(raw: Any, type_: Type, message: str) -> None:
    with pytest.raises(Misfit) as caught:
        from_json(raw, type_, TABLE)
    assert str(caught.value) == message


def test_data_nested_without_end_are_refused() -> None:
    deep: Any = {"name": "leaf", "parts": []}
    wide: Any = 1
    for _ in range(400):
        deep, wide = {"name": "n", "parts": [deep]}, [wide]
    for raw, type_ in ((deep, Ref("Tree")), (wide, Json())):
        with pytest.raises(Misfit, match="at most 100 values inside each other"):
            from_json(raw, type_, TABLE)


def test_a_call_border_drops_and_fills() -> None:
    assert conform({"query": "x", "more": 1}, Ref("Search"), TABLE) == {"query": "x"}
    assert conform({"query": "x", "n": 1, "more": 2}, ACT, TABLE) == {"is": "Go", "query": "x", "to": None, "n": 1}
    assert conform({"is": "Say", "query": "x"}, Ref("Search"), TABLE) == {"query": "x"}
    assert conform(date(2026, 1, 31), Json(), TABLE) == "2026-01-31"
    with pytest.raises(Misfit):
        conform("2026-01-31", Date(), TABLE)
    with pytest.raises(Misfit):
        conform("none_of_these", Ref("Team"), TABLE)


def test_all_problems_are_told() -> None:
    type_ = Record((Field("a", Int()), Field("b", List(Ref("Search"))), Field("c", Optional(Int(1)))))
    assert problems({"b": [{"query": 1}, {}], "c": 0}, type_, TABLE) == (
        "a: expected int, found nothing",
        "b[0].query: expected str, found 1",
        "b[1].query: expected str, found nothing",
        "c: expected int(1..)?, found 0",
    )


CELLS: list[tuple[str, Type, Any]] = [
    ("3", Int(), 3),
    (" -3 ", Int(), -3),
    ("3.0", Int(), 3),
    ("1e3", Float(), 1000.0),
    ("TRUE", Bool(), True),
    ("", Optional(Int()), None),
    ("", Optional(Str()), None),
    ("", Str(), ""),
    (" a ", Str(), " a "),
    (" other ", Ref("Team"), "swap"),
    ("2026-01-31", Optional(Date()), date(2026, 1, 31)),
    ('["a", "b"]', List(Str()), ["a", "b"]),
    ('{"query": "x"}', Ref("Search"), {"query": "x"}),
    ('{"query": "x"}', ACT, {"is": "Search", "query": "x"}),
    ("[1, null]", Json(), [1, None]),
    ("plain words", Json(), "plain words"),
    ("2", Union((Int(), Str())), 2),
    ("two", Union((Int(), Str())), "two"),
    ("1", Lit(1), 1),
    ("a", Lit("a"), "a"),
]


@pytest.mark.parametrize(("cell", "type_", "value"), CELLS)
def test_cells_are_read(cell: str, type_: Type, value: Any) -> None:
    assert repr(from_text(cell, type_, TABLE)) == repr(value)


@pytest.mark.parametrize(
    ("cell", "type_"),
    [
        ("", Int()), ("x", Int()), ("1_000", Int()), ("nan", Float()), ("9" * 5000, Int()), ("yes", Bool()),
        ("[1", List(Int())), ("[NaN]", List(Float())), ("x", Union((Int(), Bool()))), ("true", Int()), ("3.5", Int()),
    ],
)  # fmt: skip
def test_cells_are_refused(cell: str, type_: Type) -> None:
    with pytest.raises(Misfit):
        from_text(cell, type_, TABLE)


SHOWN: list[tuple[Any, Type, str]] = [
    ("other", Ref("Team"), "none_of_these"),
    ("other", Str(), "other"),
    (None, Optional(Str()), "none"),
    (True, Bool(), "true"),
    (1.0, Float(), "1.0"),
    (date(2026, 1, 31), Date(), "2026-01-31"),
    (["swap"], List(Ref("Team")), '["other"]'),
    ({"is": "Say", "query": "ü"}, ACT, '{"is":"Say","query":"ü"}'),
    ("text", Json(), "text"),
]


@pytest.mark.parametrize(("value", "type_", "text"), SHOWN)
def test_values_are_shown(value: Any, type_: Type, text: str) -> None:
    assert show_value(value, type_, TABLE) == text


def test_the_schema_of_a_callable() -> None:
    fields = (
        Field("team", Ref("Team"), "who"),
        Field("act", ACT),
        Field("score", Optional(Float(0, 1)), default=Const(None)),
        Field("tree", Ref("Tree")),
        Field("code", Str(max=9, pattern="a|b")),
    )
    schema = json_schema(fields, TABLE)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert list(schema["properties"]) == schema["required"] == ["team", "act", "score", "tree", "code"]
    assert schema["properties"]["team"] == {"$ref": "#/$defs/Team", "description": "who"}
    assert schema["properties"]["score"] == {
        "anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "null"}],
        "default": None,
    }
    assert schema["properties"]["code"] == {"type": "string", "maxLength": 9, "pattern": "^(?:a|b)$"}
    assert schema["$defs"]["Say.is"]["properties"]["is"] == {"const": "Say"}
    assert schema["$defs"]["Tree"]["properties"]["parts"]["items"] == {"$ref": "#/$defs/Tree"}
    assert list(schema["$defs"]) == ["Go.is", "Say.is", "Search.is", "Team", "Tree"]
