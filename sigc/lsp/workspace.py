"""The projects that an editor has open: buffers over files, and what the check found, kept by content.

A *unit* is one `.sig` file checked with all that it imports, as for `sigc check`. After a keystroke the unit of the
edited file is done first; units that asked for what changed follow one at a time, when nothing else is to be done.
Each unit is kept with the answers of the file system that it came from (build/store.py), trees by text, results of
declarations by what they see (check/kept.py), so that an edit redoes the edited file and little else.

Promise: never raises for what a text says. May import: sigc.base, syntax, build/root, project, store, check; lsp/files,
layout, lines."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sigc.base.diagnostic import Diagnostic, in_order
from sigc.base.frozen import frozen
from sigc.base.resources import has_resource, resource
from sigc.base.source import Files, SourceFile
from sigc.build.project import Place, is_marked, locate, marked_files
from sigc.build.report import EVERYWHERE
from sigc.build.root import MANIFEST, root_above
from sigc.build.store import Memo
from sigc.check.kept import Kept
from sigc.check.modules import Read
from sigc.check.project import check_project
from sigc.ir.project import Project
from sigc.lsp.files import Overlay
from sigc.lsp.layout import Layout
from sigc.lsp.lines import UTF16, Lines
from sigc.syntax.parse import Known, decode, parse


@frozen
class Unit:
    """What a check of one file with its imports found. `reached`: every file that it read as a source."""

    project: Project
    found: tuple[Diagnostic, ...]
    reached: frozenset[str]


@dataclass
class Home:
    """One project, or one file without a project: its place, and what is kept of its units by the name of a view.
    `root`: its folder where it has a sig.toml; `first`: a file of it. `marked`: files with labels, zones and policies,
    which are known in all of it; None before they are looked for."""

    root: str | None
    first: str
    place: Place
    found: tuple[Diagnostic, ...]
    marked: set[str] | None = None
    units: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)


@dataclass
class Workspace:
    """`files`: open buffers, with room in them (lsp/layout.py), over the disk; `buffers`: what the editor holds, `uris`
    how it spells their addresses, `encoding` of which its columns count the units. `homes`: by root, or by the file's
    path where there is no sig.toml."""

    files: Overlay = field(default_factory=Overlay)
    buffers: dict[str, str] = field(default_factory=dict)
    homes: dict[str, Home] = field(default_factory=dict)
    read: Read = field(default_factory=dict)
    uris: dict[str, str] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    encoding: str = UTF16
    _lines: dict[str, Lines] = field(default_factory=dict)
    _layouts: dict[str, Layout] = field(default_factory=dict)
    _known: dict[str, Known] = field(default_factory=dict)

    # --- buffers ---

    def put(self, path: str, text: str) -> None:
        """Open a buffer, or give it a new text."""
        old = self.files.texts.get(path)
        self.buffers[path] = text
        is_sig = path.endswith(".sig")
        self.files.texts[path] = self._layouts.setdefault(path, Layout()).laid(text) if is_sig else text
        self._mark(path, text.encode("utf-8", "surrogatepass"))
        if old is None:
            self.forget_places()
        self._drop_old_trees(path)
        source = decode(path, self.files.read(path))
        if is_sig and isinstance(source, SourceFile):
            self.read[path, source.text] = parse(source, self._known.setdefault(path, {}))

    def close(self, path: str) -> None:
        for kept in (self.files.texts, self.buffers, self._layouts, self._known):
            kept.pop(path, None)
        self.forget_places()
        self._drop_old_trees(path)

    def forget_places(self) -> None:
        """Files came or went: where projects lie is looked up again; what is kept by content stays."""
        for home in self.homes.values():
            home.place, home.found = _placed(home.root, home.first, self.files)
            home.marked = None

    def _drop_old_trees(self, path: str) -> None:
        for key in [key for key in self.read if key[0] == path]:
            del self.read[key]

    def text(self, path: str) -> str | None:
        """The text of a buffer, a file or a file of the standard library; None when there is none."""
        if path.startswith("std/"):
            name = f"stdlib/{path.removeprefix('std/')}"
            return resource(name) if has_resource(name) else None
        try:
            return self.files.read(path).decode("utf-8", "replace")
        except OSError:
            return None

    def lines(self, path: str) -> Lines:
        """The lines of a text, which is empty where there is no such file."""
        text = self.text(path) or ""
        known = self._lines.get(path)
        if known is None or known.text != text:
            known = self._lines[path] = Lines(text, self.encoding)
        return known

    # --- projects ---

    def home(self, path: str) -> Home:
        """The project of a file."""
        root = root_above(posixpath.dirname(path), self.files)
        key = root if root is not None else path
        if key not in self.homes:
            self.homes[key] = Home(root, path, *_placed(root, path, self.files))
        return self.homes[key]

    def sources(self, path: str) -> tuple[str, ...]:
        """Every `.sig` file of a file's project, the file itself first. Without a sig.toml: also every open file in
        its folder."""
        home = self.home(path)
        folder = posixpath.dirname(path)
        near = [p for p in self.files.texts if posixpath.dirname(p) == folder and self.home(p).place.root == folder]
        others = near if not self.files.exists(posixpath.join(home.place.root, MANIFEST)) else []
        return tuple(dict.fromkeys((path, *home.place.sources, *others)))

    def unit(self, path: str) -> Unit:
        """The file, checked with all that it imports; the same answer while nothing that it read has changed."""
        unit: Unit = self.once("check", path, partial(self._checked, path, self.given(path)))
        return unit

    def once(self, view: str, path: str, work: Any) -> Any:
        """What `work` makes of the files for one file of a project, kept while every answer it got is the same."""
        home = self.home(path)
        name = f"{view} {path}"
        memo = Memo(self.files, home.units)
        result = memo.once(name, [self.given(path)], work)
        home.units[name] = memo.made[name]
        return result

    def askers(self, path: str) -> list[str]:
        """The files of a file's project whose checks asked anything about it, or were not made yet."""
        found = []
        for source in self.sources(path):
            kept = self.home(source).units.get(f"check {source}")
            if (
                kept is None
                or kept["given"] != [self.given(source)]
                or any(asked == path for _, asked, _ in kept["asked"])
            ):
                found.append(source)
        return found

    def given(self, path: str) -> dict[str, Any]:
        """What the check of a file is given beside the files: its project's root, folders, servers and marked files."""
        home = self.home(path)
        if home.marked is None:
            home.marked = set(marked_files(home.root, self.files)) if home.root is not None else set()
        place = home.place
        also = tuple(p for p in place.sources if p in home.marked)
        return {"root": place.root, "python": place.python or None, "servers": place.servers, "also": also}

    def _mark(self, path: str, text: bytes) -> None:
        home = self.home(path)
        if home.root is not None and home.marked is not None:
            (home.marked.add if is_marked(text) else home.marked.discard)(path)

    def _checked(self, path: str, given: dict[str, Any], files: Files) -> Unit:
        kept = self.home(path).kept.setdefault(path, Kept())
        project, found = check_project(path, files, **given, read=self.read, kept=kept, lints=True)
        return Unit(project, in_order((*found, *project.notes)), frozenset(project.sources))

    # --- what was found ---

    def found(self, path: str, stale: Iterable[str] = ()) -> tuple[Diagnostic, ...]:
        """Everything known about one file: by its own unit and by all others that reach it. Units that are `stale` are
        left out; of a file that is gone nothing is known."""
        if self.text(path) is None:
            return ()
        left_out = set(stale)
        units = [unit for p, unit in self._units(path) if p == path or p not in left_out]
        found = in_order(d for unit in units for d in unit.found if d.at is not None and d.at.span.path == path)
        return tuple(d for d in found if d.code not in EVERYWHERE or self._holds_everywhere(d, path))

    def _holds_everywhere(self, found: Diagnostic, path: str) -> bool:
        """That nobody reads a name holds when every file that reaches it says so; before all are checked, nobody
        knows. Files that wait to be checked again count as they were."""
        units = dict(self._units(path))
        if len(units) < len(self.sources(path)):
            return False
        # As for `sigc check`: files that no other one reaches speak for what they reach.
        first = [p for p in units if not any(p in u.reached for q, u in units.items() if q != p)]
        speak = [units[p] for p in first or units if path in units[p].reached]
        same = (found.code, found.title)
        return all(same in {(d.code, d.title) for d in u.found} for u in speak)

    def _units(self, path: str) -> Iterator[tuple[str, Unit]]:
        """The units that are kept, of the file's project, with the file that each is of."""
        home = self.home(path)
        for source in self.sources(path):
            kept = (home if source in home.place.sources else self.home(source)).units.get(f"check {source}")
            if kept is not None:
                yield source, kept["result"]


def _placed(root: str | None, path: str, files: Files) -> tuple[Place, tuple[Diagnostic, ...]]:
    """The project in a folder; where that cannot be told, what is known of one file."""
    place, found = locate(root or path, files)
    if place is None and root is not None:
        place, _ = locate(path, files)
    if place is None:
        folder = posixpath.dirname(path)
        place = Place(root or folder, path, (), posixpath.basename(path), python=(folder,))
    return place, found
