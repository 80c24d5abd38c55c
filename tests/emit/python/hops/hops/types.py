"""What `verify` takes and answers.

Written by sigc: edit the `.sig` source and compile again, not this file.
"""

from __future__ import annotations

from pydantic import BaseModel


class Verify(BaseModel):
    """What `verify` answers."""

    left: str
    right: str
    all: list[str]
    both: str
