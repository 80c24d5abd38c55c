"""What one run of the check found of a declaration, kept in memory for the next run.

A result is used again while the declaration's own file and all that this file imports, directly or not, are the very
same trees under the same names, and while labels, zones and policies of the project are what they were. Only files
without errors are kept, so that an error is never lost with the declaration in which it was first met.

Promise: a run with kept results finds what a run without them finds. May import: sigc.base, sigc.ir, syntax,
check/core, modules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sigc.base.diagnostic import Diagnostic
from sigc.check.core import Checker, Graph
from sigc.check.modules import path_of_import
from sigc.syntax import ast

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Result:
    value: Any
    found: tuple[Diagnostic, ...]
    notes: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Unit:
    """A file's results. `state`: what they came from; `trees` keeps alive what `state` names by identity."""

    state: Any
    trees: tuple[ast.File, ...]
    results: dict[str, _Result] = field(default_factory=dict)


class Kept:
    """Results by file and declaration, for runs one after the other."""

    def __init__(self) -> None:
        self._units: dict[str, _Unit] = {}
        self._now: dict[str, _Unit] = {}
        self._reach: dict[str, tuple[str, ...]] = {}

    def begin(self, c: Checker) -> None:
        """Before anything is asked: what a run starts from. Labels, zones and policies are declared."""
        self._reach = _reach(c)
        self._now = {}
        names = (frozenset(c.marks.labels), dict(c.marks.zones), dict(c.marks.policies))
        marks = (*names, c.python, dict(c.servers), c.world.root)
        for path, reached in self._reach.items():
            trees = tuple(c.world.trees[p] for p in reached)
            keys = tuple(s.key for p in reached for s in c.world.scopes[p].names.values() if s.path == p)
            state = (marks, tuple(map(id, trees)), keys)
            known = self._units.get(path)
            self._now[path] = known if known is not None and known.state == state else _Unit(state, trees)

    def once(self, c: Checker, path: str, name: str, work: Callable[[], T]) -> T:
        """What `work` gives, or what it gave for the same declaration."""
        unit = self._now.get(path)
        if unit is None:
            return work()
        if name in unit.results:
            result = unit.results[name]
            c.found += result.found
            c.notes += result.notes
            return result.value  # type: ignore[no-any-return]
        found, notes = len(c.found), len(c.notes)
        value = work()
        if _alone(value):
            unit.results[name] = _Result(value, tuple(c.found[found:]), tuple(c.notes[notes:]))
        return value

    def keep(self, c: Checker) -> None:
        """After the run: keep the results of files that are free of errors, with all that they import."""
        wrong = {d.at.span.path for d in c.found if d.severity == "error" and d.at is not None}
        for path, unit in self._now.items():
            if wrong.isdisjoint(self._reach[path]):
                self._units[path] = unit
            else:
                self._units.pop(path, None)


def _alone(value: Any) -> bool:
    """Whether a result says all: one that calls an instance of a generic module, or chooses by a metric, needs more of
    the run that made it."""
    if value is None:
        return False
    if isinstance(value, Graph):
        return not any("[" in site.symbol.key or site.metric is not None for site in value.sites)
    return True


def _reach(c: Checker) -> dict[str, tuple[str, ...]]:
    """Each file with all that it imports, itself among them."""
    direct: dict[str, list[str]] = {}
    for path, tree in c.world.trees.items():
        imports = [path_of_import(c.world, d) for d in tree.declarations if isinstance(d, ast.Import)]
        direct[path] = [p for p in imports if p is not None and p in c.world.trees]
    found: dict[str, tuple[str, ...]] = {}
    for path in direct:
        seen, waiting = {path: None}, [path]
        while waiting:
            fresh = [p for p in direct[waiting.pop()] if p not in seen]
            seen |= dict.fromkeys(fresh)
            waiting += fresh
        found[path] = tuple(sorted(seen))
    return found
