"""A syntax tree as text, for expectations: a line for each node and field, without spans and without what is absent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sigc.base.source import Span
from sigc.syntax import ast


def shown(tree: ast.File) -> str:
    return "\n".join(_lines(tree, "", "")) + "\n"


def _lines(value: Any, label: str, indent: str) -> Iterator[str]:
    lead = f"{indent}{label}: " if label else indent
    if isinstance(value, ast.Name | ast.Path):
        yield f"{lead}{value.text}"
    elif isinstance(value, tuple):
        yield lead.rstrip()
        for item in value:
            yield from _lines(item, "-", indent + "  ")
    elif hasattr(value, "__match_args__"):
        yield f"{lead}{type(value).__name__}"
        for name in value.__match_args__:
            inner = getattr(value, name)
            absent = inner is None or inner is False or inner == ()
            if not isinstance(inner, Span) and (not absent or isinstance(value, ast.Literal)):
                yield from _lines(inner, name, indent + "  ")
    else:
        yield f"{lead}{value!r}"


def nodes(value: Any) -> Iterator[Any]:
    """All nodes of a tree, a parent before its children."""
    if isinstance(value, tuple):
        for item in value:
            yield from nodes(item)
    elif hasattr(value, "__match_args__") and not isinstance(value, Span):
        yield value
        for name in value.__match_args__:
            yield from nodes(getattr(value, name))
