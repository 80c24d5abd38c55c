"""The table of readers: the first that fits a prompt reads it.

Promise: the last reads everything. Adding a format is one file and one line here. May import: sigc.adapters,
sigc.offline.readers."""

from __future__ import annotations

from collections.abc import Sequence

from sigc.adapters.base import Turn
from sigc.adapters.registry import HOMES
from sigc.offline.readers.base import Read, Reader
from sigc.offline.readers.dspy_chat import DspyChat
from sigc.offline.readers.dspy_json import DspyJson
from sigc.offline.readers.gepa import Gepa
from sigc.offline.readers.ours import Ours
from sigc.offline.readers.plain import Plain

READERS: tuple[Reader, ...] = (*map(Ours, HOMES), DspyChat(), DspyJson(), Gepa(), Plain())


def read(turns: Sequence[Turn]) -> Read:
    """What a prompt says."""
    for reader in READERS:
        found = reader.read(turns)
        if found is not None:
            return found
    raise AssertionError("the plain reader reads everything")
