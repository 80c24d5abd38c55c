"""Decide which team owns a customer's mail and how urgent it is.

Written by sigc: edit the `.sig` source and compile again, not this file.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sigc.runtime.later import Later
from sigc.runtime.package import Package, Run, Values
from sigc.runtime.streaming import Stream
from sigc.runtime.sync import wait_for

if TYPE_CHECKING:
    from . import types as _types
else:
    _types = Later(f"{__package__}.types")

_HERE = Path(__file__).parent
PACKAGE = Package((_HERE / "bundle.json").read_bytes())


async def main_async(mail: str) -> _types.Main:
    """Decide which team owns a customer's mail and how urgent it is.

    Raises CallFailed when there is no answer, LMError for a missing key, BudgetSpent.
    """
    outputs = await PACKAGE.call(main_graph, {"mail": mail})
    return _types.Main.model_validate(outputs)


def main(mail: str) -> _types.Main:
    """As `main_async`, from any code: inside a running event loop too."""
    return wait_for(main_async(mail))


def main_stream(mail: str, *, commit: str | None = None) -> Stream[_types.Main]:
    """What `main` answers as it comes, in a `for` or an `async for`.

    An output named by `commit` is not taken back once a part of it was shown.
    """
    return PACKAGE.stream(main_graph, {"mail": mail}, _types.Main.model_validate, commit)


@PACKAGE.module("Main")
async def main_graph(run: Run, mail: str) -> Values:
    """Decide which team owns a customer's mail and how urgent it is."""
    answer = await run.node("Triage", mail=mail)
    return {"team": answer["team"], "urgency": answer["urgency"], "order": answer["order"]}
