"""The whole desk.

Written by sigc: edit the `.sig` source and compile again, not this file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sigc.ir import types as ir
from sigc.runtime.errors import CallFailed
from sigc.runtime.later import Later
from sigc.runtime.package import Package, Run, Values
from sigc.runtime.streaming import Stream
from sigc.runtime.sync import wait_for
from sigc.runtime.together import together

if TYPE_CHECKING:
    from . import types as _types
else:
    _types = Later(f"{__package__}.types")

_HERE = Path(__file__).parent
PACKAGE = Package((_HERE / "bundle.json").read_bytes())


async def support_async(mail: str) -> _types.Support:
    """The whole desk.

    Raises CallFailed when there is no answer, LMError for a missing key, BudgetSpent.
    """
    outputs = await PACKAGE.call(support_graph, {"mail": mail})
    return _types.Support.model_validate(outputs)


def support(mail: str) -> _types.Support:
    """As `support_async`, from any code: inside a running event loop too."""
    return wait_for(support_async(mail))


def support_stream(mail: str, *, commit: str | None = None) -> Stream[_types.Support]:
    """What `support` answers as it comes, in a `for` or an `async for`.

    An output named by `commit` is not taken back once a part of it was shown.
    """
    return PACKAGE.stream(support_graph, {"mail": mail}, _types.Support.model_validate, commit)


@PACKAGE.module("Support")
async def support_graph(run: Run, mail: str) -> Values:
    """The whole desk."""

    async def get_useful() -> Any:
        docs = (await run.tool("search", query=mail, k=8))["docs"]

        async def each_useful(run: Run, d: Any) -> list[Any]:
            if not (await run.node("Support.useful", mail=mail, doc=d))["relevant"]:
                return []
            return [d]

        return await run.each(docs, each_useful)

    triage, useful = await together(run.node("Support.triage", mail=mail), get_useful())
    answer: Any
    try:
        match triage["team"]:
            case "billing" | "shipping":
                answer = await run.node("Support.answer", mail=mail, docs=useful)
            case "technical":
                answer = await run.node("Support.answer#2", mail=mail, docs=useful, tone="formal")
            case _:
                answer = {"reply": "We have passed your mail on."}
    except CallFailed:
        answer = {"reply": "We will get back to you."}
    return {
        "reply": (
            f"[{PACKAGE.show(triage['team'], ir.Ref(name='Team'))}] {answer['reply']}"
            if triage["urgency"] > 3
            else answer["reply"]
        ),
        "team": triage["team"],
        "useful": useful,
    }
