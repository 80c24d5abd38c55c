"""A Program as text: readable, diffable, and exact.

Promise: `read(show(p))[0] == p`; equal programs have equal text (tables are sorted by name, spans are left out); one
thing a line, so that a changed slot is a changed line. May import: sigc.ir."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from sigc.ir.expr import Rule
from sigc.ir.program import (
    Demo,
    Metric,
    Model,
    Module,
    Node,
    Note,
    Policy,
    Program,
    Sampling,
    Signature,
    Slots,
    Strategy,
    Tool,
    Values,
    Zone,
)
from sigc.ir.text_expr import show_expr, show_field
from sigc.ir.types import EnumDef, Field, RecordDef
from sigc.ir.words import spell_key, spell_name, spell_path, spell_string, spell_text, spell_value

IN = "  "
T = TypeVar("T")


def show(program: Program) -> str:
    """The whole program; ends with a newline."""
    parts = [f"entry {spell_path(program.entry)}"]
    parts += [f"share {', '.join(map(spell_path, program.shares))}"] if program.shares else []
    parts += [_enum(t) if isinstance(t, EnumDef) else _record(t) for t in _sorted(program.types)]
    parts += [_signature(s) for s in _sorted(program.signatures)]
    parts += [_tool(t) for t in _sorted(program.tools)]
    parts += [_model(m) for m in _sorted(program.models)]
    parts += [_node(n) for n in _sorted(program.nodes)]
    parts += [_module(m) for m in _sorted(program.modules)]
    parts += [_zone(z) for z in _sorted(program.zones)]
    parts += [_policy(p) for p in _sorted(program.policies)]
    return "\n\n".join(parts) + "\n"


def show_node(node: Node) -> str:
    """One node with its slots, as it stands in the whole text."""
    return _node(node) + "\n"


def _sorted(table: Mapping[str, T]) -> list[T]:
    return [table[name] for name in sorted(table)]


def _block(head: str, lines: Iterable[str]) -> str:
    inside = "".join(f"{IN}{line}\n" for line in lines)
    return f"{head} {{\n{inside}}}" if inside else f"{head} {{ }}"


def _described(word: str, name: str, description: str) -> str:
    return f"{word} {name} {spell_string(description)}" if description else f"{word} {name}"


def _text(word: str, text: str) -> str:
    return f"{word} {spell_text(text, IN * 2)}".replace(" \n", "\n", 1)


def _enum(enum: EnumDef) -> str:
    lines = []
    for member in enum.members:
        words = [spell_name(member.name)]
        words += [f"as {spell_string(member.alias)}"] if member.alias is not None else []
        words += [spell_string(member.description)] if member.description else []
        lines.append(" ".join(words))
    return _block(_described("enum", spell_path(enum.name), enum.description), lines)


def _record(record: RecordDef) -> str:
    lines = [_text("doc", record.doc)] if record.doc else []
    lines += [show_field(f) for f in record.fields]
    lines += [_rule("ensure", rule) for rule in record.ensures]
    return _block(_described("type", spell_path(record.name), record.description), lines)


def _rule(word: str, rule: Rule) -> str:
    words = [f"{word} {show_expr(rule.condition)}"]
    words += [f"says {spell_string(rule.text)}"] if rule.text else []
    words += [f"written {spell_string(rule.source)}"] if rule.source else []
    return " ".join(words)


def _interface(inputs: tuple[Field, ...], outputs: tuple[Field, ...]) -> list[str]:
    return [*(f"input {show_field(f)}" for f in inputs), *(f"output {show_field(f)}" for f in outputs)]


def _signature(s: Signature) -> str:
    lines = [_text("intent", s.intent)] if s.intent else []
    lines += _interface(s.inputs, s.outputs)
    lines += [f"let {spell_name(name)} = {show_expr(value)}" for name, value in s.lets]
    lines += [_rule("ensure", rule) for rule in s.ensures]
    lines += [_rule("prefer", rule) for rule in s.prefers]
    lines += [_text(f"guide if {show_expr(g.condition)} says", g.text) for g in s.guides]
    lines += [_demo("example", demo) for demo in s.examples]
    return _block(f"signature {spell_path(s.name)}", lines)


def _demo(word: str, demo: Demo) -> str:
    return f"{word} {demo.source} {_values(demo.inputs)} -> {_values(demo.outputs)}"


def _values(values: Values) -> str:
    """A record over several lines, one a field."""
    lines = "".join(f"{IN * 2}{spell_key(name)} = {spell_value(value)}\n" for name, value in values.items())
    return f"{{\n{lines}{IN}}}" if lines else "{ }"


def _tool(t: Tool) -> str:
    lines = [*_interface(t.inputs, t.outputs), _tool_origin(t)]
    lines += [t.effect] if t.effect != "reads" else []
    lines += [f"zone {spell_path(t.zone)}"] if t.zone is not None else []
    lines += [f"timeout {spell_value(t.timeout)}"] if t.timeout is not None else []
    lines += _reach(t.reach)
    return _block(_described("tool", spell_path(t.name), t.description), lines)


def _tool_origin(t: Tool) -> str:
    if t.mcp is None:
        return f"python {spell_string(t.python)}"
    server = t.mcp.server
    parts = {"command": list(server.command), "url": server.url, "env": list(server.env), "key_env": server.key_env}
    stated = {name: value for name, value in {**parts, "zone": server.zone}.items() if value}
    return f"mcp {spell_string(server.name)} {spell_string(t.mcp.name)} {spell_value(stated)}"


def _model(m: Model) -> str:
    head = f"model {spell_path(m.name)} = {spell_string(m.id)}"
    head += f" zone {spell_path(m.zone)}" if m.zone is not None else ""
    return _block(head, [f"{spell_key(key)} = {spell_value(m.settings[key])}" for key in sorted(m.settings)])


def _node(node: Node) -> str:
    return _block(
        f"node {spell_path(node.name)}: {spell_path(node.signature)}",
        [*_slots(node.slots), *_reach(node.reach), *_metric(node.metric)],
    )


def _metric(metric: Metric | None) -> list[str]:
    if metric is None:
        return []
    lines = [f"let {spell_name(step.name)} = {show_expr(step.value)}" for step in metric.steps]
    lines.append(f"score {show_expr(metric.score)}")
    lines += [f"feedback {show_expr(metric.feedback)}"] if metric.feedback is not None else []
    inside = "".join(f"{IN * 2}{line}\n" for line in lines)
    return [f"metric {spell_path(metric.name)} {{\n{inside}{IN}}}"]


def _reach(reach: tuple[str, ...] | None) -> list[str]:
    return [f"reach ({', '.join(map(spell_path, reach))})"] if reach is not None else []


def _zone(zone: Zone) -> str:
    return _block(f"zone {spell_path(zone.name)}", [f"holds {spell_name(store)}" for store in zone.holds])


def _policy(policy: Policy) -> str:
    rules = [f"{r.kind} {spell_path(r.subject)}: {', '.join(map(spell_path, r.names))}" for r in policy.rules]
    return _block(f"policy {spell_path(policy.name)}", rules)


def _slots(slots: Slots) -> list[str]:
    """One or more lines a slot; a slot that holds its default has none."""
    lines = [_text("instruction", slots.instruction)] if slots.instruction is not None else []
    lines += [_note(note) for note in slots.notes]
    lines += [_demo("demo", demo) for demo in slots.demos]
    lines += [f"adapter {spell_name(slots.adapter)}"] if slots.adapter != "chat" else []
    lines += [f"strategy {show_strategy(slots.strategy)}"] if slots.strategy != Strategy() else []
    lines += [f"model {spell_path(slots.model)}"] if slots.model is not None else []
    if slots.sampling != Sampling():
        chosen = slots.sampling
        lines.append(f"sampling {{ temperature = {chosen.temperature!r}, max_tokens = {chosen.max_tokens} }}")
    lines += [f"pinned {', '.join(map(spell_name, sorted(slots.pinned)))}"] if slots.pinned else []
    return lines


def show_strategy(strategy: Strategy) -> str:
    """As in a source: `cot`, `vote(n = 5)`."""
    options = ", ".join(f"{spell_name(name)} = {spell_value(value)}" for name, value in strategy.options)
    return spell_name(strategy.name) + (f"({options})" if options else "")


def _note(note: Note) -> str:
    place = spell_name(note.field) + (f" of {spell_string(note.member)}" if note.member is not None else "")
    return _text(f"note {place} says", note.text)


def _module(m: Module) -> str:
    lines = _interface(m.inputs, m.outputs)
    lines += [f"{spell_name(b.name)} = {show_expr(b.value)}" for b in m.bindings]
    name = spell_path(m.name) + (f" of {spell_path(m.declared)}" if m.declared else "")
    return _block(_described("module", name, m.description), lines)
