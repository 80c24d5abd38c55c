"""Coercers of single values: text, numbers, yes and no, dates, members of closed sets.

Promise: as `coercion`; a member, a number or a pattern found inside a sentence counts only when it is the only one.
May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

import json
import re
from typing import Any

from sigc.adapters.choices import choose
from sigc.adapters.coercion import TRIM, Bad, Coercion, Words, is_null, words
from sigc.adapters.loose import Unclosed, holds_unclosed
from sigc.adapters.scalars import Found, date_in, moment_in, number_in, yes_or_no_in
from sigc.adapters.wording import cut_off, miscounted, missing, must_be
from sigc.ir import types as t
from sigc.values.convert import Misfit, conform, from_json

_MAX_TOKENS = 1000


def single(c: Coercion, raw: Any, path: str) -> Any:
    """What a list of one or an object of one entry holds, where a single value is asked for."""
    if isinstance(raw, list) and len(raw) == 1:
        c.mend("single", path, 0.8)
        return raw[0]
    if isinstance(raw, dict) and len(raw) == 1 and not isinstance(raw, Unclosed):
        c.mend("wrapper", path, 0.8)
        return next(iter(raw.values()))
    if isinstance(raw, dict) and raw.keys() == {"type", "value"} and not isinstance(raw, Unclosed):
        c.mend("wrapper", path, 0.8)
        return raw["value"]
    return raw


def a_str(c: Coercion, raw: Any, type_: t.Str, path: str) -> Any:
    raw = single(c, raw, path)
    if raw is None or (isinstance(raw, Words) and not raw.strip()):
        raise Bad(missing(path, must_be(type_, c.types)))
    if isinstance(raw, bool | int | float):
        c.mend("to-text", path, 0.8)
        raw = json.dumps(raw)
    if not isinstance(raw, str):
        return c.refuse(raw, type_, path)
    text = words(raw)
    if _fits(c, text, type_):
        return text
    if text.startswith("```"):
        text, fenced = re.sub(r"\A```[\w-]{0,32}\n(.*?)\n?```\Z", r"\1", text, flags=re.DOTALL), text
        if text == fenced or not _fits(c, text := words(Words(text)), type_):
            return c.refuse(fenced, type_, path)
        c.mend("fence", path, 0.9)
        return text
    trimmed = text.strip(TRIM)
    if _fits(c, trimmed, type_):
        c.mend("trim", path, 0.9)
        return trimmed
    if type_.pattern is not None:
        hits = {w for token in text.split()[:_MAX_TOKENS] if _fits(c, w := token.strip(TRIM + "()[]:!?"), type_)}
        if len(hits) == 1:
            c.mend("mention", path, 0.6)
            return hits.pop()
    if type_.pattern is None:
        raise Bad(miscounted(path, must_be(type_, c.types), len(text)))
    return c.refuse(text, type_, path)


def _fits(c: Coercion, value: Any, type_: t.Type) -> bool:
    try:
        conform(value, type_, c.types)
    except Misfit:
        return False
    return True


def number(c: Coercion, raw: Any, type_: t.Int | t.Float, path: str) -> Any:
    raw = single(c, raw, path)
    if raw is None:
        raise Bad(missing(path, must_be(type_, c.types)))
    if isinstance(raw, str):
        found = number_in(words(raw), type_.hi)
        if found and found.how == "exact" and not isinstance(raw, Words):
            found = Found(found.value, "from-text", 0.95)
    else:
        found = Found(raw, "exact", 1.0) if isinstance(raw, int | float) and not isinstance(raw, bool) else None
    if found is not None and found.how == "fraction" and isinstance(type_, t.Int):
        found = None
    if found is not None and isinstance(type_, t.Int) and isinstance(found.value, float) and found.value.is_integer():
        found = Found(int(found.value), "format" if found.how == "exact" else found.how, min(found.confidence, 0.95))
    return c.taken(found, raw, type_, path)


def a_bool(c: Coercion, raw: Any, type_: t.Bool, path: str) -> Any:
    raw = single(c, raw, path)
    if isinstance(raw, bool):
        return raw
    text = json.dumps(raw) if isinstance(raw, int) else raw
    found = yes_or_no_in(words(text)) if isinstance(text, str) else None
    if found and found.how == "exact" and not isinstance(raw, Words):
        found = Found(found.value, "from-text", 0.95)
    return c.taken(found, raw, type_, path)


def moment(c: Coercion, raw: Any, type_: t.Date | t.DateTime, path: str) -> Any:
    raw = single(c, raw, path)
    find = date_in if isinstance(type_, t.Date) else moment_in
    return c.taken(find(words(raw)) if isinstance(raw, str) else None, raw, type_, path)


def closed(c: Coercion, raw: Any, type_: t.Type, path: str) -> Any:
    """A member of an enum or of a union of literal texts."""
    raw = single(c, raw, path)
    if raw is None:
        raise Bad(missing(path, must_be(type_, c.types)))
    enum = t.enum_of(type_, c.types)
    members = [(m.wire, m.name) for m in enum.members] if enum else [(w,) for w in t.closed_set(type_, c.types) or ()]
    text = words(raw) if isinstance(raw, str) else json.dumps(raw)
    chosen = choose(text, members) if isinstance(raw, str | int | float) else None
    if chosen is None:
        return c.refuse(raw, type_, path)
    if chosen.how != "exact":
        c.mend(chosen.how, path, chosen.confidence)
    return members[chosen.index][-1]


def lit(c: Coercion, raw: Any, type_: t.Lit, path: str) -> Any:
    if isinstance(type_.value, str):
        return closed(c, raw, type_, path)
    base = t.Bool() if isinstance(type_.value, bool) else t.Int()
    made = c.value(raw, base, path)
    return made if made == type_.value else c.refuse(raw, type_, path)


def nothing(c: Coercion, raw: Any, type_: t.Nothing, path: str) -> Any:
    return None if raw is None or (isinstance(raw, str) and is_null(raw)) else c.refuse(raw, type_, path)


def any_json(c: Coercion, raw: Any, type_: t.Json, path: str) -> Any:
    if not isinstance(raw, Words):
        if holds_unclosed(raw):
            raise Bad(cut_off(path))
        return c.fitting(raw, raw, type_, path)
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        found = c.structure(raw, path)
    if len(found) > 1:
        return c.refuse(raw, type_, path)
    return any_json(c, found[0], type_, path) if found else words(raw)


def as_it_is(c: Coercion, raw: Any, type_: t.Type, path: str) -> Any:
    """Media and chats: nothing is mended."""
    data = words(raw) if isinstance(raw, str) and isinstance(type_, t.Media) else raw
    if isinstance(data, str) and isinstance(type_, t.Chat):
        data = next(iter(c.structure(data, path)), data)
    if holds_unclosed(data):
        raise Bad(cut_off(path))
    try:
        return from_json(data, type_, c.types)
    except Misfit:
        return c.refuse(raw, type_, path)
