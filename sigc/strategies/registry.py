"""Strategies by name, imported when first asked for.

Promise: agrees with the catalog (a test compares). May import: sigc.strategies.base at once, the others on use."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from sigc.strategies.base import Strategy

HOMES: dict[str, str] = {
    "predict": "sigc.strategies.predict:Predict",
    "cot": "sigc.strategies.cot:Cot",
    "vote": "sigc.strategies.vote:Vote",
    "best_of": "sigc.strategies.best_of:BestOf",
    "compare": "sigc.strategies.compare:Compare",
    "refine": "sigc.strategies.refine:Refine",
    "react": "sigc.strategies.react:React",
    "program": "sigc.strategies.program:ProgramOfThought",
    "codeact": "sigc.strategies.codeact:CodeAct",
    "rlm": "sigc.strategies.rlm:Rlm",
    "tree": "sigc.strategies.tree:Tree",
}

IN_SANDBOX = frozenset({"program", "codeact", "rlm"})
"""Strategies that run code in the interpreter of the extra `sandbox`."""


@lru_cache(maxsize=32)
def strategy_named(name: str) -> Strategy:
    """The strategy of this name. Raises KeyError when there is none."""
    module, kind = HOMES[name].split(":")
    made: Strategy = getattr(import_module(module), kind)()
    return made
