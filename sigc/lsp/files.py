"""What editors hold, above what lies on the disk.

Promise: an open buffer hides its file; paths are absolute; nothing is ever written. May import: sigc.base."""

from __future__ import annotations

import os
import posixpath
from urllib.parse import quote, unquote, urlparse

from sigc.base.disk import Disk


class Overlay:
    """Files as the editor sees them. `texts`: open buffers by path."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._disk = Disk()

    def read(self, path: str) -> bytes:
        if path in self.texts:
            return self.texts[path].encode("utf-8", "surrogatepass")
        return self._disk.read(path)

    def exists(self, path: str) -> bool:
        return path in self.texts or self._disk.exists(path)

    def is_dir(self, path: str) -> bool:
        return path not in self.texts and self._disk.is_dir(path)

    def list(self, path: str) -> tuple[str, ...]:
        here = {posixpath.basename(name) for name in self.texts if posixpath.dirname(name) == path.rstrip("/")}
        try:
            return tuple(sorted({*self._disk.list(path), *here}))
        except OSError:
            if not here:
                raise
            return tuple(sorted(here))

    def write(self, path: str, data: bytes) -> None:
        raise PermissionError(f"the language server writes no file, and not {path} ({len(data)} bytes)")

    def remove(self, path: str) -> None:
        raise PermissionError(f"the language server removes no file, and not {path}")


def path_of(uri: str) -> str:
    """The path of a `file:` address; of any other (a buffer that was never saved) a path that no file has."""
    parts = urlparse(uri)
    if parts.scheme == "file":
        path = unquote(parts.path)
        if os.name == "nt" and path.startswith("/"):
            path = path[1:]
        return posixpath.normpath(path)
    return f"/{parts.scheme or 'buffer'}:/" + unquote(uri.split(":", 1)[-1]).strip("/")


def uri_of(path: str) -> str:
    """The `file:` address of an absolute path."""
    return "file://" + quote(path if path.startswith("/") else f"/{path}", safe="/:@!$&'()*+,;=~-._")
