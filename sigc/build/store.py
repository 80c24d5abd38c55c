"""What a check asked of the files and what it found, kept so that it is not done again while every answer is the same.

A result is kept with the fingerprints of all answers that it came from: contents read, files that are there or are
not, names in folders. It is used again only when each question, put again, is answered alike; so whatever a check
reads is watched without anyone listing it. Kept results are data, never code, behind a digest: a damaged file is as
good as none.

Promise: loads next to nothing; a store that cannot be read or written changes no result. May import: sigc.base.disk,
build/root."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Any

from sigc import __version__
from sigc.base.digest import digest
from sigc.base.disk import join
from sigc.build.root import STATE, keep_out_of_commits

if TYPE_CHECKING:
    from sigc.base.source import Files

NAME = "check.jsonl"
MOST = 4
"""Ways to spell the project's path that are kept beside one another, such as `.` and an editor's absolute path."""


class Answers:
    """The files as one run sees them: each question is put once, so that no file changes while it is checked."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._known: dict[tuple[str, str], tuple[Any, str]] = {}

    def ask(self, question: str, path: str) -> tuple[Any, str]:
        """The answer to `read`, `exists`, `is_dir` or `list`, or the OSError instead; and its fingerprint."""
        key = (question, path)
        if key not in self._known:
            try:
                answer = getattr(self._files, question)(path)
            except OSError as failure:
                answer = failure
            if isinstance(answer, tuple):
                # Hidden names are nobody's business, and the store itself is one of them.
                answer = tuple(name for name in answer if not name.startswith("."))
            self._known[key] = answer, _fingerprint(answer)
        return self._known[key]


def _fingerprint(answer: Any) -> str:
    if isinstance(answer, OSError):
        return f"error {answer.errno}"
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return digest(answer if isinstance(answer, bytes) else "\0".join(answer).encode("utf-8", "surrogateescape"))


class Recording:
    """Files that note what they are asked. Names of hidden files are left out of folders."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.asked: dict[tuple[str, str], str] = {}

    def _ask(self, question: str, path: str) -> Any:
        answer, self.asked[question, path] = self._answers.ask(question, path)
        if isinstance(answer, OSError):
            raise answer
        return answer

    def read(self, path: str) -> bytes:
        return self._ask("read", path)  # type: ignore[no-any-return]

    def exists(self, path: str) -> bool:
        return self._ask("exists", path)  # type: ignore[no-any-return]

    def is_dir(self, path: str) -> bool:
        return self._ask("is_dir", path)  # type: ignore[no-any-return]

    def list(self, path: str) -> tuple[str, ...]:
        return self._ask("list", path)  # type: ignore[no-any-return]

    def write(self, path: str, data: bytes) -> None:
        raise PermissionError(f"a check writes no file, and not {path} ({len(data)} bytes)")

    def remove(self, path: str) -> None:
        raise PermissionError(f"a check removes no file, and not {path}")


class Memo:
    """Results by name, as JSON data. `kept` are those of an earlier run; `made` those of this one, with their
    questions; `fresh` says whether all of `made` was kept and all that was kept is in `made`."""

    def __init__(self, files: Files, kept: dict[str, Any]) -> None:
        self._answers = Answers(files)
        self._kept = kept
        self.made: dict[str, Any] = {}

    def once(self, name: str, given: list[Any], work: Callable[[Files], Any]) -> Any:
        """What `work` makes of the files, or what it made of the same ones. It may depend on nothing else but on what
        is `given`."""
        old = self._kept.get(name)
        if old is not None and old["given"] == given and self._as_before(old["asked"]):
            self.made[name] = old
            return old["result"]
        recording = Recording(self._answers)
        result = work(recording)
        asked = [[kind, path, print_] for (kind, path), print_ in recording.asked.items()]
        self.made[name] = {"given": given, "asked": asked, "result": result}
        return result

    def _as_before(self, asked: list[list[str]]) -> bool:
        return all(self._answers.ask(question, path)[1] == print_ for question, path, print_ in asked)

    @property
    def fresh(self) -> bool:
        return len(self.made) == len(self._kept) and all(self._kept.get(n) is value for n, value in self.made.items())


class Store:
    """The kept results of a project in its state folder, one line for each way its path was spelled: paths in
    diagnostics are spelled like it."""

    def __init__(self, root: str, path: str, files: Files) -> None:
        self._state = join(root, STATE)
        self._files = files
        self._of = [os.getcwd(), path]
        self._stamp = stamp()

    def read(self) -> dict[str, Any]:
        """What was kept for this spelling by this very sigc; {} when there is nothing, or nothing usable."""
        line = next((line for of, line in self._lines() if of == self._of), b"{}")
        kept: dict[str, Any] = json.loads(line)
        return kept

    def write(self, view: dict[str, Any]) -> None:
        """Keep a view for this spelling in front of the others. Where nothing can be written, nothing is kept."""
        others = [(of, line) for of, line in self._lines() if of != self._of]
        lines = [(self._of, json.dumps(view).encode()), *others[: MOST - 1]]
        head = {"stamp": self._stamp, "views": [[*of, digest(line)] for of, line in lines]}
        try:
            keep_out_of_commits(self._state, self._files)
            self._files.write(
                join(self._state, NAME), b"\n".join([json.dumps(head).encode(), *(line for _, line in lines), b""])
            )
        except OSError:
            return

    def _lines(self) -> list[tuple[list[str], bytes]]:
        """The spellings with their lines, undamaged and written by this very sigc."""
        try:
            head, *lines = self._files.read(join(self._state, NAME)).split(b"\n")
            table = json.loads(head)
            if table["stamp"] != self._stamp:
                return []
            pairs = zip(table["views"], lines, strict=False)
            return [([cwd, path], line) for (cwd, path, print_), line in pairs if digest(line) == print_]
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return []


def stamp() -> str:
    """What else a result depends on: this sigc with its grammar and library, file by file as they were last written,
    Python, and the engine that compiles patterns. Read from the folders, so that nothing has to be loaded."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    around = [os.path.join(os.path.dirname(package), name) for name in ("grammar", "stdlib")]
    engine = PathFinder.find_spec("pydantic_core")
    parts = [__version__, sys.version, str(engine and engine.origin)]
    for path in [package, *around, *([os.path.dirname(engine.origin)] if engine and engine.origin else [])]:
        parts += _written(path)
    return digest("\n".join(parts).encode("utf-8", "surrogateescape"))


def _written(folder: str) -> list[str]:
    """Every file under a folder with its size and the time of its last change, but for what Python compiles."""
    found: list[str] = []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return found
    for entry in entries:
        if entry.is_dir():
            found += _written(entry.path) if entry.name != "__pycache__" else []
        else:
            facts = entry.stat(follow_symlinks=False)
            found.append(f"{entry.path} {facts.st_size} {facts.st_mtime_ns}")
    return found
