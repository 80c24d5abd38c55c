"""Runs that are watched, over a real connection: events in order, early restarts, commits, and nothing left behind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loopback import Answer, Loopback
from runtime.models import Scripted
from runtime.packages import imported, written
from runtime.programs import node, triage

from sigc.ir.expr import Attr, Binary, Const, Otherwise, RecordOf, Rule, Var
from sigc.ir.program import Binding, Module, Node, Program, Signature, Slots, Strategy
from sigc.ir.types import Field, Int, List, Str
from sigc.lm.connect import connect
from sigc.runtime.engine import Engine
from sigc.runtime.streaming import Event, Failure, Final, Partial, Restart, event_data

DRAFT = Signature(
    "Draft",
    "Write.",
    (Field("x", Str()),),
    (Field("n", Int()), Field("text", Str()), Field("tags", List(Str()))),
    ensures=(Rule(Binary(">", Var("n"), Const(3)), "n is more than 3", "n > 3"),),
)
GOOD = ["[[n]] 5\n", "[[text]] Hello ", "there\n", '[[tags]] ["a",', ' "b"]']
BAD = ["[[n]] 1\n", "[[text]] Nothing ", "at all\n" * 3, '[[tags]] ["z"]']


def program(slots: Slots = Slots()) -> Program:
    """One question, its outputs as they are."""
    outputs = DRAFT.outputs
    bindings = (
        Binding("answer", node("Draft", x=Var("x"))),
        *(Binding(f.name, Attr(Var("answer"), f.name)) for f in outputs),
    )
    module = Module("Main", DRAFT.inputs, outputs, bindings)
    return Program(
        "Main", signatures={"Draft": DRAFT}, nodes={"Draft": Node("Draft", "Draft", slots)}, modules={"Main": module}
    )


def sse(pieces: Sequence[str]) -> Answer:
    """The chunks of a streamed completion, one after the other."""
    return Answer(pieces=tuple(pieces), gap=0.01)


class Talking:
    """An engine over a loopback server that gives these answers in turn; the last one again and again."""

    def __init__(self, *answers: Answer, slots: Slots = Slots(), of: Program | None = None) -> None:
        self.server = Loopback(lambda seen: answers[min(seen.number, len(answers) - 1)])
        self.program = of or program(slots)

    def __enter__(self) -> Talking:
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.__exit__()

    async def events(
        self, commit: str | None = None, until: Callable[[Event[Any]], bool] = lambda _: False
    ) -> list[Event[Any]]:
        lm = connect("openai/x", {"base_url": self.server.url}, {"OPENAI_API_KEY": "k"})
        found = []
        try:
            async with Engine(self.program, lambda _: lm).stream({"x": "a"}, commit=commit) as stream:
                async for event in stream:
                    found.append(event)
                    if until(event):
                        break
        finally:
            await lm.close()
        left = asyncio.all_tasks() - {asyncio.current_task()}
        assert not left, left
        return found

    def run(self, **options: Any) -> list[Event[Any]]:
        return asyncio.run(self.events(**options))


def check_order(events: list[Event[Any]]) -> None:
    """Partials grow within an attempt, each restart begins the next one, one Final or Failure ends it all."""
    attempt, last = 1, {}
    for event in events[:-1]:
        assert isinstance(event, Partial | Restart)
        if isinstance(event, Restart):
            attempt, last = attempt + 1, {}
        else:
            assert last.keys() <= event.value.keys()
            assert all(
                event.value[k] == v or str(event.value[k]).startswith(str(v).rstrip("]'")) for k, v in last.items()
            )
            last = dict(event.value)
        assert event.attempt == attempt
    assert isinstance(events[-1], Final | Failure)


def test_partials_then_the_final() -> None:
    with Talking(sse(GOOD)) as talking:
        events = talking.run()
    check_order(events)
    assert events[0] == Partial(1, {"n": 5, "text": "Hello"})
    assert isinstance(events[-1], Final)
    assert events[-1].value == {"n": 5, "text": "Hello there", "tags": ["a", "b"]}
    assert talking.server.seen[0].json["stream"] is True


def test_a_broken_rule_stops_the_reply_before_its_end() -> None:
    with Talking(sse([*BAD[:2], *["more and more "] * 500]), sse(GOOD)) as talking:
        events = talking.run()
    check_order(events)
    [restart] = [e for e in events if isinstance(e, Restart)]
    assert restart == Restart(2, "this rule does not hold: n is more than 3")
    said = talking.server.seen[1].json["messages"][-2]["content"]
    assert len(said) < 1000, "the rest was not waited for"
    assert isinstance(events[-1], Final)


def test_an_unreadable_reply_restarts() -> None:
    with Talking(sse(["[[n]] many\n", "[[text]] b"]), sse(GOOD)) as talking:
        events = talking.run()
    check_order(events)
    [restart] = [e for e in events if isinstance(e, Restart)]
    assert "must be an integer" in restart.reason


def test_a_committed_output_is_not_taken_back() -> None:
    slots = Slots(adapter="json")
    reply = ['{"text": "Hello', ' there", "n": 1', ', "tags": []}']
    with Talking(sse(reply), sse(GOOD), slots=slots) as talking:
        events = talking.run(commit="text")
    check_order(events)
    assert isinstance(events[-1], Failure)
    assert event_data(events[-1])["code"] == "SIG0822"
    assert "`text` was shown" in str(events[-1].error)
    assert talking.server.calls == 1


def test_before_it_is_shown_a_committed_output_forbids_nothing() -> None:
    with Talking(sse(BAD), sse(GOOD)) as talking:
        events = talking.run(commit="text")
    check_order(events)
    assert isinstance(events[-1], Final)


def test_a_client_that_tries_again_restarts() -> None:
    """Here the connection is cut in the middle of the stream."""
    from sigc.lm.retry import Retried

    with Talking(replace(sse(GOOD), cut=450), sse(GOOD)) as talking:

        async def run(commit: str | None) -> list[Event[Any]]:
            lm = Retried(connect("openai/x", {"base_url": talking.server.url}, {"OPENAI_API_KEY": "k"}), 2, base=0.01)
            try:
                return [e async for e in Engine(talking.program, lambda _: lm).stream({"x": "a"}, commit=commit)]
            finally:
                await lm.close()

        events = asyncio.run(run(None))
    check_order(events)
    assert any(isinstance(e, Restart) for e in events)
    assert isinstance(events[-1], Final)


def test_leaving_a_stream_closes_its_connection() -> None:
    with Talking(sse([*GOOD[:2], *["more and more "] * 2000])) as talking:
        events = talking.run(until=lambda e: isinstance(e, Partial) and "text" in e.value)

        async def closed() -> bool:
            for _ in range(200):
                if not talking.server.open:
                    return True
                await asyncio.sleep(0.01)
            return False

        assert asyncio.run(closed())
    assert isinstance(events[-1], Partial)


def test_a_failed_node_gives_way_to_the_other() -> None:
    """The first one's reply is shown until it fails."""
    first, second = node("a", x=Var("x")), node("b", x=Var("x"))
    module = Module(
        "Main",
        DRAFT.inputs,
        (Field("text", Str()),),
        (Binding("said", Otherwise(first, second)), Binding("text", Attr(Var("said"), "text"))),
    )
    of = Program(
        "Main",
        signatures={"Draft": DRAFT},
        nodes={n: Node(n, "Draft", Slots(adapter="json")) for n in "ab"},
        modules={"Main": module},
    )
    bad = sse(['{"text": "Hel', 'lo", "n": 5}'])
    with Talking(bad, bad, sse(['{"text": "Bye"', ', "n": 5, "tags": []}']), of=of) as talking:
        events = talking.run()
    check_order(events)
    assert [type(e) for e in events].count(Restart) == 2
    assert isinstance(events[-1], Final)
    assert events[-1].value == {"text": "Bye"}


def test_an_answer_that_nobody_showed_takes_the_place_of_one() -> None:
    value = Otherwise(node("a", x=Var("x")), RecordOf((), (("text", Const("none")),)))
    module = Module(
        "Main",
        DRAFT.inputs,
        (Field("text", Str()),),
        (Binding("said", value), Binding("text", Attr(Var("said"), "text"))),
    )
    of = Program(
        "Main",
        signatures={"Draft": DRAFT},
        nodes={"a": Node("a", "Draft", Slots(adapter="json"))},
        modules={"Main": module},
    )
    with Talking(sse(['{"text": "Hel', 'lo", "n": 1}']), of=of) as talking:
        events, refused = talking.run(), talking.run(commit="text")
    check_order(events)
    assert isinstance(events[-1], Final)
    assert events[-1].value == {"text": "none"}
    assert isinstance(refused[-1], Failure)
    assert event_data(refused[-1])["code"] == "SIG0860"


def test_strategies_that_choose_show_what_they_chose() -> None:
    lm = Scripted(["".join(GOOD)] * 3)
    slots = Slots(strategy=Strategy("vote", (("n", 3), ("of", "predict"))))

    async def run() -> list[Event[Any]]:
        return [e async for e in Engine(program(slots), lm.for_any).stream({"x": "a"})]

    events = asyncio.run(run())
    assert [e.kind for e in events] == ["partial", "final"]


@pytest.mark.parametrize("leave", [False, True])
def test_the_same_without_async(leave: bool) -> None:
    with Talking(sse(GOOD)) as talking:
        lm = connect("openai/x", {"base_url": talking.server.url}, {"OPENAI_API_KEY": "k"})
        found = []
        with Engine(talking.program, lambda _: lm).stream({"x": "a"}) as stream:
            for event in stream:
                found.append(event)
                if leave:
                    break
        from sigc.runtime.sync import wait_for

        wait_for(lm.close())
    if not leave:
        check_order(found)
    assert json.dumps([event_data(e) for e in found])


def test_no_answer_is_an_event_too() -> None:
    with Talking(sse(["nothing"])) as talking:
        events = talking.run()
    check_order(events)
    assert event_data(events[-1])["code"] == "SIG0821"


def test_an_emitted_package_streams(tmp_path: Path) -> None:
    written(triage(), "streamed", tmp_path)
    with imported("streamed", tmp_path) as package:
        package.configure(offline=True)
        mail = "Where is my parcel AB-123456? It is late."
        plain = list(package.main_stream(mail))
        assert isinstance(plain[-1], Final)
        assert plain[-1].value == package.main(mail)
        assert isinstance(plain[-2], Partial)
        assert plain[-2].value == package.main(mail).model_dump(mode="json")

        async def run() -> list[Event[Any]]:
            return [event async for event in package.main_stream(mail, commit="team")]

        assert asyncio.run(run()) == plain


def test_a_reply_that_is_not_sure_enough_is_asked_for_again() -> None:
    lm = Scripted(["[[n]] 5 or so\n[[text]] a\n[[tags]] []", "[[n]] 6\n[[text]] a\n[[tags]] []"] * 2)
    sure = Engine(program(), lm.for_any, min_confidence=0.9)
    assert asyncio.run(sure.run({"x": "a"}))["n"] == 6
    assert "it is not sure what is meant of `n` (mention)" in lm.asked[1].messages[-1].content
    assert asyncio.run(Engine(program(), lm.for_any).run({"x": "a"}))["n"] == 5
