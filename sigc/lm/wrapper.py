"""What every wrapper around a model shares: one inner model, to which it hands on what it does not change.

Promise: closing the outermost wrapper closes the client; `keep` and `reject` reach a cache at any depth.
May import: sigc.lm.base."""

from __future__ import annotations

from sigc.lm import base
from sigc.lm.base import LM, Reply, Request


class Wrapper:
    """An LM around `inner`."""

    def __init__(self, inner: LM) -> None:
        self.inner = inner
        self.keeps: bool = getattr(inner, "keeps", hasattr(inner, "keep"))
        """Whether anything below wants to be told of `keep` and `reject`."""

    async def ask(self, request: Request) -> Reply:
        return await self.inner.ask(request)

    async def close(self) -> None:
        await self.inner.close()

    def keep(self, request: Request) -> None:
        if self.keeps:
            base.keep(self.inner, request)

    def reject(self, request: Request) -> None:
        if self.keeps:
            base.reject(self.inner, request)
