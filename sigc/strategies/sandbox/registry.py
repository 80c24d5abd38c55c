"""Interpreters by name, imported when first asked for.

Promise: agrees with the catalog's `SANDBOXES` (a test compares). May import: sigc.strategies.sandbox."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from sigc.strategies.sandbox.base import Interpreter

HOMES = {"monty": "sigc.strategies.sandbox.monty:Monty", "wasm": "sigc.strategies.sandbox.wasm:Wasm"}
EXTRAS = {"monty": "sandbox", "wasm": "wasm"}
"""The extra of this package that installs it."""


@lru_cache(maxsize=8)
def interpreter_named(name: str) -> Interpreter:
    """The interpreter of this name. Raises KeyError when there is none."""
    module, kind = HOMES[name].split(":")
    made: Interpreter = getattr(import_module(module), kind)()
    return made
