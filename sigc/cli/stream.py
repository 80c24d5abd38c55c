"""`sigc run --stream`: the events of a run as JSON Lines, each printed when it comes.

May import: all rooms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sigc.runtime.engine import Engine


async def print_events(engine: Engine, inputs: dict[str, Any], commit: str | None) -> None:
    """Run, and print what comes. Raises what the run ends with when that is no answer, once it is printed."""
    from sigc.base.diagnostic import UserError, error
    from sigc.runtime.streaming import Failure, Final, event_data

    names = [f.name for f in engine.program.main.outputs]
    if commit is not None and commit not in names:
        raise UserError(error("SIG0731", f"there is no output `{commit}`", note=f"outputs: {', '.join(names)}"))
    async with engine.stream(inputs, commit=commit) as stream:
        async for event in stream:
            if isinstance(event, Final):
                event = Final(event.attempt, engine.data_of(event.value))
            print(json.dumps(event_data(event), ensure_ascii=False), flush=True)
            if isinstance(event, Failure):
                raise event.error
