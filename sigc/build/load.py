"""From a path to a checked project: locate, parse, check.

Promise: never raises for a user's mistake; every diagnostic of every file comes in one run.
May import: all rooms but cli."""

from __future__ import annotations

from sigc.base.diagnostic import Diagnostic, has_errors, in_order
from sigc.base.frozen import frozen
from sigc.base.source import Files
from sigc.build.project import Place, locate, marked_files
from sigc.check.project import check_project
from sigc.ir.project import Project


@frozen
class Loaded:
    """A project as found. `project` is None when nothing could be read; it is usable when `ok`."""

    place: Place | None
    project: Project | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        return self.project is not None and not has_errors(self.diagnostics)

    @property
    def sources(self) -> dict[str, str]:
        return dict(self.project.sources) if self.project else {}


def load(path: str, files: Files, recorded: frozenset[str] | None = frozenset()) -> Loaded:
    """The project of a `.sig` file or a folder, checked from its entry file. `recorded`: tools that a recording answers
    for, which builds, tests and gates may then reach although they act; None: any may be reached, as none of these is
    run."""
    place, found = locate(path, files)
    if place is None:
        return Loaded(None, None, found)
    also, python = marked_files(place.root, files), place.python or None
    project, slips = check_project(
        place.entry, files, root=place.root, python=python, servers=place.servers, also=also, recorded=recorded
    )
    return Loaded(place, project, in_order((*found, *slips, *project.notes)))
