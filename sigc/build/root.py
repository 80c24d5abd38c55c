"""The folder of a project: where its sig.toml lies, and what sigc keeps beside it.

Promise: loads next to nothing. Nothing is searched above the file system root. May import: sigc.base.disk."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from sigc.base.disk import join

if TYPE_CHECKING:
    from sigc.base.source import Files

MANIFEST = "sig.toml"
STATE = ".sigc"
"""The folder of cache, journal and kept results; never committed."""


def root_above(folder: str, files: Files) -> str | None:
    """The nearest folder with a sig.toml, from `folder` upwards; relative paths go no higher than where they start."""
    while True:
        if files.exists(join(folder, MANIFEST)):
            return folder
        above = posixpath.dirname(folder)
        if above == folder or not above:
            return "." if folder != "." and files.exists(MANIFEST) and not folder.startswith("/") else None
        folder = above


def keep_out_of_commits(state: str, files: Files) -> None:
    """Give the state folder, made when it is missing, a .gitignore that ignores all of it. Raises OSError."""
    ignore = join(state, ".gitignore")
    if not files.exists(ignore):
        files.write(ignore, b"*\n")
