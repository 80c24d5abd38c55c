"""JSON Schemas that come with the inputs: refused before anything is sent, and told in the reason of a re-ask.

Promise: pure; an input that is no schema is a failure of the call, never of a reply. May import: sigc.ir, sigc.values,
sigc.runtime.errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sigc.ir.expr import Expr, Lib
from sigc.ir.program import Values
from sigc.ir.types import Field, Json, List, Optional, Type, Types
from sigc.ir.walk import each, reads
from sigc.runtime.errors import INPUT_MISFIT, CallFailed
from sigc.values.evaluate import compiled
from sigc.values.operations import ValueFailure
from sigc.values.schema import input_at


def schema_paths(outputs: Iterable[Field]) -> tuple[str, ...]:
    """The inputs whose schemas a reply has to match."""
    return tuple(dict.fromkeys(path for f in outputs for path in _paths(f.type)))


def _paths(type_: Type) -> Iterator[str]:
    match type_:
        case Json(path=str(path)):
            yield path
        case Optional(item=item) | List(item=item):
            yield from _paths(item)


def refuse_no_schema(node: str, paths: Iterable[str], inputs: Values) -> None:
    """Raises CallFailed for an input that is no schema."""
    for path in paths:
        # Loads the library that checks schemas, only where there is one.
        from sigc.values.schemas import schema_problem

        problem = schema_problem(input_at(inputs, path))
        if problem is not None:
            raise CallFailed(INPUT_MISFIT, node, 0, f"`{path}` is no JSON Schema: {problem}")


def why_not(condition: Expr, env: Mapping[str, Any], types: Types) -> str:
    """Where a value does not match its schema, for a rule that does not hold; empty when it is no such rule."""
    for part in each(condition):
        if isinstance(part, Lib) and part.name == "fits" and reads(part) <= env.keys():
            from sigc.values.schemas import NoSchema, mismatch

            try:
                found = mismatch(*(compiled(arg)(env, types) for arg in part.args))
            except (NoSchema, ValueFailure):
                continue
            if found is not None:
                return f" ({found})"
    return ""
