"""react where the wire format calls tools natively: one conversation, every call answered, an answer at the end."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from loopback import Answer, Loopback, Seen
from runtime.models import Scripted
from strategies.desk import HERE, run, transcript
from strategies.scripts import CASES, case
from support import same_text

from sigc.analysis.bounds import bounds_of
from sigc.analysis.bounds_cost import CALLS, TOOLS
from sigc.ir.program import Model, Program
from sigc.lm.base import LMError, Reply, Request, ToolCall
from sigc.lm.cache import request_key
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed
from sigc.runtime.models import Models
from sigc.runtime.tools import PythonTools
from sigc.runtime.trace import NodeCall


def native(name: str = "react", **changes: Any) -> Program:
    """The case with the wire format of native calls at every place."""
    program = case(name)
    nodes = {
        key: replace(node, slots=replace(node.slots, adapter="tool_call", **changes))
        for key, node in program.nodes.items()
    }
    return replace(program, nodes=nodes)


def calls(*wanted: tuple[str, Any], first: int = 1, text: str = "") -> Reply:
    """A reply that calls tools; arguments that are no text are written as JSON."""
    made = tuple(
        ToolCall(f"call_{first + n}", name, args if isinstance(args, str) else json.dumps(args), wire=f"toolu_{n}")
        for n, (name, args) in enumerate(wanted)
    )
    return Reply(text, calls=made, finish="tool", opaque=({"signature": "s"},))


def asked(name: str, *script: Any) -> dict[str, Any]:
    outputs, requests = run(native(), *script, question="How much rain?")
    same_text(CASES / f"calling_{name}.requests", transcript(requests))
    assert all(len(request.messages) == len(set(map(id, request.messages))) for request in requests)
    return outputs


RAIN = ("search", {"query": "rain"})


def test_tools_then_an_answer() -> None:
    script = (calls(RAIN, ("search", {"query": "snow"}), text="Looking."), calls(("answer", {"answer": "3"}), first=3))
    assert asked("plain", *script) == {"answer": "3"}


def test_bad_calls_are_told_and_answered() -> None:
    bad = [("search", {"query": "boom"}), ("search", {"text": "x"}), ("erase", {}), ("search", "{not json")]
    script = (calls(*bad[:2]), calls(*bad[2:], first=3), calls(("answer", {"answer": "3"}), first=5))
    assert asked("bad", *script) == {"answer": "3"}


def test_an_answer_is_forced_when_no_calls_are_left() -> None:
    script = (calls(*[RAIN] * 6), calls(("answer", {"answer": "3"}), first=7))
    assert asked("forced", *script) == {"answer": "3"}


def test_an_answer_that_cannot_be_used_is_asked_for_again() -> None:
    script = (calls(("answer", {})), calls(("answer", {"answer": "3"}), first=2))
    assert asked("again", *script) == {"answer": "3"}


def test_a_turn_without_calls() -> None:
    script = (Reply(""), Reply("[[answer]] 3"))
    assert asked("silent", *script) == {"answer": "3"}, "an answer in text is an answer"


def test_what_stands_beside_an_answer_is_not_carried_out() -> None:
    outputs, requests = run(native(), calls(("search", {"query": "boom"}), ("answer", {"answer": "3"})), question="?")
    assert (outputs, len(requests)) == ({"answer": "3"}, 1)


def test_at_most_steps_and_two_turns() -> None:
    with pytest.raises(CallFailed) as failure:
        run(native(), *[Reply("")] * 20, question="?")
    assert failure.value.code == "SIG0821"
    last = (calls(("answer", {})), calls(("answer", {"answer": "3"})))
    _, requests = run(native(), *[calls(RAIN)] * 4, *last, question="?")
    assert len(requests) == 4 + 2
    assert [tool.name for tool in requests[-1].tools] == ["answer"]


def test_a_model_that_is_down_is_no_observation() -> None:
    with pytest.raises(CallFailed, match="SIG0804"):
        run(native(), LMError("SIG0804", "down"), question="?")


def test_replies_are_kept_when_they_led_to_an_answer_and_the_trace_is_one_call() -> None:
    lm = Scripted([calls(RAIN), calls(("answer", {"answer": "3"}), first=2)])
    trace: list[NodeCall] = []
    engine = Engine(native(), lm.for_any, tools=PythonTools((str(HERE),)), trace=trace.append)
    asyncio.run(engine.run({"question": "?"}))
    assert (len(lm.kept), lm.rejected) == (2, [])
    (told,) = trace
    assert told.outputs == {"answer": "3"}
    assert told.replies == ('> search {"query": "rain"}', '> answer {"answer": "3"}')


def test_a_lone_answer_by_call_is_asked_for_again_with_its_call_answered() -> None:
    """Without tools: the wire format alone."""
    program = native(strategy=replace(native().nodes["Main.answer"].slots.strategy, name="predict", options=()))
    script = (calls(("answer", "{}")), calls(("answer", {"answer": "3"})))
    outputs, requests = run(program, *script, question="?")
    assert outputs == {"answer": "3"}
    assert [message.role for message in requests[1].messages] == ["system", "user", "assistant", "tool"]
    assert requests[1].messages[-1].answers == "call_1"


def test_over_the_wire() -> None:
    """The real client: ids of the provider go back to it, and the last turn offers the answer alone."""

    def serve(seen: Seen) -> Answer:
        if seen.number < 4:
            call = {"id": f"w{seen.number}", "type": "function"}
            named = {**call, "function": {"name": "search", "arguments": '{"query": "rain"}'}}
            return Answer(message={"role": "assistant", "content": None, "tool_calls": [named]}, finish="tool_calls")
        named = {"id": "w9", "type": "function", "function": {"name": "answer", "arguments": '{"answer": "3"}'}}
        return Answer(message={"role": "assistant", "content": None, "tool_calls": [named]}, finish="tool_calls")

    async def ask(url: str) -> dict[str, Any]:
        models = Models({"m": Model("m", "openai/gpt-4o", {"base_url": url})}, default="m")
        engine = Engine(native(), models.lm, tools=PythonTools((str(HERE),)))
        try:
            return await engine.run({"question": "?"})
        finally:
            await models.close()

    with Loopback(serve) as server:
        assert asyncio.run(ask(server.url)) == {"answer": "3"}
        last: Any = server.seen[-1].json
    assert [tool["function"]["name"] for tool in last["tools"]] == ["answer"]
    results = [message for message in last["messages"] if message["role"] == "tool"]
    assert [message["tool_call_id"] for message in results] == ["w0", "w1", "w2", "w3"]


def test_equal_conversations_have_equal_keys() -> None:
    def keys() -> list[str]:
        lm = Scripted([calls(RAIN), calls(("answer", {"answer": "3"}), first=2)])
        engine = Engine(native(), lm.for_any, tools=PythonTools((str(HERE),)))
        asyncio.run(engine.run({"question": "?"}))
        sent: list[Request] = lm.asked
        return [request_key("x", request) for request in sent]

    assert keys() == keys()


def test_bounds_of_a_conversation() -> None:
    """At least one turn; at most `steps` and two, and `steps` calls of tools."""
    cost = bounds_of(native()).cost
    found = {amount: (str(cost.amounts[amount].least), str(cost.amounts[amount].most)) for amount in (CALLS, TOOLS)}
    assert found == {CALLS: ("1", "6"), TOOLS: ("0", "4")}
    assert (str(cost.path.least), str(cost.path.most)) == ("1", "10")
