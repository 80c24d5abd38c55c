"""Gemini's `responseSchema`: a subset of OpenAPI 3.0 without references; null is `nullable`, enums are of texts.

Promise: as the package's. May import: sigc.adapters.dialects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sigc.adapters.dialects.gemini_json import ordered
from sigc.adapters.dialects.lowering import LIMITS, Lowered, Schema, Unsayable, Walk, lowered

_NULL = {"type": "null"}


def lower(schema: Mapping[str, Any]) -> Lowered:
    walk = Walk(keeps=lambda key, value: key in LIMITS and (key != "format" or value == "date-time"))
    walk.finish = lambda made: _finished(made, walk)
    try:
        flat = _inlined({key: value for key, value in schema.items() if key != "$defs"}, schema.get("$defs", {}), ())
    except Unsayable as problem:
        return None, (str(problem),)
    return lowered(flat, walk)


def _inlined(schema: Any, defs: Mapping[str, Any], inside: tuple[str, ...]) -> Any:
    """A schema with its references replaced by what they name. Raises Unsayable when one is inside itself."""
    if isinstance(schema, list):
        return [_inlined(item, defs, inside) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(name := schema.get("$ref"), str):
        name = name.removeprefix("#/$defs/")
        if name in inside:
            raise Unsayable(f"`{name}`: a type inside itself")
        return _inlined(defs[name], defs, (*inside, name))
    return {key: _inlined(value, defs, inside) for key, value in schema.items()}


def _finished(schema: Schema, walk: Walk) -> Schema:
    made = {key: value for key, value in ordered(schema).items() if key != "additionalProperties"}
    if "enum" in made and made["type"] != "string":
        walk.losses.append(f"one of {made['enum']}")
        kinds = [made["type"]] if isinstance(made["type"], str) else made["type"]
        made = {"type": kinds[0]} if len(kinds) == 1 else {"anyOf": [{"type": kind} for kind in kinds]}
    options = made.get("anyOf", [])
    if _NULL not in options:
        return made
    rest = [option for option in options if option != _NULL]
    return {**rest[0], "nullable": True} if len(rest) == 1 else {"anyOf": rest, "nullable": True}
