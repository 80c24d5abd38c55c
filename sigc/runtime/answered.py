"""One call of a program with JSON data on both sides.

May import: sigc.ir, sigc.values, sigc.runtime.errors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from sigc.ir.program import Program
from sigc.ir.types import Record
from sigc.runtime.errors import INPUT_MISFIT, CallFailed
from sigc.values.convert import Misfit, from_json
from sigc.values.files import Read, with_files
from sigc.values.wire import to_json


async def answered(
    program: Program,
    run: Callable[[dict[str, Any]], Awaitable[Mapping[str, Any]]],
    inputs: Mapping[str, Any],
    read: Read,
) -> dict[str, Any]:
    """The outputs as JSON data. `run` takes and gives values; `read` gives what the files hold that inputs name as
    media. Raises CallFailed, and what `run` raises."""
    main = program.main
    try:
        given = with_files(dict(inputs), Record(main.inputs), program.types, read)
        values = from_json(given, Record(main.inputs), program.types)
    except Misfit as misfit:
        raise CallFailed(INPUT_MISFIT, main.name, 0, str(misfit)) from misfit
    return cast(dict[str, Any], to_json(await run(values), main.result, program.types))
