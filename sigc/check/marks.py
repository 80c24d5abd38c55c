"""What a project declares on where data may go: labels, zones, policies.

Promise: plain state of one check run. May import: sigc.base, sigc.ir."""

from __future__ import annotations

from dataclasses import dataclass, field

from sigc.base.source import Span
from sigc.ir.program import Policy, Zone


@dataclass(slots=True)
class Marks:
    """`places`: label or zone -> where it is declared."""

    labels: set[str] = field(default_factory=set)
    zones: dict[str, Zone] = field(default_factory=dict)
    policies: dict[str, Policy] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
