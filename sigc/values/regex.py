"""The one regular-expression dialect of the language: Rust's `regex`, whole string, linear time.

Promise: check, runtime and emitted package accept the same patterns and match the same strings; no pattern can take
more than time linear in the text, and a pattern that would need more than about 10 MB is refused.
May import: pydantic_core (which carries the engine), on first use."""

from __future__ import annotations

import sys
from _thread import allocate_lock
from functools import lru_cache
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator

ENGINE = "pydantic_core._pydantic_core"
ONE_AT_A_TIME = allocate_lock()


def full_match(pattern: str, text: str) -> bool:
    """Does the pattern match the whole text? A pattern that is none (see `pattern_problem`) matches nothing."""
    found = _compiled(pattern)
    return not isinstance(found, str) and found.isinstance_python(text)


def pattern_problem(pattern: str) -> str | None:
    """Why this is no pattern of the dialect, in a few words; None when it is one.

    >>> pattern_problem("[A-Z]{2}") is None
    True
    >>> pattern_problem("(?<=a)b")
    'look-around, including look-ahead and look-behind, is not supported'"""
    found = _compiled(pattern)
    return found if isinstance(found, str) else None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> SchemaValidator | str:
    """The compiled pattern, or what is wrong with it. It is compiled alone first, so `a)|(b` cannot leave its group."""
    engine = _engine()
    try:
        for text in (pattern, f"^(?:{pattern})$"):
            compiled: SchemaValidator = engine.SchemaValidator(
                {"type": "str", "pattern": text, "regex_engine": "rust-regex"}
            )
    except engine.SchemaError as problem:
        return _reason(str(problem))
    except UnicodeEncodeError:
        return "a lone surrogate is no character"
    return compiled


def _engine() -> Any:
    """pydantic-core's extension module without the package around it, which spells out Python types for every kind of
    schema: that takes three times as long to load as the engine, a sixth of a small check. Whoever imports the package
    later is given this very module."""
    with ONE_AT_A_TIME:
        package = PathFinder.find_spec("pydantic_core") if ENGINE not in sys.modules else None
        spec = PathFinder.find_spec(ENGINE, package.submodule_search_locations) if package else None
        if spec is None or spec.loader is None:
            return sys.modules.get(ENGINE) or import_module(ENGINE)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[ENGINE] = module
        return module


def _reason(problem: str) -> str:
    """The last line of the engine's report, which says what is wrong; the lines before it draw the pattern."""
    last = problem.strip().splitlines()[-1].strip()
    return last.removeprefix("error:").removeprefix("SchemaError:").strip().rstrip(".")
