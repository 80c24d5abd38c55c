"""Loading: the entry file and, through imports, every other file of the project and of `std`.

Promise: each file is read and parsed once; what cannot be read becomes a diagnostic at the import. Files may import
one another in a circle. May import: sigc.base, sigc.syntax, check/scope."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from posixpath import normpath

from sigc.base.diagnostic import Diagnostic, error
from sigc.base.names import closest, sure
from sigc.base.resources import has_resource, resource
from sigc.base.source import Files, SourceFile, Span, join
from sigc.check.scope import Keys, Scope, Symbol, declare, declared_twice
from sigc.syntax import ast
from sigc.syntax.parse import decode, parse

STD = ("text", "qa", "judge", "metrics", "optimize")


Read = dict[tuple[str, str], tuple[ast.File, tuple[Diagnostic, ...]]]
"""What parsing gave, by path and text."""


@dataclass
class World:
    """Every file of a check run, in the order in which they were reached; std files bear paths like `std/qa.sig`."""

    root: str
    files: Files
    report: Callable[[Diagnostic], None]
    read: Read = field(default_factory=dict)
    sources: dict[str, SourceFile] = field(default_factory=dict)
    trees: dict[str, ast.File] = field(default_factory=dict)
    scopes: dict[str, Scope] = field(default_factory=dict)
    keys: Keys = field(default_factory=Keys)
    elsewhere: dict[str, list[tuple[str, str]]] | None = None
    """Name -> files of the project that declare it, and the keyword; None until a name is unknown."""

    @property
    def symbols(self) -> list[Symbol]:
        """Every declaration once, in file order and then in source order."""
        return [s for path, scope in self.scopes.items() for s in scope.names.values() if s.path == path]


def project_root(entry: str, files: Files) -> str:
    """The folder of the nearest `sig.toml` above the entry, else the entry's own folder."""
    home = folder_of(entry)
    folder = home
    while True:
        if files.exists(join(folder, "sig.toml")):
            return folder
        above = folder_of(folder) if folder not in (".", "", "/") else folder
        if above == folder:
            return home
        folder = above


def folder_of(path: str) -> str:
    head, _, _ = path.rpartition("/")
    return head or ("/" if path.startswith("/") else ".")


def load(entry: str, world: World, also: tuple[str, ...] = ()) -> ast.File | None:
    """Load the entry, all that it imports, and then what is to be known `also`; None when the entry itself cannot be
    read."""
    tree = _read(world, entry, None)
    for each in (tree, *also):
        if isinstance(each, str):
            known = any(normpath(path) == normpath(each) for path in world.trees)
            each = None if known else _read(world, each, None)
        waiting = [each] if each else []
        while waiting:
            waiting += _imports_of(world, waiting.pop(0))
    for path in list(world.trees):
        _bind_imports(world, path)
    return tree


def _imports_of(world: World, tree: ast.File) -> list[ast.File]:
    fresh = []
    for decl in tree.declarations:
        if isinstance(decl, ast.Import):
            path = path_of_import(world, decl)
            if path is not None and path not in world.trees and (found := _read(world, path, decl.path.span)):
                fresh.append(found)
    return fresh


def path_of_import(world: World, decl: ast.Import) -> str | None:
    """The file that an import reads, spelled as the world knows it."""
    parts = [part.text for part in decl.path.parts]
    path = join(world.root, "/".join(parts) + ".sig")
    # The entry may be spelled another way, such as `./desk.sig`; it is still one file.
    known = next((p for p in world.trees if normpath(p) == normpath(path)), None)
    if known is not None and parts[0] != "std":
        return known
    if parts[0] == "std":
        return "std/" + "/".join(parts[1:]) + ".sig"
    return path


def _read(world: World, path: str, importer: Span | None) -> ast.File | None:
    read = _std_source if path.startswith("std/") else _file_source
    source = read(world, path, importer)
    if source is None:
        return None
    world.sources[path] = source
    # A project is checked in several runs, and what many files import is the same text in all of them.
    known = (path, source.text)
    if known not in world.read:
        world.read[known] = parse(source)
    tree, found = world.read[known]
    for diagnostic in found:
        world.report(diagnostic)
    world.trees[path] = tree
    world.scopes[path] = declare(tree, world.keys, world.report)
    return tree


def _std_source(world: World, path: str, importer: Span | None) -> SourceFile | None:
    name = path.removeprefix("std/")
    if has_resource(f"stdlib/{name}"):
        return SourceFile(path, resource(f"stdlib/{name}"))
    stem = name.removesuffix(".sig")
    near = closest(stem, STD)
    known = ", ".join(f"`std.{n}`" for n in STD)
    world.report(
        error(
            "SIG0203",
            f"there is no `std.{stem.replace('/', '.')}`",
            importer,
            "not in the standard library",
            note=f"the standard library has {known}",
            help=f"did you mean `std.{near}`?" if near else None,
        )
    )
    return None


def _file_source(world: World, path: str, importer: Span | None) -> SourceFile | None:
    try:
        data = world.files.read(path)
    except OSError:
        world.report(_missing(world, path, importer))
        return None
    source = decode(path, data)
    if isinstance(source, Diagnostic):
        world.report(source.seen(importer, "imported here") if importer else source)
        return None
    return source


def _missing(world: World, path: str, importer: Span | None) -> Diagnostic:
    if importer is None:
        return error("SIG0701", f"there is no file `{path}`", note="paths are relative to the working folder")
    near = None
    try:
        here = [n.removesuffix(".sig") for n in world.files.list(folder_of(path)) if n.endswith(".sig")]
        near = closest(path.rsplit("/", 1)[-1].removesuffix(".sig"), here)
    except OSError:
        near = None
    return error(
        "SIG0203",
        "the imported file is not there",
        importer,
        f"looked for `{path}`",
        note="`import a.b` reads `a/b.sig` under the project's root",
        help=f"did you mean `{near}`?" if near else None,
    )


def _bind_imports(world: World, path: str) -> None:
    scope = world.scopes[path]
    for decl in world.trees[path].declarations:
        if not isinstance(decl, ast.Import):
            continue
        target = world.scopes.get(path_of_import(world, decl) or "")
        for item in decl.names:
            _bind_import(world, scope, decl, target, item)


def _bind_import(world: World, scope: Scope, decl: ast.Import, target: Scope | None, item: ast.ImportName) -> None:
    local = item.alias or item.name
    if local.text in scope.places:
        world.report(declared_twice(local.text, local.span, scope.places[local.text]))
        return
    scope.places[local.text] = local.span
    # Only what a file declares itself is imported from it, so that import order never matters.
    symbol = target.names.get(item.name.text) if target else None
    if symbol is not None and target is not None and symbol.path == target.path:
        scope.names[local.text] = symbol
        return
    scope.lost.add(local.text)
    if target is None or item.name.text in target.lost:
        return
    own = [n for n, s in target.names.items() if s.path == target.path]
    near = closest(item.name.text, own)
    world.report(
        error(
            "SIG0204",
            f"`{decl.path.text}` declares no `{item.name.text}`",
            item.name.span,
            "not declared there",
            help=f"did you mean `{near}`?" if near else None,
            fix=sure(item.name.text, own),
        )
    )
