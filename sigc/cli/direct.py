"""Commands that start at once: their options as one table, and a reader of plain command lines.

`sigc check` runs on every save, so it does not wait for typer to load. The table is the one truth about its options:
`read` goes by it, and so does typer (cli/app.py) for everything that `read` leaves to it: --help, mistakes, the rest.

Promise: loads next to nothing; what `read` accepts, typer reads alike. May import: nothing of ours."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple


class Option(NamedTuple):
    """A parameter of a command: by position when it has no `flags`, a switch when its `kind` is bool."""

    name: str
    kind: type[str] | type[bool] | type[StrEnum]
    default: Any
    help: str
    flags: tuple[str, ...] = ()


def read(options: Sequence[Option], words: Sequence[str]) -> dict[str, Any] | None:
    """The value of every option, or None for a command line that is anything but plain.

    >>> table = (Option("path", str, ".", ""), Option("verbose", bool, False, "", ("-v",)))
    >>> read(table, ["-v", "desk"])
    {'path': 'desk', 'verbose': True}
    >>> read(table, ["desk", "chair"]) is None
    True"""
    values = {option.name: option.default for option in options}
    flags = {flag: option for option in options for flag in option.flags}
    places = [option for option in options if not option.flags]
    rest = list(words)
    while rest:
        word, sign, value = _parted(rest.pop(0))
        option = flags.get(word) or (places.pop(0) if places and not word.startswith("-") else None)
        if option is None:
            return None
        if option.kind is bool:
            if sign:
                return None
            values[option.name] = True
            continue
        if option.flags:
            if not sign and not rest:
                return None
            word = value if sign else rest.pop(0)
        try:
            values[option.name] = option.kind(word)
        except ValueError:
            return None
    return values


def _parted(word: str) -> tuple[str, str, str]:
    """`--name=value` in its parts; any other word as it is."""
    return word.partition("=") if word.startswith("--") else (word, "", "")
