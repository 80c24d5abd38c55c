"""Seeded noise on scores: what a temperature above 0 means here.

Promise: a pure function of the messages, the temperature, the seed (or the draw's number) and what is asked; nothing
depends on the order in which requests arrive. May import: sigc.adapters.base."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from sigc.adapters.base import Turn


@dataclass(frozen=True, slots=True)
class Noise:
    """`temperature` 0 adds nothing. `key` names the draw."""

    temperature: float = 0.0
    key: bytes = b""

    def of(self, what: str) -> float:
        """One draw from the standard Gumbel distribution times the temperature, fixed by the key and `what`: adding
        it to scores and taking the best samples from their softmax."""
        if self.temperature <= 0:
            return 0.0
        digest = hashlib.blake2b(what.encode(), key=self.key, digest_size=8).digest()
        uniform = (int.from_bytes(digest, "big") + 0.5) / 2**64
        return -self.temperature * math.log(-math.log(uniform))


QUIET = Noise()


def draw_key(turns: Sequence[Turn], temperature: float, seed: int | None, draw: int) -> bytes:
    """The key of one draw: `seed` when the request has one, and the number of the draw."""
    hashed = hashlib.blake2b(digest_size=32)
    for turn in turns:
        hashed.update(f"{turn.role}\0{turn.text}\0".encode(errors="surrogatepass"))
        for attached in turn.media:
            hashed.update(f"{attached.at}\0{attached.medium.spelled}\0".encode())
    hashed.update(f"{temperature!r}\0{seed}\0{draw}".encode())
    return hashed.digest()
