"""The YAML adapter: one document, a key for each output.

Promise: as `base.Adapter`; what is written is YAML 1.2 that any reader takes. Records, maps and lists are blocks,
texts of several lines are `|-` blocks, single values stand as in chat where YAML takes them for text, else in JSON
quotes; JSON and unions are JSON on their line. May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

import json
import re
from typing import Any

from sigc.adapters.blocks import Block, Plain, Tree, parse
from sigc.adapters.finding import JSON, LINES, MARKS, TAGS, UNNAMED, YAML
from sigc.adapters.frame import HEADING_YAML, Style, unannounced
from sigc.adapters.framed import Framed
from sigc.adapters.growing_text import KeyedReply
from sigc.adapters.singles import NULL_WORDS, core, is_single, is_textual, settled
from sigc.adapters.texts import write_json
from sigc.ir import types as t
from sigc.ir.program import Task, Values
from sigc.values.convert import from_json
from sigc.values.wire import to_json

_PLAIN = re.compile(r"[^\W\d][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*")
_NOT_PLAIN = re.compile(r": |:\Z| #|[\[\]{},&*!|>%@`\"']\Z")
_WORDS = NULL_WORDS | {"true", "false", "yes", "no", "on", "off", "y", "n"}
_KEY = re.compile(r"[A-Za-z_]\w{0,99}", re.ASCII)
_FIRST_KEY = re.compile(r"(?:\"([^\"\\]{1,100})\"|([^\s\-?:,#\"'\[\]{}][^:\n]{0,99})):(?=[ \t]|\Z)")
_LINES = re.compile(r"[^\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff][^\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]*[^\s]")


def write_document(values: Values, task: Task) -> str:
    """The outputs that `values` has, in declared order."""
    lines: list[str] = []
    for f in task.outputs:
        if f.name in values:
            lines += _entry(_key(f.name), values[f.name], f.type, task.types)
    return "\n".join(lines) or "{}"


def _entry(key: str, value: Any, type_: t.Type, types: t.Types) -> list[str]:
    """The lines of a key with its value."""
    made = _lines(value, type_, types)
    return [f"{key}: {made}"] if isinstance(made, str) else _headed(f"{key}:", made)


def _headed(head: str, block: list[str]) -> list[str]:
    opener = [block[0]] if block[0] == "|-" else []
    return [" ".join([head, *opener]), *(f"  {line}" if line else "" for line in block[len(opener) :])]


def _lines(value: Any, type_: t.Type, types: t.Types) -> str | list[str]:
    """A value on the line of its key, or the lines of its block."""
    inner = core(type_)
    fields = t.fields_of(inner, types)
    if isinstance(value, dict) and fields and not isinstance(inner, t.Union):
        return [line for f in fields for line in _entry(_key(f.name), value[f.name], f.type, types)]
    if isinstance(value, dict) and value and isinstance(inner, t.Map):
        return [line for key, item in value.items() for line in _entry(_key(key), item, inner.value, types)]
    if isinstance(value, list) and value and isinstance(inner, t.List):
        return [line for item in value for line in _item(item, inner.item, types)]
    data = to_json(value, type_, types)
    return _scalar(data) if isinstance(data, str) and is_single(type_, types) else write_json(data)


def _item(value: Any, type_: t.Type, types: t.Types) -> list[str]:
    made = _lines(value, type_, types)
    if isinstance(made, str):
        return [f"- {made}"]
    if made[0] == "|-":
        return _headed("-", made)
    return [f"- {made[0]}", *(f"  {line}" if line else "" for line in made[1:])]


def _scalar(text: str) -> str | list[str]:
    if (
        _PLAIN.fullmatch(text)
        and text == text.strip()
        and text.casefold() not in _WORDS
        and not _NOT_PLAIN.search(text)
    ):
        return text
    if "\n" in text and _LINES.fullmatch(text):
        return ["|-", *text.split("\n")]
    return write_json(text)


def _key(name: str) -> str:
    return name if _KEY.fullmatch(name) and name.casefold() not in _WORDS else write_json(name)


def read_document(text: str, task: Task) -> Values:
    """The outputs of a reply in exactly this form. Raises ValueError or Misfit."""
    found = parse(text)
    types = {f.name: settled(f.type) for f in task.outputs}
    if not isinstance(found, dict) or not found.keys() <= types.keys():
        raise ValueError("not a document of the outputs")
    data = {name: from_json(_data(found[name], types[name], task.types), types[name], task.types) for name in found}
    return {f.name: data[f.name] for f in task.outputs if f.name in data}


def _data(tree: Tree, type_: t.Type, types: t.Types) -> Any:
    """The JSON data that a piece of a document holds. Raises ValueError."""
    inner = core(type_)
    if isinstance(tree, Plain):
        return _plain(tree, type_, types)
    if isinstance(tree, Block):
        return str(tree)
    if isinstance(tree, list) and isinstance(inner, t.List):
        return [_data(item, inner.item, types) for item in tree]
    if isinstance(tree, dict) and isinstance(inner, t.Map):
        return {key: _data(item, inner.value, types) for key, item in tree.items()}
    fields = {f.name: f.type for f in t.fields_of(inner, types) or ()}
    if not isinstance(tree, dict) or not tree.keys() <= fields.keys():
        raise ValueError("a block that does not fit")
    return {key: _data(item, fields[key], types) for key, item in tree.items()}


def _plain(text: Plain, type_: t.Type, types: t.Types) -> Any:
    type_ = settled(type_)
    if isinstance(type_, t.Optional) and text.casefold() in ("null", "~", ""):
        return None
    if is_textual(type_, types) and is_single(type_, types) and text[:1] != '"':
        if not _PLAIN.fullmatch(text) and not re.match(r"\d", text):
            raise ValueError("text that YAML takes for something else")
        return str(text)
    return json.loads(text)


class Yaml(Framed):
    """One YAML document."""

    style = Style("yaml", HEADING_YAML, "- {}: ".format, "  ", unannounced, write_document, read_document)
    finders = (YAML, LINES, MARKS, JSON, TAGS, UNNAMED)
    nothing = "the reply has none of the keys asked for: {}"

    def reader(self, task: Task) -> KeyedReply:
        return KeyedReply(task, _FIRST_KEY, read_document)
