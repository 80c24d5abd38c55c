"""Several models behind one name: calls shared among them, and others asked when one fails.

Promise: which model gets a call is decided by the request alone, so the same run asks the same models, and a
conversation stays with one; a fault of the set-up is never hidden by another model. May import: sigc.lm."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

from sigc.lm import base
from sigc.lm.base import LM, OF_THE_SETUP, LMError, Reply, Request


class Pool:
    """`zone`: the one zone in which all of the models are."""

    def __init__(self, models: Sequence[LM], zone: str | None = None) -> None:
        self._models = tuple(models)
        self.zone = zone

    async def ask(self, request: Request) -> Reply:
        return await self._models[0].ask(request)

    async def close(self) -> None:
        for model in self._models:
            await model.close()

    def keep(self, request: Request) -> None:
        for model in self._models:
            base.keep(model, request)

    def reject(self, request: Request) -> None:
        for model in self._models:
            base.reject(model, request)


class Fallback(Pool):
    """The first model that answers, in their order. Whoever watches is told of each change."""

    async def ask(self, request: Request) -> Reply:
        attempts = 0
        for model in self._models:
            try:
                return await model.ask(request)
            except LMError as error:
                attempts += error.attempts
                if error.code in OF_THE_SETUP or model is self._models[-1]:
                    error.attempts = attempts
                    raise
                if request.watch is not None:
                    request.watch.restart(error.message)
        raise AssertionError("no model to ask")


class Shared(Pool):
    """Calls spread evenly over the models: each question, with all that follows on it, goes to the model that its own
    text picks."""

    async def ask(self, request: Request) -> Reply:
        return await self._of(request).ask(request)

    def keep(self, request: Request) -> None:
        base.keep(self._of(request), request)

    def reject(self, request: Request) -> None:
        base.reject(self._of(request), request)

    def _of(self, request: Request) -> LM:
        sum_ = request.sample
        for message in request.messages:
            if message.role == "assistant":
                break
            sum_ = crc32(message.content.encode("utf-8", "surrogatepass"), sum_ & 0xFFFFFFFF)
        return self._models[sum_ % len(self._models)]
