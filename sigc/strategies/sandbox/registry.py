"""Interpreters by name, imported when first asked for.

Promise: agrees with the catalog's `SANDBOXES` (a test compares). May import: sigc.lm.base,
sigc.strategies.sandbox."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from sigc.lm.base import LMError
from sigc.strategies.sandbox.base import MISSING, Interpreter

HOMES = {"monty": "sigc.strategies.sandbox.monty:Monty", "wasm": "sigc.strategies.sandbox.wasm:Wasm"}
EXTRAS = {"monty": "sandbox", "wasm": "wasm"}
"""The extra of this package that installs it."""


@lru_cache(maxsize=8)
def interpreter_named(name: str) -> Interpreter:
    """The interpreter of this name. Raises LMError SIG0829 when there is none, as in a lock edited by hand."""
    if name not in HOMES:
        raise LMError(MISSING, f"there is no sandbox `{name}`; there are {' and '.join(f'`{n}`' for n in HOMES)}")
    module, kind = HOMES[name].split(":")
    made: Interpreter = getattr(import_module(module), kind)()
    return made
