"""The pass `tidy`: drop what nobody reads, merge what is asked twice.

Promise: outputs and failures of every run stay as they are, but for the failures of dropped calls. A call of a tool
that acts is never dropped; tools that are not pure, and calls that are sampled, are never merged. May import: sigc.ir,
sigc.passes.base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, ClassVar

from sigc.ir.expr import Call, Expr, Var
from sigc.ir.program import Binding, Module, Program
from sigc.ir.walk import calls_below, each_call, reads
from sigc.passes.base import Bench


@dataclass(frozen=True, slots=True)
class Tidy:
    """Dead bindings, equal bindings, and whatever is unreachable after that. Calls no model."""

    name: ClassVar[str] = "tidy"

    async def run(self, program: Program, bench: Bench) -> Program:
        tidied = tidy(program)
        gone = sorted(set(program.nodes) - set(tidied.nodes))
        if gone:
            bench.say(self.name, "", f"dropped {', '.join(gone)}")
        return tidied


def tidy(program: Program) -> Program:
    """The program without dead and repeated work. `tidy(tidy(p)) == tidy(p)`."""
    while True:
        modules = {name: _merged(program, _live(program, module)) for name, module in program.modules.items()}
        smaller = _reachable(replace(program, modules=modules))
        if smaller == program:
            return program
        program = smaller


def _merged(program: Program, module: Module) -> Module:
    """Later bindings with the value of an earlier one become its name."""
    first: dict[str, str] = {}
    bindings: list[Binding] = []
    for binding in module.bindings:
        key = _meaning(program, binding.value)
        if key is None:
            bindings.append(binding)
        elif key in first:
            bindings.append(replace(binding, value=Var(first[key])))
        else:
            first[key] = binding.name
            bindings.append(binding)
    return replace(module, bindings=tuple(bindings))


def _meaning(program: Program, value: Expr) -> str | None:
    """A text that is equal for expressions that give equal values; None where nothing may be merged."""
    calls = list(each_call(value))
    if not calls or any(not _mergeable(program, call) for call in calls):
        return None
    names = {call.target: _asked(program, call) for call in calls}
    return repr(_renamed(value, names))


def _mergeable(program: Program, call: Call) -> bool:
    if call.kind == "tool":
        return program.tools[call.target].effect == "pure"
    if call.kind != "node":
        return False
    slots = program.nodes[call.target].slots
    pure = all(program.tools[name].effect == "pure" for name in slots.strategy.tools)
    return slots.sampling.temperature == 0 and pure


def _asked(program: Program, call: Call) -> str:
    """What a call asks, whatever its node is called."""
    if call.kind == "tool":
        return call.target
    node = program.nodes[call.target]
    slots = replace(node.slots, pinned=frozenset())
    return f"{node.signature} {slots!r} {node.metric!r}"


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, Call):
        args = tuple(sorted((name, _renamed(arg, names)) for name, arg in value.args))
        return (value.kind, names[value.target], [(name, repr(arg)) for name, arg in args])
    if isinstance(value, tuple):
        return tuple(_renamed(item, names) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__name__, *(_renamed(getattr(value, f.name), names) for f in fields(value)))
    return value


def _live(program: Program, module: Module) -> Module:
    """Without the bindings that no output needs and that change nothing outside."""
    needed = {output.name for output in module.outputs}
    kept: list[Binding] = []
    for binding in reversed(module.bindings):
        if binding.name in needed or any(_acts(program, call) for call in each_call(binding.value)):
            needed |= reads(binding.value)
            kept.append(binding)
    return replace(module, bindings=tuple(reversed(kept)))


def _acts(program: Program, call: Call) -> bool:
    """The call, or one inside the module called, changes the world."""
    if call.kind == "tool":
        return program.tools[call.target].effect == "acts"
    if call.kind == "node":
        return any(program.tools[name].effect == "acts" for name in program.nodes[call.target].slots.strategy.tools)
    inner = program.modules[call.target]
    return any(_acts(program, c) for binding in inner.bindings for c in each_call(binding.value))


def _reachable(program: Program) -> Program:
    """Without modules, nodes, tools and signatures that the entry does not reach."""
    modules, nodes, tools = {program.entry}, set[str](), set[str]()
    waiting = [program.entry]
    while waiting:
        for binding in program.modules[waiting.pop()].bindings:
            for call in calls_below(program, binding.value):
                if call.kind == "module" and call.target not in modules:
                    modules.add(call.target)
                    waiting.append(call.target)
                elif call.kind != "module":
                    (nodes if call.kind == "node" else tools).add(call.target)
    signatures = {program.nodes[name].signature for name in nodes}
    tools |= {tool for name in nodes for tool in program.nodes[name].slots.strategy.tools}
    return replace(
        program,
        modules={k: v for k, v in program.modules.items() if k in modules},
        nodes={k: v for k, v in program.nodes.items() if k in nodes},
        tools={k: v for k, v in program.tools.items() if k in tools},
        signatures={k: v for k, v in program.signatures.items() if k in signatures},
    )
