"""From the names of models to models: each connected once, behind cache, retries, limits and budget.

Promise: the client of a model is imported when the model is first asked for; with `offline` no model is ever reached
over the network. May import: sigc.ir, sigc.adapters, sigc.lm, sigc.offline."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from sigc.adapters.dialects import dialect_named
from sigc.base.names import closest
from sigc.ir.program import PROCESS, Model, Sampling
from sigc.lm.base import LM, LMError, Reply, Request
from sigc.lm.budget import Budget, Budgeted
from sigc.lm.capabilities import can_of
from sigc.lm.connect import connect, endpoint_of
from sigc.lm.limit import Limited
from sigc.lm.pool import Fallback, Shared
from sigc.lm.prices import price_of
from sigc.lm.rates import Learnt
from sigc.lm.retry import Retried
from sigc.lm.settings import POOLS, read_settings
from sigc.lm.wrapper import Wrapper

if TYPE_CHECKING:
    from sigc.lm.store import Store
    from sigc.runtime.recorded import Tape
    from sigc.runtime.spans import Tracer

OFFLINE = "sigc/offline"
MOST_SHAPES = 256
"""Schemas of one model that are remembered in its dialect."""


@dataclass(frozen=True, slots=True)
class Limits:
    """For every model, ahead of its own settings; None: what the settings say. `concurrent`: calls in flight;
    `per_minute` and `tokens_per_minute`: calls and tokens started in a minute; `attempts`: the first one included."""

    concurrent: int | None = None
    per_minute: int | None = None
    attempts: int | None = None
    tokens_per_minute: int | None = None


class Models:
    """The models of a run. `default`: the name or id of the model for slots that name none; None: sigc/offline.
    `store` None: nothing is cached. `env`: where keys come from. `tape`: a recording that is made or played.
    `tracer`: who notes each attempt at a request. `batch`: around each client, to hand its calls in together; limits
    do not apply then."""

    def __init__(
        self,
        models: Mapping[str, Model],
        default: str | None = None,
        offline: bool = False,
        store: Store | None = None,
        budget: Budget | None = None,
        limits: Limits = Limits(),
        env: Mapping[str, str] | None = None,
        tape: Tape | None = None,
        tracer: Tracer | None = None,
        batch: Callable[[LM, str], LM] | None = None,
    ) -> None:
        self._tape, self._tracer, self._batch = tape, tracer, batch
        self._models, self._default, self._offline = models, default, offline
        self._store, self._budget, self._limits = store, budget or Budget(), limits
        self._env = env if env is not None else {}
        self._open: dict[str, LM] = {}
        self._learnt: dict[str, Learnt] = {}

    def model(self, name: str | None) -> Model:
        """The model that a slot's model name means. Raises LMError SIG0803 when there is none."""
        wanted = self._default if name is None else name
        if self._offline or wanted is None or wanted == OFFLINE:
            return Model(OFFLINE, OFFLINE)
        if wanted in self._models:
            return self._models[wanted]
        if "/" in wanted:
            return Model(wanted, wanted)
        near = closest(wanted, self._models)
        raise LMError("SIG0803", f"no model `{wanted}`" + (f"; did you mean `{near}`?" if near else ""))

    def lm(self, name: str | None) -> LM:
        """The model for a slot, with its wrappers. Raises LMError when it cannot be connected: no key, no such
        provider, a setting that does not fit."""
        model = self.model(name)
        if model.name not in self._open:
            self._open[model.name] = self._pooled(model)
        return self._open[model.name]

    def _pooled(self, model: Model) -> LM:
        """The model, with those that share its calls and those that are asked when it fails."""
        shared, others = ([self.model(n) for n in model.settings.get(key, ())] for key in POOLS)
        lm, zone = self._wrapped(model), PROCESS if model.id == OFFLINE else model.zone
        for other in (*shared, *others):
            if other.id != OFFLINE and other.zone != model.zone:
                raise LMError(
                    "SIG0406", f"the model `{other.name}`, which stands in for `{model.name}`, is in another zone"
                )
        if shared:
            lm = Shared([lm, *(self._wrapped(other) for other in shared)], zone)
        return Fallback([lm, *(self._wrapped(other) for other in others)], zone) if others else lm

    def endpoint(self, name: str | None) -> str:
        """What decides the answers of a slot's model, beside the request: for keys of caches and journals."""
        model = self.model(name)
        return " or ".join(_decided(each) for each in (model, *map(self.model, model.stand_ins)))

    async def close(self) -> None:
        """Close all connections; the models can be used again afterwards."""
        for lm in self._open.values():
            await lm.close()

    def _wrapped(self, model: Model) -> LM:
        """What is recorded are requests as they are addressed; a recording that is played needs no connection."""
        inner = self._tape.model(lambda: self._connected(model)) if self._tape else self._connected(model)
        return Addressed(inner, model.id, model.settings, PROCESS if model.id == OFFLINE else model.zone)

    def _connected(self, model: Model) -> LM:
        """Each attempt reserves from the budget when it is about to be sent, and a cached reply costs nothing."""
        settings, limits = read_settings(model.id, model.settings), self._limits
        lm: LM = Budgeted(self._client(model), self._budget, partial(price_of, settings=model.settings))
        if self._tracer is not None:
            from sigc.runtime.traced import Attempts

            lm = Attempts(lm, self._tracer)
        if self._batch is None:
            lm = Limited(
                lm,
                limits.concurrent or settings.concurrent,
                limits.per_minute or settings.per_minute,
                tokens_per_minute=limits.tokens_per_minute or settings.tokens_per_minute,
                learnt=self._limits_of(model),
            )
        lm = Retried(lm, limits.attempts or settings.retries + 1)
        if self._store is not None:
            from sigc.lm.cache import Cached

            lm = Cached(lm, self._store, _endpoint(model))
        return lm

    def _limits_of(self, model: Model) -> Learnt:
        """What is known of the limits of a model's account, shared by all that ask there."""
        return self._learnt.setdefault(_endpoint(model), Learnt())

    def _client(self, model: Model) -> LM:
        if model.id == OFFLINE:
            from sigc.offline.model import OfflineLM

            return OfflineLM()
        client = connect(model.id, model.settings, self._env, self._limits_of(model).heard)
        return self._batch(client, model.id) if self._batch is not None else client


class Addressed(Wrapper):
    """Says in each request which model is meant, and applies the settings of the model where the request has the
    default: `temperature`, `max_tokens`, and `seed`, to which the sample number is added. A schema for the reply is put
    into the model's dialect."""

    def __init__(self, inner: LM, model: str, settings: Mapping[str, Any], zone: str | None = None) -> None:
        super().__init__(inner)
        self._model, self.zone = model, zone
        self._temperature = settings.get("temperature")
        self._max_tokens = settings.get("max_tokens")
        self._seed = settings.get("seed")
        self._dialect = can_of(model, settings).schema
        self._shapes: dict[int, tuple[Mapping[str, Any], Mapping[str, Any] | None]] = {}

    async def ask(self, request: Request) -> Reply:
        return await self.inner.ask(self._addressed(request))

    def keep(self, request: Request) -> None:
        if self.keeps:
            super().keep(self._addressed(request))

    def reject(self, request: Request) -> None:
        if self.keeps:
            super().reject(self._addressed(request))

    def _addressed(self, request: Request) -> Request:
        changes: dict[str, Any] = {"model": self._model}
        if self._temperature is not None and request.temperature == Sampling().temperature:
            changes["temperature"] = self._temperature
        if self._max_tokens is not None and request.max_tokens == Sampling().max_tokens:
            changes["max_tokens"] = self._max_tokens
        if self._seed is not None:
            changes["seed"] = self._seed + request.sample
        if request.response_format is not None:
            changes["response_format"] = self._shaped(request.response_format)
        if request.tools:
            changes["tools"] = tuple(replace(t, parameters=self._taken(t.parameters)) for t in request.tools)
        return replace(request, **changes)

    def _taken(self, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        """The schema of a tool's arguments. It is not enforced as a reply's is, so OpenAI takes any."""
        return parameters if self._dialect == "openai_strict" else self._shaped(parameters) or parameters

    def _shaped(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """A schema in the model's dialect, worked out once for each schema; None when it has none or cannot say it."""
        known = self._shapes.get(id(schema))
        if known is None or known[0] is not schema:
            lowered = dialect_named(self._dialect)(schema)[0] if self._dialect else None
            if len(self._shapes) >= MOST_SHAPES:  # schemas that come with inputs are new each time
                self._shapes.clear()
            known = self._shapes[id(schema)] = (schema, lowered)
        return known[1]


def _endpoint(model: Model) -> str:
    return OFFLINE if model.id == OFFLINE else endpoint_of(model.id, model.settings)


def _decided(model: Model) -> str:
    settings = {key: model.settings[key] for key in ("temperature", "max_tokens", "seed") if key in model.settings}
    own = f" {json.dumps(settings, sort_keys=True)}" if settings else ""
    return f"{model.id} {_endpoint(model)}{own}"
