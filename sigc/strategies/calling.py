"""react by native tool calls: one conversation in which the model calls tools, several at once if it likes, until it
calls `answer`.

Promise: at most `steps` calls of tools, and `steps` + 2 turns; the last but one may only answer, the last follows an
answer that could not be used. A bad call is told to the model and ends nothing. A turn that answers ends the
conversation: what it calls beside the answer is not carried out. May import: sigc.ir, sigc.lm.base, sigc.strategies."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from sigc.adapters.base import ANSWER
from sigc.ir.program import Tool, Values
from sigc.lm.base import ToolCall
from sigc.strategies.base import Ask, Failed, Talk
from sigc.strategies.deriving import clipped, written
from sigc.strategies.tools import short_names

SILENT = f"Nothing was called. Call a tool, or `{ANSWER}`."
NO_MORE = f"Not carried out: no calls are left. Call `{ANSWER}` now."


async def with_calls(ask: Ask, inputs: Values, options: Mapping[str, Any]) -> Values:
    """The outputs. Raises Failed when there is no answer in the end."""
    names = [f"{name}_" if name == ANSWER else name for name in short_names(options["tools"])]
    tools = dict(zip(names, options["tools"], strict=True))
    talk = ask.talk(inputs, tools)
    try:
        outputs = await _talked(ask, talk, tools, options["steps"])
    except Failed as failed:
        talk.end(None, failed)
        raise
    except BaseException:
        talk.end(None, None)
        raise
    talk.end(outputs, None)
    return outputs


async def _talked(ask: Ask, talk: Talk, tools: Mapping[str, Tool], steps: int) -> Values:
    left = steps
    for _ in range(steps):
        calls = await talk.turn(last=False)
        outputs = _answered(talk, calls)
        if outputs is not None:
            return outputs
        wanted = [call for call in calls if call.name != ANSWER]
        now, late = wanted[:left], wanted[left:]
        left -= len(now)
        found = await asyncio.gather(*(_carried_out(ask, tools, call) for call in now))
        for call, text in zip(wanted, [*found, *[NO_MORE] * len(late)], strict=True):
            talk.told(call, text)
        if not calls:
            talk.say(SILENT)
        if not left:
            break
    outputs = _answered(talk, calls := await talk.turn(last=True))
    if outputs is not None:
        return outputs
    for call in calls:
        if call.name != ANSWER:
            talk.told(call, NO_MORE)
    if not calls:
        talk.say(SILENT)
    calls = await talk.turn(last=True)
    return talk.read(next((call for call in calls if call.name == ANSWER), ToolCall("", ANSWER, "")))


def _answered(talk: Talk, calls: tuple[ToolCall, ...]) -> Values | None:
    """The outputs, when a call of `answer` gives them; what is wrong with those that do not is told to the model."""
    for call in calls:
        if call.name == ANSWER:
            try:
                return talk.read(call)
            except Failed as failed:
                talk.told(call, f"This answer cannot be used: {failed.reason}")
    return None


async def _carried_out(ask: Ask, tools: Mapping[str, Tool], call: ToolCall) -> str:
    """What a call gave, in words."""
    tool = tools.get(call.name)
    if tool is None:
        return f"This failed: there is no tool `{call.name}`; there are {', '.join(tools)}."
    try:
        arguments = json.loads(call.arguments or "{}")
    except (ValueError, RecursionError) as error:
        return f"This failed: the arguments are not JSON ({error})."
    try:
        found = await ask.tool(tool.name, arguments)
    except Failed as failed:
        return f"This failed: {failed.reason}"
    return clipped(written(found, tool.outputs, ask.task("main").types))
