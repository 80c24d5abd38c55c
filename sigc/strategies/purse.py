"""What one run of a strategy may spend, in tokens and in money, beside the budget of the whole program.

Promise: tokens are reserved before a request is sent, so they are never crossed; money is counted when a reply says
what it cost, so calls already on their way may cross it. May import: sigc.lm, sigc.strategies.base."""

from __future__ import annotations

from sigc.lm.base import LM, BudgetSpent, LMError, Reply, Request
from sigc.lm.budget import Amount, Budget
from sigc.lm.tokens import most_tokens
from sigc.strategies.base import Failed


class Spent(Failed):
    """The run may not ask any more; its strategy makes the best of what it has."""

    raw = ""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.reason = f"{what}: answer with what is there"


class Purse:
    """The limits of one run; None: no limit. Cached replies cost nothing, and replies of unknown price no money."""

    def __init__(self, tokens: int | None = None, usd: float | None = None) -> None:
        self._tokens, self._usd, self._paid = tokens, usd, 0.0
        self._budget = Budget(tokens=tokens)

    async def ask(self, lm: LM, request: Request) -> Reply:
        """The model's reply, paid from here. Raises Spent, and what `lm.ask` raises."""
        if self._usd is not None and self._paid >= self._usd:
            raise Spent(f"the {self._usd:g} US dollars of this run are spent")
        need = Amount(1, most_tokens(request) + request.max_tokens)
        try:
            await self._budget.reserve(need)
        except BudgetSpent as spent:
            raise Spent(f"the {self._tokens} tokens of this run are spent") from spent
        used = possibly = Amount()
        try:
            possibly = need
            reply = await lm.ask(request)
            possibly = Amount()
            if not reply.cached:
                used = Amount(1, reply.usage.input + reply.usage.output)
                self._paid += reply.cost or 0.0
        except LMError as error:
            possibly = need if error.maybe_paid else Amount()
            raise
        finally:
            self._budget.settle(need, used, possibly)
        return reply
