"""The words of the IR's text: names, strings, numbers and plain values.

Promise: what is written here reads back to an equal value; a name that is a keyword, or no identifier, stands in
backticks. May import: sigc.ir."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sigc.ir.media import Medium

KEYWORDS = frozenset(
    {
        "_", "and", "as", "call", "else", "false", "for", "format", "if", "in", "is", "let", "match", "none", "not",
        "or", "otherwise", "repeat", "says", "true", "written",
    }
)  # fmt: skip
"""Words of the grammar that are never names: a name spelled like one stands in backticks."""

BUILTINS = frozenset(
    {
        "str", "int", "float", "bool", "date", "datetime", "json", "chat", "image", "audio", "video", "pdf", "record",
    }
)  # fmt: skip
"""Words that start a type: a declared type called like one stands in backticks."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DOTTED = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*(?:#[0-9]+)?")
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def spell_name(name: str) -> str:
    """A name of one part: a field, a binding, an argument."""
    return name if _PLAIN.fullmatch(name) and name not in KEYWORDS else _quoted(name)


def spell_path(name: str) -> str:
    """A name that may have parts: `Support.hop.query#2`."""
    if not _DOTTED.fullmatch(name):
        return _quoted(name)
    path, mark, number = name.partition("#")
    return ".".join(spell_name(part) for part in path.split(".")) + mark + number


def spell_type_name(name: str) -> str:
    """The name of a declared type, where a type may stand."""
    first = re.split(r"[.#]", name, maxsplit=1)[0]
    return _quoted(name) if first in BUILTINS else spell_path(name)


def spell_string(text: str) -> str:
    """A JSON string on one line; characters that a diff would show as line ends or not at all are escaped."""
    return _UNSAFE.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))


def spell_text(text: str, indent: str) -> str:
    """A string; one of several lines becomes one string a line, so that a changed line is a changed line."""
    lines = text.split("\n")
    if len(lines) == 1 or lines == ["", ""]:
        return spell_string(text)
    pieces = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    return "".join(f"\n{indent}{spell_string(piece)}" for piece in pieces)


def spell_constant(value: bool | int | float | str | None) -> str:
    if value is None:
        return "none"
    return spell_string(value) if isinstance(value, str) else repr(value).lower()


def spell_value(value: Any) -> str:
    """A value in memory on one line: `{ name = "x", tags = ["a"] }`, `date "2026-01-31"`."""
    if isinstance(value, datetime):
        return f"datetime {spell_string(value.isoformat())}"
    if isinstance(value, date):
        return f"date {spell_string(value.isoformat())}"
    if isinstance(value, Medium):
        return f"{value.kind} {spell_string(value.mime)} {spell_string(value.spelled)}"
    if isinstance(value, list):
        return f"[{', '.join(map(spell_value, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(spell_value, value))})"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{spell_key(key)} = {spell_value(item)}" for key, item in value.items())
        return f"{{ {inside} }}" if inside else "{ }"
    return spell_constant(value)


def spell_key(key: str) -> str:
    return key if _PLAIN.fullmatch(key) and key not in KEYWORDS else spell_string(key)


def _quoted(name: str) -> str:
    return "`" + spell_string(name)[1:-1].replace("`", "\\u0060") + "`"
