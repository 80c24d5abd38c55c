"""Going on where a run was killed: what it had spent, and what to say of it.

Promise: a ceiling holds over both runs. May import: sigc.ir, sigc.lm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from sigc.ir.program import Model
from sigc.lm.base import Usage
from sigc.lm.budget import Spent
from sigc.lm.journal import Journal
from sigc.lm.prices import PICO, price_of


def spent_before(journal: Journal, models: Mapping[str, Model]) -> Spent:
    """What a killed run had spent by its journal, for the budget of the run that goes on. Calls that were in flight may
    have been answered and paid: they count as calls, and as possibly paid up to the tokens they could have used, at
    list price, so that a ceiling holds over both runs."""
    known, flying = journal.spent(), journal.in_flight()
    settings = {model.id: model.settings for model in models.values()}
    prices = {intent.model: price_of(intent.model, settings.get(intent.model)) for intent in flying}
    return Spent(
        calls=known.calls + len(flying),
        tokens=known.usage.input + known.usage.output,
        usd=known.cost or 0.0,
        possibly_tokens=sum(intent.most.input + intent.most.output for intent in flying),
        possibly_usd=sum(p.cost(_written(i.most)) / PICO for i in flying if (p := prices[i.model]) is not None),
    )


def _written(most: Usage) -> Usage:
    """The most, when the provider was told to keep all of it, which may cost more."""
    return replace(most, written=most.input)


def resumed(journal: Journal | None) -> str | None:
    """What to tell the user of a journal that an earlier run left: how much is known, and which calls it was waiting
    for. None for a fresh one."""
    answered = journal.spent().calls if journal else 0
    flying = Counter((intent.node, intent.purpose) for intent in journal.in_flight()) if journal else Counter()
    if not answered and not flying:
        return None
    told = f"goes on where it stopped: {_calls(answered)} answered before"
    if not flying:
        return told
    named = ", ".join(
        f"{node} ({what}) × {n}" if what else f"{node} × {n}" for (node, what), n in sorted(flying.items())
    )
    return f"{told}; {_calls(flying.total())} in flight when it ended, possibly paid, asked again: {named}"


def _calls(count: int) -> str:
    return f"{count} call{'' if count == 1 else 's'}"
