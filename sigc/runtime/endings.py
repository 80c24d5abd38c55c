"""What the end of a reply means for who reads it: a limit, a full context, a refusal, a filter.

Promise: each has a code of its own; a reply that a model or its provider withheld is never read, one that was cut is,
as far as it goes. May import: sigc.adapters.base, sigc.lm.base, sigc.runtime.errors."""

from __future__ import annotations

from sigc.adapters.base import Repair, Unreadable
from sigc.lm.base import Reply
from sigc.runtime.errors import CUT, FILTERED, OVERFLOWED, REFUSED, UNREADABLE

CUT_CONFIDENCE = 0.5
"""That what came before the cut is what the whole reply would have said there."""


def withheld_reply(reply: Reply) -> tuple[str, str] | None:
    """(code, reason) when there is no answer to read; None otherwise."""
    if reply.finish == "refusal":
        return REFUSED, "the model refused" + (f": {reply.text}" if reply.text else "")
    if reply.finish == "filter":
        return FILTERED, "the provider's filter withheld the reply"
    return None


def unreadable(reply: Reply, reason: str, max_tokens: int) -> tuple[str, str]:
    """(code, reason) for a reply that could not be read."""
    if reply.finish == "length":
        return CUT, f"{reason} (the reply was cut at the limit of {max_tokens} tokens)"
    if reply.finish == "overflow":
        return OVERFLOWED, f"{reason} (the reply was cut where the model's context was full)"
    return UNREADABLE, reason


def sure_enough(repairs: tuple[Repair, ...], least: float, text: str) -> None:
    """Raises Unreadable for the least sure of the repairs, when it is less sure than `least`."""
    unsure = min(repairs, key=lambda repair: repair.confidence, default=None)
    if unsure is not None and unsure.confidence < least:
        place = f" of `{unsure.path}`" if unsure.path else ""
        raise Unreadable(f"it is not sure what is meant{place} ({unsure.kind}); keep to the form described", text)


def repairs_of(reply: Reply, repairs: tuple[Repair, ...]) -> tuple[Repair, ...]:
    """The repairs of a reply that could be read; that it was cut is one of them."""
    if reply.finish in ("length", "overflow"):
        return (*repairs, Repair("cut", "", CUT_CONFIDENCE))
    return repairs
