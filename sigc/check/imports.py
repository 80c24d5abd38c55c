"""What an unknown name is called in another file of the project, and the import that is missing.

Promise: other files are looked at only when a name is unknown, each once a run, and only for the first words of their
declarations. May import: sigc.base, syntax, check/modules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sigc.base.diagnostic import Fix
from sigc.base.source import Span, join
from sigc.check.modules import World
from sigc.syntax import ast

MOST = 500
"""Files that are looked at; a larger project is imported by hand."""
SKIPPED = ("out", "node_modules", "__pycache__")
_DECLARED = re.compile(rb"^[ \t]*(enum|type|text|signature|module|tool|metric|data|model)[ \t]+(\w+)", re.MULTILINE)
_CALLABLE = frozenset({"signature", "module", "tool", "metric"})
KINDS = {
    "": _CALLABLE,
    "callable": _CALLABLE,
    "type": _CALLABLE | {"enum", "type"},
    "data set": frozenset({"data"}),
    "input": frozenset[str](),
}
"""What is unknown -> the declarations that it may be; other words are keywords themselves."""


def missing_import(world: World, name: str, what: str, path: str) -> tuple[str, Fix] | None:
    """The import to write, and the edit of the file at `path` that does; None unless exactly one other file of the
    project declares such a name. `what`: what is looked for, as in KINDS."""
    if world.elsewhere is None:
        world.elsewhere = _declared(world)
    kinds = KINDS.get(what, frozenset({what}))
    found = [(home, kind) for home, kind in world.elsewhere.get(name, ()) if home != path]
    homes = [home for home, kind in found if kind in kinds] if len(found) == 1 else []
    tree = world.trees.get(path)
    if len(homes) != 1 or tree is None:
        return None
    relative = homes[0] if world.root in ("", ".") else homes[0].removeprefix(world.root.rstrip("/") + "/")
    module = relative.removesuffix(".sig").replace("/", ".")
    if not all(part.isidentifier() for part in module.split(".")):
        return None
    spelled = f"import {module} {{ {name} }}"
    return spelled, _edit(tree, module, name, spelled)


def _edit(tree: ast.File, module: str, name: str, spelled: str) -> Fix:
    """Into the import of the same file, else below the last import, else above the first declaration."""
    imports = [d for d in tree.declarations if isinstance(d, ast.Import)]
    same = next((d for d in imports if d.path.text == module and d.names), None)
    if same is not None:
        last = same.names[-1].alias or same.names[-1].name
        return Fix(Span(tree.path, last.span.end, last.span.end), f", {name}")
    if imports:
        end = imports[-1].span.end
        return Fix(Span(tree.path, end, end), f"\n{spelled}")
    start = min((d.span.start for d in tree.declarations), default=0)
    return Fix(Span(tree.path, start, start), f"{spelled}\n\n")


def _declared(world: World) -> dict[str, list[tuple[str, str]]]:
    """Name -> the project's files that declare it, each with the keyword. Without a sig.toml there is no project."""
    found: dict[str, list[tuple[str, str]]] = {}
    if not world.files.exists(join(world.root, "sig.toml")):
        return found
    for number, path in enumerate(_files(world, world.root)):
        if number == MOST:
            break
        try:
            data = world.files.read(path)
        except OSError:
            continue
        for kind, name in dict.fromkeys(_DECLARED.findall(data)):
            found.setdefault(name.decode("ascii", "replace"), []).append((path, kind.decode("ascii")))
    return found


def _files(world: World, folder: str) -> Iterator[str]:
    try:
        names = world.files.list(folder)
    except OSError:
        return
    for name in names:
        path = join(folder, name)
        if name.startswith(".") or name in SKIPPED:
            continue
        if name.endswith(".sig") and not world.files.is_dir(path):
            yield path
        elif world.files.is_dir(path) and not world.files.exists(join(path, "sig.toml")):
            yield from _files(world, path)
