"""The one regular-expression dialect of the language: Rust's `regex`, whole string, linear time.

Promise: check, runtime and emitted package accept the same patterns and match the same strings; no pattern can take
more than time linear in the text, and a pattern that would need more than about 10 MB is refused.
May import: pydantic_core (which carries the engine), on first use."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic_core import SchemaValidator


def full_match(pattern: str, text: str) -> bool:
    """Does the pattern match the whole text? A pattern that is none (see `pattern_problem`) matches nothing."""
    found = _engine(pattern)
    return not isinstance(found, str) and found.isinstance_python(text)


def pattern_problem(pattern: str) -> str | None:
    """Why this is no pattern of the dialect, in a few words; None when it is one.

    >>> pattern_problem("[A-Z]{2}") is None
    True
    >>> pattern_problem("(?<=a)b")
    'look-around, including look-ahead and look-behind, is not supported'"""
    found = _engine(pattern)
    return found if isinstance(found, str) else None


@lru_cache(maxsize=1024)
def _engine(pattern: str) -> SchemaValidator | str:
    """The compiled pattern, or what is wrong with it. It is compiled alone first, so `a)|(b` cannot leave its group."""
    from pydantic_core import SchemaError, SchemaValidator

    try:
        for text in (pattern, f"^(?:{pattern})$"):
            engine = SchemaValidator({"type": "str", "pattern": text, "regex_engine": "rust-regex"})
    except SchemaError as problem:
        return _reason(str(problem))
    except UnicodeEncodeError:
        return "a lone surrogate is no character"
    return engine


def _reason(problem: str) -> str:
    """The last line of the engine's report, which says what is wrong; the lines before it draw the pattern."""
    last = problem.strip().splitlines()[-1].strip()
    return last.removeprefix("error:").removeprefix("SchemaError:").strip().rstrip(".")
