"""What the rules of grammar/ir.lark for declarations mean: a Program is built while its text is parsed.

Promise: as sigc/ir/rebuild_expr.py. Only sigc/ir/read.py leads here, because this loads lark.
May import: sigc.ir, lark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from lark import Token, v_args

from sigc.base.frozen import frozen
from sigc.ir.expr import Expr, Rule
from sigc.ir.program import (
    Binding,
    Demo,
    Guide,
    Metric,
    Model,
    Module,
    Node,
    Note,
    Policy,
    PolicyRule,
    Program,
    Remote,
    Sampling,
    Server,
    Signature,
    Slots,
    Strategy,
    Tool,
    Zone,
)
from sigc.ir.rebuild_expr import ExprBuilder, Slip, table, text_of
from sigc.ir.types import EnumDef, Field, Member, RecordDef, Type

SOURCES: tuple[Literal["author", "trace", "label"], ...] = ("author", "trace", "label")


@frozen
class Line:
    """One line of a block: which slot or part it fills, and with what."""

    kind: str
    value: Any


@frozen
class Declared:
    """A declaration: `kind` is the field of Program that it belongs to."""

    kind: str
    name: Token
    value: Any


@v_args(inline=True)
class Builder(ExprBuilder):
    """Rules of whole declarations and their lines."""

    def share(self, *names: Token) -> tuple[str, ...]:
        return tuple(map(str, names))

    def start(self, entry: Token, shares: tuple[str, ...] | None, *declared: Declared) -> Program:
        def of(kind: str) -> dict[str, Any]:
            return table(((d.name, d.value) for d in declared if d.kind == kind), "the name")

        kinds = ("types", "signatures", "nodes", "tools", "modules", "models", "zones", "policies")
        return Program(str(entry), **{kind: of(kind) for kind in kinds}, shares=shares or ())

    def text(self, *strings: Token) -> str:
        return "".join(map(text_of, strings))

    def enum(self, path: Token, description: Token | None, *members: Member) -> Declared:
        return Declared("types", path, EnumDef(str(path), members, _text(description)))

    def member(self, name: Token, alias: Token | None, description: Token | None) -> Member:
        return Member(str(name), _text(description), None if alias is None else text_of(alias))

    def type_def(self, path: Token, description: Token | None, *lines: Line) -> Declared:
        made = RecordDef(
            str(path), _all("field", lines), _text(description), _one(path, "doc", lines, ""), _all("ensure", lines)
        )
        return Declared("types", path, made)

    def field(self, name: Token, type_: Type, *more: Any) -> Field:
        *labels, default, description = more
        return Field(str(name), type_, _text(description), default, (*labels,))

    def property(self, field: Field) -> Line:
        return Line("field", field)

    def label(self, name: Token) -> str:
        return str(name)

    def doc(self, text: str) -> Line:
        return Line("doc", text)

    def intent(self, text: str) -> Line:
        return Line("intent", text)

    def input(self, field: Field) -> Line:
        return Line("input", field)

    def output(self, field: Field) -> Line:
        return Line("output", field)

    def named_let(self, name: Token, value: Expr) -> Line:
        return Line("let", (str(name), value))

    def ensure(self, condition: Expr, says: Token | None, written: Token | None) -> Line:
        return Line("ensure", Rule(condition, _text(says), _text(written)))

    def prefer(self, condition: Expr, says: Token | None, written: Token | None) -> Line:
        return Line("prefer", Rule(condition, _text(says), _text(written)))

    def guide(self, condition: Expr, text: str) -> Line:
        return Line("guide", Guide(condition, text))

    def example(self, source: Token, inputs: dict[str, Any], outputs: dict[str, Any]) -> Line:
        return Line("example", _demo(source, inputs, outputs))

    def signature(self, path: Token, *lines: Line) -> Declared:
        made = Signature(
            str(path),
            _one(path, "intent", lines, ""),
            _all("input", lines),
            _all("output", lines),
            _all("ensure", lines),
            _all("prefer", lines),
            _all("guide", lines),
            _all("example", lines),
            _all("let", lines),
        )
        return Declared("signatures", path, made)

    def python(self, target: Token) -> Line:
        return Line("python", text_of(target))

    def mcp(self, server: Token, name: Token, about: Mapping[str, Any]) -> Line:
        command, env = tuple(about.get("command", ())), tuple(about.get("env", ()))
        url, key_env = about.get("url", ""), about.get("key_env", "")
        return Line(
            "mcp", Remote(Server(text_of(server), command, url, env, key_env, about.get("zone")), text_of(name))
        )

    def effect(self, word: Token) -> Line:
        return Line("effect", str(word))

    def tool(self, path: Token, description: Token | None, *lines: Line) -> Declared:
        python, effect = _one(path, "python", lines, ""), _one(path, "effect", lines, "reads")
        zone, reach = _one(path, "zone", lines, None), _one(path, "reach", lines, None)
        mcp, timeout = _one(path, "mcp", lines, None), _one(path, "timeout", lines, None)
        inputs, outputs = _all("input", lines), _all("output", lines)
        made = Tool(str(path), inputs, outputs, python, effect, _text(description), zone, reach, mcp, timeout)
        return Declared("tools", path, made)

    def timeout(self, seconds: Token) -> Line:
        return Line("timeout", float(seconds))

    def in_zone(self, path: Token) -> Line:
        return Line("zone", str(path))

    def reach(self, *places: Token | None) -> Line:
        return Line("reach", tuple(str(place) for place in places if place is not None))

    def zone(self, path: Token, *lines: Line) -> Declared:
        return Declared("zones", path, Zone(str(path), _all("holds", lines)))

    def holds(self, store: Token) -> Line:
        return Line("holds", str(store))

    def policy(self, path: Token, *rules: PolicyRule) -> Declared:
        return Declared("policies", path, Policy(str(path), rules))

    def policy_rule(self, kind: Any, subject: Token, *names: Token) -> PolicyRule:
        return PolicyRule(kind, str(subject), tuple(map(str, names)))

    def rule_kind(self, word: Token) -> str:
        return str(word)

    def model(self, path: Token, id_: Token, zone: Token | None, settings: dict[str, Any]) -> Declared:
        return Declared("models", path, Model(str(path), text_of(id_), settings, None if zone is None else str(zone)))

    def node(self, path: Token, signature: Token, *lines: Line) -> Declared:
        reach, metric = _one(path, "reach", lines, None), _one(path, "metric", lines, None)
        return Declared("nodes", path, Node(str(path), str(signature), _slots(path, lines), reach, metric))

    def metric(self, path: Token, *parts: Any) -> Line:
        *lets, score, feedback = parts
        steps = tuple(Binding(*let.value) for let in lets)
        return Line("metric", Metric(str(path), score, feedback, steps))

    def instruction(self, text: str) -> Line:
        return Line("instruction", text)

    def note(self, field: Token, member: Token | None, text: str) -> Line:
        return Line("note", Note(str(field), text, None if member is None else text_of(member)))

    def demo(self, source: Token, inputs: dict[str, Any], outputs: dict[str, Any]) -> Line:
        return Line("demo", _demo(source, inputs, outputs))

    def adapter(self, name: Token) -> Line:
        return Line("adapter", str(name))

    def strategy(self, name: Token, *options: Any) -> Line:
        chosen = [option for option in options if option is not None]
        table(chosen, "the option")
        return Line("strategy", Strategy(str(name), tuple((str(key), value) for key, value in chosen)))

    def on_model(self, path: Token) -> Line:
        return Line("model", str(path))

    def sampling(self, values: dict[str, Any]) -> Line:
        return Line("sampling", values)

    def pinned(self, *names: Token) -> Line:
        return Line("pinned", frozenset(map(str, names)))

    def module(self, path: Token, declared: Token | None, description: Token | None, *lines: Any) -> Declared:
        bindings = tuple(Binding(str(line[0]), line[1]) for line in lines if not isinstance(line, Line))
        parts = [line for line in lines if isinstance(line, Line)]
        of = "" if declared is None else str(declared)
        made = Module(str(path), _all("input", parts), _all("output", parts), bindings, _text(description), of)
        return Declared("modules", path, made)


def _text(token: Token | None) -> str:
    return "" if token is None else text_of(token)


def _all(kind: str, lines: Iterable[Line]) -> tuple[Any, ...]:
    return tuple(line.value for line in lines if line.kind == kind)


def _one(block: Token, kind: str, lines: Iterable[Line], default: Any) -> Any:
    """The value of the one line of a kind, or the default."""
    values = _all(kind, lines)
    if len(values) > 1:
        raise Slip(f"`{kind}` stands twice in `{block}`", block)
    return values[0] if values else default


def _demo(source: Token, inputs: dict[str, Any], outputs: dict[str, Any]) -> Demo:
    for word in SOURCES:
        if word == source:
            return Demo(inputs, outputs, word)
    raise Slip(f"a demo comes from one of {', '.join(SOURCES)}", source)


def _slots(node: Token, lines: tuple[Line, ...]) -> Slots:
    default = Slots()
    return Slots(
        instruction=_one(node, "instruction", lines, None),
        notes=_all("note", lines),
        demos=_all("demo", lines),
        adapter=_one(node, "adapter", lines, default.adapter),
        strategy=_one(node, "strategy", lines, default.strategy),
        model=_one(node, "model", lines, None),
        sampling=_sampling(node, _one(node, "sampling", lines, {})),
        pinned=_one(node, "pinned", lines, default.pinned),
    )


def _sampling(node: Token, values: dict[str, Any]) -> Sampling:
    default = Sampling()
    temperature = values.get("temperature", default.temperature)
    tokens = values.get("max_tokens", default.max_tokens)
    known = values.keys() <= {"temperature", "max_tokens"}
    if not known or type(temperature) not in (int, float) or type(tokens) is not int:
        raise Slip("sampling is a number `temperature` and an integer `max_tokens`", node)
    return Sampling(float(temperature), tokens)
