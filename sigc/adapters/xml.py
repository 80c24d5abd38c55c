"""The XML adapter: each output in an element of its name, `<team>shipping</team>`.

Promise: as `base.Adapter`. Fields of records and items of lists are elements inside; what holds maps, JSON or unions
is JSON in its element. A text keeps its ends as in chat: in JSON quotes. Linear. May import: sigc.ir, sigc.values,
sigc.adapters."""

from __future__ import annotations

import json
from typing import Any

from sigc.adapters.elements import ITEM, Element, escape, parse, unescape
from sigc.adapters.finding import JSON, LINES, MARKS, TAGS, UNNAMED
from sigc.adapters.frame import AS_JSON, HEADING_XML, Style
from sigc.adapters.framed import Framed
from sigc.adapters.growing_text import TaggedReply
from sigc.adapters.singles import core, is_single, settled
from sigc.adapters.template import FORMS
from sigc.adapters.texts import write_json
from sigc.adapters.unframe import read_value
from sigc.ir import types as t
from sigc.ir.program import Task, Values
from sigc.values.convert import from_json
from sigc.values.wire import to_json


def write_elements(values: Values, task: Task) -> str:
    """The outputs that `values` has, in declared order."""
    return "\n".join(_element(f, values[f.name], task.types) for f in task.outputs if f.name in values)


def _element(place: t.Field, value: Any, types: t.Types) -> str:
    inside = _inside(value, place.type, types) if is_nested(place.type, types) else None
    written = inside if inside is not None else escape(write_json(to_json(value, place.type, types)))
    return f"<{place.name}>{written}</{place.name}>"


def _inside(value: Any, type_: t.Type, types: t.Types) -> str:
    """What stands in the element of a value of a nested type."""
    type_ = settled(type_)
    if value is None or is_single(type_, types):
        return escape(FORMS["text"](value, type_, types).strip("\n ")) if value is not None else "null"
    inner = core(type_)
    if isinstance(inner, t.List):
        made = [f"<{ITEM}>{_inside(item, inner.item, types)}</{ITEM}>" for item in value]
    else:
        fields = t.fields_of(inner, types) or ()
        made = [f"<{f.name}>{_inside(value[f.name], f.type, types)}</{f.name}>" for f in fields]
    return "\n".join(["", *made, ""]) if made else ""


def is_nested(type_: t.Type, types: t.Types, seen: frozenset[str] = frozenset()) -> bool:
    """Is a type made of records, lists and single values alone?"""
    inner = core(type_)
    if is_single(inner, types):
        return True
    if isinstance(inner, t.List):
        return is_nested(inner.item, types, seen)
    if isinstance(inner, t.Ref):
        if inner.name in seen:
            return True
        seen |= {inner.name}
    fields = t.fields_of(inner, types)
    return bool(fields) and all(f.name.isidentifier() and is_nested(f.type, types, seen) for f in fields or ())


def read_elements(text: str, task: Task) -> Values:
    """The outputs of a reply in exactly this form. Raises ValueError or Misfit."""
    types = {f.name: settled(f.type) for f in task.outputs}
    found: dict[str, Any] = {}
    for element in parse(text):
        if element.name not in types or element.name in found:
            raise ValueError(f"{element.name} is not asked for, or given twice")
        found[element.name] = _read(element, types[element.name], task.types)
    return {f.name: found[f.name] for f in task.outputs if f.name in found}


def _read(element: Element, type_: t.Type, types: t.Types) -> Any:
    if is_nested(type_, types):
        return from_json(_data(element, type_, types), type_, types)
    if element.children:
        raise ValueError("elements where JSON belongs")
    return from_json(json.loads(unescape(element.text)), type_, types)


def _data(element: Element, type_: t.Type, types: t.Types) -> Any:
    """The JSON data that an element holds. Raises ValueError or Misfit."""
    type_ = settled(type_)
    text = unescape(element.text).strip()
    if is_single(type_, types):
        if element.children:
            raise ValueError("elements where text belongs")
        return to_json(read_value(text, type_, types), type_, types)
    if isinstance(type_, t.Optional) and text == "null" and not element.children:
        return None
    inner = core(type_)
    if text:
        raise ValueError("text where elements belong")
    if isinstance(inner, t.List):
        if any(child.name != ITEM for child in element.children):
            raise ValueError("an element that is no item")
        return [_data(child, inner.item, types) for child in element.children]
    fields = {f.name: f.type for f in t.fields_of(inner, types) or ()}
    names = [child.name for child in element.children]
    if len(set(names)) != len(names) or not set(names) <= fields.keys():
        raise ValueError("an element that is no field, or is given twice")
    return {child.name: _data(child, fields[child.name], types) for child in element.children}


def announced(type_: t.Type, types: t.Types) -> str:
    return "" if is_nested(type_, types) else AS_JSON


class Xml(Framed):
    """Elements by name."""

    style = Style("xml", HEADING_XML, "<{}> ".format, "", announced, write_elements, read_elements)
    finders = (TAGS, MARKS, JSON, LINES, UNNAMED)
    nothing = "the reply has none of the elements asked for: {}"
    shown = staticmethod("<{}>".format)

    def reader(self, task: Task) -> TaggedReply:
        return TaggedReply(task, read_elements)
