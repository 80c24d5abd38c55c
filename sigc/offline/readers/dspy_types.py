"""DSPy's spelling of types: annotations such as `list[Literal['a', 'b']]`, notes on values, JSON schemas.

Promise: an annotation that is not understood is `json`. Written from rendered prompts of DSPy 3.4.1. May import:
sigc.ir."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sigc.ir.types import (
    Bool,
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
    Member,
    Nothing,
    Optional,
    RecordDef,
    Ref,
    Str,
    Type,
    TypeDef,
    Union,
)

_PLAIN: dict[str, Type] = {
    "str": Str(),
    "int": Int(),
    "float": Float(),
    "bool": Bool(),
    "date": Date(),
    "datetime": DateTime(),
    "NoneType": Nothing(),
    "dict": Json(),
    "list": List(Json()),
    "Any": Json(),
}
_ONE_OF = re.compile(r"must be one of: (.*)", re.DOTALL)
_SCHEMA = re.compile(r"must adhere to the JSON schema: (\{.*\})\s*\Z", re.DOTALL)
_BOUNDS = {
    "greater than or equal to": ("lo", 0),
    "greater than": ("lo", 1),
    "less than or equal to": ("hi", 0),
    "less than": ("hi", -1),
    "minimum length": ("min", 0),
    "maximum length": ("max", 0),
}


@dataclass(slots=True)
class Table:
    """The named types met so far."""

    types: dict[str, TypeDef] = field(default_factory=dict)

    def output(self, annotation: str, note: str, constraints: str) -> Type:
        """The type of an output from its annotation, the note on its value and its constraint line."""
        schema = _SCHEMA.search(note)
        options = _ONE_OF.search(note)
        if schema is not None:
            data = json.loads(schema[1])
            type_ = self.of_schema(data, data.get("$defs", {}))
        elif options is not None and re.fullmatch(r"\w+", annotation):
            self.types[annotation] = EnumDef(annotation, tuple(Member(o) for o in options[1].strip().split("; ")))
            type_ = Ref(annotation)
        else:
            type_ = annotation_type(annotation)
        return constrained(type_, constraints)

    def of_schema(self, data: Mapping[str, Any], defs: Mapping[str, Any]) -> Type:
        """A type from a JSON schema as pydantic writes it."""
        if "$ref" in data:
            name = str(data["$ref"]).rsplit("/", 1)[-1]
            return self._named(name, defs.get(name, {}), defs)
        if "anyOf" in data:
            return union([self.of_schema(option, defs) for option in data["anyOf"]])
        if "enum" in data or "const" in data:
            return union([Lit(v) for v in data.get("enum", [data.get("const")]) if isinstance(v, str | int)])
        match data.get("type"):
            case "object" if "properties" in data:
                return self._named(str(data.get("title", "Record")), data, defs)
            case "object":
                values = data.get("additionalProperties")
                return Map(self.of_schema(values, defs)) if isinstance(values, Mapping) and values else Json()
            case "array":
                least, most = data.get("minItems"), data.get("maxItems")
                return List(self.of_schema(data.get("items", {}), defs), least, most)
            case "string":
                kinds: dict[str, Type] = {"date": Date(), "date-time": DateTime()}
                plain = Str(data.get("minLength"), data.get("maxLength"), data.get("pattern"))
                return kinds.get(str(data.get("format")), plain)
            case "integer":
                return Int(data.get("minimum"), data.get("maximum"))
            case "number":
                return Float(data.get("minimum"), data.get("maximum"))
            case "boolean":
                return Bool()
            case "null":
                return Nothing()
            case _:
                return Json()

    def _named(self, name: str, data: Mapping[str, Any], defs: Mapping[str, Any]) -> Type:
        if name in self.types:
            return Ref(name)
        about = str(data.get("description", ""))
        if "enum" in data:
            self.types[name] = EnumDef(name, tuple(Member(str(value)) for value in data["enum"]), about)
            return Ref(name)
        if "properties" not in data:
            return self.of_schema(data, defs) if data else Json()
        self.types[name] = RecordDef(name, (), about)
        needed = data.get("required", ())
        names = [*needed, *(n for n in data["properties"] if n not in needed)]
        fields = []
        for inner in names:
            part = data["properties"][inner]
            type_ = self.of_schema(part, defs)
            if inner not in needed and not isinstance(type_, Optional):
                type_ = Optional(type_)
            fields.append(Field(inner, type_, str(part.get("description", ""))))
        self.types[name] = RecordDef(name, tuple(fields), about)
        return Ref(name)


def union(options: list[Type]) -> Type:
    """The union of types, `Nothing` among them as an optional; `json` for none."""
    found = [o for o in dict.fromkeys(options) if not isinstance(o, Nothing)]
    inner: Type = Json() if not found else found[0] if len(found) == 1 else Union(tuple(found))
    return Optional(inner) if Nothing() in options else inner


def annotation_type(text: str) -> Type:
    """The type of an annotation.

    >>> annotation_type("Union[list[Literal['a', 'b']], NoneType]")
    Optional(item=List(item=Union(options=(Lit(value='a'), Lit(value='b'))), min=None, max=None))"""
    try:
        return _of_tree(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, ValueError):
        return Json()


def _of_tree(tree: ast.expr) -> Type:
    if isinstance(tree, ast.Name):
        return _PLAIN.get(tree.id, Json())
    if isinstance(tree, ast.Constant) and tree.value is None:
        return Nothing()
    if not isinstance(tree, ast.Subscript) or not isinstance(tree.value, ast.Name):
        return Json()
    inner = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
    match tree.value.id.lower():
        case "literal":
            return union([Lit(ast.literal_eval(e)) for e in inner])
        case "list" | "sequence" | "set":
            return List(_of_tree(inner[0]))
        case "dict" | "mapping":
            return Map(_of_tree(inner[-1]))
        case "union":
            return union([_of_tree(e) for e in inner])
        case "optional":
            return union([_of_tree(inner[0]), Nothing()])
        case _:
            return Json()


def constrained(type_: Type, constraints: str) -> Type:
    """The type with the bounds of a line such as "greater than or equal to: 1, less than or equal to: 5"."""
    for part in constraints.split(", "):
        name, _, value = part.partition(": ")
        if name not in _BOUNDS or not re.fullmatch(r"-?\d+(\.\d+)?", value.strip()):
            continue
        key, step = _BOUNDS[name]
        number = float(value)
        whole = int(number) + step
        match type_, key:
            case Int(), "lo":
                type_ = replace(type_, lo=whole)
            case Int(), "hi":
                type_ = replace(type_, hi=whole)
            case Float(), "lo":
                type_ = replace(type_, lo=number)
            case Float(), "hi":
                type_ = replace(type_, hi=number)
            case Str(), "min":
                type_ = replace(type_, min=whole)
            case Str(), "max":
                type_ = replace(type_, max=whole)
    return type_
