"""The cache: what makes two requests equal, what is kept, and who makes the call."""

from __future__ import annotations

import asyncio
import itertools
import threading
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from asking import ask, request, run
from loopback import Answer, Loopback, Seen, failure

from sigc.lm.base import (
    LM,
    BudgetSpent,
    LMError,
    Media,
    Message,
    Reply,
    Request,
    StopReply,
    ToolCall,
    ToolSpec,
    keep,
    reject,
)  # fmt: skip
from sigc.lm.budget import Budget, Budgeted, within
from sigc.lm.cache import Cached, request_key
from sigc.lm.openai import OpenAICompatible
from sigc.lm.store import Store
from sigc.lm.wrapper import Wrapper


def cached(server: Loopback, store: Store) -> Cached:
    return Cached(OpenAICompatible("m", base_url=server.url, timeout=5.0), store, server.url)


def numbered() -> Any:
    """A server's answers 0, 1, 2 …, each after a moment."""
    count = itertools.count()
    return lambda _seen: Answer(text=str(next(count)), delay=0.03)


async def ask_and_judge(lm: LM, asked: Request, judge: Any) -> Reply:
    reply = await lm.ask(asked)
    judge(lm, asked)
    await lm.close()
    return reply


SEARCH = ToolSpec("search", "finds", {"type": "object"})
CHANGES: dict[str, Any] = {
    "model": "openai/other",
    "messages": (Message("user", "other"),),
    "temperature": 0.5,
    "max_tokens": 101,
    "seed": 1,
    "sample": 1,
    "stop": ("x",),
    "response_format": {"type": "object"},
    "tools": (SEARCH,),
}


def test_everything_but_the_node_is_part_of_the_key() -> None:
    plain = request()
    keys = {request_key("a", replace(plain, **{name: value})) for name, value in CHANGES.items()}
    keys |= {request_key("a", plain), request_key("b", plain)}
    assert len(keys) == len(CHANGES) + 2
    assert request_key("a", replace(plain, node="Support.triage")) == request_key("a", plain)
    assert {field.name for field in fields(Request)} == {*CHANGES, "tool_choice", "stable", "node", "withheld", "watch"}


def test_a_conversation_with_tools_has_a_key_by_our_ids() -> None:
    """The provider's ids and its opaque parts differ from run to run; ours do not."""
    call = ToolCall("call_1", "search", "{}", wire="toolu_01")
    messages = (
        Message("assistant", "", calls=(call,), opaque=({"signature": "x"},)),
        Message("tool", "3", answers="call_1"),
    )
    asked = request(messages=messages, tools=(SEARCH,))
    other = Message("assistant", "", calls=(replace(call, wire="toolu_02"),))
    assert request_key("a", asked) == request_key("a", replace(asked, messages=(other, messages[1])))
    forced = replace(asked, tool_choice="required")
    elsewhere = replace(asked, messages=(messages[0], replace(messages[1], answers="call_2")))
    pictured = replace(
        asked, messages=(replace(messages[0], media=(Media("image", "image/png", 0, "AA=="),)), messages[1])
    )
    assert len({request_key("a", each) for each in (asked, forced, elsewhere, pictured)}) == 4


def test_roles_and_texts_do_not_run_together() -> None:
    one = request(messages=(Message("user", "a"), Message("user", "b")))
    other = request(messages=(Message("user", "ab"),))
    assert request_key("", one) != request_key("", other)


def test_whole_numbers_and_floats_are_one_temperature() -> None:
    assert request_key("", request(temperature=1)) == request_key("", request(temperature=1.0))


def test_the_order_of_a_schema_counts() -> None:
    one, other = {"a": 1, "b": 2}, {"b": 2, "a": 1}
    assert request_key("", request(response_format=one)) != request_key("", request(response_format=other))


def test_half_characters_have_keys_too() -> None:
    assert request_key("", request("\ud800")) != request_key("", request("\ud801"))


def test_a_kept_reply_is_found_by_the_next_process(tmp_path: Path) -> None:
    with Loopback(numbered()) as server:
        first = run(ask_and_judge(cached(server, Store(tmp_path / "c.db")), request(), keep))
        again = run(ask_and_judge(cached(server, Store(tmp_path / "c.db")), request(), keep))
    assert server.calls == 1
    assert (first.text, first.cached) == ("0", False)
    assert (again.text, again.cached, again.cost) == ("0", True, 0.0)
    assert again.usage == first.usage


def test_a_found_reply_waits_for_no_judgement(tmp_path: Path) -> None:
    with Loopback(numbered()) as server:
        run(ask_and_judge(cached(server, Store(tmp_path / "c.db")), request(), keep))
        store = Store(tmp_path / "c.db")
        assert ask(cached(server, store), request())[0].cached
    assert store.flights.unjudged(request_key(server.url, request())) is None


def test_an_unjudged_reply_is_not_written(tmp_path: Path) -> None:
    with Loopback(numbered()) as server:
        ask(cached(server, Store(tmp_path / "c.db")), request())
        assert ask(cached(server, Store(tmp_path / "c.db")), request())[0].text == "1"


def test_an_unjudged_reply_is_found_in_this_process(tmp_path: Path) -> None:
    store = Store(tmp_path / "c.db")
    with Loopback(numbered()) as server:
        ask(cached(server, store), request())
        assert ask(cached(server, store), request())[0].cached
    assert server.calls == 1


def test_a_rejected_reply_is_asked_anew(tmp_path: Path) -> None:
    store = Store(tmp_path / "c.db")
    with Loopback(numbered()) as server:
        run(ask_and_judge(cached(server, store), request(), reject))
        assert run(ask_and_judge(cached(server, store), request(), keep)).text == "1"
        assert ask(cached(server, store), request())[0].text == "1"


def test_a_kept_reply_can_still_be_rejected(tmp_path: Path) -> None:
    store = Store(tmp_path / "c.db")
    with Loopback(numbered()) as server:
        run(ask_and_judge(cached(server, store), request(), keep))
        run(ask_and_judge(cached(server, store), request(), reject))
        assert ask(cached(server, store), request())[0].text == "1"


def test_failures_are_not_kept(tmp_path: Path) -> None:
    answers = iter([failure(500, "boom"), Answer()])
    store = Store(tmp_path / "c.db")
    with Loopback(lambda _seen: next(answers)) as server:
        with pytest.raises(LMError):
            ask(cached(server, store), request())
        assert ask(cached(server, store), request())[0].text == "ok"


def test_judging_goes_through_wrappers(tmp_path: Path) -> None:
    store = Store(tmp_path / "c.db")
    with Loopback(numbered()) as server:
        run(ask_and_judge(Wrapper(cached(server, store)), request(), reject))
        run(ask_and_judge(Wrapper(cached(server, store)), request(), keep))
        assert ask(cached(server, Store(tmp_path / "c.db")), request())[0].text == "1"


def test_models_without_a_cache_need_not_be_judged() -> None:
    with Loopback() as server:
        lm = OpenAICompatible("m", base_url=server.url)
        run(ask_and_judge(lm, request(), keep))
        run(ask_and_judge(lm, request(), reject))


def test_equal_requests_at_once_make_one_call(tmp_path: Path) -> None:
    with Loopback(numbered()) as server:
        replies = ask(cached(server, Store(tmp_path / "c.db")), *[request(str(i % 2)) for i in range(32)])
    assert server.calls == 2
    assert sum(not reply.cached for reply in replies) == 2
    assert len({reply.text for reply in replies}) == 2


def test_samples_are_calls_of_their_own(tmp_path: Path) -> None:
    with Loopback(numbered()) as server:
        ask(cached(server, Store(tmp_path / "c.db")), *[request(sample=i) for i in range(4)])
    assert server.calls == 4


def test_another_endpoint_is_another_call(tmp_path: Path) -> None:
    store = Store(tmp_path / "c.db")
    with Loopback() as one, Loopback() as other:
        run(ask_and_judge(cached(one, store), request(), keep))
        run(ask_and_judge(cached(other, store), request(), keep))
    assert (one.calls, other.calls) == (1, 1)


def test_threads_with_loops_of_their_own_share_one_call(tmp_path: Path) -> None:
    store = Store(tmp_path / "c.db")
    texts: list[str] = []
    with Loopback(lambda _seen: Answer(delay=0.2)) as server:
        lms = [cached(server, store) for _ in range(8)]
        threads = [threading.Thread(target=lambda lm=lm: texts.append(ask(lm, request())[0].text)) for lm in lms]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert server.calls == 1
    assert texts == ["ok"] * 8


def test_a_shared_failure_reaches_all(tmp_path: Path) -> None:
    async def gather(lm: LM) -> list[Any]:
        try:
            return await asyncio.gather(*(lm.ask(request()) for _ in range(5)), return_exceptions=True)
        finally:
            await lm.close()

    with Loopback(replace(failure(400, "no"), delay=0.05)) as server:
        outcomes = run(gather(cached(server, Store(tmp_path / "c.db"))))
    assert server.calls == 1
    assert [outcome.code for outcome in outcomes] == ["SIG0804"] * 5


def test_when_the_caller_is_cancelled_another_takes_over(tmp_path: Path) -> None:
    async def cancel_first(lm: LM) -> list[Reply]:
        first = asyncio.ensure_future(lm.ask(request()))
        await asyncio.sleep(0.02)
        others = [asyncio.ensure_future(lm.ask(request())) for _ in range(3)]
        await asyncio.sleep(0.02)
        first.cancel()
        replies = await asyncio.gather(*others)
        assert first.cancelled()
        await lm.close()
        return replies

    with Loopback(Answer(delay=0.2)) as server:
        replies = run(cancel_first(cached(server, Store(tmp_path / "c.db"))))
    assert [reply.text for reply in replies] == ["ok"] * 3
    assert server.calls == 2


def test_who_waited_for_a_call_that_was_not_paid_or_stopped_makes_it(tmp_path: Path) -> None:
    """A spent budget of one caller is not the other's, and what one saw enough of is no reply for the other."""

    class Stopping:
        def text(self, piece: str) -> None:
            raise StopReply

        def restart(self, reason: str) -> None: ...

    async def both(lm: LM) -> list[Any]:
        async def poor() -> Reply:
            with within(Budget(calls=0)):
                return await lm.ask(request("a"))

        async def rich(text: str, **fields: Any) -> Reply:
            return await lm.ask(request(text, **fields))

        found: list[Any] = list(await asyncio.gather(poor(), rich("a"), poor(), return_exceptions=True))
        found += await asyncio.gather(rich("b", watch=Stopping()), rich("b"))
        await lm.close()
        return found

    def answer(seen: Seen) -> Answer:
        return Answer(pieces=("wh", "ole")) if seen.json.get("stream") else Answer(text="whole", delay=0.02)

    with Loopback(answer) as server:
        client = OpenAICompatible("m", base_url=server.url, timeout=5.0)
        lm = Cached(Budgeted(client, Budget()), Store(tmp_path / "c.db"), server.url)
        poor, rich, poorer, stopped, whole = run(both(lm))
    assert isinstance(poor, BudgetSpent)
    assert rich.finish == "stop", rich
    assert isinstance(poorer, BudgetSpent) or poorer.cached
    assert (stopped.finish, whole.finish) == ("stopped", "stop")


def test_when_a_waiting_one_is_cancelled_nobody_else_is(tmp_path: Path) -> None:
    async def cancel_second(lm: LM) -> Reply:
        first, second = asyncio.ensure_future(lm.ask(request())), asyncio.ensure_future(lm.ask(request()))
        await asyncio.sleep(0.02)
        second.cancel()
        reply = await first
        assert second.cancelled()
        await lm.close()
        return reply

    with Loopback(Answer(delay=0.1)) as server:
        assert run(cancel_second(cached(server, Store(tmp_path / "c.db")))).text == "ok"


def test_a_reply_kept_while_another_asks_is_never_asked_twice(tmp_path: Path) -> None:
    """Between the end of a call and its being written there is no moment in which it is in neither place."""
    store = Store(tmp_path / "c.db")

    async def many(lm: LM) -> None:
        async def once() -> None:
            await lm.ask(request())
            keep(lm, request())

        for _ in range(20):
            await asyncio.gather(*(once() for _ in range(5)))
        await lm.close()

    def script(_seen: Seen) -> Answer:
        return Answer()

    with Loopback(script) as server:
        lms = [cached(server, store) for _ in range(3)]
        threads = [threading.Thread(target=lambda lm=lm: run(many(lm))) for lm in lms]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert server.calls == 1
