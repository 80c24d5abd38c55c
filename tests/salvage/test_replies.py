"""Damaged replies, `<task>/<case>.txt`, and what each adapter makes of them: `<case>.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from adapters.samples import AGENT, PEOPLE, TRIAGE
from support import same_text

from sigc.adapters.base import Unreadable
from sigc.adapters.registry import adapter_named
from sigc.ir import types as t
from sigc.ir.program import Task
from sigc.strategies.cot import Cot
from sigc.values.convert import from_json
from sigc.values.wire import to_json

HERE = Path(__file__).parent


def task(*outputs: tuple[str, t.Type], types: t.Types | None = None) -> Task:
    return Task("T", "", (), tuple(t.Field(*f) for f in outputs), types or {})


ROW = t.RecordDef("Row", (t.Field("a", t.Int()), t.Field("tags", t.List(t.Str())), t.Field("b", t.Optional(t.Str()))))
KIND = t.EnumDef("Kind", (t.Member("BUG"), t.Member("REFUND"), t.Member("FEATURE_REQUEST")))
ONE = t.RecordDef("One", (t.Field("foo", t.Int()),))
NAMED = t.RecordDef("Named", (t.Field("foo", t.Str()),))
NODE = t.RecordDef("Node", (t.Field("value", t.Int()), t.Field("children", t.List(t.Ref("Node")))))
TASKS: dict[str, Task] = {
    "act": Task("Step", "", (), AGENT.outputs, AGENT.types),
    "answer": task(("answer", t.Str())),
    "code": task(("code", t.Str()), ("lines", t.Int())),
    "camel": task(("fullName", t.Str()), ("age", t.Int())),
    "flag": task(("x", t.Bool())),
    "kind": task(("k", t.Ref("Kind")), types={"Kind": KIND}),
    "maybe": task(("x", t.Optional(t.Int()))),
    "one": task(("r", t.Ref("One")), types={"One": ONE}),
    "one_text": task(("r", t.Ref("Named")), types={"Named": NAMED}),
    "real": task(("x", t.Float())),
    "row": Task("Row", "", (), ROW.fields, {}),
    "row_alone": task(("r", t.Ref("Row")), types={"Row": ROW}),
    "rows": task(("rows", t.List(t.Ref("Row"))), types={"Row": ROW}),
    "two": task(("name", t.Str()), ("n", t.Int())),
    "whole": task(("x", t.Int())),
    "event": task(("day", t.Date()), ("at", t.Optional(t.DateTime()))),
    "limits": task(("title", t.Str(3, 12)), ("tags", t.List(t.Str(), 1, 2)), ("share", t.Float(0.0, 1.0))),
    "measure": task(("count", t.Int()), ("price", t.Float()), ("ok", t.Bool())),
    "mixed": task(("value", t.Union((t.Int(), t.List(t.Int()), t.Str()))), ("any", t.Optional(t.Json()))),
    "node": task(("node", t.Ref("Node")), types={"Node": NODE}),
    "people": Task("People", "", (), PEOPLE.outputs, PEOPLE.types),
    "scores": task(("scores", t.Map(t.Int()))),
    "steps": Cot().tasks(task(("total", t.Int())), {})["main"],
    "tags": task(("tags", t.List(t.Str()))),
    "team": Task("Team", "", (), TRIAGE.outputs[:1], TRIAGE.types),
    "topics": task(("topics", t.List(t.Ref("Team"))), types=TRIAGE.types),
    "triage": Task("Triage", "", (), TRIAGE.outputs, TRIAGE.types),
}


def outcome(adapter: str, asked: Task, text: str) -> dict[str, Any]:
    """The values in wire spelling with the repairs, or the reason of a re-ask."""
    try:
        reading = adapter_named(adapter).read(text, asked)
    except Unreadable as bad:
        return {"refused": bad.reason} if bad.text == text else {"wrong text": bad.text}
    data = {f.name: to_json(reading.values[f.name], f.type, asked.types) for f in asked.outputs}
    for f in asked.outputs:
        assert from_json(data[f.name], f.type, asked.types) == reading.values[f.name]
    repairs = [f"{r.kind} {r.path}".strip() + f" {r.confidence:g}" for r in reading.repairs]
    return {"values": data, "repairs": repairs}


@pytest.mark.parametrize("case", sorted(HERE.glob("*/*.txt")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_reply(case: Path) -> None:
    asked = TASKS[case.parent.name]
    text = case.read_text(encoding="utf-8").removesuffix("\n")
    found = {adapter: outcome(adapter, asked, text) for adapter in ("chat", "json")}
    shown = found["chat"] if found["chat"] == found["json"] else found
    same_text(case.with_suffix(".json"), json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
