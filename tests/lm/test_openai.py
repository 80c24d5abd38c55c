"""The direct client against a real server: what it sends, what it reads, and how each failure is named."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import threading
import time
import warnings
from typing import Any

import pytest
from asking import ask, ask_and_close, failure_of, request, run
from loopback import Answer, Loopback, failure

from sigc.lm.base import LMError, Message, Request, Usage
from sigc.lm.openai import OpenAICompatible

KEY = "sk-verysecret1234567890"


def client(server: Loopback, **options: Any) -> OpenAICompatible:
    return OpenAICompatible("m", **{"base_url": server.url, "timeout": 5.0, **options})


def failed(answer: Answer, **options: Any) -> LMError:
    with Loopback(answer) as server:
        return failure_of(client(server, **options))


def test_what_is_sent() -> None:
    asked = Request(
        "openai/m",
        (Message("system", "Be brief."), Message("user", "Grüße, 世界")),
        temperature=0.5,
        max_tokens=7,
        seed=3,
        stop=("END",),
        response_format={"type": "object"},
    )
    with Loopback() as server:
        lm = client(server, key=KEY, extra={"top_p": 0.9}, omit=frozenset({"seed"}))
        ask(lm, asked)
    seen = server.seen[0]
    assert seen.path == "/v1/chat/completions"
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert seen.headers["content-type"] == "application/json"
    assert seen.json == {
        "model": "m",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Grüße, 世界"}],
        "temperature": 0.5,
        "max_tokens": 7,
        "stop": ["END"],
        "response_format": {"type": "json_schema", "json_schema": {"name": "reply", "schema": {"type": "object"}}},
        "top_p": 0.9,
    }


def test_what_is_read() -> None:
    body = {
        "model": "m-2025",
        "choices": [{"message": {"content": "hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 5}},
    }
    with Loopback(Answer(body=json.dumps(body).encode())) as server:
        (reply,) = ask(client(server), request())
    assert (reply.text, reply.model, reply.finish) == ("hi", "m-2025", "stop")
    assert reply.usage == Usage(9, 4, 5)
    assert reply.cost is None
    assert not reply.cached


@pytest.mark.parametrize(
    ("answer", "text", "finish"),
    [
        (Answer(text="cut sho", finish="length"), "cut sho", "length"),
        (Answer(text=None, finish="length"), "", "length"),
        (Answer(text="", finish="content_filter"), "", "filter"),
        (Answer(message={"content": None, "refusal": "I will not."}), "I will not.", "refusal"),
        (Answer(message={"content": None, "tool_calls": []}, finish="tool_calls"), "", "tool"),
        (Answer(message={"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}), "ab", "stop"),
        (Answer(text="odd \ud83d end \U0001f600"), "odd \ufffd end \U0001f600", "stop"),
        (Answer(finish="eos"), "ok", "stop"),
    ],
)
def test_ways_to_finish(answer: Answer, text: str, finish: str) -> None:
    with Loopback(answer) as server:
        (reply,) = ask(client(server), request())
    assert (reply.text, reply.finish) == (text, finish)


@pytest.mark.parametrize("usage", [None, (-1, 5)])
def test_usage_that_is_missing_or_absurd_is_estimated(usage: tuple[int, int] | None) -> None:
    with Loopback(Answer(text="one two three", usage=usage)) as server:
        (reply,) = ask(client(server), request())
    assert reply.usage.estimated
    assert reply.usage.output == 3


@pytest.mark.parametrize(
    ("answer", "code", "retryable", "maybe_paid"),
    [
        (failure(401, "Incorrect API key provided"), "SIG0802", False, False),
        (failure(403, "not for you"), "SIG0802", False, False),
        (failure(404, "The model `m` does not exist"), "SIG0803", False, False),
        (failure(400, "Unsupported value: 'temperature'"), "SIG0804", False, False),
        (failure(422, "bad"), "SIG0804", False, False),
        (failure(302, "elsewhere", Location="http://127.0.0.1:1/"), "SIG0804", False, False),
        (failure(400, "too long", code="context_length_exceeded"), "SIG0805", False, False),
        (failure(400, "This model's maximum context length is 10 tokens"), "SIG0805", False, False),
        (failure(413, "too large"), "SIG0805", False, False),
        (failure(429, "Rate limit reached for m"), "SIG0806", True, False),
        (failure(429, "You exceeded your current quota", code="insufficient_quota"), "SIG0807", False, False),
        (failure(402, "Insufficient Balance"), "SIG0807", False, False),
        (failure(400, "Your credit balance is too low"), "SIG0807", False, False),
        (failure(500, "boom"), "SIG0808", True, False),
        (failure(503, "overloaded"), "SIG0808", True, False),
        (failure(504, "gateway"), "SIG0808", True, True),
        (Answer(status=502, body=b"<html>Bad Gateway</html>"), "SIG0808", True, False),
        (Answer(cut=0), "SIG0810", True, True),
        (Answer(cut=20), "SIG0810", True, True),
        (Answer(cut=300), "SIG0810", True, True),
        (Answer(body=b"<html>hello</html>"), "SIG0812", True, True),
        (Answer(body=b""), "SIG0812", True, True),
        (Answer(body=b"\xff\xfe"), "SIG0812", True, True),
        (Answer(body=b"[" * 100_000), "SIG0812", True, True),
        (Answer(body=b"[]"), "SIG0812", True, True),
        (Answer(body=b'{"choices": []}'), "SIG0812", True, True),
        (Answer(body=b'{"choices": [{"text": "x"}]}'), "SIG0812", True, True),
        (Answer(body=b'{"choices": [{"message": {"content": 5}}]}'), "SIG0812", True, True),
        (Answer(body=b'{"error": {"message": "x"}}'), "SIG0812", True, True),
        (Answer(body=b'{"choices": [{"message": {"content": null}, "finish_reason": []}]}'), "SIG0812", True, True),
    ],
)
def test_failures_are_named(answer: Answer, code: str, retryable: bool, maybe_paid: bool) -> None:
    error = failed(answer)
    assert (error.code, error.retryable, error.maybe_paid) == (code, retryable, maybe_paid)


@pytest.mark.parametrize("answer", [Answer(delay=5), Answer(stall=5)])
def test_a_timeout_covers_the_whole_call(answer: Answer) -> None:
    start = time.monotonic()
    error = failed(answer, timeout=0.1)
    assert (error.code, error.retryable, error.maybe_paid) == ("SIG0811", True, True)
    assert "0.1 s" in error.message
    assert time.monotonic() - start < 2


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    error = failure_of(OpenAICompatible("m", base_url=f"http://127.0.0.1:{port}/v1"))
    assert (error.code, error.retryable, error.maybe_paid) == ("SIG0809", True, False)
    assert str(port) in error.message


@pytest.mark.parametrize(
    "url", ["localhost:8000", "ftp://x/v1", "http://", "http://user:pass@host/v1", "http://[::1/v1"]
)
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(LMError) as caught:
        OpenAICompatible("m", base_url=url)
    assert caught.value.code == "SIG0819"
    assert "pass" not in caught.value.message.replace("password", "")


def test_a_query_in_the_address_stays() -> None:
    with Loopback() as server:
        ask(client(server, base_url=f"{server.url}/x?api-version=1"), request())
    assert server.seen[0].path == "/v1/x/chat/completions?api-version=1"


@pytest.mark.parametrize("key", [KEY, "secret"])
@pytest.mark.parametrize("status", [400, 401, 429, 500])
def test_the_key_never_shows(status: int, key: str) -> None:
    echo = failure(status, f"refused: {key} and sk-other-secret-0987654321, Bearer abc")
    error = failed(echo, key=key, key_variable="OPENAI_API_KEY")
    lm = OpenAICompatible("m", base_url="http://x/v1", key=key)
    for text in (error.message, error.raw, repr(error), repr(lm), repr(lm._place)):
        assert "secret" not in text
        assert "abc" not in text


def test_a_refused_key_names_its_variable() -> None:
    error = failed(failure(401, "no"), key=KEY, key_variable="OPENAI_API_KEY")
    assert "the key in OPENAI_API_KEY" in error.message
    assert "key_env" in failed(failure(401, "no")).message


def test_raw_is_shortened() -> None:
    assert len(failed(Answer(body=b"x" * 10_000)).raw) == 500


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "2"}, 2.0),
        ({"retry_after_ms": "1500", "retry_after": "2"}, 1.5),
        ({"retry_after": "Sun, 22 Nov 2026 10:00:07 GMT", "date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 7.0),
        ({"retry_after": "Sun, 22 Nov 2026 09:00:00 GMT", "date": "Sun, 22 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "-3"}, None),
        ({"retry_after": "nan"}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_what_the_server_asks_to_wait(status: int, headers: dict[str, str], seconds: float | None) -> None:
    assert failed(failure(status, "wait", **headers)).retry_after == seconds


def test_connections_are_used_again() -> None:
    async def one_after_another(lm: OpenAICompatible) -> None:
        for _ in range(5):
            await lm.ask(request())
        await lm.close()

    with Loopback() as server:
        run(one_after_another(client(server)))
    assert (server.calls, server.connections) == (5, 1)


def test_many_at_once() -> None:
    with Loopback(Answer(delay=0.1)) as server:
        replies = ask(client(server), *[request(str(i)) for i in range(150)])
    assert len(replies) == 150
    assert server.peak > 100


def test_several_loops_one_after_another_leave_nothing_open() -> None:
    gc.collect()  # what earlier tests left is not ours
    with Loopback() as server, warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        lm = client(server)
        for _ in range(3):
            run(lm.ask(request()))  # nobody closes: the session goes with its loop
            gc.collect()
    assert server.calls == 3
    assert [str(w.message) for w in seen if issubclass(w.category, ResourceWarning)] == []
    assert lm._sessions._open == {}


def test_several_loops_at_once() -> None:
    with Loopback(Answer(delay=0.02)) as server:
        lm = client(server)
        threads = [threading.Thread(target=lambda: [run(lm.ask(request())) for _ in range(3)]) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert server.calls == 12


def test_a_loop_closed_without_ceremony_is_forgotten(caplog: pytest.LogCaptureFixture) -> None:
    with Loopback() as server:
        lm = client(server)
        loop = asyncio.new_event_loop()
        loop.run_until_complete(lm.ask(request()))
        loop.close()
        ask(lm, request())
        del loop
        gc.collect()
    assert lm._sessions._open == {}
    assert "Unclosed" not in caplog.text


def test_a_forgotten_client_closes_while_its_loop_runs(caplog: pytest.LogCaptureFixture) -> None:
    async def forget(server: Loopback) -> int:
        await client(server).ask(request())
        gc.collect()
        await asyncio.sleep(0.05)
        return len(server.open)

    with Loopback() as server:
        assert run(forget(server)) == 0
    assert "Unclosed" not in caplog.text


@pytest.mark.parametrize("ending", ["shutdown_asyncgens", "nothing"])
def test_a_forgotten_client_of_a_loop_that_stands_still(ending: str, caplog: pytest.LogCaptureFixture) -> None:
    with Loopback() as server:
        loop = asyncio.new_event_loop()
        lm = client(server)
        loop.run_until_complete(lm.ask(request()))
        if ending == "nothing":
            loop.close()
        del lm
        gc.collect()
        if ending != "nothing":
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()
        del loop
        gc.collect()
    assert caplog.text == ""


def test_closing_from_elsewhere_reaches_loops_that_run() -> None:
    with Loopback() as server:
        lm = client(server)
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        asyncio.run_coroutine_threadsafe(lm.ask(request()), loop).result(5)
        run(lm.close())
        deadline = time.monotonic() + 5
        while server.open and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not server.open
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def test_a_closed_client_opens_again() -> None:
    async def twice(lm: OpenAICompatible) -> None:
        await ask_and_close(lm, request())
        await ask_and_close(lm, request())

    with Loopback() as server:
        run(twice(client(server)))
    assert (server.calls, server.connections) == (2, 2)


def test_a_cancelled_call_ends() -> None:
    async def cancel(lm: OpenAICompatible) -> None:
        task = asyncio.ensure_future(lm.ask(request()))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await lm.close()

    with Loopback(Answer(delay=5)) as server:
        run(cancel(client(server)))
    assert server.calls == 1


def test_through_a_proxy() -> None:
    with Loopback() as proxy:
        lm = OpenAICompatible("m", base_url="http://model.invalid/v1", proxy=f"http://127.0.0.1:{proxy.port}")
        ask(lm, request())
    assert proxy.seen[0].path == "http://model.invalid/v1/chat/completions"


def google(quota: str, delay: str | None) -> Answer:
    """A 429 of Google's, which calls every limit a quota."""
    info = [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}] if delay else []
    details = [{"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": quota}]}, *info]
    said = "You exceeded your current quota, please check your plan and billing details."
    body = {"error": {"code": 429, "message": said, "status": "RESOURCE_EXHAUSTED", "details": details}}
    return Answer(status=429, body=json.dumps(body).encode())


def test_a_limit_of_a_minute_is_no_spent_quota() -> None:
    rate = failed(google("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "34.5s"))
    assert (rate.code, rate.retryable, rate.retry_after) == ("SIG0806", True, 34.5)
    for daily in (google("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "34s"), google("x", None)):
        error = failed(daily)
        assert (error.code, error.retryable, error.retry_after) == ("SIG0807", False, None)
