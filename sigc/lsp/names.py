"""Names across the files of a project: what stands at a place, where it is declared, and where else it is meant.

Promise: an index is made when it is first asked for and kept until something that it read has changed; never raises
for what a text says. May import: sigc.base, syntax, check; lsp/workspace, facts, index, resolve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from sigc.base.frozen import frozen
from sigc.base.source import Files, Span
from sigc.check.kept import Kept
from sigc.lsp.facts import Facts, look
from sigc.lsp.index import Index, Occurrence, Thing
from sigc.lsp.resolve import index_of
from sigc.lsp.workspace import Workspace


@frozen
class Seen:
    """One file as it is understood now."""

    facts: Facts
    index: Index


@frozen
class Group:
    """Things that bear one name together: equal fields of records that are one value, most often just one thing.
    `things`: the places of their declarations; `aliases`: those of the names that imports give them."""

    things: frozenset[Span]
    aliases: frozenset[Span]


def seen(ws: Workspace, path: str) -> Seen:
    """The facts and the index of a file."""
    if path.startswith("std/"):
        return _look(path, {"root": "/"}, ws, ws.files)
    found: Seen = ws.once("look", path, partial(_look, path, ws.given(path), ws))
    return found


def _look(path: str, given: Mapping[str, Any], ws: Workspace, files: Files) -> Seen:
    kept = ws.home(path).kept.setdefault(f"look {path}", Kept()) if not path.startswith("std/") else None
    facts = look(path, files, given, ws.read, kept=kept)
    return Seen(facts, index_of(facts))


def thing_at(ws: Workspace, path: str, offset: int) -> tuple[Occurrence, Thing] | None:
    """The name at an offset and what it means."""
    here = seen(ws, path).index.at(offset)
    thing = thing_of(ws, here.thing, path) if here is not None else None
    return (here, thing) if here is not None and thing is not None else None


def thing_of(ws: Workspace, place: Span, near: str) -> Thing | None:
    """What is declared at a place; `near`: a file of the same project."""
    index = seen(ws, place.path if place.path.startswith("std/") or ws.text(place.path) is not None else near).index
    return index.things.get(place)


def behind(ws: Workspace, thing: Thing) -> Thing:
    """What an alias stands for; anything else is itself."""
    found = thing_of(ws, thing.of, thing.span.path) if thing.of is not None else None
    return found if found is not None else thing


def indexes(ws: Workspace, path: str) -> list[Index]:
    """Those of every file of a project."""
    return [seen(ws, source).index for source in ws.sources(path) if ws.text(source) is not None]


def group_of(thing: Thing, all_: Iterable[Index]) -> Group:
    """Everything that bears the thing's name with it."""
    pairs = [pair for index in all_ for pair in index.same]
    things, size = {thing.span}, 0
    while len(things) != size:
        size = len(things)
        for a, b in pairs:
            if a in things or b in things:
                things |= {a, b}
    aliases = {t.span for index in all_ for t in index.things.values() if t.of in things}
    return Group(frozenset(things), frozenset(aliases))


def uses(group: Group, all_: Iterable[Index], *, aliases: bool) -> list[Occurrence]:
    """Every place where the name of a group is meant, its declarations included; through `aliases` too."""
    wanted = group.things | (group.aliases if aliases else frozenset())
    return [o for index in all_ for o in index.occurrences if o.thing in wanted]
