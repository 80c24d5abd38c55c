"""Tools that the tests' programs name."""

from __future__ import annotations

from typing import Any


def search(query: str, k: int) -> list[dict[str, Any]]:
    """As many pages as asked for, about the query."""
    return [{"title": f"page {n}", "body": f"{query} {n}"} for n in range(min(k, 3))]
