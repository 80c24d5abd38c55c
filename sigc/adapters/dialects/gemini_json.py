"""Gemini's `responseJsonSchema`: JSON Schema with limits of numbers and lists, not of texts; the order of fields is
said beside.

Promise: as the package's. May import: sigc.adapters.dialects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sigc.adapters.dialects.lowering import LIMITS, Lowered, Schema, Walk, lowered

_REFUSED = frozenset(["minLength", "maxLength", "pattern"])


def ordered(schema: Schema) -> Schema:
    """An object with the order of its fields."""
    return {**schema, "propertyOrdering": list(schema["properties"])} if schema.get("properties") else schema


def lower(schema: Mapping[str, Any]) -> Lowered:
    return lowered(schema, Walk(keeps=lambda key, value: key in LIMITS - _REFUSED, maps=True, finish=ordered))
