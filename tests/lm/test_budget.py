"""The budget: a ceiling that holds whatever runs at once, fails, is cut or is cancelled."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import pytest
from asking import StillClock, ask, failure_of, request, run
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import Answer, Loopback, failure

from sigc.lm.base import LM, BudgetSpent, LMError, Reply, Request, Usage
from sigc.lm.budget import Amount, Budget, Budgeted, Spent, within
from sigc.lm.cache import Cached
from sigc.lm.limit import Limited
from sigc.lm.openai import OpenAICompatible
from sigc.lm.prices import Price
from sigc.lm.retry import Retried
from sigc.lm.store import Store
from sigc.lm.tokens import most_tokens

PRICE = Price(input=1_000_000, output=4_000_000, cached=100_000)
"""1 and 4 dollars per million tokens."""
WORST = most_tokens(request("0")) + 100
WORST_USD = (most_tokens(request("0")) * 1 + 100 * 4) / 1e6


def priced(_model: str) -> Price | None:
    return PRICE


def budgeted(server: Loopback, budget: Budget, **options: Any) -> Budgeted:
    return Budgeted(OpenAICompatible("m", base_url=server.url, **{"timeout": 5.0, **options}), budget, priced)


def requests(count: int) -> list[Request]:
    return [request(str(i % 10), sample=i) for i in range(count)]


async def outcomes(lm: LM, asked: list[Request]) -> list[Reply | BaseException]:
    try:
        return await asyncio.gather(*(lm.ask(r) for r in asked), return_exceptions=True)
    finally:
        await lm.close()


def test_usage_settles_a_reservation() -> None:
    budget = Budget(usd=1)
    with Loopback(Answer(usage=(10, 2))) as server:
        (reply,) = ask(budgeted(server, budget), request())
    assert reply.cost == pytest.approx(18e-6)
    assert budget.spent() == Spent(calls=1, tokens=12, usd=18e-6)


def test_input_that_the_provider_had_seen_is_cheaper() -> None:
    assert PRICE.cost(Usage(10, 2, cached=4)) == 6_000_000 + 400_000 + 8_000_000


@pytest.mark.parametrize("what", ["calls", "tokens", "usd"])
def test_what_does_not_fit_is_not_sent(what: str) -> None:
    limits = {"calls": 0, "tokens": WORST - 1, "usd": WORST_USD - 1e-9}
    with Loopback() as server, pytest.raises(BudgetSpent) as caught:
        ask(budgeted(server, Budget(**{what: limits[what]})), request("0"))
    assert server.calls == 0
    assert (caught.value.what, caught.value.limit) == (what, limits[what])
    assert caught.value.needed == pytest.approx({"calls": 1, "tokens": WORST, "usd": WORST_USD}[what])


@pytest.mark.parametrize("limits", [{"calls": 1}, {"tokens": WORST}, {"usd": WORST_USD}])
def test_what_just_fits_is_sent(limits: dict[str, Any]) -> None:
    with Loopback() as server:
        ask(budgeted(server, Budget(**limits)), request("0"))
    assert server.calls == 1


def test_the_unused_part_returns_for_those_who_wait() -> None:
    """Room for one reservation at a time is room for many calls that use little."""
    with Loopback(Answer(usage=(10, 2), delay=0.01)) as server:
        ask(budgeted(server, Budget(tokens=WORST + 15 * 12)), *requests(16))
    assert (server.calls, server.peak) == (16, 1)


def test_no_more_calls_than_allowed_however_many_at_once() -> None:
    budget = Budget(calls=7)
    with Loopback(Answer(delay=0.02)) as server:
        ends = run(outcomes(budgeted(server, budget), requests(30)))
    assert server.calls == 7
    assert sum(isinstance(end, Reply) for end in ends) == 7
    assert sum(isinstance(end, BudgetSpent) for end in ends) == 23
    assert budget.spent().calls == 7


def test_failed_attempts_are_calls_but_cost_nothing() -> None:
    budget = Budget(usd=1, calls=3)
    with Loopback(failure(500, "boom")) as server, pytest.raises(BudgetSpent):
        ask(Retried(budgeted(server, budget), 9, StillClock()), request())
    assert server.calls == 3
    assert budget.spent() == Spent(calls=3)


@pytest.mark.parametrize("answer", [Answer(cut=0), Answer(cut=30), Answer(delay=5), Answer(body=b"?")])
def test_a_cut_call_stays_possibly_paid(answer: Answer) -> None:
    budget = Budget(usd=1)
    with Loopback(answer) as server:
        failure_of(budgeted(server, budget, timeout=0.1), request("0"))
    spent = budget.spent()
    assert (spent.calls, spent.tokens, spent.usd) == (1, 0, 0)
    assert (spent.possibly_tokens, spent.possibly_usd) == (WORST, pytest.approx(WORST_USD))


def test_what_is_possibly_paid_counts_against_the_limit() -> None:
    with Loopback(Answer(cut=0)) as server, pytest.raises(BudgetSpent):
        ask(Retried(budgeted(server, Budget(usd=2.5 * WORST_USD)), 9, StillClock()), request("0"))
    assert server.calls == 2


def test_a_cancelled_call_stays_possibly_paid() -> None:
    async def cancel(lm: LM) -> None:
        task = asyncio.ensure_future(lm.ask(request("0")))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await lm.close()

    budget = Budget()
    with Loopback(Answer(delay=5)) as server:
        run(cancel(budgeted(server, budget)))
    spent = budget.spent()
    assert spent.usd + spent.possibly_usd == pytest.approx(WORST_USD)
    assert 0 < spent.usd < spent.possibly_usd


def test_one_who_is_cancelled_while_waiting_leaves_no_trace() -> None:
    async def cancel(lm: LM) -> list[Any]:
        tasks = [asyncio.ensure_future(lm.ask(r)) for r in requests(3)]
        await asyncio.sleep(0.03)
        tasks[1].cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
        await lm.close()
        return ends

    budget = Budget(tokens=WORST + 30)
    with Loopback(Answer(delay=0.1)) as server:
        ends = run(cancel(budgeted(server, budget)))
    assert [type(end) for end in ends] == [Reply, asyncio.CancelledError, Reply]
    assert budget.spent() == Spent(calls=2, tokens=24, usd=pytest.approx(36e-6))


def test_a_reply_without_usage_keeps_its_reservation() -> None:
    budget = Budget(usd=1)
    with Loopback(Answer(text="one two", usage=None)) as server:
        (reply,) = ask(budgeted(server, budget), request("0"))
    spent = budget.spent()
    assert reply.usage.estimated
    assert spent.tokens == reply.usage.input + reply.usage.output
    assert spent.tokens + spent.possibly_tokens == WORST
    assert spent.usd + spent.possibly_usd == pytest.approx(WORST_USD)


def test_an_unknown_price_under_a_money_budget_is_an_error() -> None:
    with Loopback() as server:
        lm = Budgeted(OpenAICompatible("m", base_url=server.url), Budget(usd=1), lambda _model: None)
        error = failure_of(lm, request())
    assert server.calls == 0
    assert error.code == "SIG0814"
    assert "usd_per_m_input" in error.message


def test_without_a_money_budget_it_is_counted_apart() -> None:
    budget = Budget(tokens=10_000)
    with Loopback() as server:
        lm = Budgeted(OpenAICompatible("m", base_url=server.url), budget, lambda _model: None)
        (reply,) = ask(lm, request())
    assert reply.cost is None
    assert budget.spent() == Spent(calls=1, tokens=12, unpriced=1)


def test_cached_replies_cost_nothing() -> None:
    budget = Budget(calls=1)
    with Loopback() as server:
        lm = Cached(budgeted(server, budget), Store(":memory:"), server.url)
        replies = ask(lm, request(), request(), request())
    assert sorted(reply.cost or 0 for reply in replies) == [0, 0, pytest.approx(18e-6)]
    assert budget.spent().calls == 1


def test_a_cache_inside_gives_its_reservation_back() -> None:
    budget = Budget(calls=1)
    with Loopback() as server:
        inner = Cached(OpenAICompatible("m", base_url=server.url), Store(":memory:"), server.url)
        ask(Budgeted(inner, budget, priced), request())
        with pytest.raises(BudgetSpent):
            ask(Budgeted(inner, budget, priced), request())
        other = Budget(calls=1)
        ask(Budgeted(inner, other, priced), request(), request())
    assert other.spent() == Spent()


def test_a_budget_within_a_budget() -> None:
    whole, part = Budget(calls=3), Budget(calls=9)
    with Loopback() as server:
        ends = run(outcomes(Budgeted(budgeted(server, whole), part, priced), requests(5)))
    assert sum(isinstance(end, BudgetSpent) for end in ends) == 2
    assert (whole.spent().calls, part.spent().calls) == (3, 3)


def test_a_resumed_job_goes_on_from_its_account() -> None:
    first = Budget(usd=1)
    with Loopback() as server:
        ask(budgeted(server, first), *requests(3))
        resumed = Budget(calls=5, already=first.spent())
        assert resumed.spent() == first.spent()
        run(outcomes(budgeted(server, resumed), requests(9)))
    assert server.calls == 5


def test_the_usual_stack_in_its_documented_order() -> None:
    answers = [failure(429, "slow", retry_after="1"), Answer(cut=0), Answer(text="fine")]
    budget, clock = Budget(usd=1), StillClock()
    with Loopback(lambda _seen: answers.pop(0)) as server:
        stack = Cached(Retried(Limited(budgeted(server, budget), 2), 4, clock), Store(":memory:"), server.url)
        replies = ask(stack, *[request("0")] * 4)
    assert {reply.text for reply in replies} == {"fine"}
    assert server.calls == 3
    spent = budget.spent()
    assert (spent.calls, spent.tokens, spent.possibly_tokens) == (3, 12, WORST)


def test_threads_share_a_budget() -> None:
    budget = Budget(calls=20, tokens=10 * WORST)
    with Loopback(Answer(delay=0.005)) as server:
        work = [threading.Thread(target=lambda: run(outcomes(budgeted(server, budget), requests(10)))) for _ in "abcd"]
        for thread in work:
            thread.start()
        for thread in work:
            thread.join(20)
    assert server.calls == 20
    assert budget._reserved == Amount()


@pytest.mark.parametrize("seed", range(3))
def test_a_server_that_misbehaves_at_random(seed: int) -> None:
    """Everything it was ever asked for, paid in full, stays under the ceiling."""
    random = Random(seed)
    billed: list[float] = []

    def answer(_seen: object) -> Answer:
        used = (random.randrange(60), random.randrange(100))
        kind = random.randrange(6)
        if kind == 0:
            return replace(failure(500, "boom"), delay=random.random() / 100)
        billed.append((used[0] + 4 * used[1]) / 1e6)
        cut = random.randrange(300) if kind == 1 else None
        return Answer(usage=used, cut=cut, delay=random.random() / 100)

    limit = 12 * WORST_USD
    budget = Budget(usd=limit)
    with Loopback(answer) as server:
        stack = Retried(Limited(budgeted(server, budget), 16), 3, StillClock())
        ends = run(outcomes(stack, requests(120)))
    spent = budget.spent()
    assert sum(billed) <= limit + 1e-12
    assert sum(billed) <= spent.usd + spent.possibly_usd + 1e-12
    assert spent.usd + spent.possibly_usd <= limit + 1e-12
    assert any(isinstance(end, BudgetSpent) for end in ends)
    assert any(isinstance(end, Reply) for end in ends)


@dataclass
class Scripted:
    """A model that takes as many turns of the loop, and ends as each request's script says; it bills what it did."""

    script: list[tuple[int, str, int, int]]
    billed: list[Usage] = field(default_factory=list)
    sent: int = 0

    async def ask(self, request: Request) -> Reply:
        turns, end, given, made = self.script[request.sample]
        self.sent += 1
        usage = Usage(given, min(made, request.max_tokens))
        if end != "refused":
            self.billed.append(usage)
        for _ in range(turns):
            await asyncio.sleep(0)
        if end == "refused":
            raise LMError("SIG0808", "boom", retryable=True)
        if end == "cut":
            raise LMError("SIG0810", "cut", retryable=True, maybe_paid=True)
        if end == "bug":
            raise ZeroDivisionError
        return Reply("ok", replace(usage, estimated=end == "silent"))

    async def close(self) -> None:
        pass


SCRIPT = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(["ok", "ok", "ok", "silent", "refused", "cut", "bug"]),
        st.integers(0, 80),
        st.integers(0, 150),
    ),
    min_size=1,
    max_size=25,
)
LIMITS = st.fixed_dictionaries(
    {},
    optional={
        "usd": st.floats(0, 10 * WORST_USD),
        "calls": st.integers(0, 20),
        "tokens": st.integers(0, 10 * WORST),
    },
)


@settings(deadline=None, max_examples=300)
@given(SCRIPT, LIMITS, st.sets(st.integers(0, 24)), st.integers(1, 30))
def test_no_interleaving_crosses_a_limit(
    script: list[tuple[int, str, int, int]], limits: dict[str, Any], cancelled: set[int], concurrent: int
) -> None:
    budget, inner = Budget(**limits), Scripted(script)
    lm = Limited(Budgeted(inner, budget, priced), concurrent)

    async def one(number: int) -> Reply:
        task = asyncio.ensure_future(lm.ask(request("0", sample=number)))
        if number in cancelled:
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            task.cancel()
        return await task

    async def everything() -> list[Any]:
        work = asyncio.gather(*(one(i) for i in range(len(script))), return_exceptions=True)
        return await asyncio.wait_for(work, 10)

    ends = run(everything())
    spent = budget.spent()
    billed_usd = sum(PRICE.cost(usage) for usage in inner.billed) / 1e12
    billed_tokens = sum(usage.input + usage.output for usage in inner.billed)
    assert budget._reserved == Amount()
    assert spent.calls == inner.sent <= limits.get("calls", inner.sent)
    assert billed_usd <= spent.usd + spent.possibly_usd + 1e-12
    assert billed_tokens <= spent.tokens + spent.possibly_tokens
    assert spent.usd + spent.possibly_usd <= limits.get("usd", 1e9) + 1e-12
    assert spent.tokens + spent.possibly_tokens <= limits.get("tokens", 1e9)
    if not limits:
        assert not any(isinstance(end, BudgetSpent) for end in ends)


def test_a_budget_of_one_call_within_the_one_of_all() -> None:
    """What is asked inside is held to both; a refusal by one takes nothing from the other."""

    async def two(lm: LM) -> None:
        async def one(number: int) -> None:
            with within(Budget(calls=1)) as own:
                await asyncio.create_task(lm.ask(request(f"{number} first")))
                with pytest.raises(BudgetSpent):
                    await lm.ask(request(f"{number} second"))
            assert own.spent().calls == 1
            assert own.spent().tokens == 12

        await asyncio.gather(one(1), one(2))
        await lm.ask(request("outside"))
        await lm.close()

    budget = Budget(calls=3, usd=1)
    with Loopback() as server:
        run(two(budgeted(server, budget)))
    assert (server.calls, budget.spent().calls) == (3, 3)
    assert budget._reserved == (0, 0, 0)


def test_a_budget_in_dollars_of_one_call_refuses_unknown_prices() -> None:
    with Loopback() as server:
        lm = Budgeted(OpenAICompatible("m", base_url=server.url), Budget(), lambda _model: None)
        with within(Budget(usd=1)):
            assert failure_of(lm).code == "SIG0814"
        ask(lm, request())
