"""DSPy's ChatAdapter (3.4.1): `[[ ## name ## ]]` headers.

Promise: replies are ones that DSPy parses. May import: sigc.ir, sigc.values, sigc.offline.readers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sigc.adapters.base import Turn
from sigc.ir.program import Task
from sigc.offline.readers.base import Read
from sigc.offline.readers.dspy_frame import given, headed, read_dspy
from sigc.values.wire import show_json, to_json

_PLACE = re.compile(r"^\[\[ ## (\w+) ## \]\]\n\{\1\}(?: +# note: the value you produce ([^\n]*))?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DspyChat:
    """Header blocks in both directions."""

    name: str = "dspy-chat"

    def read(self, turns: Sequence[Turn]) -> Read | None:
        return read_dspy(turns, _notes, _outputs, _write)


def _notes(structure: str) -> Mapping[str, str] | None:
    if "[[ ## completed ## ]]" not in structure:
        return None
    return {place[1]: place[2] or "" for place in _PLACE.finditer(structure)}


def _outputs(text: str, task: Task) -> Mapping[str, Any]:
    return given(headed(text, [f.name for f in task.outputs]), task)


def _write(outputs: dict[str, Any], task: Task) -> str:
    blocks = [f"[[ ## {f.name} ## ]]\n{_spelled(to_json(outputs[f.name], f.type, task.types))}" for f in task.outputs]
    return "\n\n".join([*blocks, "[[ ## completed ## ]]"])


def _spelled(data: Any) -> str:
    return str(data) if data is None or isinstance(data, bool) else show_json(data)
