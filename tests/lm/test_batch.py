"""Calls handed in together: gathered, journaled beforehand, found again, and answered each for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from asking import request
from batching import BatchServer
from loopback import Answer, failure

from sigc.lm.base import LMError, Reply
from sigc.lm.batch import BatchLM, batched
from sigc.lm.connect import connect
from sigc.lm.journal import Journal


def echo(body: Any) -> Answer:
    text = body["messages"][-1]["content"]
    return failure(400, "refused") if text == "bad" else Answer(f"re {text}")


def client(server: BatchServer, journal: Journal) -> BatchLM:
    lm = connect("openai/m", {"base_url": server.url}, {})
    return batched(lm, journal, "openai/m", settle=0.02, poll=0.02)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(asyncio.wait_for(work, 20))


async def asked(lm: BatchLM, *texts: str) -> list[Reply | BaseException]:
    try:
        return await asyncio.gather(*(lm.ask(request(text)) for text in texts), return_exceptions=True)
    finally:
        await lm.close()


def test_calls_are_handed_in_together_and_answered_each(tmp_path: Path) -> None:
    with BatchServer(echo) as server, closing(Journal(tmp_path / "j")) as journal:
        found = run(asked(client(server, journal), "a", "b", "bad", "a"))
        assert server.sizes == [3]
    assert [reply.text for reply in (found[0], found[1], found[3])] == ["re a", "re b", "re a"]
    assert found[0].usage.input == 10
    assert (found[2].code, found[2].retryable) == ("SIG0804", False)


def test_what_depends_on_answers_makes_the_next_job(tmp_path: Path) -> None:
    async def chain(lm: BatchLM) -> list[str]:
        async def one(text: str) -> str:
            first = await lm.ask(request(text))
            return (await lm.ask(request(first.text))).text

        try:
            return await asyncio.gather(*(one(str(n)) for n in range(5)))
        finally:
            await lm.close()

    with BatchServer(echo) as server, closing(Journal(tmp_path / "j")) as journal:
        assert run(chain(client(server, journal))) == [f"re re {n}" for n in range(5)]
        assert server.sizes == [5, 5]


def test_a_run_that_goes_on_waits_for_the_job_that_is_there(tmp_path: Path) -> None:
    with BatchServer(echo, looks=10**9) as server:
        with closing(Journal(tmp_path / "j")) as journal:

            async def stopped() -> None:
                lm = client(server, journal)
                asking = asyncio.ensure_future(lm.ask(request("a")))
                while not any(remote for remote, _ in journal.batches(lm.address).values()):
                    await asyncio.sleep(0.02)
                asking.cancel()
                await lm.close()

            run(stopped())
        server.jobs["batch_1"]["left"] = 0
        with closing(Journal(tmp_path / "j")) as journal:
            (found,) = run(asked(client(server, journal), "a"))
        assert found.text == "re a"
        assert server.sizes == [1]


def test_a_job_whose_making_was_not_heard_of_is_found_by_our_id(tmp_path: Path) -> None:
    with BatchServer(echo) as server, closing(Journal(tmp_path / "j")) as journal:
        server.cut_next_job = True
        (found,) = run(asked(client(server, journal), "a"))
        assert found.text == "re a"
        assert server.sizes == [1]


def test_an_intent_that_never_reached_the_provider_is_handed_in(tmp_path: Path) -> None:
    with BatchServer(echo) as server, closing(Journal(tmp_path / "j")) as journal:
        lm = client(server, journal)
        journal.begin_batch("never", lm.address, ["key"])
        (found,) = run(asked(lm, "a"))
        assert found.text == "re a"
        assert set(journal.batches(lm.address)) != {"never"}


@pytest.mark.parametrize(("ends", "retryable"), [("expired", True), ("failed", False)])
def test_a_job_that_ends_without_answers(tmp_path: Path, ends: str, retryable: bool) -> None:
    with BatchServer(echo, ends=ends) as server, closing(Journal(tmp_path / "j")) as journal:
        (found,) = run(asked(client(server, journal), "a"))
        assert (found.code, found.retryable) == ("SIG0857", retryable)
        assert ends in found.message


def test_a_model_without_such_endpoints_is_refused(tmp_path: Path) -> None:
    lm = connect("anthropic/claude-opus-4-1", {}, {"ANTHROPIC_API_KEY": "k"})
    with closing(Journal(tmp_path / "j")) as journal, pytest.raises(LMError, match="no batch endpoint") as caught:
        batched(lm, journal, "anthropic/claude-opus-4-1")
    assert caught.value.code == "SIG0856"
