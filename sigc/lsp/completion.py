"""Completion: what may be written at the cursor.

Inside of a declaration the check is asked (probe.py): which names are in scope, what type the place expects, what the
value before a dot has. Where nothing can be read, the tokens before the cursor decide. Promise: never raises for what a
text says. May import: sigc.base, ir, catalog, check, syntax; lsp/probe, items, complete_at."""

from __future__ import annotations

import re

from lsprotocol import types as lsp

from sigc.base.source import join
from sigc.build.project import Place as Home
from sigc.catalog.tables import STRATEGIES
from sigc.check.modules import STD
from sigc.check.scope import Scope
from sigc.lsp import items
from sigc.lsp.complete_at import clauses, offered
from sigc.lsp.items import Kind, Offer
from sigc.lsp.names import seen
from sigc.lsp.probe import Place, place_at, probe
from sigc.lsp.symbols import tree_of
from sigc.lsp.words import DECLARATIONS
from sigc.lsp.workspace import Workspace

_HOLE = re.compile(r"(?<!\{)\{\s*\w*\Z")
TRIGGERS = (".", "@", "{", ":", " ", "(", "[")


def completion(ws: Workspace, path: str, offset: int, *, snippets: bool, typed: str = "") -> list[lsp.CompletionItem]:
    """The offers at an offset, best first. `typed`: the sign that asked for them, if one did."""
    text = (ws.text(path) or "").removeprefix("\ufeff")
    place = place_at(text, path, offset)
    if typed == " " and (not place.before or place.before[-1] not in ("BY", "ON", "FROM", "FOR", "IN", "IS")):
        return []
    range_ = ws.lines(path).range(place.start, max(offset, place.start))
    chosen: dict[str, Offer] = {}
    for offer in _offers(ws, path, text, place, offset):
        chosen.setdefault(offer.label, offer)
    found = sorted(chosen.values(), key=lambda o: (o.rank, o.label))
    return [items.item(offer, range_, snippets) for offer in found]


def _offers(ws: Workspace, path: str, text: str, place: Place, offset: int) -> list[Offer]:
    if place.inside in ("COMMENT", "STRING"):
        return []
    if place.inside == "DOC":
        in_hole = _HOLE.search(text, place.chunk[0], offset) is not None
        return list(items.of_declared(_scope(ws, path), {"text"}, 1)) if in_hole else []
    if place.keyword == "import" or (place.before and place.before[0] == "IMPORT" and place.same_line):
        return _imports(ws, path, place)
    if not place.keyword:
        return list(items.of_words(DECLARATIONS, 1)) if not place.before or not place.same_line else []
    found = probe(ws, path, text, place)
    if found is not None:
        return offered(found, place)
    return _by_tokens(ws, path, place)


def _scope(ws: Workspace, path: str) -> Scope:
    return seen(ws, path).facts.checker.world.scopes.get(path, Scope(path))


def _by_tokens(ws: Workspace, path: str, place: Place) -> list[Offer]:
    """Where nothing can be read."""
    last, scope = place.before[-1] if place.before else "", _scope(ws, path)
    if last in ("DOT", "DOTS"):
        return []
    if last == "BY":
        return list(items.of_entries(STRATEGIES, "strategy"))
    if last == "ON":
        return list(items.of_declared(scope, {"model"}, 1))
    if last == "AT":
        return list(items.of_declared(scope, {"label", "zone"}, 1))
    if last in ("FOR", "FROM", "LIKE"):
        return list(items.of_declared(scope, {"signature", "module"}, 1))
    if last == "COLON":
        return list(items.of_types(scope))
    if not place.same_line:
        return list(clauses(place))
    return [*clauses(place), *items.of_declared(scope, scope_kinds(scope))]


def scope_kinds(scope: Scope) -> set[str]:
    return {symbol.kind for symbol in scope.names.values()}


# --- imports ---------------------------------------------------------------------------------------------------------


def _imports(ws: Workspace, path: str, place: Place) -> list[Offer]:
    """A file's path, or names that a file declares."""
    words = place.words[1:]
    if "LBRACE" not in place.before:
        return _paths(ws, path, [w for w in words if w != "."])
    stop = place.before.index("LBRACE")
    target = [w for w in place.words[1:stop] if w != "."]
    home = ws.home(path).place
    where = f"std/{'/'.join(target[1:])}.sig" if target[:1] == ["std"] else _file(home, target)
    if ws.text(where) is None or place.before[-1] == "AS":
        return []
    taken = set(place.words[stop:])
    names = [d.name.text for d in tree_of(ws, where).declarations if isinstance(getattr(d, "name", None), _name_kind())]  # type: ignore[union-attr]
    return [o for o in items.of_names(names, where.rsplit("/", 1)[-1], kind=Kind.Reference) if o.label not in taken]


def _name_kind() -> type:
    from sigc.syntax import ast

    return ast.Name


def _file(home: Home, parts: list[str]) -> str:
    return join(home.root, "/".join(parts) + ".sig")


def _paths(ws: Workspace, path: str, parts: list[str]) -> list[Offer]:
    """What may follow in an import's path: folders and files under the root, `std` and what is in it."""
    if parts[:1] == ["std"]:
        return list(items.of_names(STD, "standard library", kind=Kind.Module)) if len(parts) == 1 else []
    home = ws.home(path).place
    folder = join(home.root, "/".join(parts)) if parts else home.root
    try:
        names = ws.files.list(folder)
    except OSError:
        return []
    here = [n for n in names if not n.startswith(".")]
    files = [n.removesuffix(".sig") for n in here if n.endswith(".sig") and join(folder, n) != path]
    sources = [s for s in home.sources if s.startswith(folder.rstrip("/") + "/")]
    folders = [n for n in here if any(s.startswith(join(folder, n) + "/") for s in sources)]
    plain = [n for n in [*files, *folders] if n.isidentifier()]
    found = list(items.of_names(plain, "file of the project", kind=Kind.File))
    return [*found, *items.of_names(["std"], "standard library", kind=Kind.Module)] if not parts else found
