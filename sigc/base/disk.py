"""The real file system, the one door to the disk.

Promise: loads next to nothing, since a check of an unchanged project is answered before anything else is loaded.
`sigc.base.source` gives its names on, beside the protocol `Files` that `Disk` satisfies. May import: nothing of ours.
"""

from __future__ import annotations

import os
from errno import EINVAL
from stat import S_ISREG

LARGEST_SOURCE = 4_000_000
"""Bytes of a `.sig` file."""


class Disk:
    """The real file system. Writes are atomic: a reader sees the old bytes or the new ones, never a mixture."""

    def read(self, path: str) -> bytes:
        """The bytes of a file; of a `.sig` file no more than tell that it is too large, however large it is. Raises
        OSError, also for a pipe or a device, which might never end."""
        with open(path, "rb", opener=_at_once) as file:
            if not S_ISREG(os.fstat(file.fileno()).st_mode):
                raise OSError(EINVAL, "not a regular file", path)
            return file.read(LARGEST_SOURCE + 1 if path.endswith(".sig") else -1)

    def exists(self, path: str) -> bool:
        return os.path.exists(path)

    def is_dir(self, path: str) -> bool:
        return os.path.isdir(path)

    def list(self, path: str) -> tuple[str, ...]:
        """Names in a folder, sorted; folders without a trailing slash."""
        return tuple(sorted(os.listdir(path)))

    def write(self, path: str, data: bytes) -> None:
        folder, name = os.path.split(path)
        os.makedirs(folder or ".", exist_ok=True)
        # Not tempfile, which takes longer to load than a small file to write; the name is nobody else's either way.
        temporary = os.path.join(folder, f".{name}.{os.getpid()}-{os.urandom(8).hex()}")
        try:
            with open(temporary, "xb") as out:
                out.write(data)
            os.replace(temporary, path)
        except BaseException:
            if os.path.exists(temporary):
                os.unlink(temporary)
            raise

    def remove(self, path: str) -> None:
        os.unlink(path)


def _at_once(path: str, flags: int) -> int:
    """Open without waiting for somebody at the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def join(folder: str, name: str) -> str:
    """`folder/name`, where the folder `.` or an empty one adds nothing."""
    return name if folder in ("", ".") else f"{folder.rstrip('/')}/{name}"
