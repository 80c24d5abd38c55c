"""What the dialects share: a walk over a schema that keeps what a dialect takes and names what it drops.

Descriptions and defaults are dropped everywhere, and are no loss: the prompt says them, once.
May import: nothing of ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]
Lowered: TypeAlias = tuple[Schema | None, tuple[str, ...]]
Lower: TypeAlias = Callable[[Mapping[str, Any]], Lowered]

LIMITS = frozenset(
    ["minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems", "format"]
)  # the keywords of the canonical schema that only narrow a type
_SAID = frozenset(["$schema", "description", "default"])
_KINDS: dict[type, str] = {str: "string", bool: "boolean", int: "integer"}


class Unsayable(Exception):
    """A shape that a dialect cannot say; the message says which, and where."""


@dataclass(slots=True)
class Walk:
    """One lowering. `keeps`: may a limit stay, by keyword and value; `maps` and `anything`: can objects with any keys,
    and values of any type, be said; `finish`: the dialect's own spelling of a schema whose parts are lowered."""

    keeps: Callable[[str, Any], bool]
    maps: bool = False
    anything: bool = False
    finish: Callable[[Schema], Schema] = lambda schema: schema
    losses: list[str] = field(default_factory=list)

    def schema(self, schema: Mapping[str, Any], path: str) -> Schema:
        """A schema in the dialect. Raises Unsayable."""
        made: Schema = {}
        for key, value in schema.items():
            if key in _SAID:
                continue
            if key in LIMITS and not self.keeps(key, value):
                self.losses.append(f"`{path}`: {key} {json.dumps(value, ensure_ascii=False)}")
            else:
                made |= self._keyword(key, value, path)
        if not made and not self.anything:
            raise Unsayable(f"`{path}`: any JSON")
        return self.finish(made)

    def _keyword(self, key: str, value: Any, path: str) -> Schema:
        match key:
            case "properties":
                return {key: {name: self.schema(inner, f"{path}.{name}".lstrip(".")) for name, inner in value.items()}}
            case "$defs":
                return {key: {name: self.schema(inner, name) for name, inner in value.items()}}
            case "items":
                return {key: self.schema(value, f"{path}[]")}
            case "anyOf":
                return {key: [self.schema(option, path) for option in value]}
            case "additionalProperties" if isinstance(value, Mapping):
                if not self.maps:
                    raise Unsayable(f"`{path}`: an object with any keys")
                return {key: self.schema(value, f"{path}.*")}
            case "const":
                return {"type": _KINDS[type(value)], "enum": [value]}
            case "enum":
                kinds = list(dict.fromkeys(_KINDS[type(v)] for v in value))
                return {"type": kinds[0] if len(kinds) == 1 else kinds, "enum": value}
            case _:
                return {key: value}


def lowered(schema: Mapping[str, Any], walk: Walk) -> Lowered:
    """The schema by a walk, or None when it cannot be said."""
    try:
        made = walk.schema(schema, "")
    except Unsayable as problem:
        return None, (*walk.losses, str(problem))
    return made, tuple(walk.losses)
