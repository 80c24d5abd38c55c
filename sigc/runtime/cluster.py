"""Rows on a Ray cluster: workers run the program and return what came of each row, one writer journals.

Each worker is an actor with the program's bundle, models and tools of its own, and its part of all limits and budgets.
It takes keys from the environment of its machine. A row is in the journal before it is given to a worker, and its calls
and its result when it comes back; so a run that was killed repeats at most the rows that were with workers, and names
them.

Promise: as runtime/bulk.py, by rows instead of calls. Needs the extra `ray`. May import: sigc.ir, sigc.lm,
sigc.runtime."""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sigc.lm.base import LM, BudgetSpent, LMError, Reply, Request
from sigc.lm.cache import request_key
from sigc.lm.recording import answer_of, plain_reply
from sigc.lm.wrapper import Wrapper
from sigc.runtime.answered import answered
from sigc.runtime.bulk import Shard
from sigc.runtime.bundle import read_bundle
from sigc.runtime.errors import CallFailed
from sigc.runtime.ledger import Ledger, may_have_acted
from sigc.runtime.mapped import shard_of
from sigc.runtime.models import Limits
from sigc.runtime.setup import Setup
from sigc.runtime.tools import PythonTools


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker is given. `bundle`: the program as JSON text; `folders`: where its Python tools lie on the
    workers' machines; `usd`, `calls`, `tokens`: the budget of all workers together."""

    bundle: str
    folders: tuple[str, ...] = ()
    offline: bool = False
    usd: float | None = None
    calls: int | None = None
    tokens: int | None = None


_MADE: ContextVar[list[dict[str, Any]] | None] = ContextVar("made", default=None)


class Worker:
    """The actor. `number`, `of`: which worker this is."""

    def __init__(self, job: Job, number: int, of: int) -> None:
        loaded = read_bundle(json.loads(job.bundle))
        setup = Setup(
            *(loaded, "", None, job.offline, None, job.usd, job.calls, job.tokens, Limits(), os.environ, None, None),
            PythonTools(job.folders),
        )
        setup = shard_of(setup, Shard(number, of))
        models = setup.models()
        self._program = loaded.program
        self._engine = setup.engine(lambda name: _Noting(models.lm(name), models.endpoint(name)))

    async def run(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """`outputs`, or `failed` and how, and the `calls` that were made."""
        made: list[dict[str, Any]] = []
        _MADE.set(made)
        try:
            ended: dict[str, Any] = {"outputs": await answered(self._program, self._engine.run, inputs, _no_file)}
        except CallFailed as failure:
            said = [failure.code, failure.node, failure.attempts, failure.reason, failure.raw]
            ended = {"failed": "call", "said": said, "retryable": failure.retryable}
        except BudgetSpent as spent:
            ended = {"failed": "budget", "said": [spent.what, spent.limit, spent.needed]}
        except LMError as failure:
            ended = {"failed": "setup", "said": [failure.code, failure.message]}
        return {**ended, "calls": made}


def _no_file(path: str) -> bytes:
    """Media of rows are URLs or data here: a worker's disk is not the caller's."""
    raise OSError(f"{path} is not read on a worker")


class _Noting(Wrapper):
    """A model whose answers are noted for the journal of the one who gave the row."""

    def __init__(self, inner: LM, endpoint: str) -> None:
        super().__init__(inner)
        self._endpoint = endpoint

    async def ask(self, request: Request) -> Reply:
        reply = await self.inner.ask(request)
        made = _MADE.get()
        if made is not None and "journal" not in request.withheld:
            call = {"key": request_key(self._endpoint, request), "node": request.node, "endpoint": self._endpoint}
            made.append({**call, "cost": reply.cost, "reply": plain_reply(reply)})
        return reply


class Cluster:
    """Workers of a job, and the one who writes down what they return. `acts`: whether the program has a tool that acts;
    `retry`: run rows again that may have acted. Raises LMError SIG0855 without the extra."""

    def __init__(
        self, job: Job, ledger: Ledger, *, workers: int | None, rows: int, acts: bool = False, retry: bool = False
    ) -> None:
        try:
            ray: Any = import_module("ray")
        except ImportError:
            raise LMError("SIG0855", 'Ray is not installed: pip install "sigc[ray]"') from None
        self._ray, self._ledger = ray, ledger
        self._guarded = ledger.rows_begun() if acts and not retry else frozenset()
        self._ours = not ray.is_initialized()
        if self._ours:
            ray.init(log_to_driver=False, include_dashboard=False, configure_logging=False)
        of = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
        actor = ray.remote(Worker)
        each = max(1, -(-rows // of))
        options = {"num_cpus": 1, "max_concurrency": each, "max_restarts": -1}
        self._workers: list[Any] = [actor.options(**options).remote(job, number, of) for number in range(1, of + 1)]
        self._turn = itertools.cycle(self._workers)

    async def answer(self, inputs: Mapping[str, Any]) -> dict[str, Any]:
        """As `bulk.Answer`: one row, on the next worker."""
        place = self._ledger.here()
        if place.number in self._guarded:
            raise may_have_acted("a tool", place.number, "the run ended before the row did")
        self._ledger.begin_row(place)
        try:
            ended = await next(self._turn).run.remote(dict(inputs))
        except self._ray.exceptions.RayError as lost:
            said = f"the worker was lost: {type(lost).__name__}"
            raise CallFailed("SIG0810", "", 1, said, retryable=True) from lost
        for call in ended["calls"]:
            self._ledger.note(call["key"], call["node"], call["endpoint"], _reply(call))
        return _outputs(ended)

    def close(self) -> None:
        for worker in self._workers:
            self._ray.kill(worker)
        if self._ours:
            self._ray.shutdown()


def _reply(call: Mapping[str, Any]) -> Reply:
    reply = answer_of(call)
    assert isinstance(reply, Reply)
    return Reply(reply.text, reply.usage, reply.model, reply.finish, call["cost"], False, reply.calls, reply.thinking)


def _outputs(ended: dict[str, Any]) -> dict[str, Any]:
    said = ended.get("said", ())
    match ended.get("failed"):
        case "call":
            raise CallFailed(*said, retryable=ended["retryable"])
        case "budget":
            raise BudgetSpent(*said)
        case "setup":
            raise LMError(*said)
    outputs: dict[str, Any] = ended["outputs"]
    return outputs
