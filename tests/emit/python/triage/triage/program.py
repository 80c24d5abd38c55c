"""Decide which team owns a customer's mail and how urgent it is.

Written by sigc: edit the `.sig` source and compile again, not this file.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from pydantic import BaseModel, Field
from sigc.runtime.package import Package, Run, Values
from sigc.runtime.streaming import Stream
from sigc.runtime.sync import wait_for

_HERE = Path(__file__).parent
PACKAGE = Package((_HERE / "bundle.json").read_bytes())


class Team(str, Enum):
    """Who owns the problem."""

    # invoices, refunds, payment methods
    billing = "billing"
    # parcels, delivery dates, lost items
    shipping = "shipping"
    # the product misbehaves
    technical = "technical"
    other = "none_of_these"


class Main(BaseModel):
    """What `main` answers."""

    team: Team
    urgency: int = Field(ge=1, le=5, description="5 = the customer cannot work")
    order: str | None = Field(default=None, pattern=r"^(?:[A-Z]{2}-\d{6})$", description="order number")


async def main_async(mail: str) -> Main:
    """Decide which team owns a customer's mail and how urgent it is.

    Raises CallFailed when there is no answer, LMError for a missing key, BudgetSpent.
    """
    outputs = await PACKAGE.call(main_graph, {"mail": mail})
    return Main.model_validate(outputs)


def main(mail: str) -> Main:
    """As `main_async`, from any code: inside a running event loop too."""
    return wait_for(main_async(mail))


def main_stream(mail: str, *, commit: str | None = None) -> Stream[Main]:
    """What `main` answers as it comes, in a `for` or an `async for`.

    An output named by `commit` is not taken back once a part of it was shown.
    """
    return PACKAGE.stream(main_graph, {"mail": mail}, Main.model_validate, commit)


@PACKAGE.module("Main")
async def main_graph(run: Run, mail: str) -> Values:
    """Decide which team owns a customer's mail and how urgent it is."""
    answer = await run.node("Triage", mail=mail)
    return {"team": answer["team"], "urgency": answer["urgency"], "order": answer["order"]}
