"""Guided decoding of servers that one runs oneself (Ollama, vLLM, SGLang): JSON Schema as it is, made a grammar.

Promise: as the package's; nothing is lost. May import: sigc.adapters.dialects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sigc.adapters.dialects.lowering import LIMITS, Lowered, Walk, lowered


def lower(schema: Mapping[str, Any]) -> Lowered:
    return lowered(schema, Walk(keeps=lambda key, value: key in LIMITS, maps=True, anything=True))
