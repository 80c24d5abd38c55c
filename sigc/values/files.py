"""Data that name files: the paths at the places of media replaced by what the files hold.

Promise: pure; who may read files, and which, is decided by the function that is handed in, and what cannot be had is a
Misfit at its place. May import: sigc.ir, sigc.values."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from sigc.ir.spell import spell
from sigc.ir.types import List, Map, Media, Optional, Record, Ref, Type, Types, Union, fields_of, holds_media
from sigc.values.media import NotMedia, is_url, of_bytes
from sigc.values.operations import TAG
from sigc.values.reader import Misfit, dot

Read = Callable[[str], bytes]
"""The bytes at a path. Raises OSError or NotMedia."""


def with_files(value: Any, type_: Type, types: Types, read: Read, *, texts: bool = True, path: str = "") -> Any:
    """The value with a medium for each path in it; data that do not fit their type are left as they are. `texts`: a
    text that is no URL is a path, else only an `os.PathLike` is. Raises Misfit."""
    if not holds_media(type_, types):
        return value

    def again(part: Any, of: Type, at: str) -> Any:
        return with_files(part, of, types, read, texts=texts, path=at)

    match type_:
        case Media():
            return _medium(value, type_, read, texts, path)
        case Optional(item=item):
            return value if value is None else again(value, item, path)
        case List(item=item) if isinstance(value, list):
            return [again(part, item, f"{path}[{n}]") for n, part in enumerate(value)]
        case Map(value=inner) if isinstance(value, dict):
            return {key: again(part, inner, dot(path, key)) for key, part in value.items()}
        case Union():
            option = _option(value, type_, types)
            return value if option is None else again(value, option, path)
        case Ref() | Record() if isinstance(value, dict):
            kinds = {f.name: f.type for f in fields_of(type_, types) or ()}
            return {k: again(part, kinds[k], dot(path, k)) if k in kinds else part for k, part in value.items()}
    return value


def below(name: str) -> str:
    """A path that does not lead out of the folder that it is relative to. Raises NotMedia."""
    parts = name.replace("\\", "/").split("/")
    depth = 0
    for part in parts:
        depth += -1 if part == ".." else part not in ("", ".")
        if depth < 0:
            break
    if depth < 0 or not parts[0] or ":" in parts[0] or "\0" in name:
        raise NotMedia(f"`{name[:60]}`, which is not a path below its folder")
    return "/".join(parts)


def _medium(value: Any, type_: Media, read: Read, texts: bool, path: str) -> Any:
    named = isinstance(value, os.PathLike) or (texts and isinstance(value, str) and value and not is_url(value))
    if not named:
        return value
    name = os.fspath(value)
    try:
        return of_bytes(type_.kind, read(name), name)
    except NotMedia as problem:
        raise Misfit(path, spell(type_), str(problem)) from None
    except OSError as problem:
        shown = name if len(name) <= 60 else f"…{name[-59:]}"
        raise Misfit(path, spell(type_), f"no file `{shown}` ({problem.strerror or 'it cannot be read'})") from None


def _option(value: Any, union: Union, types: Types) -> Type | None:
    """Of a union, the variant that a record names or whose fields it has; else the one list or medium there is."""
    if not isinstance(value, dict):
        kind: type[Any] = List if isinstance(value, list) else Media
        return next((o for o in union.options if isinstance(o, kind)), None)
    for option in union.options:
        names = {f.name for f in fields_of(option, types) or ()}
        if isinstance(option, Ref) and value.get(TAG) == option.name:
            return option
        if TAG not in value and names and names >= value.keys():
            return option
    return None
