"""The embedded model: one answer to a prompt, worked out from the prompt and nothing else.

Promise: reads a request's messages, temperature and seed only; equal requests at temperature 0 have equal replies.
What is kept between calls is a function of the prompts seen: how often an equal request came (the number of the draw,
when there is no seed) and the parsed constant parts of prompts, which save time and change nothing.
May import: sigc.lm, sigc.adapters, sigc.offline."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from sigc.adapters.base import Attached, Turn
from sigc.ir.media import Medium
from sigc.ir.program import Values
from sigc.lm.base import Message, Reply, Request, Usage
from sigc.lm.tokens import PER_MESSAGE, count_tokens
from sigc.offline.answer import Answerer
from sigc.offline.noise import QUIET, Noise, draw_key
from sigc.offline.readers.base import Read
from sigc.offline.readers.table import read

MODEL = "sigc/offline"
KEPT_PROMPTS, KEPT_CHARACTERS = 256, 2_000_000
"""Most constant parts kept parsed, and most text of them in all."""
KEPT_COUNTS = 65536
"""Most requests without a seed whose number is remembered."""


@dataclass(frozen=True, slots=True)
class _Constant:
    """The messages before the last one, read."""

    read: Read
    answerer: Answerer
    tokens: int
    size: int


class OfflineLM:
    """The LM `sigc/offline`."""

    zone = "process"

    def __init__(self) -> None:
        self._constants: OrderedDict[tuple[Turn, ...], _Constant] = OrderedDict()
        self._size = 0
        self._seen: OrderedDict[bytes, int] = OrderedDict()

    async def ask(self, request: Request) -> Reply:
        """The reply; never fails."""
        turns = tuple(turn_of(m) for m in request.messages)
        return self.reply(turns, request.temperature, request.seed)

    async def close(self) -> None:
        """Nothing is open."""

    def reply(self, turns: Sequence[Turn], temperature: float = 0.0, seed: int | None = None, draw: int = 0) -> Reply:
        """One reply. `draw`: which of the `n` choices of one request this is."""
        noise = QUIET
        if temperature > 0:
            number = draw if seed is not None else self._count(draw_key(turns, temperature, None, 0))
            noise = Noise(temperature, draw_key(turns, temperature, seed, number))
        constant, inputs, reasons = self._read(tuple(turns))
        text = constant.read.write(constant.answerer.answer(inputs, reasons, noise))
        last = count_tokens(turns[-1].text) + PER_MESSAGE if turns else 0
        return Reply(text, Usage(constant.tokens + last, count_tokens(text)), MODEL, cost=0.0)

    def _count(self, key: bytes) -> int:
        """How often this was asked before."""
        number = self._seen.pop(key, 0)
        self._seen[key] = number + 1
        if len(self._seen) > KEPT_COUNTS:
            self._seen.popitem(last=False)
        return number

    def _read(self, turns: tuple[Turn, ...]) -> tuple[_Constant, Values, tuple[str, ...]]:
        before = turns[:-1]
        known = self._constants.get(before)
        if known is not None and known.read.inputs_of is not None:
            inputs = known.read.inputs_of(turns[-1])
            if inputs is not None:
                self._constants.move_to_end(before)
                return known, inputs, ()
        found = read(turns)
        constant = _Constant(
            found,
            Answerer(found.task),
            sum(count_tokens(turn.text) + PER_MESSAGE for turn in before),
            sum(len(turn.text) + sum(len(a.medium.data) for a in turn.media) for turn in before),
        )
        if found.inputs_of is not None and not found.reasons and known is None:
            self._keep(before, constant)
        return constant, found.inputs, found.reasons

    def _keep(self, before: tuple[Turn, ...], constant: _Constant) -> None:
        self._constants[before] = constant
        self._size += constant.size
        while len(self._constants) > KEPT_PROMPTS or (self._size > KEPT_CHARACTERS and len(self._constants) > 1):
            _, dropped = self._constants.popitem(last=False)
            self._size -= dropped.size


def turn_of(message: Message) -> Turn:
    """A message as the readers of prompts know it."""
    media = tuple(Attached(m.at, Medium(m.kind, m.mime, m.data, m.url)) for m in message.media)
    return Turn(message.role, message.content, media)
