"""codeact: code that the model writes uses the tools, step by step.

Wang et al. 2024, "Executable Code Actions Elicit Better LLM Agents". May import: sigc.ir, sigc.values,
sigc.strategies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sigc.ir.program import Task, Tool, Values
from sigc.strategies.base import Ask, Failed
from sigc.strategies.calls import Calls
from sigc.strategies.coding import Room, answer_by_code, coding_tasks, plain, variables_of
from sigc.strategies.sandbox.base import Function, Refused
from sigc.strategies.tools import described, short_names
from sigc.values.wire import to_json

WORDS = """Functions, called with their arguments by name; one with several results gives a dict:
{tools}"""


@dataclass(frozen=True, slots=True)
class CodeAct:
    """Up to `steps` pieces of code, which may call tools `calls` times in all; `main` answers when none submits."""

    defaults: ClassVar[Mapping[str, Any]] = {"steps": 5, "calls": 50, "sandbox": "monty"}

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        return coding_tasks(task, options["sandbox"], WORDS.format(tools=described(options["tools"], task.types)))

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        budget = Calls(options["calls"])
        tools = zip(short_names(options["tools"]), options["tools"], strict=True)
        functions = {name: _function(ask, tool, budget) for name, tool in tools}
        room = Room(variables_of(ask, inputs), functions, options["sandbox"])
        return await answer_by_code(ask, inputs, room, options["steps"])


def _function(ask: Ask, tool: Tool, budget: Calls) -> Function:
    names = [f.name for f in tool.inputs]

    async def call(*values: Any, **named: Any) -> Any:
        budget.take()
        if len(values) > len(names):
            raise Refused(f"{tool.name} takes {', '.join(names) or 'no arguments'}")
        given = {**dict(zip(names, values, strict=False)), **named}
        try:
            found = await ask.tool(tool.name, plain(given))
        except Failed as failed:
            raise Refused(failed.reason) from failed
        types = ask.task("main").types
        data = {f.name: to_json(found[f.name], f.type, types) for f in tool.outputs}
        return next(iter(data.values())) if len(data) == 1 else data

    return call
