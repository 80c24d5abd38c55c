"""The server on loopback: the same replies as in the process, and clear refusals."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession, web
from offline.test_noise import CLEAR, OPEN

from sigc.lm.base import Message, Request
from sigc.lm.openai import OpenAICompatible
from sigc.offline.model import MODEL, OfflineLM
from sigc.offline.server import application


def served(use: Callable[[str], Awaitable[Any]]) -> Any:
    """What `use` gives with the address of a running server."""

    async def run() -> Any:
        runner = web.AppRunner(application())
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            port = runner.addresses[0][1]
            return await use(f"http://127.0.0.1:{port}/v1")
        finally:
            await runner.cleanup()

    return asyncio.run(run())


def post(body: Any) -> tuple[int, Any]:
    async def use(url: str) -> tuple[int, Any]:
        async with ClientSession() as session, session.post(f"{url}/chat/completions", json=body) as reply:
            return reply.status, await reply.json()

    return served(use)  # type: ignore[no-any-return]


def body(turns: Any, **more: Any) -> dict[str, Any]:
    return {"model": MODEL, "messages": [{"role": turn.role, "content": turn.text} for turn in turns], **more}


@pytest.mark.parametrize(("temperature", "seed"), [(0.0, None), (1.0, None), (1.0, 3)])
def test_over_http_replies_are_those_of_the_process(temperature: float, seed: int | None) -> None:
    async def use(url: str) -> list[tuple[str, int, int]]:
        client = OpenAICompatible(MODEL, base_url=url)
        replies = []
        for turns in (CLEAR, OPEN, OPEN, CLEAR, OPEN):
            messages = tuple(Message(turn.role, turn.text) for turn in turns)  # type: ignore[arg-type]
            reply = await client.ask(Request(f"openai/{MODEL}", messages, temperature=temperature, seed=seed))
            replies.append((reply.text, reply.usage.input, reply.usage.output))
        await client.close()
        return replies

    model = OfflineLM()
    here = [model.reply(turns, temperature, seed) for turns in (CLEAR, OPEN, OPEN, CLEAR, OPEN)]
    assert served(use) == [(r.text, r.usage.input, r.usage.output) for r in here]


def test_n_gives_the_draws_one_by_one() -> None:
    status, reply = post(body(OPEN, n=12, temperature=1.0, seed=5))
    texts = [choice["message"]["content"] for choice in reply["choices"]]
    assert status == 200
    assert texts == [OfflineLM().reply(OPEN, 1.0, 5, draw).text for draw in range(12)]
    assert len(set(texts)) == 3
    assert post(body(OPEN, n=12, temperature=1.0, seed=5)) == (status, reply)


def test_text_in_parts_is_read_as_one() -> None:
    messages = [{"role": turn.role, "content": [{"type": "text", "text": turn.text}]} for turn in CLEAR]
    assert post({"messages": messages})[1]["choices"][0]["message"]["content"] == "[[about]] weather"


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ([], "the body must be a JSON object"),
        ({}, "messages must be a list that is not empty"),
        ({"messages": [{"role": "user"}]}, "messages[0] must have a role and a content of text"),
        (body(CLEAR, n=0), "n must be a number from 1 to 128"),
        (body(CLEAR, temperature="hot"), "temperature must be a number from 0 to 10"),
        (body(CLEAR, seed=1.5), "seed must be an integer"),
        (body(CLEAR, stream=True), "stream is not supported"),
    ],
)
def test_a_bad_request_is_refused_with_a_sentence(bad: Any, said: str) -> None:
    status, reply = post(bad)
    assert (status, reply["error"]["message"]) == (400, said)


def test_models_are_listed() -> None:
    async def use(url: str) -> Any:
        async with ClientSession() as session, session.get(f"{url}/models") as reply:
            return await reply.json()

    assert [model["id"] for model in served(use)["data"]] == [MODEL]
