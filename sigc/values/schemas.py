"""JSON Schemas that are known when the program runs: whether one is a schema, and whether a value matches it.

Promise: draft 2020-12, as the library `jsonschema` reads it, within bounds: a schema has a size and a depth, a check
has a number of steps, a regular expression is one of the language's own dialect and takes linear time, and nothing is
fetched. What goes beyond is NoSchema, or a value that does not match. May import: sigc.values.regex; jsonschema, which
takes a tenth of a second to load, on first use."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import count
from typing import Any

from sigc.values.regex import full_match, pattern_problem

LARGEST = 200_000
"""Characters of the longest schema, as JSON."""
DEEPEST = 64
"""Lists and objects inside each other, in a schema and in a value."""
STEPS = 50_000
"""Keywords that are looked at while a value is checked; `allOf` in `allOf` would double them with each level."""

_HEAVY = ("unevaluatedItems", "unevaluatedProperties", "$dynamicRef", "$dynamicAnchor", "$recursiveRef", "$anchor")
_BY_NAME = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
"""Keywords whose schemas have names of the author's."""


class NoSchema(ValueError):
    """What is no JSON Schema that can be checked within the bounds. The text says why."""


class _Spent(Exception):
    """A check took too many steps."""


def schema_problem(schema: Any) -> str | None:
    """Why a value is no schema; None when it is one."""
    try:
        _validator(_key(schema))
    except NoSchema as problem:
        return str(problem)
    return None


def mismatch(value: Any, schema: Any) -> str | None:
    """Where JSON data do not match a schema, and why; None when they do. Raises NoSchema."""
    check = _validator(_key(schema))
    if _depth(value) > DEEPEST:
        return f"more than {DEEPEST} lists and objects inside each other"
    try:
        return check(value)
    except _Spent:
        return f"it takes more than {STEPS} steps to check"
    except RecursionError:
        return "the schema leads back to itself without end"


def embedded(schema: Any, pointer: str) -> Any:
    """A schema as a part of another one, at a JSON pointer in it: its own references lead there."""
    if isinstance(schema, list):
        return [embedded(item, pointer) for item in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {key: _moved(key, item, pointer) for key, item in schema.items() if key not in ("$schema", "$id")}


def _moved(key: str, item: Any, pointer: str) -> Any:
    if key == "$ref" and isinstance(item, str):
        return pointer + item[1:]
    if key in ("const", "enum", "default", "examples"):
        return item
    if key in _BY_NAME and isinstance(item, Mapping):
        return {name: embedded(part, pointer) for name, part in item.items()}
    return embedded(item, pointer)


def _key(schema: Any) -> str:
    if not isinstance(schema, Mapping | bool):
        raise NoSchema("a schema is an object")
    if _depth(schema) > DEEPEST:
        raise NoSchema(f"more than {DEEPEST} lists and objects inside each other")
    text = json.dumps(schema, ensure_ascii=False)
    if len(text) > LARGEST:
        raise NoSchema(f"{len(text)} characters, and at most {LARGEST} are taken")
    return text


def _depth(value: Any) -> int:
    """How many lists and objects are inside each other, counted up to one more than may be."""
    level, deep = [value], 0
    while deep <= DEEPEST:
        parts = [part for part in level if isinstance(part, Mapping | list)]
        if not parts:
            return deep
        level = [item for part in parts for item in (part.values() if isinstance(part, Mapping) else part)]
        deep += 1
    return deep


@lru_cache(maxsize=128)
def _validator(text: str) -> Callable[[Any], str | None]:
    """The check of a schema. Raises NoSchema."""
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import SchemaError, best_match
    from jsonschema.validators import extend
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    schema = json.loads(text)
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as problem:
        raise NoSchema(_said(problem)) from None
    _refuse_parts(schema)
    rules = {**Draft202012Validator.VALIDATORS, **_rules()}

    def check(value: Any) -> str | None:
        steps = count()
        counted = {name: _counted(rule, steps) for name, rule in rules.items()}
        checker = extend(Draft202012Validator, validators=counted)(schema, registry=Registry())
        try:
            found = best_match(checker.iter_errors(value))
        except Unresolvable as problem:
            raise NoSchema(f"`{problem.ref}` leads nowhere") from None
        return None if found is None else _said(found)

    return check


def _counted(rule: Any, steps: Iterator[int]) -> Any:
    """The rule of a keyword as a step of one check."""

    def check(validator: Any, value: Any, instance: Any, whole: Any) -> Iterator[Any]:
        if next(steps) >= STEPS:
            raise _Spent
        yield from rule(validator, value, instance, whole) or ()

    return check


def _refuse_parts(schema: Any) -> None:
    """Refuses what would leave the bounds: patterns of another dialect, references elsewhere. Raises NoSchema."""
    stack = [schema]
    while stack:
        part = stack.pop()
        stack += part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        if not isinstance(part, dict):
            continue
        for name in _HEAVY:
            if name in part:
                raise NoSchema(f"`{name}` is not taken here")
        if isinstance(part.get("$ref"), str) and not f"{part['$ref']}/".startswith("#/"):
            raise NoSchema(f"`{part['$ref'][:60]}` is another document, and nothing is fetched")
        properties = part.get("patternProperties")
        patterns = [part.get("pattern"), *(properties if isinstance(properties, dict) else ())]
        for pattern in patterns:
            problem = pattern_problem(_anywhere(pattern)) if isinstance(pattern, str) else None
            if problem is not None:
                raise NoSchema(f"the pattern `{pattern[:60]}`: {problem}")


def _rules() -> dict[str, Any]:
    """The keywords of jsonschema that take other than linear time, or Python's regular expressions, in our own way."""
    from jsonschema.exceptions import ValidationError

    def pattern(validator: Any, wanted: str, instance: Any, schema: Any) -> Iterator[Any]:
        if isinstance(instance, str) and not _finds(wanted, instance):
            yield ValidationError(f"{_short(instance)} does not match the pattern {wanted}")

    def pattern_properties(validator: Any, wanted: Mapping[str, Any], instance: Any, schema: Any) -> Iterator[Any]:
        for expression, inner in wanted.items() if isinstance(instance, dict) else ():
            for key, item in instance.items():
                if _finds(expression, key):
                    yield from validator.descend(item, inner, path=key, schema_path=expression)

    def additional(validator: Any, wanted: Any, instance: Any, schema: Any) -> Iterator[Any]:
        known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
        for key, item in instance.items() if isinstance(instance, dict) else ():
            if key in known or any(_finds(expression, key) for expression in patterns):
                continue
            if wanted is False:
                yield ValidationError(f"{_short(key)} is no property that the schema knows")
            elif wanted is not True:
                yield from validator.descend(item, wanted, path=key)

    def unique(validator: Any, wanted: bool, instance: Any, schema: Any) -> Iterator[Any]:
        items = instance if wanted and isinstance(instance, list) else []
        if len({json.dumps(item, sort_keys=True) for item in items}) < len(items):
            yield ValidationError(f"{_short(instance)} has equal items")

    return {
        "pattern": pattern, "patternProperties": pattern_properties, "additionalProperties": additional,
        "uniqueItems": unique,
    }  # fmt: skip


def _anywhere(pattern: str) -> str:
    """As JSON Schema means a pattern: it may match any part of the text."""
    return f"(?s:.*)(?:{pattern})(?s:.*)"


def _finds(pattern: str, text: str) -> bool:
    return full_match(_anywhere(pattern), text)


def _said(problem: Any) -> str:
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in problem.absolute_path).lstrip(".")
    message = problem.message if len(problem.message) <= 200 else problem.message[:199] + "…"
    return f"`{place}`: {message}" if place else str(message)


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"
