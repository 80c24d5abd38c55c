"""What each provider's structured output takes of a JSON Schema, one file each: `lower(schema) -> (schema, losses)`.

Promise: pure functions of the canonical schema (sigc/values/schema.py). What a dialect refuses is left out and named
in `losses`: the prompt says it anyway and reading checks it. None instead of a schema: the shape itself cannot be
said, so nothing is sent. May import: sigc.adapters.dialects."""

from __future__ import annotations

from importlib import import_module

from sigc.adapters.dialects.lowering import Lower

DIALECTS = ("openai_strict", "anthropic", "gemini_openapi", "gemini_json", "guided")


def dialect_named(name: str) -> Lower:
    """The lowering of a dialect. Raises KeyError when there is none."""
    if name not in DIALECTS:
        raise KeyError(name)
    lower: Lower = import_module(f"sigc.adapters.dialects.{name}").lower
    return lower
