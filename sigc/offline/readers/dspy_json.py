"""DSPy's JSONAdapter (3.4.1): header blocks for inputs, one JSON object for outputs.

Promise: replies are ones that DSPy parses. May import: sigc.ir, sigc.values, sigc.offline.readers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sigc.adapters.base import Turn
from sigc.ir.program import Task
from sigc.offline.readers.base import Read
from sigc.offline.readers.dspy_frame import ABSENT, NotDspy, read_dspy
from sigc.values.convert import Misfit, from_json
from sigc.values.wire import to_json

_OBJECT = "Outputs will be a JSON object with the following fields.\n"
_NOTE = re.compile(r"\{\w+\}\s*# note: the value you produce (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DspyJson:
    """Header blocks in, JSON out."""

    name: str = "dspy-json"

    def read(self, turns: Sequence[Turn]) -> Read | None:
        return read_dspy(turns, _notes, _outputs, _write)


def _notes(structure: str) -> Mapping[str, str] | None:
    _, found, skeleton = structure.partition(_OBJECT)
    if not found:
        return None
    fields = json.loads(skeleton)
    return {name: note[1] for name, said in fields.items() if (note := _NOTE.match(str(said)))}


def _outputs(text: str, task: Task) -> Mapping[str, Any]:
    data = json.loads(text)
    if not isinstance(data, dict):
        raise NotDspy("demo")
    out = {}
    for f in task.outputs:
        if f.name in data and str(data[f.name]).strip() != ABSENT:
            try:
                out[f.name] = from_json(data[f.name], f.type, task.types)
            except Misfit:
                out[f.name] = data[f.name]
    return out


def _write(outputs: dict[str, Any], task: Task) -> str:
    data = {f.name: to_json(outputs[f.name], f.type, task.types) for f in task.outputs}
    return json.dumps(data, ensure_ascii=False, indent=2)
