"""The builders: one small function for each rule of grammar/sig.lark, of the rule's name.

Promise: a builder never raises; what the grammar allows but the language does not is a slip. May import: sigc.base."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import FunctionType, ModuleType
from typing import Any


@lru_cache(maxsize=1)
def builders() -> dict[str, Callable[..., Any]]:
    """Rule name -> function, out of the modules of this folder."""
    from sigc.syntax.rules import bodies, declarations, expressions, patterns, types, words

    modules: tuple[ModuleType, ...] = (bodies, declarations, expressions, patterns, types, words)
    return {
        name: function
        for module in modules
        for name, function in vars(module).items()
        if isinstance(function, FunctionType) and function.__module__ == module.__name__ and name[0] != "_"
    }
