"""Writing what was emitted: atomically, and never over a file that sigc did not write.

Promise: an output folder holds `.sigc-files.json`, the list of our files with their hashes; a folder with other files,
or with one of ours that was edited, is refused before anything is written. May import: sigc.base."""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
from collections.abc import Mapping

from sigc.base.diagnostic import Diagnostic, error
from sigc.base.source import Files, join

LIST = ".sigc-files.json"
CACHES = re.compile(
    r"(^|/)(__pycache__|[^/]+\.egg-info|\.(mypy|ruff|pytest|pyright)_cache|\.hypothesis|\.venv|\.DS_Store)(/|$)"
)
"""What tools leave beside files that they read or install: nobody's work, neither listed nor overwritten."""


def write_outputs(folder: str, emitted: Mapping[str, bytes], files: Files) -> tuple[Diagnostic, ...]:
    """Make `folder` hold exactly `emitted` (relative path -> bytes). Ours that are no longer emitted are removed."""
    ours, problems = may_write(folder, files)
    if problems:
        return problems
    try:
        for path in sorted(emitted):
            target = join(folder, path)
            if not files.exists(target) or files.read(target) != emitted[path]:
                files.write(target, emitted[path])
        for path in sorted(set(ours) - set(emitted)):
            if files.exists(join(folder, path)):
                files.remove(join(folder, path))
        files.write(join(folder, LIST), _list_of(emitted))
    except OSError as failure:
        return (_unwritable(folder, failure),)
    return ()


def may_write(folder: str, files: Files) -> tuple[dict[str, str], tuple[Diagnostic, ...]]:
    """Our files in a folder (path -> hash), and why nothing may be written to it. Asked before money is spent, too."""
    ours, problem = _ours(folder, files)
    if problem:
        return {}, (problem,)
    try:
        _probe(folder, files)
        strangers = _strangers(folder, ours, files)
    except OSError as failure:
        return {}, (_unwritable(folder, failure),)
    return ours, (_refusal(folder, strangers),) if strangers else ()


def _probe(folder: str, files: Files) -> None:
    """Raises OSError when nothing can be written to the folder; leaves no trace, and makes no folder."""
    while folder and not files.exists(folder):
        folder = posixpath.dirname(folder)
    trial = join(folder, f"{LIST}.trial")
    files.write(trial, b"")
    files.remove(trial)


def _unwritable(folder: str, failure: OSError) -> Diagnostic:
    title = f"cannot write to `{folder}`: {failure.strerror or failure}"
    return error("SIG0711", title, help="make the folder writable, or give another with `--out FOLDER`")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _list_of(emitted: Mapping[str, bytes]) -> bytes:
    table = {path: digest(emitted[path]) for path in sorted(emitted)}
    return (json.dumps({"written by": "sigc", "files": table}, indent=1) + "\n").encode()


def _ours(folder: str, files: Files) -> tuple[dict[str, str], Diagnostic | None]:
    path = join(folder, LIST)
    if not files.exists(path):
        return {}, None
    try:
        table = json.loads(files.read(path))["files"]
        return {str(k): str(v) for k, v in table.items()}, None
    except (ValueError, KeyError, TypeError, AttributeError, OSError):
        title = f"`{path}` cannot be read"
        return {}, error("SIG0712", title, help="move the folder away, or give another with `--out FOLDER`")


def _strangers(folder: str, ours: Mapping[str, str], files: Files) -> list[str]:
    """Files in the folder that are not ours, or ours but edited; caches that tools leave are nobody's."""
    if not files.exists(folder):
        return []
    found = []
    for path in _walk(folder, "", files):
        if path == LIST or CACHES.search(path):
            continue
        if path not in ours or digest(files.read(join(folder, path))) != ours[path]:
            found.append(path)
    return found


def _walk(folder: str, below: str, files: Files) -> list[str]:
    found: list[str] = []
    for name in files.list(join(folder, below) if below else folder):
        path = join(below, name)
        found += _walk(folder, path, files) if files.is_dir(join(folder, path)) else [path]
    return found


def _refusal(folder: str, strangers: list[str]) -> Diagnostic:
    shown = ", ".join(f"`{p}`" for p in strangers[:3]) + (f" and {len(strangers) - 3} more" if strangers[3:] else "")
    return error(
        "SIG0712",
        f"`{folder}` holds files that sigc did not write or that were edited: {shown}",
        note="sigc never overwrites what it did not make",
        help="move them away, or give another folder with `--out FOLDER`",
    )
