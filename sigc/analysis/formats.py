"""Which wire formats can serve the places of a program.

Promise: asks the adapters themselves; calls no model. May import: sigc.base, sigc.ir, sigc.catalog, sigc.adapters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sigc.adapters.base import Adapter
from sigc.catalog.tables import ADAPTERS, STRATEGIES
from sigc.ir.program import Program, Task, task_of


def misfits(program: Program, adapter: str) -> dict[str, str]:
    """Node -> why the adapter cannot serve it, for each that it cannot. Raises KeyError for an unknown adapter."""
    made: Adapter = ADAPTERS[adapter].load()()
    found: dict[str, str] = {}
    for name, node in program.nodes.items():
        entry = STRATEGIES.get(node.slots.strategy.name)
        if entry is None:
            continue
        strategy: Any = entry.load()()
        given = {key: option.default for key, option in entry.options.items()} | strategy.defaults
        given |= dict(node.slots.strategy.options)
        if "tools" in given:
            given["tools"] = tuple(program.tools[tool] for tool in node.slots.strategy.tools)
        tasks: Mapping[str, Task] = strategy.tasks(task_of(program, name), given)
        why = next((reason for task in tasks.values() if (reason := made.fits(task)) is not None), None)
        if why is not None:
            found[name] = why
    return found
