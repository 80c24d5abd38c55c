"""A package over many rows: what `Package.map` does, on models of its own, so that a journal and a shard hold for it.

Promise: as runtime/bulk.py. May import: sigc.ir, sigc.lm, sigc.runtime."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from sigc.ir.program import Model
from sigc.lm.base import LM
from sigc.lm.journal import Journaled
from sigc.runtime.bulk import Bulk, Given, Result, Shard, shared_out
from sigc.runtime.engine import Engine
from sigc.runtime.ledger import JournaledTools, Ledger
from sigc.runtime.models import OFFLINE, Limits, Models
from sigc.runtime.reach import keeps_out
from sigc.runtime.resumed import spent_before
from sigc.runtime.setup import Setup

Call = Callable[[Engine, Mapping[str, Any]], Awaitable[dict[str, Any]]]
"""Carries out the entry module on an engine, JSON data in and out."""


def shard_of(setup: Setup, shard: Shard) -> Setup:
    """The same with this machine's part of every limit and budget."""
    program = setup.loaded.program
    declared = {name: _limited(model, setup.limits) for name, model in program.models.items()}
    if "/" in setup.default and setup.default not in declared:
        declared[setup.default] = _limited(Model(setup.default, setup.default), setup.limits)
    models = shared_out(declared, (), shard)
    calls, tokens = (None if limit is None else shard.part(limit) for limit in (setup.calls, setup.tokens))
    usd = None if setup.usd is None else setup.usd / shard.of
    loaded = replace(setup.loaded, program=replace(program, models=models))
    return replace(setup, loaded=loaded, usd=usd, calls=calls, tokens=tokens, limits=Limits())


def _limited(model: Model, limits: Limits) -> Model:
    """The model with the limits of the run in its settings, where they are shared out."""
    given = {"concurrent": limits.concurrent, "per_minute": limits.per_minute}
    return replace(model, settings={**model.settings, **{k: v for k, v in given.items() if v is not None}})


async def mapped(
    setup: Setup,
    call: Call,
    rows: Iterable[Given],
    *,
    journal: str | None,
    concurrent: int,
    shard: tuple[int, int] | None,
    retry_tools: bool,
    batch: bool,
) -> AsyncGenerator[Result]:
    """The results of `Package.amap`."""
    part = Shard(*shard) if shard is not None else None
    if part is not None:
        setup = shard_of(setup, part)
    ledger = Ledger(journal) if journal is not None else None
    already = spent_before(ledger, setup.loaded.program.models) if ledger is not None else None
    models = setup.models(already, _together(ledger) if batch else None)
    try:
        bulk = _bulk(setup, call, models, ledger, concurrent, part, retry_tools)
        async with aclosing(bulk.results(rows)) as results:
            async for result in results:
                yield result
    finally:
        await models.close()
        if ledger is not None:
            ledger.close()


def _together(ledger: Ledger | None) -> Callable[[LM, str], LM]:
    if ledger is None:
        raise ValueError("calls that are handed in together need a journal")
    from sigc.lm.batch import batched  # loads aiohttp

    return lambda client, name: batched(client, ledger, name)


def _bulk(
    setup: Setup,
    call: Call,
    models: Models,
    ledger: Ledger | None,
    concurrent: int,
    shard: Shard | None,
    retry_tools: bool,
) -> Bulk:
    program = setup.loaded.program

    async def answer(inputs: Mapping[str, Any]) -> dict[str, Any]:
        return await call(engine, inputs)

    def lm_for(name: str | None) -> LM:
        lm = models.lm(name)
        return bulk.gate(Journaled(lm, ledger, models.endpoint(name)) if ledger is not None else lm)

    bulk = Bulk(
        answer,
        [field.name for field in program.main.inputs],
        ledger=ledger,
        program=f"{setup.decides} {OFFLINE if setup.offline else setup.default}",
        concurrent=concurrent,
        shard=shard,
        tracer=setup.tracer,
        keeps=not keeps_out(program, "journal"),
    )
    tools = JournaledTools(setup.tools, ledger, retry_tools) if ledger is not None else setup.tools
    engine = replace(setup, tools=bulk.gate_tools(tools)).engine(lm_for)
    return bulk
