"""Hashes of content, and what is decided by them.

Promise: equal content, equal key, on every machine and in every order. May import: nothing of ours."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any


def content_key(values: Any) -> str:
    """16 hex digits of a hash of JSON data: equal for equal content, on every machine."""
    import hashlib  # loads OpenSSL, which a check of most projects does without

    text = json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def share_of(key: str, shares: Iterable[tuple[str, float]]) -> str | None:
    """The split that content with this key falls into; None where the shares leave it over.

    >>> share_of("7fffffffffffffff", [("train", 0.5), ("test", 0.5)])
    'train'"""
    place, edge = int(key, 16) / 16**16, 0.0
    for name, share in shares:
        edge += share
        if place < edge:
            return name
    return None
