"""What a caller of an emitted package may give for a medium and for a chat.

Promise: a file is read only where the caller gave a path as a path (`pathlib.Path`): a text is a URL or it is refused,
so that no text from a form or a model can name a file. May import: sigc.ir, sigc.values; typing_extensions, which
pydantic brings."""

from __future__ import annotations

from os import PathLike
from typing import Any, Literal, NotRequired, TypeAlias

from typing_extensions import TypedDict

from sigc.ir.media import Medium
from sigc.ir.types import Type, Types
from sigc.values.files import with_files
from sigc.values.media import LARGEST

__all__ = ["Media", "Medium", "Turn", "read_files"]

Media: TypeAlias = str | bytes | PathLike[str] | Medium
"""A URL (`https://…`, `data:…`), the bytes, or a path to them."""


class Turn(TypedDict):
    """One turn of a chat."""

    role: Literal["user", "assistant", "tool"]
    text: str
    name: NotRequired[str | None]


def read_files(value: Any, type_: Type, types: Types) -> Any:
    """The value with what its paths hold. Raises Misfit."""
    return with_files(value, type_, types, _read, texts=False)


def _read(path: str) -> bytes:
    """The bytes, but no more than are sent anyway, and one."""
    with open(path, "rb") as file:
        return file.read(LARGEST + 1)
