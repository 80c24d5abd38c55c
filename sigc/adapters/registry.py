"""Adapters by name, imported when first asked for.

Promise: agrees with the catalog (a test compares). May import: sigc.adapters.base at once, the others on use."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from sigc.adapters.base import Adapter

HOMES: dict[str, str] = {
    "chat": "sigc.adapters.chat:Chat",
    "json": "sigc.adapters.json_text:JsonText",
    "json_schema": "sigc.adapters.json_schema:JsonSchema",
    "tool_call": "sigc.adapters.tool_call:ToolCall",
    "xml": "sigc.adapters.xml:Xml",
    "yaml": "sigc.adapters.yaml:Yaml",
    "csv": "sigc.adapters.csv_marks:Csv",
    "toon": "sigc.adapters.toon:Toon",
    "plain": "sigc.adapters.plain:Plain",
}


@lru_cache(maxsize=32)
def adapter_named(name: str) -> Adapter:
    """The adapter of this name. Raises KeyError when there is none."""
    module, kind = HOMES[name].split(":")
    made: Adapter = getattr(import_module(module), kind)()
    return made
