"""One call for equal requests: kept replies, and callers that wait for the same one together.

Promise: the key is endpoint, model, the full request and its sample number; a reply is written down only after
`keep`, so an unreadable answer never is; equal requests at the same time make one call, whatever loops and threads
they come from. May import: sigc.lm."""

from __future__ import annotations

import asyncio
import hashlib
import json
from typing import Any

from sigc.lm.base import LM, LMError, Message, Reply, Request, shown_to
from sigc.lm.store import Store, as_cached
from sigc.lm.wrapper import Wrapper

KEY_VERSION = 1


def request_key(endpoint: str, request: Request) -> str:
    """A hash over everything that decides the answer. `endpoint` names the server and what its client adds to each
    request. The order inside `response_format` counts: a model sees it."""
    parts = [
        KEY_VERSION,
        endpoint,
        request.model,
        [_of_message(message) for message in request.messages],
        float(request.temperature),
        request.max_tokens,
        request.seed,
        request.sample,
        request.stop,
        request.response_format,
        *([_of_tools(request)] if request.tools else []),
    ]
    return hashlib.sha256(json.dumps(parts, separators=(",", ":")).encode("ascii")).hexdigest()


def _of_message(message: Message) -> list[Any]:
    """What decides the answer in a message. Calls count by our ids alone: the provider's differ each time."""
    beyond: list[Any] = []
    if message.media or message.calls or message.answers:
        media = [[m.kind, m.mime, m.at, m.data, m.url] for m in message.media]
        beyond = [media, [[c.id, c.name, c.arguments] for c in message.calls], message.answers]
    return [message.role, message.content, *beyond]


def _of_tools(request: Request) -> list[Any]:
    return [request.tool_choice, [[t.name, t.description, t.parameters] for t in request.tools]]


class Cached(Wrapper):
    """A model that is asked each request once.

    After reading a reply call `keep(request)`, or `reject(request)` when it could not be read. Between the two it is
    held in memory, where equal requests already find it. `endpoint`: where the inner model lives (`endpoint_of` in
    connect.py). Models that share a Store share replies and calls in flight."""

    def __init__(self, inner: LM, store: Store, endpoint: str) -> None:
        super().__init__(inner)
        self.keeps = True
        self._store = store
        self._endpoint = endpoint

    async def ask(self, request: Request) -> Reply:
        if "cache" in request.withheld:
            return await self.inner.ask(request)
        key = request_key(self._endpoint, request)
        while True:
            flight, mine = self._store.flights.join(key)
            if mine:
                return await self._fly(key, request)
            reply = flight.result() if flight.done() else await asyncio.wrap_future(flight)
            if reply is not None:
                return shown_to(request.watch, as_cached(reply))

    async def _fly(self, key: str, request: Request) -> Reply:
        outcome: Reply | LMError | None = None
        try:
            kept = self._store.get(key)
            reply = await self.inner.ask(request) if kept is None else shown_to(request.watch, kept)
            outcome = reply if reply.finish != "stopped" else None
            return reply
        except LMError as error:
            outcome = error
            raise
        finally:  # whoever waited has a budget of its own, and did not see enough of a reply that was stopped: it asks
            self._store.flights.land(key, outcome)

    def keep(self, request: Request) -> None:
        if not self._store.flights.waiting:  # it came from the store: no key has to be made for it again
            return
        key = request_key(self._endpoint, request)
        reply = self._store.flights.unjudged(key)
        if reply is not None:
            self._store.put(key, reply)
            self._store.flights.judged(key)

    def reject(self, request: Request) -> None:
        key = request_key(self._endpoint, request)
        self._store.flights.judged(key)
        self._store.delete(key)
