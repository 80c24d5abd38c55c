"""Where a project lies and what its sig.toml says.

Promise: `locate` never raises; what it cannot find or read is a diagnostic. Nothing is searched above the file system
root or outside the project. May import: sigc.base, build/root."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from sigc.base.diagnostic import Diagnostic, error
from sigc.base.frozen import frozen
from sigc.base.names import closest
from sigc.base.source import Files, join
from sigc.build.root import MANIFEST, STATE, root_above
from sigc.build.servers import read_servers
from sigc.ir.program import Server

KNOWN = {"name", "version", "source", "python"}


@frozen
class Place:
    """One project. `root`: its folder. `entry`: the `.sig` file that was asked for or that sig.toml names.
    `sources`: all `.sig` files to check. `python`: folders in which `from python` modules are looked for. `servers`:
    the MCP servers that it may speak to."""

    root: str
    entry: str
    sources: tuple[str, ...]
    name: str
    version: str = "0.1.0"
    python: tuple[str, ...] = ()
    servers: tuple[Server, ...] = ()

    @property
    def lock_path(self) -> str:
        return join(self.root, "sig.lock")

    @property
    def state(self) -> str:
        """The folder of cache and journal; never committed."""
        return join(self.root, STATE)

    @property
    def out(self) -> str:
        return join(self.root, "out")


def locate(path: str, files: Files) -> tuple[Place | None, tuple[Diagnostic, ...]]:
    """The project of a `.sig` file or a folder."""
    path = path.rstrip("/") or "/"
    if not files.exists(path):
        return None, (error("SIG0701", f"`{path}` does not exist", help="give a `.sig` file or a project's folder"),)
    if files.is_dir(path):
        return _folder(path, files)
    if not path.endswith(".sig"):
        return None, (error("SIG0702", f"`{path}` is not a `.sig` file", help="give a `.sig` file or a folder"),)
    root = root_above(posixpath.dirname(path) or ".", files)
    if root is None:
        name = posixpath.basename(path).removesuffix(".sig")
        home = posixpath.dirname(path) or "."
        return Place(home, path, (path,), name, python=(home,)), ()
    table, servers, problems = _manifest(root, files)
    if table is None:
        return None, problems
    return _place(root, path, (path,), table, servers), problems


_MARKS = re.compile(rb"^[ \t]*(?:label|zone|policy)\b", re.MULTILINE)


def marked_files(root: str, files: Files) -> tuple[str, ...]:
    """The files of a project that declare labels, zones or policies: these are names of the whole project, imported or
    not. None in a folder without a sig.toml, where a program is a file with what it imports."""
    if not files.exists(join(root, MANIFEST)):
        return ()
    return tuple(path for path in _sig_files(root, files, deep=True) if is_marked(_bytes(path, files)))


def is_marked(text: bytes) -> bool:
    """Whether a file may declare labels, zones or policies."""
    return _MARKS.search(text) is not None


def _bytes(path: str, files: Files) -> bytes:
    try:
        return files.read(path)
    except OSError:
        return b""


def _folder(folder: str, files: Files) -> tuple[Place | None, tuple[Diagnostic, ...]]:
    root = root_above(folder, files) or folder
    table, servers, problems = _manifest(root, files)
    if table is None:
        return None, problems
    found = _sig_files(root, files, deep=files.exists(join(root, MANIFEST)))
    if not found:
        help_ = "`sigc init FOLDER` writes a project to start from"
        return None, (error("SIG0701", f"no `.sig` file in `{folder}`", help=help_),)
    entry, slips = _entry(root, table, found, files)
    if entry is None:
        return None, (*problems, *slips)
    return _place(root, entry, found, table, servers), (*problems, *slips)


def _entry(
    root: str, table: Mapping[str, Any], found: tuple[str, ...], files: Files
) -> tuple[str | None, tuple[Diagnostic, ...]]:
    if "source" in table:
        entry = join(root, str(table["source"]))
        if not files.exists(entry):
            title = f'`source = "{table["source"]}"` names no file'
            return None, (error("SIG0703", title, help=f"the project's files are {', '.join(found[:5])}"),)
        return entry, ()
    here = [f for f in found if posixpath.dirname(f) in (root, "")]
    for name in ("main.sig", f"{posixpath.basename(posixpath.abspath(root))}.sig"):
        if join(root, name) in here:
            return join(root, name), ()
    if len(here) == 1:
        return here[0], ()
    title = f"`{root}` holds several `.sig` files and none is `main.sig`"
    return None, (error("SIG0703", title, help='name the first one: `[project] source = "…"` in sig.toml'),)


def _place(
    root: str, entry: str, sources: tuple[str, ...], table: Mapping[str, Any], servers: tuple[Server, ...]
) -> Place:
    name = str(table.get("name") or posixpath.basename(posixpath.abspath(root)))
    python = tuple(join(root, p) if p != "." else root for p in table.get("python", ["."]))
    return Place(root, entry, sources, name, str(table.get("version", "0.1.0")), python, servers)


def _sig_files(root: str, files: Files, *, deep: bool) -> tuple[str, ...]:
    """Every `.sig` file of a folder, `deep` under it too, except in hidden folders, outputs and other projects. A
    folder without a sig.toml may be anything, `/` as well, so what lies below it is left alone."""
    found: list[str] = []
    for name in _names(root, files):
        path = join(root, name)
        if name.startswith(".") or name in ("out", "node_modules", "__pycache__"):
            continue
        if files.is_dir(path):
            if deep and not files.exists(join(path, MANIFEST)):
                found += _sig_files(path, files, deep=True)
        elif name.endswith(".sig"):
            found.append(path)
    return tuple(found)


def _names(folder: str, files: Files) -> tuple[str, ...]:
    """What a folder holds; nothing when it may not be read."""
    try:
        return files.list(folder)
    except OSError:
        return ()


def _manifest(root: str, files: Files) -> tuple[Mapping[str, Any] | None, tuple[Server, ...], tuple[Diagnostic, ...]]:
    """The `[project]` table of sig.toml, {} when there is no sig.toml, None when it cannot be read; and its servers."""
    path = join(root, MANIFEST)
    if not files.exists(path):
        return {}, (), ()
    try:
        data = tomllib.loads(files.read(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as problem:
        unread = error("SIG0704", f"`{path}` cannot be read: {problem}", help="sig.toml is TOML, in UTF-8")
        return None, (), (unread,)
    project = data.get("project", {})
    slips = [_unknown_key(path, f"project.{key}", key, KNOWN) for key in project if key not in KNOWN]
    slips += [_unknown_key(path, key, key, {"project", "mcp"}) for key in data if key not in ("project", "mcp")]
    servers, bad = read_servers(path, data.get("mcp", {}))
    wrong = (*_wrong_kind(path, project), *bad)
    return (None, (), (*slips, *wrong)) if wrong else (project, servers, tuple(slips))


def _wrong_kind(path: str, project: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
    python = project.get("python", [])
    texts = all(isinstance(project.get(key, ""), str) for key in ("name", "version", "source"))
    if texts and isinstance(python, list) and all(isinstance(p, str) for p in python):
        return ()
    return (
        error(
            "SIG0704",
            f"`[project]` in `{path}` has a value of the wrong kind",
            note="name, version and source are strings; python is a list of strings",
        ),
    )


def _unknown_key(path: str, shown: str, key: str, known: set[str]) -> Diagnostic:
    near = closest(key, known)
    help_ = f"did you mean `{near}`?" if near else f"known keys: {', '.join(sorted(known))}"
    return error("SIG0705", f"`{path}` has an unknown key `{shown}`", help=help_)
