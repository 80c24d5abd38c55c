"""Tools of another file."""

from __future__ import annotations


def look(key: str) -> dict[str, str]:
    return {"row": key}
