"""A ceiling in calls, tokens and money that is never crossed, however many calls run at once.

Each attempt reserves, before it is sent, the most it can come to: one call, a bound on its input tokens plus
`max_tokens`, and both at list price. The reply's usage settles it: the unused part returns. What a cut call may have
cost stays reserved for good, as *possibly paid*; of a cancelled one an estimate counts as spent, and the rest so. A
call that does not fit now but may fit once others have settled waits for them; one that cannot fit any more raises
BudgetSpent and is not sent.

Promise: spent + possibly paid + reserved never exceeds a limit, as long as providers bill what they report and keep to
`max_tokens`. Thread-safe, over all event loops. May import: sigc.lm."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import NamedTuple

from sigc.lm.base import LM, BudgetSpent, LMError, Reply, Request, Usage, Watch
from sigc.lm.prices import PICO, Price, PriceOf, price_of
from sigc.lm.tokens import count_request, count_tokens, most_tokens
from sigc.lm.waiting import WaitingRoom
from sigc.lm.wrapper import Wrapper


class Amount(NamedTuple):
    """Attempts, tokens (input and output), and money in picodollars."""

    calls: int = 0
    tokens: int = 0
    pico: int = 0

    def plus(self, other: Amount) -> Amount:
        return Amount(self.calls + other.calls, self.tokens + other.tokens, self.pico + other.pico)

    def minus(self, other: Amount) -> Amount:
        return Amount(self.calls - other.calls, self.tokens - other.tokens, self.pico - other.pico)


@dataclass(frozen=True, slots=True)
class Spent:
    """A moment's account. `calls`: attempts sent, failed ones too. `possibly_…`: of cut calls, and of replies without
    usage what their estimate leaves open; not contained in `tokens` and `usd`. `unpriced`: replies whose price is
    unknown and therefore not in `usd`."""

    calls: int = 0
    tokens: int = 0
    usd: float = 0.0
    possibly_tokens: int = 0
    possibly_usd: float = 0.0
    unpriced: int = 0


class Budget:
    """Limits shared by any number of models; None: no limit of that kind. `already`: what an earlier part of the same
    job spent, when it is resumed."""

    def __init__(
        self,
        usd: float | None = None,
        calls: int | None = None,
        tokens: int | None = None,
        *,
        already: Spent | None = None,
    ) -> None:
        self.usd, self.calls, self.tokens = usd, calls, tokens
        self._limits = (calls, tokens, None if usd is None else usd * PICO)
        self._spent, self._possibly, self._reserved = Amount(), Amount(), Amount()
        self._unpriced = 0
        self._room = WaitingRoom()
        self.add(already or Spent())

    def add(self, already: Spent) -> None:
        """Count what was spent elsewhere for the same job."""
        with self._room.lock:
            self._spent = self._spent.plus(Amount(already.calls, already.tokens, round(already.usd * PICO)))
            possibly = Amount(0, already.possibly_tokens, round(already.possibly_usd * PICO))
            self._possibly = self._possibly.plus(possibly)
            self._unpriced += already.unpriced

    def spent(self) -> Spent:
        with self._room.lock:
            return Spent(
                self._spent.calls,
                self._spent.tokens,
                self._spent.pico / PICO,
                self._possibly.tokens,
                self._possibly.pico / PICO,
                self._unpriced,
            )

    async def reserve(self, need: Amount) -> None:
        """Set `need` aside, waiting for calls in flight to settle when that may make room; raises BudgetSpent when
        nothing can."""
        while True:
            with self._room.lock:
                gone = self._spent.plus(self._possibly).plus(need)
                if self._lacking(gone.plus(self._reserved)) is None:
                    self._reserved = self._reserved.plus(need)
                    return
                lacking = self._lacking(gone)
                if lacking is not None:
                    raise self._refusal(lacking, need)
                ticket = self._room.join()
            await ticket

    def settle(self, need: Amount, used: Amount, possibly: Amount = Amount(), *, unpriced: bool = False) -> None:
        """Turn a reservation into what was used and what may have been used; the rest returns."""
        with self._room.lock:
            self._reserved = self._reserved.minus(need)
            self._spent = self._spent.plus(used)
            self._possibly = self._possibly.plus(possibly)
            self._unpriced += unpriced
            self._room.wake_all()

    def _lacking(self, total: Amount) -> str | None:
        """The first limit that a total would cross."""
        for what, limit, amount in zip(("calls", "tokens", "usd"), self._limits, total, strict=True):
            if limit is not None and amount > limit:
                return what
        return None

    def _refusal(self, what: str, need: Amount) -> BudgetSpent:
        limits = {"calls": self.calls, "tokens": self.tokens, "usd": self.usd}
        needs = {"calls": need.calls, "tokens": need.tokens, "usd": need.pico / PICO}
        return BudgetSpent(what, limits[what] or 0, needs[what])


_WITHIN: ContextVar[tuple[Budget, ...]] = ContextVar("budgets", default=())


@contextmanager
def within(budget: Budget) -> Iterator[Budget]:
    """Hold all that is asked inside to a budget of its own, beside the models' own one: one call of a program, one
    request of a server, a whole process. May be nested; tasks that are started inside are held to it too.

    >>> with within(Budget(usd=0.05)) as spent:
    ...     pass  # call a compiled program here
    >>> spent.spent().calls
    0"""
    token = _WITHIN.set((*_WITHIN.get(), budget))
    try:
        yield budget
    finally:
        _WITHIN.reset(token)


async def _reserve(budgets: Sequence[Budget], need: Amount) -> None:
    """Set `need` aside in every budget, or in none."""
    done = 0
    try:
        for budget in budgets:
            await budget.reserve(need)
            done += 1
    except BaseException:
        for budget in budgets[:done]:
            budget.settle(need, Amount())
        raise


class Budgeted(Wrapper):
    """A model whose every attempt passes the budget; it also fills in `Reply.cost`.

    Put it inside `Retried`, so that each attempt reserves, and inside `Limited`, so that a call reserves only when it
    is about to be sent: Cached(Retried(Limited(Budgeted(client))))."""

    def __init__(self, inner: LM, budget: Budget, prices: PriceOf = price_of) -> None:
        super().__init__(inner)
        self._budget = budget
        self._price_of = _remembering(prices)

    async def ask(self, request: Request) -> Reply:
        price, budgets = self._price_of(request.model), (self._budget, *_WITHIN.get())
        if price is None and any(budget.usd is not None for budget in budgets):
            raise _unknown(request.model)
        most = most_tokens(request)
        need = _amount(Usage(most, request.max_tokens, written=most), price)
        await _reserve(budgets, need)
        used, possibly = Amount(1), need._replace(calls=0)
        unpriced = False
        seen = _Seen(request.watch) if request.watch is not None else None
        try:
            reply = await self.inner.ask(request if seen is None else replace(request, watch=seen))
            used, possibly = _settled(reply, need, price)
            unpriced = price is None and not reply.cached
        except asyncio.CancelledError:
            text = seen.text_so_far if seen is not None else ""
            usage = Usage(count_request(request), count_tokens(text), estimated=True)
            used, possibly = _settled(Reply(text, usage), need, price)
            raise
        except BudgetSpent:
            used, possibly = Amount(), Amount()
            raise
        except LMError as error:
            if not error.maybe_paid:
                possibly = Amount()
            raise
        finally:
            for budget in budgets:
                budget.settle(need, used, possibly, unpriced=unpriced)
        if reply.cached or price is None:
            return reply
        cost = price.cost(reply.usage) / PICO
        return Reply(
            reply.text, reply.usage, reply.model, reply.finish, cost, False, reply.calls, reply.thinking, reply.opaque
        )


class _Seen:
    """A watcher that remembers what it was shown, so that a call which is cancelled can be estimated."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._pieces: list[str] = []

    @property
    def text_so_far(self) -> str:
        return "".join(self._pieces)

    def text(self, piece: str) -> None:
        self._pieces.append(piece)
        self._watch.text(piece)

    def restart(self, reason: str) -> None:
        self._watch.restart(reason)


def _settled(reply: Reply, need: Amount, price: Price | None) -> tuple[Amount, Amount]:
    """What a reply used, and what it may have used beyond that because its usage is only an estimate."""
    if reply.cached:
        return Amount(), Amount()
    used = _amount(reply.usage, price)
    if not reply.usage.estimated:
        return used, Amount()
    return used, Amount(0, max(0, need.tokens - used.tokens), max(0, need.pico - used.pico))


def _amount(usage: Usage, price: Price | None) -> Amount:
    return Amount(1, usage.input + usage.output, price.cost(usage) if price is not None else 0)


def _remembering(prices: PriceOf) -> Callable[[str], Price | None]:
    known: dict[str, Price | None] = {}

    def look(model: str) -> Price | None:
        if model not in known:
            known[model] = prices(model)
        return known[model]

    return look


def _unknown(model: str) -> LMError:
    return LMError(
        "SIG0814",
        f"the price of {model} is unknown, so a budget in usd cannot hold; "
        "set usd_per_m_input and usd_per_m_output in the model's settings",
    )
