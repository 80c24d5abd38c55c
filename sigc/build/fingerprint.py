"""Hashes of what a build depends on: equal meaning gives equal hashes, wherever the source stands.

Promise: fields that do not take part in equality (spans) do not take part in a hash, nor do fields that came later
while they hold their default. May import: nothing of ours."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any


def fingerprint(value: Any) -> str:
    """16 hexadecimal digits of the SHA-256 of the value's canonical form: dataclasses, mappings, sequences, scalars."""
    text = json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def fingerprint_bytes(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _is_late(field: dataclasses.Field[Any], value: Any) -> bool:
    """A field that older locks do not know, where it says nothing."""
    return "late" in field.metadata and value == field.default


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [f for f in dataclasses.fields(value) if f.compare and not _is_late(f, getattr(value, f.name))]
        return [type(value).__name__, *([f.name, _plain(getattr(value, f.name))] for f in fields)]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted(_plain(item) for item in value)
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
