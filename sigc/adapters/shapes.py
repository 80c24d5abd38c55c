"""Coercers of what holds other values: lists, maps, records, options and unions.

Promise: as `coercion`; a missing required list or map is missing, never empty; between two options that fit equally
well none is chosen. May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from textwrap import dedent
from typing import Any

from sigc.adapters.base import Repair
from sigc.adapters.choices import words_of
from sigc.adapters.coercion import Bad, Coercion, Words, below, is_null, words
from sigc.adapters.leaves import closed
from sigc.adapters.loose import Unclosed, holds_unclosed
from sigc.adapters.singles import core
from sigc.adapters.tables import Cell, Uncounted, loose_items, loose_rows
from sigc.adapters.template import split_items
from sigc.adapters.texts import unescape_marks
from sigc.adapters.wording import cut_off, miscounted, missing, must_be
from sigc.ir import types as t
from sigc.values.convert import Misfit, conform, from_json
from sigc.values.evaluate import evaluate
from sigc.values.operations import TAG
from sigc.values.wire import tagged_variants

_BULLET = re.compile(r"^[ \t]{0,8}(?:[-*+•–]|\d{1,3}[.)])[ \t]+", re.MULTILINE)
_NUMBERED = re.compile(r"^\W{0,4}\d{1,3}[.)]\s*(?=\D)")
_PAIR = re.compile(
    r"^[ \t]{0,8}(?:[-*+•][ \t]+)?[*_`\"']{0,3}([^\W\d][\w -]{0,63}?)[*_`\"']{0,3}[ \t]{0,4}[:=][*_]{0,2}(?=\s|$)",
    re.MULTILINE,
)


def optional(c: Coercion, raw: Any, type_: t.Optional, path: str) -> Any:
    if raw is None or (isinstance(raw, Words) and not raw.strip()):
        return None
    says_null = isinstance(raw, str) and is_null(raw)
    closed = t.closed_set(type_.item, c.types)
    if says_null and isinstance(raw, Words) and not (closed and raw.strip() in closed):
        if raw.strip() != "null":
            c.mend("null-word", path, 0.95)
        return None
    try:
        return c.value(raw, type_.item, path)
    except Bad:
        if not says_null:
            raise
        c.mend("null-word", path, 0.9)
        return None


def a_list(c: Coercion, raw: Any, type_: t.List, path: str) -> Any:
    """A list from a list, from text (JSON, bullets, lines, a separated row of short values), or from one item."""
    if raw is None:
        raise Bad(missing(path, must_be(type_, c.types)))
    if isinstance(raw, str):
        made = _list_of_text(c, raw, type_, path)
    elif isinstance(raw, dict):
        made = _list_of_dict(c, raw, type_, path)
    elif isinstance(raw, list):
        made = _items(c, raw, type_, path)
    else:
        made = _one_item(c, raw, type_, path)
    if len(made) < (type_.min or 0) or (type_.max is not None and len(made) > type_.max):
        raise Bad(miscounted(path, must_be(type_, c.types), len(made)))
    return made


def _items(c: Coercion, raw: list[Any], type_: t.List, path: str) -> list[Any]:
    return [c.value(item, type_.item, f"{path}[{i}]") for i, item in enumerate(raw)]


def _one_item(c: Coercion, raw: Any, type_: t.List, path: str) -> list[Any]:
    c.mend("single", path, 0.7)
    return [c.value(raw, type_.item, f"{path}[0]")]


def _list_of_dict(c: Coercion, raw: dict[str, Any], type_: t.List, path: str) -> list[Any]:
    """An object where a list is asked for: its only item, or a wrapper around the list."""
    alone = c.attempt(raw, type_.item, f"{path}[0]")
    if alone is not None:
        c.mend("single", path, 0.7)
        return [alone[0]]
    inner = list(raw.values())
    if len(inner) == 1 and isinstance(inner[0], list) and not isinstance(raw, Unclosed):
        c.mend("wrapper", path, 0.8)
        return _items(c, inner[0], type_, path)
    return c.refuse(raw, type_, path)  # type: ignore[no-any-return]


def _list_of_text(c: Coercion, raw: str, type_: t.List, path: str) -> list[Any]:
    text = dedent(raw.strip("\n")).strip()
    if isinstance(raw, Words):
        text = unescape_marks(text)
    if isinstance(raw, Words) and (table := _table(c, text, type_, path)) is not None:
        c.mend("table", path, 0.9)
        return _items(c, table, type_, path)
    if text[:1] in ("[", "{") or "```" in text:
        found = c.structure(text, path)
        lists = [f for f in found if isinstance(f, list)]
        if found and not isinstance(raw, Words):
            c.mend("double", path, 0.9)
        if len(lists) == 1:
            return _items(c, lists[0], type_, path)
        if len(found) > 1 and not lists:
            c.mend("unbracketed", path, 0.8)
            return _items(c, found, type_, path)
        if found and not lists:
            return _list_of_dict(c, found[0], type_, path)
        if lists:
            return c.refuse(raw, type_, path)  # type: ignore[no-any-return]
    if _BULLET.match(text):
        c.mend("bullets", path, 0.9)
        return _items(c, [Words(item) for item in _bulleted(text)], type_, path)
    if is_null(text) and not _is_member(text, type_.item, c.types):
        c.mend("null-word", path, 0.7)
        return []
    return _unmarked(c, text, type_, path)


def _table(c: Coercion, text: str, type_: t.List, path: str) -> list[Any] | None:
    """The rows of a table as objects, or the items of a list in TOON."""
    fields = t.fields_of(type_.item, c.types)
    try:
        if fields is None:
            cells = loose_items(text)
            return None if cells is None else [_cell(cell) for cell in cells]
        rows = loose_rows(text, frozenset(f.name.casefold() for f in fields))
    except Uncounted as miscount:
        raise Bad(f"`{path}`: {miscount}") from None
    return None if rows is None else [{name: _cell(cell) for name, cell in row.items()} for row in rows]


def _cell(cell: Cell) -> str:
    return cell[0] if cell[1] else Words(cell[0])


def _bulleted(text: str) -> list[str]:
    if all(line.startswith(("- ", "  ")) for line in text.split("\n")):
        return split_items(text)
    return [item.strip() for item in _BULLET.split(text) if item.strip()]


def _is_member(text: str, type_: t.Type, types: t.Types) -> bool:
    return text in (t.closed_set(type_, types) or ())


def _unmarked(c: Coercion, text: str, type_: t.List, path: str) -> list[Any]:
    """Lines, a row of values separated by commas or semicolons (never for free text), or a single item."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1:
        c.mend("lines", path, 0.7)
        return _items(c, [Words(line) for line in lines], type_, path)
    parts = [part for part in re.split(r"[,;]|\band\b", text) if part.strip()]
    if len(parts) > 1 and not isinstance(type_.item, t.Str | t.Json):
        c.mend("separated", path, 0.8)
        return _items(c, [Words(part.strip()) for part in parts], type_, path)
    if not text or len(parts) > 1:
        return c.refuse(text, type_, path)  # type: ignore[no-any-return]
    return _one_item(c, Words(text), type_, path)


def a_map(c: Coercion, raw: Any, type_: t.Map, path: str) -> Any:
    """A map from an object, from pairs, or from text with either or with `key: value` lines."""
    if raw is None:
        raise Bad(missing(path, must_be(type_, c.types)))
    if isinstance(raw, str):
        raw = _object_of_text(c, raw, path)
    if isinstance(raw, list):
        raw = _pairs(c, raw, path)
    if isinstance(raw, Unclosed):
        raise Bad(cut_off(path))
    if not isinstance(raw, dict):
        return c.refuse(raw, type_, path)
    return {key: c.value(item, type_.value, below(path, key)) for key, item in raw.items()}


def _pairs(c: Coercion, raw: list[Any], path: str) -> Any:
    """A map given as a list of [key, value] or {key, value}."""
    found: dict[str, Any] = {}
    for entry in raw:
        if isinstance(entry, dict) and entry.keys() == {"key", "value"}:
            entry = [entry["key"], entry["value"]]
        if not (isinstance(entry, list) and len(entry) == 2 and isinstance(entry[0], str)) or entry[0] in found:
            return raw
        found[entry[0]] = entry[1]
    c.mend("pairs", path, 0.8)
    return found if found else raw


def _object_of_text(c: Coercion, raw: str, path: str) -> Any:
    """The `key: value` lines of a text, else the one object or list in it."""
    pairs = {} if raw.lstrip()[:1] in ("[", "{", "`") else _pairs_of_lines(raw)
    if pairs:
        c.mend("lines", path, 0.7)
        return pairs
    found = c.structure(raw, path)
    if len(found) != 1:
        return raw
    if not isinstance(raw, Words):
        c.mend("double", path, 0.9)
    return found[0]


def _pairs_of_lines(text: str) -> dict[str, Any]:
    """`key: value` lines, none if a key comes twice."""
    marks = list(_PAIR.finditer(text))
    ends = [*(m.start() for m in marks[1:]), len(text)]
    pairs = {m[1]: Words(text[m.end() : end].strip()) for m, end in zip(marks, ends, strict=False)}
    return dict(pairs) if len(pairs) == len(marks) else {}


def record(c: Coercion, raw: Any, type_: t.Ref | t.Record, path: str) -> Any:
    """A record from an object, whose keys may differ in case and separators."""
    fields = t.fields_of(type_, c.types) or ()
    if raw is None:
        raise Bad(missing(path, must_be(type_, c.types)))
    if isinstance(raw, str):
        raw = _object_of_text(c, raw, path)
    if isinstance(raw, list) and len(raw) == 1:
        c.mend("single", path, 0.8)
        raw = raw[0]
    if not isinstance(raw, dict):
        return _implied(c, raw, type_, fields, path)
    if isinstance(type_, t.Ref) and raw.get(TAG) == type_.name:
        raw = type(raw)((key, item) for key, item in raw.items() if key != TAG)
    given = by_field(c, raw, fields, path)
    if not given and len(raw) == 1 and fields and isinstance(inner := next(iter(raw.values())), dict):
        c.mend("wrapper", path, 0.9)
        return record(c, inner, type_, path)
    if isinstance(raw, Unclosed) and (len(given) < len(fields) or not fields):
        raise Bad(cut_off(path))
    made = {f.name: _field(c, given, f, below(path, f.name)) for f in fields}
    _keep_rules(c, made, type_, path)
    return made


def by_field(c: Coercion, raw: Mapping[str, Any], fields: tuple[t.Field, ...], path: str) -> dict[str, Any]:
    """What an object gives for each field, by the field's name; other keys are dropped, and reported."""
    names = {f.name for f in fields}
    given = {key: item for key, item in raw.items() if key in names}
    folded: dict[str, list[str]] = {}
    for f in fields:
        folded.setdefault("".join(words_of(f.name)), []).append(f.name)
    for key, item in raw.items():
        alike = folded.get("".join(words_of(_NUMBERED.sub("", key))), []) if key not in names else []
        if len(alike) == 1 and alike[0] not in given:
            given[alike[0]] = item
            c.mend("key-case", below(path, alike[0]), 0.9)
        elif key not in names:
            c.mend("extra", below(path, key), 0.9)
    return given


def _field(c: Coercion, given: Mapping[str, Any], field: t.Field, path: str) -> Any:
    if field.name in given:
        return c.value(given[field.name], field.type, path)
    if field.default is not None:
        return conform(evaluate(field.default, {}, c.types), field.type, c.types)
    if isinstance(field.type, t.Optional | t.Nothing):
        return None
    raise Bad(missing(path, must_be(field.type, c.types)))


def _implied(c: Coercion, raw: Any, type_: t.Ref | t.Record, fields: tuple[t.Field, ...], path: str) -> Any:
    """The value of a record's only field, where that is no text."""
    if len(fields) != 1 or isinstance(core(fields[0].type), t.Str | t.Json) or isinstance(raw, list):
        return c.refuse(raw, type_, path)
    c.mend("implied", path, 0.6)
    made = {fields[0].name: c.value(raw, fields[0].type, below(path, fields[0].name))}
    _keep_rules(c, made, type_, path)
    return made


def _keep_rules(c: Coercion, made: dict[str, Any], type_: t.Ref | t.Record, path: str) -> None:
    found = c.types.get(type_.name) if isinstance(type_, t.Ref) else None
    if isinstance(found, t.RecordDef) and found.ensures:
        try:
            conform(made, type_, c.types)
        except Misfit as misfit:
            raise Bad(f"`{path}` breaks a rule of {misfit.expected}") from None


def union(c: Coercion, raw: Any, type_: t.Union, path: str) -> Any:
    """The option that a tag names, else the first that fits as it is, else the one that needs the least mending."""
    if t.closed_set(type_, c.types):
        return closed(c, raw, type_, path)
    if raw is None:
        raise Bad(missing(path, must_be(type_, c.types)))
    data = _data(c, raw, path) if isinstance(raw, Words) else raw
    if holds_unclosed(data):
        raise Bad(cut_off(path))
    try:
        return from_json(str(data) if isinstance(data, Words) else data, type_, c.types)
    except Misfit:
        pass
    tagged = tagged_variants(type_, c.types)
    if tagged and isinstance(data, dict) and TAG in data:
        return _tagged(c, data, tagged, type_, path)
    return _least_mended(c, data, type_, path)


def _data(c: Coercion, raw: Words, path: str) -> Any:
    """What a text holds: JSON, else itself."""
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        found = c.structure(raw, path)
    return found[0] if len(found) == 1 else Words(words(raw))


def _tagged(c: Coercion, data: dict[str, Any], tagged: tuple[str, ...], type_: t.Union, path: str) -> Any:
    """The variant that an object names, in any case; a name that is none of them is refused."""
    tag = data[TAG]
    alike = [n for n in tagged if isinstance(tag, str) and words_of(n) == words_of(tag)]
    if len(alike) != 1:
        return c.refuse(data, type_, path)
    if alike[0] != tag:
        c.mend("case", below(path, TAG), 0.95)
    return {TAG: alike[0], **c.value(type(data)({**data, TAG: alike[0]}), t.Ref(alike[0]), path)}


def _least_mended(c: Coercion, data: Any, type_: t.Union, path: str) -> Any:
    before = list(c.repairs)
    tried: list[tuple[float, t.Type, Any, list[Repair]]] = []
    for option in type_.options:
        made = c.attempt(data, option, path)
        if made is not None:
            tried.append((made[1], option, made[0], c.repairs[len(before) :]))
            c.repairs[:] = before
    best = max((score for score, *_ in tried), default=0.0)
    among = [found for found in tried if found[0] == best]
    if (len(among) != 1 and any(found[2] != among[0][2] for found in among[1:])) or not among:
        return c.refuse(data, type_, path)
    _, option, value, repairs = among[0]
    c.repairs += repairs
    if isinstance(option, t.Ref) and option.name in tagged_variants(type_, c.types):
        return {TAG: option.name, **value}
    return value
