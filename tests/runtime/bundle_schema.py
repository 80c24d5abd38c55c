"""Makes the JSON Schema of bundles from the classes that a bundle spells. The file beside runtime/bundle.py is kept
equal to it by a test, so the documented format cannot drift from the one that is read."""

from __future__ import annotations

import json
import types as python_types
from collections.abc import Mapping
from dataclasses import MISSING, is_dataclass
from typing import Any, Literal, Union, get_args, get_origin

from sigc.adapters.base import TemplateMessage
from sigc.ir import expr, types
from sigc.ir.program import Model, Module, Node, Policy, Program, Signature, Tool, Values, Zone
from sigc.runtime.bundle import FORMAT, OPTIONAL, VERSION
from sigc.runtime.codec import KIND, hints, stored_fields, tagged_classes

SCALARS = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}
NAMED = {"Type": types.Type, "TypeDef": types.TypeDef, "Expr": expr.Expr, "Pattern": expr.Pattern}
SECTIONS: dict[str, tuple[Any, str]] = {
    "types": (types.TypeDef, "Named types by name."),
    "signatures": (Signature, "What models are asked to do, by name."),
    "tools": (Tool, "Tools by name."),
    "graph": (Module, "Modules by the name of their instance; `entry` names the one that is run."),
    "nodes": (Node, "Places where a signature is called, with what the compiler filled in, demos among it."),
    "models": (Model, "Declared models and their settings, by name."),
    "zones": (Zone, "Declared zones by name."),
    "policies": (Policy, "Policies by name."),
}


class Writer:
    def __init__(self) -> None:
        self.defs: dict[str, Any] = {}

    def of(self, hint: Any) -> Any:
        origin, args = get_origin(hint), get_args(hint)
        if hint == Values or hint is Any:
            return self._values(object_=hint is not Any)
        named = next((name for name, union in NAMED.items() if hint == union), None)
        if named is not None:
            return self._union_ref(named, args)
        if origin in (Union, python_types.UnionType):
            return self._any_of(args)
        if origin is Literal:
            return {"enum": list(args)}
        if origin is tuple and args[1:] == (Ellipsis,):
            return {"type": "array", "items": self.of(args[0])}
        if origin is tuple:
            return {"type": "array", "prefixItems": [self.of(a) for a in args], "minItems": len(args), "items": False}
        if origin is frozenset:
            return {"type": "array", "items": self.of(args[0]), "uniqueItems": True}
        if origin is not None and issubclass(origin, Mapping):
            return {"type": "object", "additionalProperties": self.of(args[1])}
        return self._record_ref(hint) if is_dataclass(hint) else {"type": SCALARS[hint]}

    def _any_of(self, args: tuple[Any, ...]) -> Any:
        rest = [a for a in args if a not in get_args(expr.Expr) and a not in get_args(types.Type)]
        whole = [name for name in ("Expr", "Type") if set(get_args(NAMED[name])) <= set(args)]
        if whole:
            return {"anyOf": [self.of(NAMED[name]) for name in whole] + [self.of(a) for a in rest]}
        if all(a in SCALARS for a in args):
            return {"type": [SCALARS[a] for a in args]}
        return {"anyOf": [self.of(a) for a in args]}

    def _union_ref(self, name: str, args: tuple[Any, ...]) -> Any:
        if name not in self.defs:
            self.defs[name] = {}
            self.defs[name] = {"oneOf": [self._record_ref(cls) for cls in args]}
        return {"$ref": f"#/$defs/{name}"}

    def _record_ref(self, cls: Any) -> Any:
        if cls.__name__ not in self.defs:
            self.defs[cls.__name__] = {}
            self.defs[cls.__name__] = self._record(cls)
        return {"$ref": f"#/$defs/{cls.__name__}"}

    def _record(self, cls: Any) -> Any:
        tag = {KIND: {"const": cls.__name__}} if cls in tagged_classes() else {}
        stored = stored_fields(cls)
        needed = [n for n, f in stored.items() if f.default is MISSING and f.default_factory is MISSING]
        return {
            "description": description(cls),
            "type": "object",
            "properties": tag | {name: self.of(hints(cls)[name]) for name in stored},
            "required": [*tag, *needed],
            "additionalProperties": False,
        }

    def _values(self, object_: bool) -> Any:
        self.defs["Value"] = {
            "description": "A value of the language: JSON as it is; a date, a datetime, a medium or a tuple as an "
            "object with the one key `$date`, `$datetime`, `$medium` or `$tuple`; a record or map with one such key as "
            "`$record`; an enum member as its name."
        }
        return (
            {"type": "object", "additionalProperties": {"$ref": "#/$defs/Value"}}
            if object_
            else {"$ref": "#/$defs/Value"}
        )


WORDS = {
    "AnyPat": "`_`: fits everything.",
    "Arm": "One arm of a match: the first whose patterns fit is evaluated.",
    "Binary": "Two operands; `and` and `or` evaluate the right one only when the left one does not decide.",
    "Binding": "A name of a module and its value.",
    "Bool": "true or false.",
    "Date": "A calendar date.",
    "DateTime": "A date with a time, with or without an offset.",
    "EnumDef": "A closed set of members.",
    "Float": "A number, both ends included.",
    "Format": "An f-string.",
    "IfElse": "`then if condition else orelse`; only the chosen side is evaluated.",
    "Int": "A whole number, both ends included.",
    "List": "Items of one type; `min` and `max` bound their number.",
    "ListOf": "`[a, b]`.",
    "MapOf": '`{ "key": value }`, as pairs of key and value.',
    "Match": "The first arm that fits.",
    "Media": "A medium of this kind.",
    "Neg": "`-x`.",
    "Policy": "Rules on where labels may go and which callables may exchange.",
    "Not": "`not x`.",
    "Optional": "The type, or none.",
    "RangePat": "A number between two ends, both included.",
    "RecordDef": "A named record; `ensures` are rules over its fields.",
    "Sampling": "How a model is asked: `temperature`, and the most tokens of a reply.",
    "Slice": "`of[lo:hi]`, as in Python.",
    "TemplateMessage": "One message: constant texts, holes for inputs, and sections that may be left out.",
    "Var": "A name in scope.",
}


def description(cls: Any) -> str:
    """The class's docstring on one line, or the words above."""
    doc = cls.__doc__ or ""
    return WORDS[cls.__name__] if not doc or doc.startswith(f"{cls.__name__}(") else " ".join(doc.split())


def bundle_schema() -> str:
    writer = Writer()
    sections = {
        name: {"description": text, "type": "object", "additionalProperties": writer.of(hint)}
        for name, (hint, text) in SECTIONS.items()
    }
    assert {"entry", *Program.__dataclass_fields__} == {
        "entry",
        "types",
        "signatures",
        "nodes",
        "tools",
        "modules",
        "models",
        "zones",
        "policies",
        "shares",
    }
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "sigc bundle, version 1",
        "description": "A compiled program. Fields that have their default are left out.",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "name": {"description": "The build's name.", "type": "string"},
            "entry": {"description": "The module that is run: a key of `graph`.", "type": "string"},
            "model": {
                "description": "The model for places that name none: a key of `models`, or an id; null: sigc/offline.",
                "type": ["string", "null"],
            },
            "interface": {
                "description": "JSON Schemas of the entry's inputs and outputs.",
                "type": "object",
                "properties": {"inputs": {"type": "object"}, "outputs": {"type": "object"}},
                "required": ["inputs", "outputs"],
                "additionalProperties": False,
            },
            **sections,
            "prompts": {
                "description": "Node, then task of its inference strategy: what is sent, and how the reply is read.",
                "type": "object",
                "additionalProperties": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Prompt"}},
            },
            "provenance": {"description": "What the program was made from and with.", "type": "object"},
        },
        "required": [
            "format",
            "version",
            "name",
            "entry",
            "model",
            "interface",
            *(name for name in SECTIONS if name not in OPTIONAL),
            "prompts",
            "provenance",
        ],
        "additionalProperties": False,
    }
    writer.defs["Prompt"] = prompt(writer)
    return json.dumps(schema | {"$defs": dict(sorted(writer.defs.items()))}, ensure_ascii=False, indent=1) + "\n"


def prompt(writer: Writer) -> Any:
    return {
        "description": "Messages with all slots filled but the inputs, and the rules for the reply.",
        "type": "object",
        "properties": {
            "messages": {"type": "array", "items": writer.of(TemplateMessage)},
            "response_format": {"description": "A JSON Schema that the provider enforces.", "type": "object"},
            "reply": {
                "description": "`adapter` names the format of the reply, `fields` what it states, in order.",
                "type": "object",
                "properties": {"adapter": {"type": "string"}, "fields": {"type": "array", "items": {"type": "string"}}},
                "required": ["adapter", "fields"],
                "additionalProperties": False,
            },
            "outputs": {"description": "The JSON Schema of what the reply states.", "type": "object"},
        },
        "required": ["messages", "reply", "outputs"],
        "additionalProperties": False,
    }
