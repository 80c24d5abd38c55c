"""The JSON Schema of a callable's fields: what a model is asked to answer and what a bundle documents.

Promise: draft 2020-12, properties in declared order, named types once under `$defs`, equal fields give equal schemas;
`to_json` of every conforming value is valid. May import: sigc.ir, sigc.values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sigc.ir.types import (
    CHAT_TURN,
    Bool,
    Chat,
    Date,
    DateTime,
    EnumDef,
    Field,
    Float,
    Int,
    Json,
    List,
    Lit,
    Map,
    Media,
    Nothing,
    Optional,
    Record,
    Ref,
    Str,
    Type,
    Types,
    Union,
)
from sigc.values.evaluate import evaluate
from sigc.values.operations import TAG
from sigc.values.wire import tagged_variants, to_json

INPUT, LITERAL = "$input", "$literal"
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(fields: tuple[Field, ...], types: Types, *, inner: bool = False) -> dict[str, Any]:
    """The schema of an object with these fields. Every field is required, optional ones may be null (which is what
    structured output of all providers takes); further keys are refused. A pattern is written anchored, `^(?:…)$`.
    `inner`: with the schemas that JSON has to match; one of an input stands as `{"$input": "path"}`, for `placed`."""
    writer = _Writer(types, inner)
    schema = {"$schema": DIALECT, **writer.record(fields)}
    if writer.defs:
        schema["$defs"] = {name: writer.defs[name] for name in sorted(writer.defs)}
    return placed(schema, None) if inner else schema


def placed(schema: Any, inputs: Mapping[str, Any] | None, pointer: str = "#") -> Any:
    """A schema with the schemas of inputs in their places, and those that are spelled out. A place that the inputs lack
    takes any JSON; without inputs those places stay."""
    if isinstance(schema, list):
        return [placed(item, inputs, f"{pointer}/{n}") for n, item in enumerate(schema)]
    if not isinstance(schema, dict):
        return schema
    inner = schema.get(LITERAL)
    if INPUT in schema:
        if inputs is None:
            return schema
        inner = input_at(inputs, schema[INPUT])
        inner = {} if inner is None else inner
    if inner is None:
        return {key: placed(item, inputs, f"{pointer}/{_escaped(key)}") for key, item in schema.items()}
    # Loaded here, since few programs have schemas of their own.
    from sigc.values.schemas import embedded

    rest = {key: item for key, item in schema.items() if key not in (INPUT, LITERAL)}
    return {**embedded(inner, pointer), **rest} if isinstance(inner, dict) else rest


def input_at(inputs: Mapping[str, Any], path: str) -> Any:
    """What stands at a path such as `form.schema`."""
    found: Any = inputs
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


class _Writer:
    """Collects the definitions of named types while it writes schemas."""

    def __init__(self, types: Types, inner: bool) -> None:
        self.types, self.inner = types, inner
        self.defs: dict[str, Any] = {}

    def record(self, fields: tuple[Field, ...], tag: str | None = None) -> dict[str, Any]:
        properties: dict[str, Any] = {TAG: {"const": tag}} if tag is not None else {}
        properties |= {f.name: self.field(f) for f in fields}
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    def field(self, field: Field) -> dict[str, Any]:
        schema = self.of(field.type)
        if field.description:
            schema = {**schema, "description": field.description}
        if field.default is not None:
            schema = {**schema, "default": to_json(evaluate(field.default, {}, self.types), field.type, self.types)}
        return schema

    def of(self, type_: Type) -> dict[str, Any]:
        match type_:
            case Str():
                return _bounded({"type": "string"}, minLength=type_.min, maxLength=type_.max, pattern=_anchored(type_))
            case Int():
                return _bounded({"type": "integer"}, minimum=type_.lo, maximum=type_.hi)
            case Float():
                return _bounded({"type": "number"}, minimum=type_.lo, maximum=type_.hi)
            case List():
                items = {"type": "array", "items": self.of(type_.item)}
                return _bounded(items, minItems=type_.min, maxItems=type_.max)
            case Json() if self.inner and type_ != Json():
                return {INPUT: type_.path} if type_.path is not None else {LITERAL: json.loads(type_.schema or "true")}
            case Map():
                return {"type": "object", "additionalProperties": self.of(type_.value)}
            case Optional():
                return _any_of([self.of(type_.item), {"type": "null"}])
            case Union():
                return self.union(type_)
            case Lit():
                return {"const": type_.value}
            case Ref():
                return self.named(type_.name)
            case Record():
                return self.record(type_.fields)
            case Chat():
                return {"type": "array", "items": self.record(CHAT_TURN.fields) | {"required": ["role", "text"]}}
            case Media():
                return {"type": "string", "minLength": 1, "description": f"URL of {type_.kind}, or a data URL"}
            case _:
                return dict(_LEAVES[type(type_)])

    def union(self, union: Union) -> dict[str, Any]:
        if all(isinstance(o, Lit) for o in union.options):
            return {"enum": [o.value for o in union.options if isinstance(o, Lit)]}
        tagged = tagged_variants(union, self.types)
        return _any_of(
            [self.variant(o) if isinstance(o, Ref) and o.name in tagged else self.of(o) for o in union.options]
        )

    def variant(self, ref: Ref) -> dict[str, Any]:
        """A record that carries its name, defined once as `Name.tagged`."""
        name = f"{ref.name}.{TAG}"
        if name not in self.defs:
            self.defs[name] = {}
            self.defs[name] = self.defined(ref.name, tag=ref.name)
        return {"$ref": f"#/$defs/{name}"}

    def named(self, name: str) -> dict[str, Any]:
        if name not in self.defs:
            self.defs[name] = {}
            self.defs[name] = self.defined(name)
        return {"$ref": f"#/$defs/{name}"}

    def defined(self, name: str, tag: str | None = None) -> dict[str, Any]:
        defined = self.types[name]
        if isinstance(defined, EnumDef):
            schema: dict[str, Any] = {"type": "string", "enum": [m.wire for m in defined.members]}
            described = [f"{m.wire}: {m.description}" for m in defined.members if m.description]
            words = "; ".join([*([defined.description] if defined.description else []), *described])
        else:
            schema = self.record(defined.fields, tag)
            words = defined.description or defined.doc
        return {**schema, "description": words} if words else schema


_LEAVES: dict[type, dict[str, Any]] = {
    Bool: {"type": "boolean"},
    Date: {"type": "string", "format": "date"},
    DateTime: {"type": "string", "format": "date-time"},
    Json: {},
    Nothing: {"type": "null"},
}


def _bounded(schema: dict[str, Any], **limits: Any) -> dict[str, Any]:
    return schema | {name: limit for name, limit in limits.items() if limit is not None}


def _anchored(type_: Str) -> str | None:
    return None if type_.pattern is None else f"^(?:{type_.pattern})$"


def _any_of(options: list[dict[str, Any]]) -> dict[str, Any]:
    """`anyOf` with the options of an inner `anyOf` lifted, repetitions dropped."""
    flat = [inner for option in options for inner in (option["anyOf"] if option.keys() == {"anyOf"} else [option])]
    once = [option for i, option in enumerate(flat) if option not in flat[:i]]
    return once[0] if len(once) == 1 else {"anyOf": once}
