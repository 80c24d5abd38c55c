"""Anthropic's structured output: shapes, enums and some formats; every other limit is refused by its API.

Promise: as the package's. May import: sigc.adapters.dialects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sigc.adapters.dialects.lowering import Lowered, Walk, lowered

_FORMATS = frozenset(["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"])


def _keeps(key: str, value: Any) -> bool:
    return (key == "format" and value in _FORMATS) or (key == "minItems" and value in (0, 1))


def lower(schema: Mapping[str, Any]) -> Lowered:
    return lowered(schema, Walk(keeps=_keeps))
