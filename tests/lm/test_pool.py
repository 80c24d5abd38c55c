"""Several models behind one name: who is asked, when another is, and what cannot be hidden."""

from __future__ import annotations

from collections import Counter

import pytest
from asking import ask, failure_of, request
from loopback import Answer, Loopback, failure

from sigc.lm.base import LM, LMError, Message, Reply, Request
from sigc.lm.cache import Cached
from sigc.lm.openai import OpenAICompatible
from sigc.lm.pool import Fallback, Shared
from sigc.lm.store import Store


class Named:
    """A model that answers with its name, or fails with a code."""

    def __init__(self, name: str, code: str = "") -> None:
        self.name, self.code = name, code
        self.asked = 0
        self.judged: list[str] = []

    async def ask(self, request: Request) -> Reply:
        self.asked += 1
        if self.code:
            raise LMError(self.code, f"{self.name} failed")
        return Reply(self.name)

    async def close(self) -> None:
        self.judged.append("closed")

    def keep(self, request: Request) -> None:
        self.judged.append("keep")

    def reject(self, request: Request) -> None:
        self.judged.append("reject")


@pytest.mark.parametrize(
    "code", ["SIG0802", "SIG0803", "SIG0804", "SIG0805", "SIG0806", "SIG0807", "SIG0808", "SIG0811"]
)
def test_the_next_one_is_asked_when_one_fails(code: str) -> None:
    models = [Named("a", code), Named("b"), Named("c")]
    assert ask(Fallback(models), request())[0].text == "b"
    assert [m.asked for m in models] == [1, 1, 0]
    assert all(m.judged == ["closed"] for m in models)


@pytest.mark.parametrize("code", ["SIG0801", "SIG0406", "SIG0814", "SIG0818", "SIG0835"])
def test_a_fault_of_the_set_up_is_not_hidden(code: str) -> None:
    models = [Named("a", code), Named("b")]
    assert failure_of(Fallback(models)).code == code
    assert models[1].asked == 0


def test_the_last_failure_is_the_callers() -> None:
    assert failure_of(Fallback([Named("a", "SIG0808"), Named("b", "SIG0806")])).code == "SIG0806"


def test_shared_calls_are_spread_evenly_and_always_alike() -> None:
    models = [Named(name) for name in "abc"]
    texts = [reply.text for reply in ask(Shared(models), *[request(f"mail {i}") for i in range(600)])]
    assert all(150 < count < 250 for count in Counter(texts).values())
    assert [reply.text for reply in ask(Shared(models), *[request(f"mail {i}") for i in range(600)])] == texts


def test_a_conversation_stays_with_its_model() -> None:
    lm: LM = Shared([Named(name) for name in "abcdefgh"])
    first = (Message("user", "mail"),)
    longer = (*first, Message("assistant", "eh?"), Message("user", "again"))
    replies = ask(
        lm, Request("", first), Request("", longer), Request("", first, sample=1), Request("", first, sample=2)
    )
    assert replies[0].text == replies[1].text
    assert len({reply.text for reply in replies}) > 1


def test_the_one_who_answered_keeps_it() -> None:
    models = [Named(name) for name in "ab"]
    lm = Shared(models)
    ask(lm, request())
    lm.keep(request())
    lm.reject(request())
    assert sorted(len(m.judged) for m in models) == [1, 3]


def test_replies_of_a_fallback_are_kept() -> None:
    with Loopback(failure(500, "boom")) as bad, Loopback(Answer(text="spare")) as good:
        store = Store(":memory:")
        lm = Fallback([Cached(OpenAICompatible("m", base_url=s.url), store, s.url) for s in (bad, good)])
        ask(lm, request())
        lm.keep(request())
        assert ask(lm, request())[0].cached
    assert (bad.calls, good.calls) == (2, 1)
