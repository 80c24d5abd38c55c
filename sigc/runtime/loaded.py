"""A program as it comes out of a bundle: with the message templates that were fixed when it was compiled.

Promise: plain data. May import: sigc.ir, sigc.adapters.base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sigc.adapters.base import Template
from sigc.ir.program import Program


@dataclass(frozen=True, slots=True)
class Loaded:
    """`templates`: node -> task of its strategy -> template; what is missing is rendered anew. `model`: for slots that
    name none; None: sigc/offline."""

    program: Program
    templates: Mapping[str, Mapping[str, Template]] = field(default_factory=dict)
    name: str = ""
    model: str | None = None
    provenance: Mapping[str, Any] = field(default_factory=dict)
