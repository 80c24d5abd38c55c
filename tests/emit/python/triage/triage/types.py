"""What `main` takes and answers.

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


class Main(BaseModel):
    """What `main` answers."""

    team: Team
    urgency: int = Field(ge=1, le=5, description="5 = the customer cannot work")
    order: str | None = Field(default=None, pattern=r"^(?:[A-Z]{2}-\d{6})$", description="order number")
