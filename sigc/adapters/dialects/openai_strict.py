"""OpenAI's strict mode: every property required, no further ones, a few limits, and sizes that it refuses beyond.

Promise: as the package's. May import: sigc.adapters.dialects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sigc.adapters.dialects.lowering import LIMITS, Lowered, Walk, lowered

MOST_PROPERTIES, MOST_ENUM_VALUES, MOST_LEVELS, MOST_CHARACTERS = 5000, 1000, 10, 120_000
_REFUSED = frozenset(["minLength", "maxLength"])


def lower(schema: Mapping[str, Any]) -> Lowered:
    made, losses = lowered(schema, Walk(keeps=lambda key, value: key in LIMITS - _REFUSED))
    problem = _too_large(made) if made is not None else None
    return (None, (*losses, problem)) if problem else (made, losses)


def _too_large(schema: Mapping[str, Any]) -> str | None:
    """The first of the dialect's sizes that a schema exceeds."""
    found = list(_each(schema, 1))
    names = [name for inner, _ in found for name in inner.get("properties", ())]
    values = [value for inner, _ in found for value in inner.get("enum", ())]
    for count, most, of in [
        (len(names), MOST_PROPERTIES, "properties"),
        (len(values), MOST_ENUM_VALUES, "values of enums"),
        (max(level for _, level in found), MOST_LEVELS, "levels"),
        (sum(len(str(text)) for text in (*names, *values)), MOST_CHARACTERS, "characters of names and enums"),
    ]:
        if count > most:
            return f"{count} {of}, {most} are taken"
    return None


def _each(schema: Mapping[str, Any], level: int) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Every schema in a schema, with its level of nesting."""
    yield schema, level
    inner = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    for deeper in inner:
        yield from _each(deeper, level + 1)
    for same in [*schema.get("anyOf", ()), *schema.get("$defs", {}).values()]:
        yield from _each(same, level)
