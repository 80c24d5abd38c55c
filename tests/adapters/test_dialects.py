"""What each provider's dialect makes of a canonical schema: whole schemas as text, and what is refused."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import arbitrary
import jsonschema
import pytest
from adapters.random_tasks import LAW, tasks, values
from adapters.samples import AGENT, EXTRACT, PEOPLE, TRIAGE
from hypothesis import given
from hypothesis import strategies as st
from support import same_text

from sigc.adapters.dialects import DIALECTS, dialect_named
from sigc.adapters.registry import adapter_named
from sigc.ir import types as t
from sigc.ir.program import Model
from sigc.lm.base import Message, Reply, Request
from sigc.lm.capabilities import can_of
from sigc.runtime.models import Addressed
from sigc.values.schema import json_schema
from sigc.values.wire import to_json

HERE = Path(__file__).parent / "dialects"
MAPS = (t.Field("scores", t.Map(t.Int(0, 9))), t.Field("any", t.Optional(t.Json())))
CASES: dict[str, tuple[tuple[t.Field, ...], t.Types]] = {
    "triage": (TRIAGE.outputs, TRIAGE.types),
    "extract": (EXTRACT.outputs, EXTRACT.types),
    "agent": (AGENT.outputs, AGENT.types),
    "people": (PEOPLE.outputs, PEOPLE.types),
    "map": (MAPS[:1], {}),
    "any": (MAPS[1:], {}),
    "literals": ((t.Field("n", t.Union((t.Lit(1), t.Lit("one"), t.Lit(True)))), t.Field("k", t.Lit(2))), {}),
}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("case", sorted(CASES))
def test_a_schema(case: str, dialect: str) -> None:
    schema, losses = dialect_named(dialect)(json_schema(*CASES[case]))
    shown = {"losses": list(losses), "schema": schema}
    same_text(HERE / f"{case}.{dialect}.json", json.dumps(shown, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize("dialect", ["openai_strict", "anthropic", "gemini_json", "guided"])
@LAW
@given(st.data())
def test_every_value_fits_its_lowered_schema(dialect: str, data: Any) -> None:
    task = data.draw(tasks(with_demos=False))
    outputs = tuple(replace(f, default=None) for f in task.outputs)
    schema, losses = dialect_named(dialect)(json_schema(outputs, task.types))
    assert schema is not None or losses
    made = {f.name: to_json(data.draw(values(f.type, task.types)), f.type, task.types) for f in outputs}
    if schema is not None:
        jsonschema.Draft202012Validator(schema).validate(made)


@LAW
@given(st.data())
def test_strict_mode_closes_every_object(data: Any) -> None:
    table = data.draw(arbitrary.tables())
    field = t.Field("x", data.draw(arbitrary.types(table)))
    schema, _ = dialect_named("openai_strict")(json_schema((field,), table))
    text = json.dumps(schema or {})
    assert text.count('"type": "object"') == text.count('"additionalProperties": false')
    assert not any(f'"{key}":' in text for key in ("const", "default", "minLength", "$schema"))


def test_sizes_that_strict_mode_refuses() -> None:
    many = tuple(t.Field(f"f{i}", t.Int()) for i in range(5001))
    deep: t.Type = t.Int()
    for _ in range(11):
        deep = t.List(deep)
    wide = t.EnumDef("Wide", tuple(t.Member(f"m{i}") for i in range(1001)))
    lower = dialect_named("openai_strict")
    assert lower(json_schema(many, {})) == (None, ("5001 properties, 5000 are taken",))
    assert lower(json_schema((t.Field("x", deep),), {})) == (None, ("13 levels, 10 are taken",))
    assert lower(json_schema((t.Field("x", t.Ref("Wide")),), {"Wide": wide}))[0] is None
    assert lower(json_schema(many[:5000], {}))[0] is not None


@pytest.mark.parametrize(
    ("model", "dialect"),
    [
        ("openai/gpt-5", "openai_strict"),
        ("gemini/gemini-3", "gemini_json"),
        ("vllm/x", "guided"),
        ("anthropic/claude-sonnet-4-5", "anthropic"),
        ("anthropic/claude-3-5-haiku-latest", None),
        ("sigc/offline", None),
    ],
)
def test_the_dialect_of_a_model(model: str, dialect: str | None) -> None:
    assert can_of(model).schema == dialect


class Kept:
    """An LM that keeps what it is asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    async def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        return Reply("{}")

    async def close(self) -> None:
        """Nothing is open."""


async def _ask(model: str) -> Any:
    inner = Kept()
    shape = adapter_named("json_schema").template(TRIAGE).response_format
    request = Request("", (Message("user", "x"),), response_format=shape)
    addressed = Addressed(inner, model, Model("m", model).settings)
    await addressed.ask(request)
    await addressed.ask(request)
    assert inner.asked[0] == inner.asked[1]
    return inner.asked[0].response_format


@pytest.mark.parametrize("model", ["openai/gpt-5", "vllm/x", "unknown/x", "sigc/offline"])
def test_a_model_is_sent_the_schema_in_its_dialect(model: str) -> None:
    sent = asyncio.run(_ask(model))
    dialect = can_of(model).schema
    canonical = json_schema(TRIAGE.outputs, TRIAGE.types)
    assert sent == (dialect_named(dialect)(canonical)[0] if dialect else None)
