"""Source text and places in it, and the one door to the disk.

Promise: a Span is plain data; `Files` is the only way the pure rooms see files. May import: sigc.base."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from sigc.base.disk import Disk as Disk
from sigc.base.disk import join as join
from sigc.base.frozen import frozen


@frozen
class Span:
    """Where something stands: `path` as the user wrote it, `start` and `end` in code points, end excluded."""

    path: str
    start: int
    end: int

    def __lt__(self, other: Span) -> bool:
        return (self.path, self.start, self.end) < (other.path, other.start, other.end)

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of `other`, in the same file."""
        return Span(self.path, min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True)
class SourceFile:
    """One text with its path; lines and columns are computed from it, both from 1, columns in code points."""

    path: str
    text: str

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        starts = [0]
        starts.extend(i + 1 for i, c in enumerate(self.text) if c == "\n")
        return tuple(starts)

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of a code point offset; an offset past the end is the end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of line `number` (from 1) without its line end; empty when there is no such line."""
        if not 1 <= number <= len(self.line_starts):
            return ""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] - 1 if number < len(self.line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r")


class Files(Protocol):
    """What the compiler asks of a file system. Paths are POSIX-like strings; all failures are OSError."""

    def read(self, path: str) -> bytes: ...
    def exists(self, path: str) -> bool: ...
    def is_dir(self, path: str) -> bool: ...
    def list(self, path: str) -> tuple[str, ...]: ...
    def write(self, path: str, data: bytes) -> None: ...
    def remove(self, path: str) -> None: ...


@dataclass
class Memory:
    """A file system in a dict, for tests and for editors' unsaved text; `under` is asked for what is not here."""

    texts: dict[str, bytes] = field(default_factory=dict)
    under: Files | None = None

    @staticmethod
    def of(texts: Mapping[str, str]) -> Memory:
        return Memory({path: text.encode() for path, text in texts.items()})

    def read(self, path: str) -> bytes:
        if path in self.texts:
            return self.texts[path]
        if self.under is not None:
            return self.under.read(path)
        raise FileNotFoundError(path)

    def exists(self, path: str) -> bool:
        return path in self.texts or self.is_dir(path) or (self.under is not None and self.under.exists(path))

    def is_dir(self, path: str) -> bool:
        prefix = "" if path in ("", ".") else path.rstrip("/") + "/"
        here = any(name.startswith(prefix) for name in self.texts)
        return here or (self.under is not None and self.under.is_dir(path))

    def list(self, path: str) -> tuple[str, ...]:
        prefix = "" if path in ("", ".") else path.rstrip("/") + "/"
        names = {name[len(prefix) :].split("/")[0] for name in self.texts if name.startswith(prefix)}
        if self.under is not None and self.under.is_dir(path):
            names |= set(self.under.list(path))
        return tuple(sorted(names))

    def write(self, path: str, data: bytes) -> None:
        self.texts[path] = data

    def remove(self, path: str) -> None:
        if path not in self.texts:
            raise FileNotFoundError(path)
        del self.texts[path]


def by_path(files: Iterable[SourceFile]) -> dict[str, SourceFile]:
    return {file.path: file for file in files}
