"""Verify, compiled by sigc.

Written by sigc: edit the `.sig` source and compile again, not this file.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sigc.runtime.errors import CallFailed
from sigc.runtime.later import Later
from sigc.runtime.package import Package, Run, Values
from sigc.runtime.streaming import Stream
from sigc.runtime.sync import wait_for
from sigc.runtime.together import together
from sigc.values import library as lib
from sigc.values import operations as ops

if TYPE_CHECKING:
    from . import types as _types
else:
    _types = Later(f"{__package__}.types")

_HERE = Path(__file__).parent
PACKAGE = Package((_HERE / "bundle.json").read_bytes())


async def verify_async(claim: str, others: list[str]) -> _types.Verify:
    """Verify, compiled by sigc.

    Raises CallFailed when there is no answer, LMError for a missing key, BudgetSpent.
    """
    outputs = await PACKAGE.call(verify_graph, {"claim": claim, "others": others})
    return _types.Verify.model_validate(outputs)


def verify(claim: str, others: list[str]) -> _types.Verify:
    """As `verify_async`, from any code: inside a running event loop too."""
    return wait_for(verify_async(claim, others))


def verify_stream(claim: str, others: list[str], *, commit: str | None = None) -> Stream[_types.Verify]:
    """What `verify` answers as it comes, in a `for` or an `async for`.

    An output named by `commit` is not taken back once a part of it was shown.
    """
    return PACKAGE.stream(verify_graph, {"claim": claim, "others": others}, _types.Verify.model_validate, commit)


@PACKAGE.module("Verify")
async def verify_graph(run: Run, claim: str, others: list[str]) -> Values:
    async def get_left() -> Any:
        return (await verify_left_graph(run, claim=claim))["found"]

    left_task = asyncio.create_task(get_left())

    async def get_right() -> Any:
        return (await verify_right_graph(run, claim=lib.upper(claim)))["found"]

    right_task = asyncio.create_task(get_right())

    async def get_all() -> Any:
        left = await left_task

        async def each_all(run: Run, o: Any) -> list[Any]:
            if o == "":
                return []
            return [(await verify_all_graph(run, claim=ops.add(o, left)))["found"]]

        return await run.each(others, each_all)

    all_task = asyncio.create_task(get_all())

    async def get_both() -> Any:
        left = await left_task
        right = await right_task
        both_value: Any
        try:
            both_value_0, both_value_1 = await together(
                run.node("Verify.both", claim=left), run.node("Verify.both#2", claim=right)
            )
            both_value = ops.add(both_value_0["query"], both_value_1["query"])
        except CallFailed:
            both_value = "none"
        return both_value

    both_task = asyncio.create_task(get_both())
    left, right, all, both = await together(left_task, right_task, all_task, both_task)
    return {"left": left, "right": right, "all": all, "both": both}


@PACKAGE.module("Verify.all")
async def verify_all_graph(run: Run, claim: str) -> Values:
    first = await run.node("Verify.all.first", claim=claim)
    found = (await run.node("Verify.all.found", claim=first["query"]))["query"]
    return {"found": found}


@PACKAGE.module("Verify.left")
async def verify_left_graph(run: Run, claim: str) -> Values:
    first = await run.node("Verify.left.first", claim=claim)
    found = (await run.node("Verify.left.found", claim=first["query"]))["query"]
    return {"found": found}


@PACKAGE.module("Verify.right")
async def verify_right_graph(run: Run, claim: str) -> Values:
    first = await run.node("Verify.right.first", claim=claim)
    found = (await run.node("Verify.right.found", claim=first["query"]))["query"]
    return {"found": found}
