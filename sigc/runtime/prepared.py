"""A node's strategy made ready: its options with defaults and tools in place, and the tasks that it derives.

Promise: the same for the compiler, which renders the tasks, and the runtime, which asks them. May import: sigc.ir,
sigc.adapters.base, sigc.strategies, sigc.runtime.walk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sigc.adapters.base import BY_CALL
from sigc.ir.program import Program, Task, task_of
from sigc.runtime.walk import with_lets
from sigc.strategies.base import Strategy
from sigc.strategies.registry import IN_SANDBOX, strategy_named
from sigc.strategies.sandbox.registry import EXTRAS


@dataclass(frozen=True, slots=True)
class Prepared:
    strategy: Strategy
    options: Mapping[str, Any]
    tasks: Mapping[str, Task]
    models: Mapping[str, str]
    """Tasks that are put to another model than the node's."""


def prepared(program: Program, node: str) -> Prepared:
    """The strategy of a node with everything that does not depend on inputs."""
    chosen = program.nodes[node].slots.strategy
    strategy = strategy_named(chosen.name)
    options = {**strategy.defaults, **dict(chosen.options)}
    if "tools" in options:
        options["native"] = program.nodes[node].slots.adapter == BY_CALL
        options["tools"] = tuple(program.tools[name] for name in options["tools"])
    models = {"sub": options["sub"]} if "sub" in options else {}
    return Prepared(strategy, options, strategy.tasks(plain_task(program, node), options), models)


def plain_task(program: Program, name: str) -> Task:
    """The node's Task with the signature's `let` names put into its guides."""
    task, lets = task_of(program, name), program.signature_of(name).lets
    if not lets:
        return task
    return replace(task, guides=tuple(replace(g, condition=with_lets(g.condition, lets)) for g in task.guides))


def extras_of(program: Program) -> tuple[str, ...]:
    """The extras that running it takes, in order."""
    chosen = [node.slots.strategy for node in program.nodes.values() if node.slots.strategy.name in IN_SANDBOX]
    options = [{**strategy_named(strategy.name).defaults, **dict(strategy.options)} for strategy in chosen]
    return tuple(sorted({EXTRAS[given["sandbox"]] for given in options}))
