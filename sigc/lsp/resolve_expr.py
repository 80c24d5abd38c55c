"""Names in expressions: locals by the rules of scope, fields and members by the types that the check found.

Promise: as in index.py. May import: sigc.base, ir, values, catalog, syntax, check; lsp/facts, index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sigc.base.source import Span
from sigc.catalog.tables import STRATEGIES
from sigc.check.scope import CALLABLE, Scope
from sigc.ir.types import EnumDef, Optional, Record, Ref, Type, Union, enum_of, fields_of
from sigc.lsp.facts import Facts
from sigc.lsp.index import Index
from sigc.syntax import ast
from sigc.values.library import LIBRARY


@dataclass
class Locals:
    """Names of values in scope, each with the place where it is declared. `params`: signatures of a generic module."""

    places: dict[str, Span] = field(default_factory=dict)

    @property
    def params(self) -> Mapping[str, Span]:
        return self.places

    def find(self, name: str) -> Span | None:
        return self.places.get(name)

    def add(self, name: str, place: Span) -> None:
        self.places.setdefault(name, place)

    def inside(self, more: Mapping[str, Span]) -> Locals:
        return Locals({**self.places, **more})


@dataclass
class Names:
    """The walk over expressions. `aliases`: names that imports give, and where."""

    facts: Facts
    index: Index
    scope: Scope
    aliases: Mapping[str, Span]

    def named(self, name: str) -> Span | None:
        """The place of what a name of the file means: its alias, or its declaration."""
        symbol = self.scope.find(name)
        return self.aliases.get(name) or (symbol.span if symbol is not None else None)

    def expr(self, node: Any, local: Locals) -> None:
        """Every name in an expression."""
        rule = getattr(self, f"_{type(node).__name__}", None)
        if rule is not None:
            rule(node, local)

    def each(self, nodes: Any, local: Locals) -> None:
        for node in nodes:
            if node is not None:
                self.expr(node, local)

    # --- names ---

    def _Variable(self, node: ast.Variable, local: Locals) -> None:
        member = self._member(node)
        if member is not None:
            self.index.use(node.span, member)
        else:
            self.index.use(node.span, local.find(node.name) or self.named(node.name))

    def _member(self, node: ast.Variable) -> Span | None:
        """A bare member of the enum that the place expects, unless a value of this name hides it."""
        fact = self.facts.of(node)
        if fact is None or node.name in fact.env.names:
            return None
        for option in _options(fact.hint):
            enum = enum_of(option, self.facts.checker.types)
            if enum is not None and enum.member(node.name) is not None and isinstance(fact.type, Ref):
                return self.member_of(enum, node.name)
        return None

    def member_of(self, enum: EnumDef, name: str) -> Span | None:
        """Where a member of an enum is declared."""
        symbol = next((s for s in self.facts.checker.world.symbols if s.key == enum.name), None)
        members = symbol.decl.members if symbol is not None and isinstance(symbol.decl, ast.EnumDecl) else ()
        return next((m.name.span for m in members if m.name.text == name), None)

    def _Attribute(self, node: ast.Attribute, local: Locals) -> None:
        self.expr(node.of, local)
        if isinstance(node.of, ast.Variable) and local.find(node.of.name) is None:
            symbol = self.scope.find(node.of.name)
            definition = self.facts.checker.types.get(symbol.key) if symbol is not None else None
            if isinstance(definition, EnumDef):
                self.index.use(node.name.span, self.member_of(definition, node.name.text))
                return
        self.index.use(node.name.span, self.field_of(self.facts.type_of(node.of), node.name.text))

    def field_of(self, type_: Type | None, name: str) -> Span | None:
        """Where the field of a record, or of the variants of a union, is declared."""
        places = []
        for option in _options(type_):
            fields = fields_of(option, self.facts.checker.types) or ()
            places += [f.span for f in fields if f.name == name and f.span is not None]
        self.index.same += [(places[0], other) for other in places[1:]]
        return places[0] if places else None

    # --- calls ---

    def _CallExpr(self, node: ast.CallExpr, local: Locals) -> None:
        self._callee(node.of, local)
        places = self._inputs(node.of)
        for argument in node.args:
            if argument.name is not None:
                self.index.use(argument.name.span, places.get(argument.name.text))
            self.expr(argument.value, local)

    def _callee(self, of: ast.Expr, local: Locals) -> None:
        if isinstance(of, ast.Variable):
            own = self.named(of.name)
            self.index.use(of.span, own if own is not None or of.name in LIBRARY else local.find(of.name))
        else:
            self.expr(of, local)

    def _inputs(self, of: ast.Expr) -> Mapping[str, Span]:
        """The places of the inputs of what is called."""
        name = of.of if isinstance(of, ast.GenericExpr) else of
        symbol = self.scope.find(name.name) if isinstance(name, ast.Variable) else None
        if symbol is None or symbol.kind not in CALLABLE:
            return {}
        if isinstance(of, ast.GenericExpr):
            key = f"{symbol.key}[{', '.join(self._key(p.text) for p in of.args)}]"
            symbol = self.facts.checker.instances.get(key, symbol)
        return self.facts.checker.header(symbol).places

    def _key(self, name: str) -> str:
        symbol = self.scope.find(name)
        return symbol.key if symbol is not None else name

    def _GenericExpr(self, node: ast.GenericExpr, local: Locals) -> None:
        self._callee(node.of, local)
        for path in node.args:
            self.index.use(path.parts[0].span, local.find(path.text) or self.named(path.text))

    def _PinnedExpr(self, node: ast.PinnedExpr, local: Locals) -> None:
        self.expr(node.of, local)
        entry = STRATEGIES.get(node.strategy.text) if node.strategy is not None else None
        for argument in node.options:
            kind = entry.options[argument.name.text].kind if _has_option(entry, argument) else "expr"  # type: ignore[union-attr]
            if kind in ("tools", "metric", "model", "expr"):
                self.expr(argument.value, Locals())
        if node.model is not None:
            self.index.use(node.model.span, self.named(node.model.text))

    # --- structures ---

    def _RecordExpr(self, node: ast.RecordExpr, local: Locals) -> None:
        self.record(node, local, None)

    def record(self, node: ast.RecordExpr, local: Locals, places: Mapping[str, Span] | None) -> None:
        """A record literal; `places`: where the fields that it gives are declared, None when its type says it."""
        for path in node.spreads:
            self._spread(path, local)
        fact = self.facts.of(node)
        for bind in node.fields:
            place = (places or {}).get(bind.name.text)
            if place is None and fact is not None:
                place = self._demanded(fact.hint, bind.name.text)
            if place is None or place == bind.name.span:
                place = self.index.declare(bind.name, "field", bind, None)
            else:
                self.index.use(bind.name.span, place, writes=True)
            self.expr(bind.value, local)

    def _demanded(self, hint: Type | None, name: str) -> Span | None:
        for option in _options(hint):
            for field_ in fields_of(option, self.facts.checker.types) or ():
                if field_.name == name and field_.span is not None:
                    return field_.span
        return None

    def _spread(self, path: ast.Path, local: Locals) -> None:
        first = path.parts[0]
        self.index.use(first.span, local.find(first.text) or self.named(first.text))

    def _ListExpr(self, node: ast.ListExpr, local: Locals) -> None:
        self.each(node.items, local)

    def _MapExpr(self, node: ast.MapExpr, local: Locals) -> None:
        for key, value in node.entries:
            self.each((key, value), local)

    def _CompExpr(self, node: ast.CompExpr, local: Locals) -> None:
        for clause in node.clauses:
            self.expr(clause.source, local)
            names = {n.text: self.index.declare(n, "local", clause, None) for n in clause.names}
            local = local.inside(names)
            self.each(clause.conditions, local)
        self.each((node.key, node.body), local)

    def _FString(self, node: ast.FString, local: Locals) -> None:
        self.each((part for part in node.parts if not isinstance(part, str)), local)

    def _IndexExpr(self, node: ast.IndexExpr, local: Locals) -> None:
        self.each((node.of, node.at), local)

    def _SliceExpr(self, node: ast.SliceExpr, local: Locals) -> None:
        self.each((node.of, node.lo, node.hi), local)

    def _UnaryExpr(self, node: ast.UnaryExpr, local: Locals) -> None:
        self.expr(node.of, local)

    def _BinaryExpr(self, node: ast.BinaryExpr, local: Locals) -> None:
        self.expr(node.left, local)
        if node.op in ("is", "is not") and isinstance(node.right, ast.Variable):
            self.index.use(node.right.span, self.named(node.right.name))
        else:
            self.expr(node.right, local)

    # --- choices ---

    def _IfExpr(self, node: ast.IfExpr, local: Locals) -> None:
        self.each((node.then, node.condition, node.orelse), local)
        self._alike((node.then, node.orelse))

    def _OtherwiseExpr(self, node: ast.OtherwiseExpr, local: Locals) -> None:
        self.each((node.first, node.then), local)
        self._alike((node.first, node.then))

    def _MatchExpr(self, node: ast.MatchExpr, local: Locals) -> None:
        self.expr(node.of, local)
        of = self.facts.type_of(node.of)
        for arm in node.arms:
            bound: dict[str, Span] = {}
            for pattern in arm.patterns:
                if isinstance(pattern.value, ast.Path):
                    self._pattern(pattern.value, of)
                if pattern.bind is not None:
                    bound[pattern.bind.text] = self.index.declare(pattern.bind, "local", pattern, None)
            self.expr(arm.body, local.inside(bound))
        self._alike([arm.body for arm in node.arms])

    def _pattern(self, path: ast.Path, of: Type | None) -> None:
        """A member, bare or behind its enum, or a variant."""
        *enum, last = path.parts
        for name in enum:
            self.index.use(name.span, self.named(name.text))
        for option in _options(of):
            found = enum_of(option, self.facts.checker.types)
            if found is not None and found.member(last.text) is not None:
                self.index.use(last.span, self.member_of(found, last.text))
                return
        if not enum:
            self.index.use(last.span, self.named(last.text))

    def _alike(self, nodes: Any) -> None:
        """Records that become one value bear the same field names."""
        known: dict[str, Span] = {}
        for node in nodes:
            type_ = self.facts.type_of(node)
            for field_ in type_.fields if isinstance(type_, Record) else ():
                if field_.span is not None:
                    first = known.setdefault(field_.name, field_.span)
                    if first != field_.span:
                        self.index.same.append((first, field_.span))

    # --- loops ---

    def _RepeatExpr(self, node: ast.RepeatExpr, local: Locals) -> None:
        self.each((node.limit, node.source), local)
        self.each((b.value for b in node.carried), local)
        names: dict[str, Span] = {}
        if node.item is not None:
            names[node.item.text] = self.index.declare(node.item, "local", node, None)
        for bind in (*node.carried, *node.body):
            if bind.name.text in names:
                self.index.use(bind.name.span, names[bind.name.text], writes=True)
            else:
                names[bind.name.text] = self.index.declare(bind.name, "binding", bind, None)
        inner = local.inside(names)
        self.each((b.value for b in node.body), inner)
        self.each((node.until,), inner)


def _options(type_: Type | None) -> tuple[Type, ...]:
    """The types that a value may have, `none` aside."""
    plain = type_.item if isinstance(type_, Optional) else type_
    if isinstance(plain, Union):
        return plain.options
    return (plain,) if plain is not None else ()


def _has_option(entry: Any, argument: ast.Argument) -> bool:
    return entry is not None and argument.name is not None and argument.name.text in entry.options
