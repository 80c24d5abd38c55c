"""What a check of a whole project finds, as data: from the store where nothing changed, else from the checker.

The unit of work is one file with what it needs of the files that it imports (check/needed.py): the entry first, then
every file of the project with what no unit before it saw. After an edit those units are done again that asked for what
changed.

Promise: a project that is unchanged is answered without loading the checker, and never differently than the checker
would. May import: sigc.base.disk, build/root, build/store; when something is to be done, all rooms but cli."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from sigc.build.root import root_above
from sigc.build.store import Memo, Store

if TYPE_CHECKING:
    from sigc.base.diagnostic import Diagnostic
    from sigc.base.source import Files

EVERYWHERE = frozenset({"SIG1002", "SIG1013"})
"""Lints that say of a name that nobody reads it, and of an allow that it allows nothing."""


class Parsed(NamedTuple):
    """What the units of one run parsed, by path and text: whole files, and declarations one by one."""

    read: dict[Any, Any]
    outlines: dict[Any, Any]


Report = dict[str, Any]
"""`found`: diagnostics in order, see build/findings.py; `texts`: those of the files they point into, by path; `files`:
how many files were read as sources."""


def check_all(path: str, files: Files) -> Report:
    """Check every `.sig` file of a project, or a file with all that it imports. Results are kept where there is a
    sig.toml to keep them beside."""
    root = root_above(path if files.is_dir(path) else posixpath.dirname(path) or ".", files)
    store = Store(root, path, files) if root is not None else None
    kept = store.read() if store else {}
    memo = Memo(files, kept.get("units", {}))
    parts = _parts(path, memo)
    if memo.fresh:
        report: Report = kept["report"]
        return report
    report = _together(parts)
    if store:
        store.write({"units": memo.made, "report": report})
    return report


def _parts(path: str, memo: Memo) -> list[dict[str, Any]]:
    """What is found of the project itself and of each unit, each kept or made anew."""
    place = memo.once("project", [path], partial(_located, path))
    if not place["sources"]:
        return [place]
    marks = memo.once("marks", [place["root"]], partial(_marked, place["root"]))
    parts, waiting, parsed = [place, marks], list(place["sources"]), Parsed({}, {})
    for source in waiting:
        earlier = [part["saw"][source] for part in parts if source in part["saw"]]
        if None not in earlier:
            seen = sorted(part for each in earlier for part in each)
            given = [source, place["root"], place["python"], place["servers"], marks["marks"], seen]
            parts.append(memo.once(source, given, partial(_checked, given, parsed)))
            waiting += parts[-1]["saw"].keys() - waiting
    return parts


def _located(path: str, files: Files) -> dict[str, Any]:
    from sigc.build.findings import data
    from sigc.build.project import locate

    place, found = locate(path, files)
    where: dict[str, Any] = {}
    if place:
        servers = [[s.name, list(s.command), s.url, list(s.env), s.key_env, s.zone] for s in place.servers]
        where = {"root": place.root, "python": list(place.python), "servers": servers}
    sources = dict.fromkeys((place.entry, *place.sources)) if place else ()
    return {**where, "sources": list(sources), "reached": [], "saw": {}, "found": data(found), "texts": {}}


def _marked(root: str, files: Files) -> dict[str, Any]:
    """Which files every unit has to know, whatever it imports."""
    from sigc.build.project import marked_files

    return {"marks": list(marked_files(root, files)), "reached": [], "saw": {}, "found": [], "texts": {}}


def _checked(given: list[Any], parsed: Parsed, files: Files) -> dict[str, Any]:
    """What is found of a file, but for its parts that were `seen`, and of all that it needs. With whole files where
    that is not plain, or where there is an error, which may come of what was left out."""
    from sigc.base.diagnostic import has_errors
    from sigc.build.findings import data, paths
    from sigc.check.needed import needed
    from sigc.check.project import check_project
    from sigc.ir.program import Server

    source, root, python, servers, marks, seen = given
    declared = [Server(name, tuple(command), url, tuple(env), *rest) for name, command, url, env, *rest in servers]
    known: dict[str, Any] = {"root": root, "python": tuple(python) or None, "servers": declared, "lints": True}
    few = needed(source, files, root, tuple(marks), seen, parsed.outlines)
    if few is not None:
        project, found = check_project(source, files, read=few.read, also=few.also, **known)
        saw = few.saw
    if few is None or has_errors(found):
        clear = found if few is not None else ()
        project, found = check_project(source, files, read=parsed.read, also=tuple(marks), **known)
        if seen:
            # Whoever imports this file knows more of what was seen; of other files, their own units tell.
            found = tuple(d for d in found if d in clear or _is_unseen(d, source, seen))
            saw = {**(few.saw if few is not None else {}), source: None}
        else:
            saw = dict.fromkeys(project.sources)
    plain = data((*found, *project.notes))
    texts = {path: project.sources[path] for path in sorted(paths(plain)) if path in project.sources}
    return {"reached": list(project.sources), "saw": saw, "found": plain, "texts": texts}


def _is_unseen(d: Diagnostic, source: str, seen: list[list[int]]) -> bool:
    if d.at is None:
        return True
    span = d.at.span
    return span.path == source and not any(start <= span.start < end for start, end in seen)


def _together(parts: Iterable[dict[str, Any]]) -> Report:
    from sigc.base.diagnostic import in_order
    from sigc.build.findings import data, finding

    parts = list(parts)
    found: list[Any] = []
    texts: dict[str, str] = {}
    reached: set[str] = set()
    for part in parts:
        found += [finding(plain) for plain in part["found"] if _holds_everywhere(plain, parts)]
        texts |= part["texts"]
        reached |= set(part["reached"])
    return {"found": data(in_order(found)), "texts": texts, "files": len(reached)}


def _holds_everywhere(plain: Any, parts: list[dict[str, Any]]) -> bool:
    """What one unit says of a file that others saw too: that nobody reads a name holds when all of them say so."""
    if plain["code"] not in EVERYWHERE:
        return True
    span = plain["at"]["span"]
    told = [[each for each in part["found"] if _same(each, plain)] for part in parts if _sees(part, span)]
    return all(told)


def _sees(part: dict[str, Any], span: Any) -> bool:
    ranges = part["saw"].get(span["path"], ())
    return ranges is None or any(start <= span["start"] < end for start, end in ranges)


def _same(one: Any, other: Any) -> bool:
    return all(one[name] == other[name] for name in ("code", "title", "at"))
