"""react: think, use a tool, look at what it gave, think again; then answer.

Yao et al. 2022, "ReAct: Synergizing Reasoning and Acting in Language Models".
May import: sigc.ir, sigc.values, sigc.strategies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sigc.ir.program import Task, Tool, Values
from sigc.ir.types import Field, Json, Lit, Optional, Type, Union
from sigc.strategies.base import Ask, Failed
from sigc.strategies.calling import with_calls
from sigc.strategies.deriving import clipped, extra, free, joined, said, step_of, with_inputs, written
from sigc.strategies.tools import described, short_names

FINISH = "finish"
STEP = """Do not answer yet: take the next step. Say in `{thought}` what is still needed, name a tool in `{tool}` \
and give its arguments in `{args}` as a JSON object. `{steps}` shows the steps taken so far. When they hold all that \
the answer needs, or no tool helps, the tool is `{finish}`, without arguments.

Tools:
{tools}"""
NATIVE = "Use the tools to find out what the answer needs, then give it. No questions can be asked back."
ANSWER = "`{steps}` shows what was found out with tools. Answer from it."


@dataclass(frozen=True, slots=True)
class React:
    """Up to `steps` questions of the task `step`, each followed by the tool that it names; then `main` answers from
    the steps. A step that cannot be read, a misfit of arguments and a failure of a tool are what the step found.
    `native`: the wire format calls tools natively, so all of it is one conversation about `main` (calling.py)."""

    defaults: ClassVar[Mapping[str, Any]] = {"steps": 8}

    def tasks(self, task: Task, options: Mapping[str, Any]) -> dict[str, Task]:
        tools = options["tools"]
        if options.get("native"):
            return {"main": replace(task, instruction=joined(task.instruction, NATIVE))}
        steps = extra("steps", "steps taken so far", task)
        asked = replace(task, inputs=(*task.inputs, steps))
        thought, tool = said("thought", "what is still needed", asked), free("tool", asked)
        names = [*short_names(tools), _finish(tools)]
        kind: Type = Union(tuple(Lit(name) for name in names))
        args = Field(free("args", asked), Optional(Json()), "arguments of the tool by name")
        words = STEP.format(
            thought=thought.name, tool=tool, args=args.name, steps=steps.name, finish=names[-1],
            tools=described(tools, task.types),
        )  # fmt: skip
        step = step_of(task, asked.inputs, (thought, Field(tool, kind), args), words)
        return {"step": step, "main": with_inputs(task, steps, words=ANSWER.format(steps=steps.name))}

    async def run(self, ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
        if options.get("native"):
            return await with_calls(ask, inputs, options)
        steps = ask.task("main").inputs[-1].name
        tools: dict[str, Tool] = dict(zip(short_names(options["tools"]), options["tools"], strict=True))
        taken: list[str] = []
        for number in range(1, options["steps"] + 1):
            try:
                reply = await ask.once()("step", {**inputs, steps: "\n\n".join(taken) or None})
            except Failed as failed:
                if not failed.misfit:
                    raise
                taken.append(f"{number}. {clipped(failed.raw, 400)}\nThis step cannot be used: {failed.reason}")
                continue
            thought, name, args = reply.values()
            if name not in tools:
                break
            found = await _use(ask, tools[name], args)
            call = f"> {name} {clipped(json.dumps(args, ensure_ascii=False), 400)}"
            taken.append(joined_lines(f"{number}. {thought}", call, found))
        return await ask("main", {**inputs, steps: "\n\n".join(taken) or None})


async def _use(ask: Ask, tool: Tool, args: Any) -> str:
    """What a tool gave, in words."""
    try:
        found = await ask.tool(tool.name, args if args is not None else {})
    except Failed as failed:
        return f"This failed: {failed.reason}"
    return clipped(written(found, tool.outputs, ask.task("main").types))


def joined_lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)


def _finish(tools: tuple[Tool, ...]) -> str:
    name = FINISH
    while name in short_names(tools):
        name += "_"
    return name
