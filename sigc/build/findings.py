"""Diagnostics as JSON data and back, spans and all; `base/render.py` makes the JSON that users see.

Promise: `finding(data(d)) == d`. May import: sigc.base."""

from __future__ import annotations

from typing import Any

from sigc.base.diagnostic import Diagnostic, Fix, Label
from sigc.base.source import Span

KINDS: dict[str, Any] = {kind.__name__: kind for kind in (Diagnostic, Fix, Label, Span)}


def data(value: Any) -> Any:
    """A diagnostic, or a part of one, as JSON data: objects bear the name of their class under `is`."""
    if isinstance(value, tuple):
        return [data(item) for item in value]
    kind = type(value)
    if kind.__name__ in KINDS:
        return {"is": kind.__name__, **{name: data(getattr(value, name)) for name in kind.__match_args__}}
    return value


def finding(plain: Any) -> Any:
    """What `data` was given."""
    if isinstance(plain, list):
        return tuple([finding(item) for item in plain])
    if isinstance(plain, dict):
        return KINDS[plain["is"]](**{name: finding(item) for name, item in plain.items() if name != "is"})
    return plain


def paths(plain: Any) -> set[str]:
    """Every file that a diagnostic, given as data, points into."""
    if isinstance(plain, list):
        return set().union(*map(paths, plain))
    if isinstance(plain, dict):
        here = {plain["path"]} if plain["is"] == "Span" else set()
        return here.union(*(paths(item) for item in plain.values()))
    return set()
