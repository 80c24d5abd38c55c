"""A conversation of a node in which the model calls tools natively, until it calls `answer`.

Promise: every call of a turn is answered, so that providers take the next turn; opaque parts of replies go back as
they came; the conversation is one `NodeCall` in a trace, whatever its number of turns.
May import: sigc.ir, sigc.values, sigc.adapters, sigc.lm.base, sigc.strategies, sigc.runtime."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sigc.adapters.base import ANSWER, ANSWERS, Repair, Unreadable
from sigc.ir.program import Tool, Values
from sigc.ir.types import Optional, Types
from sigc.lm.base import Message, Reply, ToolCall, ToolSpec, keep, reject
from sigc.runtime.endings import repairs_of, sure_enough, withheld_reply
from sigc.runtime.errors import RULE_BROKEN, UNREADABLE, CallFailed
from sigc.strategies.purse import Purse
from sigc.values.schema import json_schema

if TYPE_CHECKING:
    from sigc.lm.base import Request
    from sigc.runtime.node import Question


def answer_spec(schema: Mapping[str, Any]) -> ToolSpec:
    """The tool whose arguments, of this schema, are the outputs."""
    return ToolSpec(ANSWER, ANSWERS, schema)


def tool_spec(name: str, tool: Tool, types: Types) -> ToolSpec:
    """A tool of the program as providers are told of it. Inputs with a default, and optional ones, may be left out."""
    schema = json_schema(tool.inputs, types)
    needed = [f.name for f in tool.inputs if f.default is None and not isinstance(f.type, Optional)]
    return ToolSpec(name, tool.description, {**schema, "required": needed})


class Talk:
    """One conversation. `specs`: the tools beside `answer`."""

    def __init__(
        self,
        question: Question,
        inputs: Values,
        specs: Sequence[ToolSpec],
        sample: int,
        temperature: float,
        purse: Purse | None,
    ) -> None:
        self._question, self._inputs, self._specs = question, inputs, tuple(specs)
        self._sample, self._temperature, self._purse = sample, temperature, purse
        self._messages = question.messages(inputs)
        self._asked: tuple[Message, ...] = ()
        self._replies: list[Reply] = []
        self._sent: list[Request] = []
        self._repairs: tuple[Repair, ...] = ()

    async def turn(self, *, last: bool) -> tuple[ToolCall, ...]:
        """What the model calls next; `last`: it may only answer. A text is taken for an answer, should it be one."""
        question = self._question
        request = question.request(self._messages, self._sample, self._temperature, self._inputs)
        if not last:
            request = replace(request, tools=(*self._specs, *request.tools))
        self._asked = request.messages
        self._sent.append(request)
        reply = await question.send(request, len(self._replies) + 1, self._purse)
        self._replies.append(reply)
        if (ended := withheld_reply(reply)) is not None:
            reject(question.lm, self._sent.pop())
            raise CallFailed(ended[0], question.node, len(self._replies), ended[1], reply.text)
        self._messages += (Message("assistant", reply.text, calls=reply.calls, opaque=reply.opaque),)
        return reply.calls or ((ToolCall("", ANSWER, reply.text),) if reply.text.strip() else ())

    def told(self, call: ToolCall, text: str) -> None:
        """What a call gave."""
        if call.id:
            self._messages += (Message("tool", text, answers=call.id),)
        else:
            self.say(text)

    def say(self, text: str) -> None:
        """A word to the model between its turns."""
        self._messages += (Message("user", text),)

    def read(self, call: ToolCall) -> Values:
        """The outputs that a call of `answer` states. Raises CallFailed."""
        question = self._question
        reply = self._replies[-1]
        try:
            reading = question.adapter.read(call.arguments, question.task)
            repairs = repairs_of(reply, reading.repairs)
            sure_enough(repairs, question.min_confidence, call.arguments)
        except Unreadable as bad:
            raise CallFailed(UNREADABLE, question.node, len(self._replies), bad.reason, call.arguments) from bad
        broken = question.broken_rule(self._inputs, reading.values)
        if broken is not None:
            raise CallFailed(RULE_BROKEN, question.node, len(self._replies), broken, call.arguments)
        self._repairs = repairs
        return reading.values

    def end(self, outputs: Values | None, error: CallFailed | None) -> None:
        """Keep or reject the replies, and tell the trace."""
        for request in self._sent:
            (keep if outputs is not None else reject)(self._question.lm, request)
        if outputs is not None or error is not None:
            replies = tuple(_shown(reply) for reply in self._replies)
            self._question.tell(
                self._inputs, outputs, error, self._asked, self._replies, replies, self._sample, self._repairs
            )


def _shown(reply: Reply) -> str:
    """A reply as text: what was said, then each call."""
    return "\n".join([*([reply.text] if reply.text else []), *(f"> {c.name} {c.arguments}" for c in reply.calls)])
