"""Files that ship with sigc: the grammars and the standard library.

Promise: the same texts from a wheel, where they lie in `sigc/_data`, and from a clone. May import: sigc.base."""

from __future__ import annotations

import os

from sigc.base.disk import join

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_HOMES = (join(_PACKAGE, "_data"), os.path.dirname(_PACKAGE))


def resource(name: str) -> str:
    """The text of `grammar/sig.lark`, `stdlib/metrics.sig`, …; FileNotFoundError when there is none."""
    path = resource_path(name)
    if path is not None:
        with open(path, encoding="utf-8") as file:
            return file.read()
    raise FileNotFoundError(name)


def resource_path(name: str) -> str | None:
    """Where a text lies on the disk; None when there is none."""
    return next((path for home in _HOMES if os.path.isfile(path := join(home, name))), None)


def has_resource(name: str) -> bool:
    return resource_path(name) is not None
