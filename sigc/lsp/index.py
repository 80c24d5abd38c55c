"""Names of one file: what each declares or means, with its exact place.

A *thing* is known by the place of its name where it is declared. Names of files and of locals are resolved by walking
the tree with the scopes of the check; members of enums and fields of records by the types that the check inferred
(facts.py). Promise: never raises for what a text says; what cannot be resolved is left out.
May import: sigc.base, ir, syntax, check; lsp/facts."""

from __future__ import annotations

from dataclasses import dataclass, field

from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.syntax import ast


@frozen
class Thing:
    """Something that bears a name. `kind`: a declaration's kind (`signature`, `enum`, …), or input, output, field,
    member, binding, parameter, alias, local. `node`: the syntax that declares it; `owner`: the declaration around it.
    `of`: the place of what an alias stands for."""

    name: str
    kind: str
    span: Span
    node: object = field(default=None, compare=False)
    owner: ast.Decl | None = field(default=None, compare=False)
    of: Span | None = None


@frozen
class Occurrence:
    """A name in the source that means the thing declared at `thing`. `declares`: it is that declaration."""

    span: Span
    thing: Span
    declares: bool = False
    writes: bool = False


@dataclass
class Index:
    """`things` by the place of their names; `occurrences` in source order. `same`: pairs of places whose names must be
    equal, since their records are one (both sides of an `otherwise`, arms of a `match`)."""

    path: str
    things: dict[Span, Thing] = field(default_factory=dict)
    occurrences: list[Occurrence] = field(default_factory=list)
    same: list[tuple[Span, Span]] = field(default_factory=list)

    def declare(self, name: ast.Name, kind: str, node: object, owner: ast.Decl | None, of: Span | None = None) -> Span:
        """A name that declares something here."""
        self.things[name.span] = Thing(name.text, kind, name.span, node, owner, of)
        self.occurrences.append(Occurrence(name.span, name.span, declares=True, writes=True))
        return name.span

    def use(self, span: Span, thing: Span | None, *, writes: bool = False) -> None:
        """A name that means something declared at `thing`; nothing is noted when that is not known."""
        if thing is not None:
            self.occurrences.append(Occurrence(span, thing, writes=writes))

    def add(self, other: Index) -> None:
        """What the index of a part of the same file holds."""
        self.things |= other.things
        self.occurrences += other.occurrences
        self.same += other.same

    def at(self, offset: int) -> Occurrence | None:
        """The name at an offset, or right before it; the shortest when several stand there."""
        found = [o for o in self.occurrences if o.span.start <= offset <= o.span.end]
        return min(found, key=lambda o: (o.span.end == offset, o.span.end - o.span.start), default=None)

    def settle(self) -> None:
        """Sort, and drop repetitions: an inherited part may be walked twice."""
        unique = dict.fromkeys(o for o in self.occurrences if o.span.path == self.path)
        self.occurrences = sorted(unique, key=lambda o: (o.span.start, o.span.end, not o.declares))
