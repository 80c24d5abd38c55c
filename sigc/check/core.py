"""What the files of this room share: the checker's state, environments, and the dispatch of expressions.

Promise: a Checker collects diagnostics and never raises; expression rules reach one another only through `infer` and
`check` here, so that the files of this room form no circle.
May import: sigc.base, ir, syntax, check/scope, check/fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from sigc.base.diagnostic import Diagnostic, error, warning
from sigc.base.frozen import frozen
from sigc.base.names import closest, sure
from sigc.base.source import Span
from sigc.check.fit import UNKNOWN
from sigc.check.marks import Marks
from sigc.check.modules import World
from sigc.check.scope import Scope, Symbol
from sigc.ir.expr import Const, Expr
from sigc.ir.program import Binding, Metric, Server, Tool
from sigc.ir.types import Field, Type, TypeDef, fields_of
from sigc.syntax import ast

if TYPE_CHECKING:
    from sigc.check.kept import Kept

Mode = Literal["graph", "rule", "metric", "constant", "example", "data", "stub"]
"""Where an expression stands. graph: calls allowed (modules, tests). rule: ensure, prefer, guide, let. metric: over
row, want and got; judges may be called. constant: defaults. example: a demo by hand, where dates are texts. data:
columns over the raw `row`. stub: what a tool answers, over its inputs."""

PathKey = tuple[str, ...]


@frozen
class Local:
    """A name of values: an input, a binding, a comprehension's name. `span` is where it was introduced."""

    type: Type
    span: Span
    what: str = "a name"


@frozen
class Typed:
    """An expression's type and what it is lowered to."""

    type: Type
    expr: Expr


_PATH = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")
NONE = Const(None)
LOST = Typed(UNKNOWN, NONE)
"""Stands for an expression whose mistake has been reported."""


@frozen
class Want:
    """A type that a place demands. `origin` and `why` point at where the demand comes from; `what` names the place."""

    type: Type
    origin: Span | None = None
    why: str = ""
    what: str = ""
    places: Mapping[str, Span] = field(default_factory=dict)
    """Of the fields of a structural record: where each is declared."""


@dataclass
class Site:
    """A place of a call inside one module or test. `name` is local: the binding's name, numbered when needed."""

    name: str
    symbol: Symbol
    span: Span
    strategy: str | None = None
    options: tuple[tuple[str, Any], ...] = ()
    model: str | None = None
    pinned: set[str] = field(default_factory=set)
    metric: Metric | None = None
    judges: Graph | None = None
    """What the metric calls."""


@dataclass
class Sites:
    """The calls of one graph in the order of its source; `binding` is the line that is being checked."""

    binding: str = ""
    items: list[Site] = field(default_factory=list)
    tools: dict[str, Symbol] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    called: int = 0

    def add(self, symbol: Symbol, span: Span) -> Site:
        number = self.counts.get(self.binding, 0) + 1
        self.counts[self.binding] = number
        site = Site(self.binding if number == 1 else f"{self.binding}#{number}", symbol, span)
        self.items.append(site)
        return site


@frozen
class Env:
    """What an expression can see. `facts` are types narrowed by the conditions around it."""

    scope: Scope
    mode: Mode
    names: Mapping[str, Local] = field(default_factory=dict)
    facts: Mapping[PathKey, Type] = field(default_factory=dict)
    sites: Sites | None = None

    def bind(self, names: Mapping[str, Local]) -> Env:
        """With more names; what was known about names of the same spelling is forgotten."""
        if not names:
            return self
        facts = {path: t for path, t in self.facts.items() if path[0] not in names}
        return replace(self, names={**self.names, **names}, facts=facts)

    def know(self, facts: Mapping[PathKey, Type]) -> Env:
        if not facts:
            return self
        # A fact about `a` makes older facts about `a.b` stale only when it is about a different value; it never is.
        return replace(self, facts={**self.facts, **facts})


@frozen
class Header:
    """The interface of a callable. `ok` False: a part of it is broken or not supported, so uses are silent."""

    inputs: tuple[Field, ...] = ()
    outputs: tuple[Field, ...] = ()
    places: Mapping[str, Span] = field(default_factory=dict)
    ok: bool = True


@frozen
class Graph:
    """A checked module or test: bindings in an order in which each reads only earlier ones, calls by local names."""

    name: str
    inputs: tuple[Field, ...]
    outputs: tuple[Field, ...]
    bindings: tuple[Binding, ...]
    sites: tuple[Site, ...]
    tools: tuple[Symbol, ...]
    description: str = ""
    ok: bool = True


@frozen
class Inlined:
    """A metric that is called: its steps in order, and the record of its outputs."""

    steps: tuple[tuple[str, Expr], ...]
    outputs: tuple[tuple[str, Expr], ...]
    ok: bool = True
    calls: bool = False
    """It calls something, so it is called as a module is; its graph is in `Checker.graphs`."""


InferRule = Callable[["Checker", Any, Env, Type | None], Typed]
CheckRule = Callable[["Checker", Any, Env, Want], Typed]


@frozen
class Rules:
    """The tables that tie the files of this room together; built once in check/project.py."""

    infer: Mapping[type, InferRule]
    check: Mapping[type, CheckRule]
    fit: Callable[[Checker, Typed, Want, Span], Typed]
    header: Callable[[Checker, Symbol], Header]
    inline: Callable[[Checker, Symbol], Inlined]
    resolve: Callable[[Checker, ast.TypeExpr, Scope], Type]
    graph: Callable[[Checker, Symbol], Graph]


@dataclass
class Checker:
    """The state of one check run. Queries about declarations are computed once, on first demand."""

    world: World
    rules: Rules
    python: tuple[str, ...] = ()
    servers: Mapping[str, Server] = field(default_factory=dict)
    found: list[Diagnostic] = field(default_factory=list)
    notes: list[Diagnostic] = field(default_factory=list)
    types: dict[str, TypeDef] = field(default_factory=dict)
    aliases: dict[str, Type | None] = field(default_factory=dict)
    headers: dict[str, Header | None] = field(default_factory=dict)
    defaults: dict[tuple[str, str], Expr | None] = field(default_factory=dict)
    inlined: dict[str, Inlined | None] = field(default_factory=dict)
    texts: dict[str, str | None] = field(default_factory=dict)
    places: dict[str, Mapping[str, Span]] = field(default_factory=dict)
    extras: dict[str, tuple[Field, ...]] = field(default_factory=dict)
    instances: dict[str, Symbol] = field(default_factory=dict)
    """Uses of generic modules, by `Hop[Verify]`."""
    graphs: dict[str, Graph] = field(default_factory=dict)
    """The graphs of instances, and of metrics with judges that are called."""
    scorers: dict[str, Tool] = field(default_factory=dict)
    """What carries out metrics from Python."""
    sets: set[Span] = field(default_factory=set)
    """Run-time sets that stand where they may."""
    circular: set[Span] = field(default_factory=set)
    _quiet: int = 0
    marks: Marks = field(default_factory=Marks)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    """Checked metrics, for strategies that choose by one."""
    recorded: frozenset[str] | None = frozenset()
    """Tools that a recording answers for; None: nothing that acts is refused, as no test, gate or build will run."""
    kept: Kept | None = None
    """What earlier runs found of declarations."""

    # --- diagnostics ---

    def report(self, diagnostic: Diagnostic) -> None:
        if not self._quiet:
            self.found.append(diagnostic)

    def error(
        self,
        code: str,
        title: str,
        at: Span,
        text: str = "",
        *,
        note: str | None = None,
        help: str | None = None,
        fix: str | None = None,
    ) -> None:
        self.report(error(code, title, at, text, note=note, help=help, fix=fix))

    def warn(
        self, code: str, title: str, at: Span, text: str = "", *, note: str | None = None, help: str | None = None
    ) -> None:
        self.report(warning(code, title, at, text, note=note, help=help))

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Checking for its answer alone: what is found inside is not reported."""
        self._quiet += 1
        try:
            yield
        finally:
            self._quiet -= 1

    def mark(self) -> int:
        """How much was found so far; `clean_since` looks at what came later."""
        return len(self.found)

    def clean_since(self, mark: int) -> bool:
        return all(d.severity != "error" for d in self.found[mark:])

    # --- expressions ---

    def infer(self, expr: ast.Expr, env: Env, hint: Type | None = None) -> Typed:
        """The type of an expression; `hint` says which enum a bare member may belong to, and demands nothing."""
        return self.rules.infer[type(expr)](self, expr, env, hint)

    def check(self, expr: ast.Expr, env: Env, want: Want) -> Typed:
        """As `infer`, and the value must fit `want`; a misfit is reported at the innermost part that causes it."""
        rule = self.rules.check.get(type(expr))
        if rule is not None:
            return rule(self, expr, env, want)
        return self.rules.fit(self, self.infer(expr, env, want.type), want, expr.span)

    def header(self, symbol: Symbol) -> Header:
        return self.rules.header(self, symbol)

    def resolve(self, type_: ast.TypeExpr, scope: Scope) -> Type:
        return self.rules.resolve(self, type_, scope)

    # --- lookups ---

    def type_at(self, env: Env, path: PathKey) -> Type | None:
        """The type of a name or field path as narrowed here; None when it is no such path."""
        if path in env.facts:
            return env.facts[path]
        if len(path) == 1:
            local = env.names.get(path[0])
            return local.type if local else None
        of = self.type_at(env, path[:-1])
        fields = fields_of(of, self.types) if of is not None else None
        return next((f.type for f in fields or () if f.name == path[-1]), None)

    def unknown_name(
        self, name: str, span: Span, known: Iterable[str], scope: Scope, what: str = "", *, note: str | None = None
    ) -> None:
        """One error for a name that nothing declares; silent when a broken declaration seems to give it."""
        if name in scope.lost:
            return
        known = list(known)
        near = closest(name, known)
        title = f"unknown {what} `{name}`" if what else f"unknown name `{name}`"
        from sigc.check.imports import missing_import  # only mistakes need it

        lost = missing_import(self.world, name, what, span.path)
        if lost is not None:
            scope.lost.add(name)  # one import is missing, however often the name is used
            found = error("SIG0201", title, span, "not found", note=note, help=f"add `{lost[0]}`")
            self.report(replace(found, fix=lost[1]))
            return
        from sigc.check.habits import NAMES

        help_ = f"did you mean `{near}`?" if near else NAMES.get(name) if not what else None
        self.error("SIG0201", title, span, "not found", note=note, help=help_, fix=sure(name, known) if near else None)


def none_help(c: Checker, span: Span) -> str:
    """How to rule none out, in the words of the source when a name or path stands there."""
    source = c.world.sources.get(span.path)
    written = source.text[span.start : span.end] if source is not None else ""
    if _PATH.fullmatch(written):
        return f"give a value for none: `{written} if {written} != none else …`"
    return "bind it to a name, then give a value for none: `x if x != none else …`"


def path_of(expr: ast.Expr) -> PathKey | None:
    """`a.b.c` as a tuple of names; None for any other expression."""
    if isinstance(expr, ast.Variable):
        return (expr.name,)
    if isinstance(expr, ast.Attribute):
        of = path_of(expr.of)
        return (*of, expr.name.text) if of else None
    return None


def of_type(fields: Iterable[Field]) -> dict[str, Type]:
    return {f.name: f.type for f in fields}
