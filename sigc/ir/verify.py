"""Does a Program hold together? Names, wiring, slots: everything that can be said without evaluating anything.

Promise: `verify` never fails and is quick, because it runs after every pass. Whether the values in a program are of
their types is asked by sigc/values/verify.py; its `check_program` runs both. May import: sigc.ir."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field, replace
from math import isfinite

from sigc.base.frozen import frozen
from sigc.ir.expr import TURN, Call, Comp, Const, Expr, Format, Is, Match, Repeat, Rule, Shown, VariantPat
from sigc.ir.program import PROCESS, STORES, Demo, Metric, Module, Node, Program, Signature, Slots, Strategy
from sigc.ir.types import EnumDef, Field, Nothing, Optional, Record, Ref, Str, Type, Types, Union, closed_set
from sigc.ir.walk import calls_below, each, each_call, each_type, reads

SLOTS = frozenset({"instruction", "notes", "demos", "adapter", "strategy", "model", "sampling"})
"""What `Slots.pinned` may name."""

_REASONING = (Field("reasoning", Str(), default=Const("")),)
DERIVED: Mapping[str, tuple[Field, ...]] = dict.fromkeys(("cot", "vote", "best_of", "compare", "refine"), _REASONING)
"""Strategy -> outputs that it puts before those of the signature, with a default where a demo may leave one out. A
name that the signature has already gets `_` behind it until it is free, as the strategy itself does. A strategy that
says what it samples (`of = predict`) derives what that does."""


class InvalidProgram(Exception):
    """A program that does not hold together: a bug in what made it. `after` says what that was."""

    def __init__(self, after: str, problems: tuple[str, ...]) -> None:
        super().__init__(f"the program is invalid after {after}: " + "; ".join(problems))
        self.after = after
        self.problems = problems


@frozen
class Known:
    """Names that exist outside a program; None: any name is taken. `derived` as DERIVED."""

    strategies: Collection[str] | None = None
    adapters: Collection[str] | None = None
    derived: Mapping[str, tuple[Field, ...]] = field(default_factory=lambda: DERIVED)


def verify(program: Program, known: Known | None = None) -> tuple[str, ...]:
    """Everything that is wrong with the structure of a program, in words; empty when it holds together."""
    return tuple(_problems(program, known or Known()))


def check_program(program: Program, after: str) -> None:
    """Raise InvalidProgram when the structure does not hold together. Passes use the one in sigc/values/verify.py."""
    problems = verify(program)
    if problems:
        raise InvalidProgram(after, problems)


def lowered_outputs(program: Program, node: str, known: Known | None = None) -> tuple[Field, ...]:
    """The outputs that a demo of a node may hold: those of its strategy, then those of its signature."""
    signature = program.signature_of(node)
    taken = {f.name for f in (*signature.inputs, *signature.outputs)}
    derived = derived_outputs(program.nodes[node].slots.strategy, (known or Known()).derived)
    return (*(_renamed(f, taken) for f in derived), *signature.outputs)


def derived_outputs(strategy: Strategy, derived: Mapping[str, tuple[Field, ...]] = DERIVED) -> tuple[Field, ...]:
    """What a strategy puts before the outputs of any signature."""
    return derived.get(str(dict(strategy.options).get("of", strategy.name)), ())


def may_be_missing(field_: Field) -> bool:
    """Can a record leave this field out?"""
    return field_.default is not None or isinstance(field_.type, Optional | Nothing)


def _renamed(field_: Field, taken: Collection[str]) -> Field:
    name = field_.name
    while name in taken:
        name += "_"
    return replace(field_, name=name)


def _problems(program: Program, known: Known) -> Iterator[str]:
    if program.entry not in program.modules:
        yield f"the entry `{program.entry}` is no module"
    for kind in ("types", "signatures", "nodes", "tools", "modules", "models", "zones", "policies"):
        for key, thing in getattr(program, kind).items():
            if key != thing.name:
                yield f"`{thing.name}` stands under the name `{key}` in {kind}"
    yield from _type_problems(program.types)
    for signature in program.signatures.values():
        yield from _signature_problems(signature, program.types)
    for tool in program.tools.values():
        if bool(tool.python) == (tool.mcp is not None):
            yield f"tool `{tool.name}` comes from Python or from an MCP server, and from just one of them"
        yield from _interface_problems(f"tool `{tool.name}`", tool.inputs, tool.outputs, program.types)
    for node in program.nodes.values():
        yield from _node_problems(program, node, known)
    for module in program.modules.values():
        yield from _module_problems(program, module)
    yield from _cycles(program)
    yield from _zone_problems(program)
    yield from _share_problems(program)


def _share_problems(program: Program) -> Iterator[str]:
    """Places that share differ in what one of them pins, and in nothing else."""
    for name in program.shares:
        places = [node for node in program.each_node() if node.signature == name]
        for slot in sorted(SLOTS):
            free = [node for node in places if slot not in node.slots.pinned]
            if any(getattr(node.slots, slot) != getattr(free[0].slots, slot) for node in free):
                yield f"the nodes of `{name}` share their slots, and differ in `{slot}`"


def _zone_problems(program: Program) -> Iterator[str]:
    zones = {*program.zones, PROCESS}
    for kind in (program.tools, program.models):
        for each_ in kind.values():
            if each_.zone is not None and each_.zone not in zones:
                yield f"`{each_.name}` is in the zone `{each_.zone}`, which does not exist"
    for zone in program.zones.values():
        yield from (f"zone `{zone.name}` holds `{s}`, which is nothing" for s in zone.holds if s not in STORES)
    for policy in program.policies.values():
        for rule in policy.rules:
            unknown = [name for name in rule.names if name not in zones] if rule.kind == "stays" else []
            yield from (f"policy `{policy.name}` names the zone `{n}`, which does not exist" for n in unknown)


# --- types and signatures --------------------------------------------------------------------------------------------


def _type_problems(types: Types) -> Iterator[str]:
    for defined in types.values():
        if isinstance(defined, EnumDef):
            words = [w for m in defined.members for w in dict.fromkeys((m.name, m.wire))]
            yield from (f"enum `{defined.name}` has `{w}` twice" for w in _twice(words))
            if not defined.members:
                yield f"enum `{defined.name}` has no members"
            continue
        where = f"type `{defined.name}`"
        yield from _fields_problems(where, defined.fields, types)
        names = {f.name for f in defined.fields}
        for rule in defined.ensures:
            yield from _pure_problems(f"ensure of {where}", rule.condition, names, types)


def _interface_problems(
    where: str, inputs: tuple[Field, ...], outputs: tuple[Field, ...], types: Types
) -> Iterator[str]:
    yield from _fields_problems(where, (*inputs, *outputs), types)


def _fields_problems(where: str, fields: tuple[Field, ...], types: Types) -> Iterator[str]:
    yield from (f"{where} has `{name}` twice" for name in _twice(f.name for f in fields))
    for f in fields:
        yield from _mentions(f"`{f.name}` of {where}", f.type, types)
        if f.default is not None:
            yield from _pure_problems(f"the default of `{f.name}` of {where}", f.default, set(), types)


def _mentions(where: str, type_: Type, types: Types) -> Iterator[str]:
    """Named types that do not exist, and unions of fewer than two."""
    for part in each_type(type_):
        if isinstance(part, Ref) and part.name not in types:
            yield f"{where} mentions the type `{part.name}`, which does not exist"
        elif isinstance(part, Union) and len(part.options) < 2:
            yield f"{where} has a union of one"
        elif isinstance(part, Record):
            yield from (f"{where} has a record with `{name}` twice" for name in _twice(f.name for f in part.fields))


def _signature_problems(signature: Signature, types: Types) -> Iterator[str]:
    where = f"signature `{signature.name}`"
    yield from _interface_problems(where, signature.inputs, signature.outputs, types)
    inputs = {f.name for f in signature.inputs}
    seen, early = inputs | {f.name for f in signature.outputs}, set(inputs)
    for name, value in signature.lets:
        yield from _pure_problems(f"let `{name}` of {where}", value, seen, types)
        seen.add(name)
        if reads(value) <= early:
            early.add(name)
    for word, rules in (("ensure", signature.ensures), ("prefer", signature.prefers)):
        yield from _rules_problems(f"{word} of {where}", rules, seen, types)
    for guide in signature.guides:
        yield from _pure_problems(f"guide of {where}", guide.condition, early, types)
    for demo in signature.examples:
        yield from _demo_problems(f"an example of {where}", demo, signature.inputs, signature.outputs)


def _rules_problems(where: str, rules: Iterable[Rule], names: Collection[str], types: Types) -> Iterator[str]:
    for rule in rules:
        yield from _pure_problems(where, rule.condition, names, types)


def _pure_problems(where: str, expr: Expr, names: Collection[str], types: Types) -> Iterator[str]:
    yield from (f"{where} reads `{name}`, which it cannot see" for name in sorted(reads(expr) - set(names)))
    yield from (f"{where} calls `{call.target}`" for call in each_call(expr))
    yield from _expr_problems(where, expr, types)


def _expr_problems(where: str, expr: Expr, types: Types) -> Iterator[str]:
    """What can be wrong inside an expression whatever the names mean."""
    for part in each(expr):
        match part:
            case Format(parts=parts):
                for hole in parts:
                    if isinstance(hole, Shown):
                        yield from _mentions(where, hole.type, types)
            case Is(variant=variant) if variant is not None and variant not in types:
                yield f"{where} asks for the variant `{variant}`, which does not exist"
            case Match(arms=arms):
                if not arms:
                    yield f"{where} has a match without arms"
                named = (p.name for arm in arms for p in arm.patterns if isinstance(p, VariantPat))
                yield from (f"{where} matches the variant `{n}`, which does not exist" for n in named if n not in types)
            case Comp(clauses=clauses) if not clauses or not all(c.names for c in clauses):
                yield f"{where} has a comprehension that binds nothing"
            case Repeat():
                yield from _loop_problems(where, part)


def _loop_problems(where: str, loop: Repeat) -> Iterator[str]:
    if (loop.most is None) == (loop.item is None) or (loop.item is None) != (loop.source is None):
        yield f"{where} has a loop that is neither counted nor a fold"
    if loop.limit is not None and loop.most is None:
        yield f"{where} has a loop whose limit has no upper end"
    if not loop.carried:
        yield f"{where} has a loop that carries nothing"
    carried, bound = [name for name, _ in loop.carried], [name for name, _ in loop.body]
    taken = {TURN} | ({loop.item} if loop.item is not None else set())
    for part in (carried, bound):
        yield from (f"{where} has a loop that binds `{name}` twice" for name in _twice(part))
        yield from (f"{where} has a loop that binds `{name}` again" for name in sorted(taken.intersection(part)))
    waiting = set(bound) - set(carried)
    for name, value in loop.body:
        late = sorted(reads(value) & waiting)
        yield from (f"`{name}` in a loop of {where} reads `{other}` before it is there" for other in late)
        waiting.discard(name)


# --- nodes -----------------------------------------------------------------------------------------------------------


def _node_problems(program: Program, node: Node, known: Known) -> Iterator[str]:
    where = f"node `{node.name}`"
    signature = program.signatures.get(node.signature)
    if signature is None:
        yield f"{where} is of the signature `{node.signature}`, which does not exist"
        return
    slots = node.slots
    yield from _slot_problems(where, slots, program, known)
    yield from (
        f"{where} uses the tool `{name}`, which does not exist"
        for name in slots.strategy.tools
        if name not in program.tools
    )
    if node.metric is not None:
        yield from _metric_problems(f"the metric of {where}", node, node.metric, program)
    outputs = lowered_outputs(program, node.name, known)
    fields = {f.name: f for f in (*signature.inputs, *outputs)}
    for note in slots.notes:
        about = fields.get(note.field)
        if about is None:
            yield f"{where} has a note about `{note.field}`, which is no field"
        elif note.member is not None and not _is_member(note.member, about.type, program.types):
            yield f"{where} has a note about `{note.member}`, which is no member of `{note.field}`"
    for number, demo in enumerate(slots.demos, 1):
        yield from _demo_problems(f"demo {number} of {where}", demo, signature.inputs, outputs)


def _metric_problems(where: str, node: Node, metric: Metric, program: Program) -> Iterator[str]:
    """A metric reads `row` and `got`, and calls judges: nodes without a metric, modules, pure tools."""
    names = {"row", "got"}
    parts = [(f"`{step.name}` of {where}", step.name, step.value) for step in metric.steps]
    parts += [(where, "", part) for part in (metric.score, metric.feedback) if part is not None]
    for at, name, value in parts:
        yield from (f"{at} reads `{read}`, which it cannot see" for read in sorted(reads(value) - names))
        yield from _expr_problems(at, value, program.types)
        for call in each_call(value):
            yield from _call_problems(at, call, program)
            if call.kind == "node" and call.target == node.name:
                yield f"{at} calls the node that it scores"
        names.add(name)


def _slot_problems(where: str, slots: Slots, program: Program, known: Known) -> Iterator[str]:
    if known.adapters is not None and slots.adapter not in known.adapters:
        yield f"{where} has the adapter `{slots.adapter}`, which does not exist"
    if known.strategies is not None and slots.strategy.name not in known.strategies:
        yield f"{where} has the strategy `{slots.strategy.name}`, which does not exist"
    yield from (f"{where} has an option twice: `{n}`" for n in _twice(name for name, _ in slots.strategy.options))
    for model in (slots.model, slots.strategy.model):
        if model is not None and model not in program.models:
            yield f"{where} has the model `{model}`, which is not declared"
    yield from (f"{where} pins `{name}`, which is no slot" for name in sorted(slots.pinned - SLOTS))
    if not isfinite(slots.sampling.temperature) or slots.sampling.temperature < 0 or slots.sampling.max_tokens < 1:
        yield f"{where} has a sampling that no model takes"


def _is_member(wire: str, type_: Type, types: Types) -> bool:
    """Is this the wire spelling of a member of an enum that the type reaches, through records too?"""
    seen: set[str] = set()
    waiting = [type_]
    while waiting:
        for part in each_type(waiting.pop()):
            words = closed_set(part, types)
            if words is not None and wire in words:
                return True
            if isinstance(part, Ref) and part.name not in seen:
                seen.add(part.name)
                defined = types.get(part.name)
                waiting.extend(f.type for f in getattr(defined, "fields", ()))
    return False


def _demo_problems(where: str, demo: Demo, inputs: tuple[Field, ...], outputs: tuple[Field, ...]) -> Iterator[str]:
    for what, values, fields in (("input", demo.inputs, inputs), ("output", demo.outputs, outputs)):
        names = {f.name for f in fields}
        yield from (f"{where} has the {what} `{name}`, which does not exist" for name in values if name not in names)
        for f in fields:
            if f.name not in values and not may_be_missing(f):
                yield f"{where} lacks the {what} `{f.name}`"


# --- modules ---------------------------------------------------------------------------------------------------------


def _module_problems(program: Program, module: Module) -> Iterator[str]:
    where = f"module `{module.name}`"
    inputs = {f.name for f in module.inputs}
    yield from _interface_problems(where, module.inputs, module.outputs, program.types)
    seen = set(inputs)
    for binding in module.bindings:
        at = f"`{binding.name}` of {where}"
        if binding.name in seen:
            yield f"{at} is bound twice"
        yield from (f"{at} reads `{name}` before it is there" for name in sorted(reads(binding.value) - seen))
        yield from _expr_problems(at, binding.value, program.types)
        for call in each_call(binding.value):
            yield from _call_problems(at, call, program)
        seen.add(binding.name)
    bound = seen - inputs
    yield from (f"{where} never binds its output `{f.name}`" for f in module.outputs if f.name not in bound)


def _call_problems(where: str, call: Call, program: Program) -> Iterator[str]:
    inputs = _inputs_of(call, program)
    if inputs is None:
        yield f"{where} calls the {call.kind} `{call.target}`, which does not exist"
        return
    given = [name for name, _ in call.args]
    yield from (f"{where} gives `{name}` to `{call.target}` twice" for name in _twice(given))
    names = {f.name for f in inputs}
    yield from (f"{where} gives `{n}` to `{call.target}`, which has no such input" for n in given if n not in names)
    for f in inputs:
        if f.name not in given and not may_be_missing(f):
            yield f"{where} calls `{call.target}` without its input `{f.name}`"


def _inputs_of(call: Call, program: Program) -> tuple[Field, ...] | None:
    """The inputs of what is called; none to speak of for a node whose signature is missing, which is reported there."""
    if call.kind == "node":
        node = program.nodes.get(call.target)
        signature = program.signatures.get(node.signature) if node else None
        return signature.inputs if signature else None
    called = program.tools.get(call.target) if call.kind == "tool" else program.modules.get(call.target)
    return called.inputs if called else None


def _cycles(program: Program) -> Iterator[str]:
    """Modules that call themselves, directly or through others, so that a run would never end."""
    inner = {
        name: {c.target for b in module.bindings for c in calls_below(program, b.value) if c.kind == "module"}
        for name, module in program.modules.items()
    }
    while True:
        asked = {target for called in inner.values() for target in called}
        circling = {name: called for name, called in inner.items() if name in asked and called & inner.keys()}
        if circling == inner:
            break
        inner = circling
    if inner:
        yield f"modules call each other in a circle: {', '.join(f'`{name}`' for name in sorted(inner))}"


def _twice(names: Iterable[str]) -> list[str]:
    """Names that stand more than once."""
    seen: set[str] = set()
    again: dict[str, None] = {}
    for name in names:
        if name in seen:
            again[name] = None
        seen.add(name)
    return list(again)
