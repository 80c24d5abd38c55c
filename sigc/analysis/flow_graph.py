"""Points where data are, and the edges along which they go.

Promise: plain reachability; a path found is a shortest one, and equal graphs give equal paths. Loops need no fixed
point of their own: they are cycles here. May import: sigc.base."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sigc.base.frozen import frozen
from sigc.base.source import Span

NOTHING: frozenset[int] = frozenset()


@frozen
class Point:
    """A place where data are. `text`: what is said of it in a path; `names`: what it may be asked for by."""

    text: str
    span: Span | None = None
    names: tuple[str, ...] = ()


@frozen
class Edge:
    """From one point to another. `decides`: the data do not go there but decide what happens there. `drops`: labels
    that a release takes off on this way, `by` the callable that releases them."""

    start: int
    end: int
    decides: bool = False
    drops: frozenset[str] = frozenset()
    by: str = ""


@dataclass(slots=True)
class FlowGraph:
    points: list[Point] = field(default_factory=list)
    leaving: list[list[Edge]] = field(default_factory=list)
    labels: dict[str, list[int]] = field(default_factory=dict)
    """Label -> the points where values get it."""

    def point(
        self, text: str, span: Span | None = None, names: tuple[str, ...] = (), labels: Iterable[str] = ()
    ) -> int:
        """A new point; `labels` are those that values get here."""
        self.points.append(Point(text, span, names))
        self.leaving.append([])
        for label in labels:
            self.labels.setdefault(label, []).append(len(self.points) - 1)
        return len(self.points) - 1

    def edge(
        self, start: int, end: int, decides: bool = False, drops: frozenset[str] = frozenset(), by: str = ""
    ) -> None:
        if start != end:
            self.leaving[start].append(Edge(start, end, decides, drops, by))

    def reached(self, starts: Iterable[int], label: str | None = None) -> dict[int, Edge | None]:
        """Every point that the starts lead to, with the edge by which it was first reached; an edge that drops
        `label` is not taken."""
        found: dict[int, Edge | None] = dict.fromkeys(starts)
        waiting = deque(found)
        while waiting:
            for edge in self.leaving[waiting.popleft()]:
                if edge.end not in found and label not in edge.drops:
                    found[edge.end] = edge
                    waiting.append(edge.end)
        return found

    def way(self, found: Mapping[int, Edge | None], end: int) -> tuple[Edge, ...]:
        """The edges that led to a point, in order; empty when it is a start."""
        path: list[Edge] = []
        edge = found[end]
        while edge is not None:
            path.append(edge)
            edge = found[edge.start]
        return tuple(reversed(path))

    def nearest(self, found: Mapping[int, Edge | None], ends: Collection[int]) -> int | None:
        """The end that was reached first."""
        return next((point for point in found if point in ends), None)

    def named(self, name: str) -> list[int]:
        return [number for number, point in enumerate(self.points) if name in point.names]


@frozen
class Value:
    """What is known about where a value came from. `data` went into all of it, `guards` decided it; `parts` are what
    is known field by field (`[]`: the items of a list or the values of a map). A record's or list's own `data` stand
    for its being there and its length; a value without parts is one piece."""

    data: frozenset[int] = NOTHING
    guards: frozenset[int] = NOTHING
    parts: Mapping[str, Value] = field(default_factory=dict)

    def read(self, part: str) -> Value:
        """A part, which also tells what its whole tells."""
        inner = self.parts.get(part, EMPTY)
        return Value(self.data | inner.data, self.guards | inner.guards, inner.parts)

    def guarded(self, guards: frozenset[int]) -> Value:
        return self if guards <= self.guards else Value(self.data, self.guards | guards, self.parts)

    @property
    def there(self) -> frozenset[int]:
        """What its being there, or its length, tells."""
        return self.data | self.guards

    @property
    def flat(self) -> Value:
        """All of it as one piece."""
        if not self.parts:
            return self
        inner = [part.flat for part in self.parts.values()]
        return Value(self.data.union(*(p.data for p in inner)), self.guards.union(*(p.guards for p in inner)))

    @property
    def all(self) -> frozenset[int]:
        return self.flat.there


EMPTY = Value()
ITEMS = "[]"


def joined(*values: Value) -> Value:
    """One of the values, or several together."""
    data, guards = NOTHING.union(*(v.data for v in values)), NOTHING.union(*(v.guards for v in values))
    names = dict.fromkeys(name for v in values for name in v.parts)
    parts = {name: joined(*(v.parts[name] for v in values if name in v.parts)) for name in names}
    return Value(data, guards, parts)
