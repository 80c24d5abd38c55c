"""What `support` takes and answers.

Written by sigc: edit the `.sig` source and compile again, not this file.
"""

from __future__ import annotations

from enum import Enum

from pydantic import BaseModel, Field


class Team(str, Enum):
    """Who owns the problem."""

    # invoices, refunds, payment methods
    billing = "billing"
    # parcels, delivery dates, lost items
    shipping = "shipping"
    # the product misbehaves
    technical = "technical"
    other = "none_of_these"


class Doc(BaseModel):
    """A page of the help centre."""

    title: str
    body: str = Field(description="plain text")


class Support(BaseModel):
    """What `support` answers."""

    reply: str
    team: Team
    useful: list[Doc]
