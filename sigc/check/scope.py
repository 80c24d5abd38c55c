"""Names of a file: one namespace, filled by its declarations and imports.

Promise: a name that is declared twice or imported in vain yields one diagnostic and stays known, so that its uses are
silent. May import: sigc.base, sigc.syntax."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sigc.base.diagnostic import Diagnostic, error
from sigc.base.source import Span
from sigc.syntax import ast

BUILTIN_TYPES = frozenset({"str", "int", "float", "bool", "date", "datetime", "json"}) | {
    "image", "audio", "video", "pdf", "chat",
}  # fmt: skip
CALLABLE = frozenset({"signature", "module", "tool", "metric"})
TYPE_KINDS = frozenset({"enum", "record", "alias"})

KIND_OF: dict[type, str] = {
    ast.EnumDecl: "enum",
    ast.RecordDecl: "record",
    ast.AliasDecl: "alias",
    ast.TextDecl: "text",
    ast.SignatureDecl: "signature",
    ast.ModuleDecl: "module",
    ast.ToolDecl: "tool",
    ast.MetricDecl: "metric",
    ast.DataDecl: "data",
    ast.ModelDecl: "model",
    ast.LabelDecl: "label",
    ast.ZoneDecl: "zone",
    ast.GateDecl: "gate",
    ast.BuildDecl: "build",
}
SPOKEN = {
    "enum": "an enum",
    "record": "a type",
    "alias": "a type",
    "text": "a text",
    "signature": "a signature",
    "module": "a module",
    "tool": "a tool",
    "metric": "a metric",
    "data": "a data set",
    "model": "a model",
    "label": "a label",
    "zone": "a zone",
    "gate": "a gate",
    "build": "a build",
}

Named = (
    ast.EnumDecl | ast.RecordDecl | ast.AliasDecl | ast.TextDecl | ast.SignatureDecl | ast.ModuleDecl | ast.ToolDecl
    | ast.MetricDecl | ast.DataDecl | ast.ModelDecl | ast.LabelDecl | ast.ZoneDecl | ast.GateDecl | ast.BuildDecl
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Symbol:
    """A declaration with its home. `key` is unique in the whole project: the name, qualified when it is taken."""

    name: str
    kind: str
    decl: Named
    path: str
    key: str

    @property
    def span(self) -> Span:
        return self.decl.name.span

    @property
    def spoken(self) -> str:
        return SPOKEN[self.kind]


@dataclass
class Scope:
    """What the names of one file mean. `lost` are names that a broken import or declaration would have given."""

    path: str
    names: dict[str, Symbol] = field(default_factory=dict)
    places: dict[str, Span] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def find(self, name: str) -> Symbol | None:
        return self.names.get(name)

    def of_kind(self, kinds: Iterable[str]) -> list[str]:
        wanted = set(kinds)
        return [name for name, symbol in self.names.items() if symbol.kind in wanted]


class Keys:
    """Hands out project-wide keys, the plain name to whoever asks first."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, name: str, path: str) -> str:
        stem = re.sub(r"\W", "_", path.rsplit("/", 1)[-1].removesuffix(".sig"))
        candidates = [name, f"{stem}_{name}"]
        number = 2
        while candidates[0] in self._taken:
            candidates.pop(0)
            if not candidates:
                candidates.append(f"{stem}_{name}_{number}")
                number += 1
        self._taken.add(candidates[0])
        return candidates[0]


def declare(file: ast.File, keys: Keys, report: Callable[[Diagnostic], None]) -> Scope:
    """The scope of a file's own declarations; imports are added by modules.py."""
    scope = Scope(file.path)
    for decl in file.declarations:
        kind = KIND_OF.get(type(decl))
        if kind is None or not isinstance(decl, Named):
            continue
        name, span = decl.name.text, decl.name.span
        if kind in TYPE_KINDS and name in BUILTIN_TYPES:
            report(
                error(
                    "SIG0211",
                    f"`{name}` is a built-in type",
                    span,
                    "cannot be declared again",
                    help="choose another name",
                )
            )
            continue
        if name in scope.places:
            report(declared_twice(name, span, scope.places[name]))
            continue
        scope.names[name] = Symbol(name, kind, decl, file.path, keys.give(name, file.path))
        scope.places[name] = span
    # A broken declaration has been reported; its name stays known, so that its uses are not reported too.
    scope.lost |= {name.text for name in file.broken} - set(scope.names)
    return scope


def declared_twice(name: str, again: Span, first: Span) -> Diagnostic:
    """The later of two places is the mistake."""
    if again.path == first.path and again < first:
        again, first = first, again
    found = error(
        "SIG0202",
        f"`{name}` is declared twice",
        again,
        "declared again here",
        note="the declarations and imports of a file share one namespace",
        help="rename one of the two",
    )
    return found.seen(first, "first declared here")
