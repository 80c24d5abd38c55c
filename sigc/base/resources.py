"""Files that ship with sigc: the grammars and the standard library.

Promise: the same texts from a wheel, where they lie in `sigc/_data`, and from a clone. May import: sigc.base."""

from __future__ import annotations

import os

from sigc.base.disk import join

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_HOMES = (join(_PACKAGE, "_data"), os.path.dirname(_PACKAGE))


def resource(name: str) -> str:
    """The text of `grammar/sig.lark`, `stdlib/metrics.sig`, …; FileNotFoundError when there is none."""
    for home in _HOMES:
        path = join(home, name)
        if os.path.isfile(path):
            with open(path, encoding="utf-8") as file:
                return file.read()
    raise FileNotFoundError(name)


def has_resource(name: str) -> bool:
    return any(os.path.isfile(join(home, name)) for home in _HOMES)
