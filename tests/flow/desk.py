"""Tools of the programs in this folder; never run."""

from __future__ import annotations


def find(query: str) -> dict[str, str]:
    return {"row": query}


def keep(row: str) -> dict[str, bool]:
    return {"ok": bool(row)}


def load(key: str) -> dict[str, str]:
    return {"row": key}


def person(id: str) -> dict[str, object]:
    return {"found": {"name": id, "city": "", "age": 1}}
