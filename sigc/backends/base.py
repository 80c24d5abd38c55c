"""What every backend is given beside the program.

Promise: a backend is a function `emit(program, about) -> {relative path: bytes}`, pure in both.
May import: nothing of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class About:
    """`name`: the package's, an identifier. `version`: the package's own. `provenance`: JSON data on what it was made
    from and with. `model`: the declared model for places that name none, None for sigc/offline. `tools`: Python files
    of the program's tools, by path under the project's Python folder, to be shipped within the package."""

    name: str
    version: str = "0.1.0"
    provenance: Mapping[str, Any] = field(default_factory=dict)
    model: str | None = None
    tools: Mapping[str, bytes] = field(default_factory=dict)
