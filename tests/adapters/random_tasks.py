"""Hypothesis strategies for adapters: tasks of every type, and texts that try to break the format."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import arbitrary
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from sigc.adapters.singles import is_single
from sigc.ir import types as t
from sigc.ir.expr import Binary, Const, Expr, Rule, Var
from sigc.ir.program import Demo, Guide, Note, Task
from sigc.values.convert import from_json
from sigc.values.wire import to_json

LAW = settings(
    max_examples=int(os.environ.get("SIGC_EXAMPLES", "25")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a whole task takes minutes
)

HOSTILE = [
    "", " ", "\n", "\r\n", "\t", "null", "None", '"null"', "[]", "{}", "```", '"', "'", "\\", "\\\\[[mail]] x",
    "[[mail]]", "[[team]] billing", "\n[[answer]] 1\n", "\\[[x]]", "  [[a]] b", "\u2028[[x]] y", "\x85[[x]]",
    "Given:", "Rules:", "Types:", "Also:", "\\Also:", "- a", "- a\n- b", "  + note", "+ note", "a — b", ": ", "x: y",
    "(a tool says)", "(a tool says)\nyes", '("Ann" says)\nno', '(the tool "x" says)\n1', "[image 1]",
    "(answer now, in the form described)", "‹medium:0›", "[[answer]]", "That reply cannot be used: ",
    "Reply with one JSON object with these keys in this order, and nothing else:",
    "Reply with these marks, each followed by its value, and nothing else:",
    "(no input)", "That reply cannot be used: x", "<think>", "</think>", '["member"] x', '\\["m"] x', "é", "日本", "🎉",
    '{"a":1}', "true", "12", "1 to 5", "text", "list of", "\x00", "\ufeff", "\x1c", " ends with space ", "**b**",
]  # fmt: skip
NAMES = [
    "mail", "team", "answer", "class", "from", "json", "copy", "model_config", "reasoning", "text", "orderId", "x1",
    "order_kind", "größe", "completed", "list", "null", "A", "is_ok", "_private", "tone", "doc",
]  # fmt: skip
hostile = st.one_of(
    st.sampled_from(HOSTILE),
    st.lists(st.one_of(st.sampled_from(HOSTILE), arbitrary.texts), min_size=2, max_size=4).map("\n".join),
    st.lists(st.sampled_from(HOSTILE), min_size=2, max_size=3).map("".join),
)


@st.composite
def tables(draw: DrawFn) -> dict[str, t.TypeDef]:
    """Named types with hostile English, members and rules."""
    table = draw(arbitrary.tables())
    for name, found in table.items():
        if isinstance(found, t.EnumDef):
            aliases = draw(st.lists(hostile, max_size=len(found.members), unique=True))
            members = tuple(
                replace(m, alias=a, description=draw(hostile)) for m, a in zip(found.members, aliases, strict=False)
            )
            table[name] = replace(found, members=members or found.members, description=draw(hostile))
        else:
            fields = tuple(replace(f, description=draw(hostile)) for f in found.fields)
            rules = tuple(Rule(Const(True), text) for text in draw(st.lists(hostile, max_size=1)))
            table[name] = replace(found, fields=fields, description=draw(hostile), doc=draw(hostile), ensures=rules)
    return table


@st.composite
def tasks(draw: DrawFn, with_demos: bool = True, adapter: str = "") -> Task:
    """`adapter`: the one whose kind of task it shall be."""
    types = draw(tables())
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True))
    cut = draw(st.integers(0, len(names) - 1)) if adapter != "plain" else len(names) - 1
    kinds = [draw(OUTPUTS.get(adapter, arbitrary.types)(types)) for _ in names[cut:]]
    kinds = [draw(INPUTS.get(adapter, arbitrary.types)(types)) for _ in names[:cut]] + kinds
    fields = tuple(t.Field(n, kind, draw(hostile)) for n, kind in zip(names, kinds, strict=True))
    task = Task("Name", draw(hostile), fields[:cut], fields[cut:], types, tuple(draw(st.lists(hostile, max_size=2))))
    guides = draw(st.lists(st.builds(Guide, conditions(fields[:cut]), hostile), max_size=2))
    notes = draw(st.lists(st.builds(Note, st.sampled_from(names), hostile, _members(types)), max_size=4))
    worked = [draw(demos(task)) for _ in range(draw(st.integers(0, 2)) if with_demos else 0)]
    return replace(task, guides=tuple(guides), notes=tuple(notes), demos=tuple(worked))


@st.composite
def flat_lists(draw: DrawFn, types: Mapping[str, t.TypeDef]) -> t.Type:
    """Lists of flat records, perhaps optional."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    record = t.Record(tuple(t.Field(n, draw(singles(types)), draw(hostile)) for n in names))
    made = t.List(record, *draw(st.sampled_from([(None, None), (0, 3)])))
    return draw(st.sampled_from([made, t.Optional(made)]))


def singles(types: Mapping[str, t.TypeDef]) -> st.SearchStrategy[t.Type]:
    return st.one_of(st.just(t.Str()), st.just(t.Optional(t.Str())), arbitrary.types(types, 1)).filter(
        lambda type_: is_single(type_, types)
    )


def toon_types(types: Mapping[str, t.TypeDef]) -> st.SearchStrategy[t.Type]:
    return st.one_of(flat_lists(types), singles(types), singles(types).map(t.List))


OUTPUTS = {
    "csv": lambda types: st.one_of(flat_lists(types), arbitrary.types(types)),
    "toon": toon_types,
    "plain": lambda types: st.sampled_from([t.Str(), t.Str(max=9), t.Str(pattern="a|ab")]),
}
INPUTS = dict.fromkeys(("csv", "toon"), OUTPUTS["csv"])


def conditions(inputs: tuple[t.Field, ...]) -> st.SearchStrategy[Expr]:
    asked = [Binary("==", Var(f.name), Const(None)) for f in inputs]
    return st.sampled_from([Const(True), Const(False), *asked])


def _members(types: Mapping[str, t.TypeDef]) -> st.SearchStrategy[str | None]:
    wires = [m.wire for d in types.values() if isinstance(d, t.EnumDef) for m in d.members]
    return st.sampled_from([None, *wires, "no member"])


@st.composite
def demos(draw: DrawFn, task: Task) -> Demo:
    """An example that may lack inputs and outputs."""
    some = {f.name for f in (*task.inputs, *task.outputs) if draw(st.integers(0, 3))}
    inputs = {f.name: draw(values(f.type, task.types)) for f in task.inputs if f.name in some}
    outputs = {f.name: draw(values(f.type, task.types)) for f in task.outputs if f.name in some}
    return Demo(inputs, outputs, draw(st.sampled_from(["author", "trace", "label"])))


@st.composite
def values(draw: DrawFn, type_: t.Type, types: t.Types) -> Any:
    """A value in memory such as reading gives it, hostile where any text is allowed."""
    made = _spiced(draw, draw(arbitrary.values(type_, types)), type_, types)
    return from_json(to_json(made, type_, types), type_, types)


def _spiced(draw: DrawFn, value: Any, type_: t.Type, types: t.Types) -> Any:
    match type_:
        case t.Str() if type_ == t.Str():
            return draw(st.one_of(hostile, st.just(value)))
        case t.Chat():
            return [{**turn, "text": draw(hostile), "name": draw(st.one_of(st.none(), hostile))} for turn in value]
        case t.Optional() if value is not None:
            return _spiced(draw, value, type_.item, types)
        case t.List():
            return [_spiced(draw, item, type_.item, types) for item in value]
        case t.Map():
            return {draw(hostile): _spiced(draw, item, type_.value, types) for item in value.values()}
        case t.Ref() | t.Record() if isinstance(value, dict):
            return {f.name: _spiced(draw, value[f.name], f.type, types) for f in t.fields_of(type_, types) or ()}
        case _:
            return value
