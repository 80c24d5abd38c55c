"""Files that ship with sigc: the grammars and the standard library.

Promise: the same texts from a wheel, where they lie in `sigc/_data`, and from a clone. May import: nothing of ours."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_HOMES = (_PACKAGE / "_data", _PACKAGE.parent)


def resource(name: str) -> str:
    """The text of `grammar/sig.lark`, `stdlib/metrics.sig`, …; FileNotFoundError when there is none."""
    for home in _HOMES:
        path = home / name
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError(name)


def has_resource(name: str) -> bool:
    return any((home / name).is_file() for home in _HOMES)
