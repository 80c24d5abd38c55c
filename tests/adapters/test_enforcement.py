"""Where each refinement is stated and checked: in the prompt of every adapter, in the schema of every dialect that can
say it, and on every reply. `enforcement.md` is the table."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from runtime.models import Scripted
from runtime.programs import node
from support import same_text

from sigc.adapters.base import Unreadable
from sigc.adapters.dialects import DIALECTS, dialect_named
from sigc.adapters.registry import HOMES, adapter_named
from sigc.adapters.template import fill
from sigc.ir import types as t
from sigc.ir.expr import Attr, Binary, Const, Rule, Var
from sigc.ir.program import Binding, Module, Node, Program, Signature, Slots, Task, task_of
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed
from sigc.values.schema import json_schema

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Kind:
    """A refinement: a type that has it, the keyword of the schema, the words of the prompt, and JSON data that break
    it."""

    type: t.Type
    keyword: str
    words: str
    broken: Any


KINDS: dict[str, Kind] = {
    "int range": Kind(t.Int(1, 5), "maximum", "integer (1 to 5)", 9),
    "float range": Kind(t.Float(0.0, 1.0), "maximum", "number (0 to 1)", 1.5),
    "text length": Kind(t.Str(3, 5), "maxLength", "text (3 to 5 characters)", "abcdefgh"),
    "matching": Kind(t.Str(pattern=r"[A-Z]{2}\d"), "pattern", r"text (matching /[A-Z]{2}\d/)", "lower"),
    "list size": Kind(t.List(t.Int(), 1, 2), "maxItems", "list of integer (1 to 2 items)", [1, 2, 3]),
    "members": Kind(t.Union((t.Lit("a1"), t.Lit("b2"))), "enum", '"a1" or "b2"', "c3"),
    "date": Kind(t.Date(), "format", "date (YYYY-MM-DD)", "tomorrow"),
}


def asked(kind: Kind) -> Task:
    return Task("T", "", (), (t.Field("x", kind.type),), {})


def written(adapter: str, broken: Any) -> str:
    """A reply in the form of an adapter that gives this for `x`."""
    plain = broken if isinstance(broken, str) else json.dumps(broken)
    forms = {"json": json.dumps({"x": broken}), "xml": f"<x>{plain}</x>", "yaml": f"x: {plain}", "plain": plain}
    return forms.get(adapter.removesuffix("_schema"), f"[[x]] {plain}")


@pytest.mark.parametrize("name", sorted(HOMES))
@pytest.mark.parametrize("kind", KINDS)
def test_said_in_the_prompt_and_checked_on_the_reply(kind: str, name: str) -> None:
    task, adapter = asked(KINDS[kind]), adapter_named(name)
    if adapter.fits(task) is not None:
        pytest.skip(f"{name} does not take such an output")
    assert KINDS[kind].words in fill(adapter.template(task), {}, {})[0].text
    with pytest.raises(Unreadable, match=r"`x`"):
        adapter.read(written(name, KINDS[kind].broken), task)


def test_where_a_dialect_says_it() -> None:
    lines = [f"| refinement | prompt | {' | '.join(DIALECTS)} |", "| --- |" + " --- |" * (len(DIALECTS) + 1)]
    for name, kind in KINDS.items():
        canonical = json_schema(asked(kind).outputs, {})
        assert f'"{kind.keyword}"' in json.dumps(canonical)
        cells = []
        for dialect in DIALECTS:
            schema, losses = dialect_named(dialect)(canonical)
            said = f'"{kind.keyword}"' in json.dumps(schema)
            assert said or any(kind.keyword in loss for loss in losses), "neither said nor named as lost"
            cells.append("schema" if said else "reply")
        lines.append(f"| {name} | {kind.words.replace('|', chr(92) + '|')} | {' | '.join(cells)} |")
    same_text(HERE / "enforcement.md", "\n".join(lines) + "\n")


def test_a_rule_is_said_checked_and_asked_again() -> None:
    """`ensure`: in the prompt of every adapter; a reply that breaks it is asked for once more, then it is an error."""
    outputs = (t.Field("n", t.Int()),)
    rules = (Rule(Binary(">", Var("n"), Const(3)), "n is more than 3", "n > 3"),)
    signature = Signature("S", "Count.", (t.Field("x", t.Str()),), outputs, ensures=rules)
    bindings = (Binding("s", node("S", x=Var("x"))), Binding("n", Attr(Var("s"), "n")))
    main = Module("Main", signature.inputs, outputs, bindings)
    for name in ("chat", "json", "json_schema", "xml", "yaml"):
        nodes = {"S": Node("S", "S", Slots(adapter=name))}
        program = Program("Main", signatures={"S": signature}, nodes=nodes, modules={"Main": main})
        task = task_of(program, "S")
        assert "- n is more than 3" in fill(adapter_named(name).template(task), {"x": "a"}, {})[0].text
        bad, good = (adapter_named(name).write({"n": n}, task) for n in (1, 5))
        lm = Scripted([bad, good])
        assert asyncio.run(Engine(program, lm.for_any).run({"x": "a"})) == {"n": 5}
        assert "this rule does not hold: n is more than 3" in lm.asked[1].messages[-1].content
        with pytest.raises(CallFailed) as failed:
            asyncio.run(Engine(program, Scripted([bad, bad]).for_any).run({"x": "a"}))
        assert (failed.value.code, failed.value.attempts, failed.value.raw) == ("SIG0822", 2, bad)
