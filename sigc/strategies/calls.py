"""How many calls code has left.

May import: sigc.strategies.sandbox.base."""

from __future__ import annotations

from sigc.strategies.sandbox.base import Refused


class Calls:
    """A budget that the calls of one run share."""

    def __init__(self, most: int) -> None:
        self._most = self._left = most

    def take(self, number: int = 1) -> None:
        """Raises Refused when so many are not left."""
        if number > self._left:
            left = f"{self._left} of {self._most} calls are left, {number} would be needed"
            raise Refused(f"{left}: answer with what is there")
        self._left -= number
