"""JSON Schemas of a run: as jsonschema reads them, within bounds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sigc.values.library import fits
from sigc.values.operations import ValueFailure
from sigc.values.schema import placed
from sigc.values.schemas import DEEPEST, NoSchema, embedded, mismatch, schema_problem

names = st.sampled_from(["a", "b", "$ref", "x-1"])
leaves = st.one_of(
    st.sampled_from(
        [{}, True, False, {"type": "integer"}, {"type": ["string", "null"]}, {"const": 1}, {"minLength": 2}]
    ),
    st.sampled_from([{"pattern": "^a+$"}, {"minLength": 2}, {"enum": ["a", {"$ref": "#"}]}, {"$ref": "#/$defs/x"}]),
)
schemas = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda s: {"type": "array", "items": s, "uniqueItems": True, "maxItems": 3}, inner),
        st.builds(lambda p, a: {"properties": p, "additionalProperties": a}, st.dictionaries(names, inner), inner),
        st.builds(lambda p, a: {"patternProperties": {"^a": p}, "additionalProperties": a}, inner, st.booleans()),
        st.builds(lambda some: {"anyOf": some}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda s: {"not": s}, inner),
        st.builds(lambda p: {"required": list(p), "properties": p}, st.dictionaries(names, inner)),
    ),
    max_leaves=6,
)
values = st.recursive(
    st.sampled_from([None, True, 1, 1.5, "", "a", "aa", "ab"]),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(names, inner, max_size=3)),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(schemas, values)
def test_a_value_matches_as_jsonschema_says_also_inside_another_schema(schema: Any, value: Any) -> None:
    whole = {"allOf": [schema], "$defs": {"x": {"type": ["string", "boolean"]}}}
    expected = Draft202012Validator(whole).is_valid(value)
    assert schema_problem(whole) is None
    assert (mismatch(value, whole) is None) is expected
    around = {"properties": {"a/b": {"$input": "form"}}}
    assert Draft202012Validator(placed(around, {"form": whole})).is_valid({"a/b": value}) is expected


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        (7, "a schema is an object"),
        (None, "a schema is an object"),
        ({"type": "strin"}, "`type`: 'strin' is not valid under any of the given schemas"),
        ({"properties": {"a": {"minimum": "0"}}}, "`properties.a.minimum`: '0' is not of type 'number'"),
        ({"$ref": "file:///a"}, "`file:///a` is another document, and nothing is fetched"),
        ({"$ref": "#a"}, "`#a` is another document, and nothing is fetched"),
        ({"items": {"unevaluatedItems": False}}, "`unevaluatedItems` is not taken here"),
        ({"pattern": "a{2"}, "the pattern `a{2`: unclosed counted repetition"),
        ({"patternProperties": {"(a)\\1": {}}}, "the pattern `(a)\\1`: backreferences are not supported"),
        ({"description": "x" * 200_001}, "200020 characters, and at most 200000 are taken"),
    ],
)  # fmt: skip
def test_what_is_no_schema_is_said(schema: Any, why: str) -> None:
    assert schema_problem(schema) == why
    with pytest.raises(ValueFailure, match="no JSON Schema"):
        fits({}, schema)


def nested(depth: int, inner: Any) -> Any:
    for _ in range(depth):
        inner = {"items": inner}
    return inner


def test_depth_and_steps_have_an_end() -> None:
    assert schema_problem(nested(DEEPEST - 2, {})) is None
    assert "inside each other" in str(schema_problem(nested(10_000, {})))
    deep: Any = []
    for _ in range(10_000):
        deep = [deep]
    assert mismatch(deep, {}) == f"more than {DEEPEST} lists and objects inside each other"
    doubling: dict[str, Any] = {f"a{i}": {"allOf": [{"$ref": f"#/$defs/a{i + 1}"}] * 2} for i in range(40)}
    found = mismatch(1, {"$ref": "#/$defs/a0", "$defs": {**doubling, "a40": {"type": "integer"}}})
    assert found == "it takes more than 50000 steps to check"
    assert mismatch(1, {"$ref": "#"}) == "the schema leads back to itself without end"
    with pytest.raises(NoSchema, match="leads nowhere"):
        mismatch(1, {"$ref": "#/$defs/none"})


def test_a_pattern_takes_linear_time() -> None:
    assert mismatch("a" * 50_000 + "!", {"pattern": "^(a|a)*$"}) is not None
    assert mismatch({"a" * 50_000 + "!": 1}, {"patternProperties": {"^(a+)+$": False}}) is None


def test_the_place_and_the_reason_are_told() -> None:
    schema = {"properties": {"rows": {"items": {"required": ["id"], "additionalProperties": False}}}}
    assert mismatch({"rows": [{}]}, schema) == "`rows[0]`: 'id' is a required property"


def test_a_schema_in_another_one_keeps_its_references_and_loses_its_name() -> None:
    inner = {"a": {"enum": [{"$ref": "#"}]}, "$ref": {}}
    schema = {
        "$id": "https://x",
        "$schema": "y",
        "$ref": "#/$defs/a",
        "$defs": inner,
    }
    assert embedded(schema, "#/properties/row") == {
        "$ref": "#/properties/row/$defs/a", "$defs": {"a": {"enum": [{"$ref": "#"}]}, "$ref": {}},
    }  # fmt: skip
