"""What one run of the check found of a declaration, kept in memory for the next run.

A result is used again while the declaration and all that it leads to by name, in its file or through imports, are the
very same trees under the same names, and while labels, zones and policies of the project are what they were. Words
decide what a declaration leads to, so that may be too much, and is never too little. What has an error, or leads to
one, is not kept, so that an error is never lost with the declaration in which it was first met.

Promise: a run with kept results finds what a run without them finds. May import: sigc.base, sigc.ir, syntax,
check/core."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sigc.base.diagnostic import Diagnostic
from sigc.base.source import Span
from sigc.check.core import Checker, Graph
from sigc.syntax import ast

T = TypeVar("T")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Result:
    value: Any
    found: tuple[Diagnostic, ...]
    notes: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Node:
    """A declaration among the others. `words`: all that may be names in it; `links`: those that name a declaration,
    with its tree and key; `leads`: these trees; `results`: what was found, by what was asked."""

    decl: ast.Decl
    words: frozenset[str]
    links: frozenset[tuple[str, int, str]] = frozenset()
    leads: frozenset[int] = frozenset()
    results: dict[str, _Result] = field(default_factory=dict)


class Kept:
    """Results by declaration, for runs one after the other. A tree is known by its identity, and kept alive here."""

    def __init__(self) -> None:
        self._nodes: dict[int, _Node] = {}
        self._marks: Any = None
        self._apart: set[int] = set()

    def begin(self, c: Checker) -> None:
        """Before anything is asked: what a run starts from. Labels, zones and policies are declared."""
        names = (frozenset(c.marks.labels), dict(c.marks.zones), dict(c.marks.policies))
        marks = (*names, dict(c.marks.places), c.python, dict(c.servers), c.world.root)
        before = self._nodes if marks == self._marks else {}
        self._marks = marks
        self._nodes = {id(node.decl): node for node in _nodes(c, before)}
        changed = [key for key, node in self._nodes.items() if key not in before or before[key].links != node.links]
        self._forget(changed)

    def once(self, c: Checker, decl: ast.Decl, asked: str, work: Callable[[], T]) -> T:
        """What `work` gives, or what it gave for the same declaration. `asked`: what that is, with the declaration's
        own key."""
        node = self._nodes.get(id(decl))
        if node is None:
            return work()
        if asked in node.results:
            result = node.results[asked]
            c.found += result.found
            c.notes += result.notes
            return result.value  # type: ignore[no-any-return]
        found, notes = len(c.found), len(c.notes)
        value = work()
        if _alone(value):
            node.results[asked] = _Result(value, tuple(c.found[found:]), tuple(c.notes[notes:]))
        return value

    def apart(self, c: Checker, decl: ast.Decl, met: Iterable[Span]) -> None:
        """These places were met by work on a declaration: when one is in another, both are forgotten after the run,
        since another time the other's own work may meet it first."""
        strange = {span for span in met if not (span.path == decl.span.path and _within(span, decl.span))}
        if strange:
            self._apart.add(id(decl))
            self._apart.update(map(_Places(c).of, strange))

    def keep(self, c: Checker) -> None:
        """After the run: forget what was found of declarations with errors, and of all that lead to them."""
        at = _Places(c)
        wrong, self._apart = self._apart, set()
        wrong |= {at.of(d.at.span) if d.at is not None else 0 for d in c.found if d.severity == "error"}
        for key, node in self._nodes.items():
            if not node.words.isdisjoint(c.world.scopes[node.decl.span.path].lost):
                wrong.add(key)  # a name that is nowhere is told once, wherever it is met first
            for result in node.results.values():
                places = {at.of(d.at.span) if d.at is not None else 0 for d in (*result.found, *result.notes)}
                if not places <= {key}:
                    wrong |= {key, *places}
        self._forget(self._nodes if 0 in wrong else wrong)

    def _forget(self, changed: Iterable[int]) -> None:
        """Drop the results of declarations, and of all that lead to them."""
        users: dict[int, list[int]] = {}
        for key, node in self._nodes.items():
            for lead in node.leads:
                users.setdefault(lead, []).append(key)
        waiting = list(changed)
        seen = set(waiting)
        while waiting:
            key = waiting.pop()
            if key in self._nodes:
                self._nodes[key].results.clear()
            fresh = [user for user in users.get(key, ()) if user not in seen]
            seen.update(fresh)
            waiting += fresh


def _nodes(c: Checker, before: dict[int, _Node]) -> Iterator[_Node]:
    """Every declaration with its links as they are now, and the results that it had."""
    for path, tree in c.world.trees.items():
        names, text = c.world.scopes[path].names, c.world.sources[path].text
        for decl in tree.declarations:
            old = before.get(id(decl))
            words = old.words if old is not None else frozenset(_WORD.findall(text, decl.span.start, decl.span.end))
            named = [(word, names[word]) for word in words & names.keys()]
            links = frozenset((word, id(symbol.decl), symbol.key) for word, symbol in named)
            yield _Node(decl, words, links, frozenset(id(s.decl) for _, s in named), old.results if old else {})


def _within(one: Span, other: Span) -> bool:
    return other.start <= one.start and one.end <= other.end


class _Places:
    """Which declaration stands at a place, by identity; 0 where none does."""

    def __init__(self, c: Checker) -> None:
        self._decls = {path: tree.declarations for path, tree in c.world.trees.items()}
        self._starts = {path: [d.span.start for d in decls] for path, decls in self._decls.items()}

    def of(self, span: Span) -> int:
        i = bisect_right(self._starts.get(span.path, ()), span.start) - 1
        return id(self._decls[span.path][i]) if i >= 0 else 0


def _alone(value: Any) -> bool:
    """Whether a result says all: one that calls an instance of a generic module, or chooses by a metric, needs more of
    the run that made it."""
    if value is None:
        return False
    if isinstance(value, Graph):
        return not any("[" in site.symbol.key or site.metric is not None for site in value.sites)
    return True
