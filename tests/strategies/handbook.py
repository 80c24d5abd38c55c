"""Tools that tests of strategies call."""

from __future__ import annotations


def search(query: str) -> list[str]:
    if query == "boom":
        raise RuntimeError("no index")
    return [f"a page about {query}"]
