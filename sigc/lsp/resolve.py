"""From the tree of a file to its index: declarations, their fields and settings.

Promise: as in index.py. May import: sigc.base, ir, syntax, check, catalog; lsp/facts, index, resolve_expr."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sigc.base.source import Span
from sigc.check.modules import path_of_import
from sigc.check.scope import KIND_OF, Scope, Symbol
from sigc.ir.types import Json, List, Type, fields_of
from sigc.lsp.facts import KEPT, Facts
from sigc.lsp.index import Index
from sigc.lsp.resolve_expr import Locals, Names
from sigc.syntax import ast

_HOLE = re.compile(r"\{\{|\}\}|\{\s*([A-Za-z_]\w*)\s*\}")


def index_of(facts: Facts) -> Index:
    """The index of the file that the facts are of; empty when it could not be read."""
    walk = _Walk(facts)
    tree = facts.checker.world.trees.get(facts.path)
    for decl in tree.declarations if tree is not None else ():
        walk.once(decl)
    walk.index.settle()
    return walk.index


class _Walk:
    """One walk over the declarations of a file."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.c = facts, facts.checker
        self.index = Index(facts.path)
        self.scope = self.c.world.scopes.get(facts.path, Scope(facts.path))
        self.aliases: dict[str, Span] = {}
        for decl in self.c.world.trees[facts.path].declarations if facts.path in self.c.world.trees else ():
            if isinstance(decl, ast.Import):
                self._import(decl)
        self.names = Names(facts, self.index, self.scope, self.aliases)

    # --- names of the file ---

    def named(self, name: str) -> Span | None:
        return self.names.named(name)

    def mark(self, name: str) -> Span | None:
        """A label or a zone, names of the whole project."""
        return self.c.marks.places.get(name) or self.named(name)

    def _import(self, decl: ast.Import) -> None:
        target = self.c.world.scopes.get(path_of_import(self.c.world, decl) or "")
        for item in decl.names:
            symbol = target.names.get(item.name.text) if target is not None else None
            place = symbol.span if symbol is not None else None
            self.index.use(item.name.span, place)
            if item.alias is not None:
                self.aliases[item.alias.text] = self.index.declare(item.alias, "alias", item, decl, place)

    def _symbol(self, name: ast.Name) -> Symbol | None:
        symbol = self.scope.find(name.text)
        return symbol if symbol is not None and symbol.path == self.facts.path else None

    # --- declarations ---

    def once(self, decl: ast.Decl) -> None:
        """Walk a declaration, or take what a walk over it found before."""
        kept = self.facts.kept
        if kept is None or not isinstance(decl, (*KEPT, ast.EnumDecl)):
            self.declaration(decl)
            return
        whole = self.index

        def walked() -> Index:
            self.index = self.names.index = Index(whole.path)
            self.declaration(decl)
            mine, self.index, self.names.index = self.index, whole, whole
            return mine

        whole.add(kept.once(self.c, decl, "index", walked))

    def declaration(self, decl: ast.Decl) -> None:
        kind = KIND_OF.get(type(decl))
        if kind is not None and isinstance(decl.name, ast.Name):  # type: ignore[union-attr]
            self.index.declare(decl.name, kind, decl, decl)  # type: ignore[union-attr]
        rule = getattr(self, f"_{type(decl).__name__}", None)
        if rule is not None:
            rule(decl)

    def _EnumDecl(self, decl: ast.EnumDecl) -> None:
        for member in decl.members:
            self.index.declare(member.name, "member", member, decl)

    def _RecordDecl(self, decl: ast.RecordDecl) -> None:
        self.text(decl.doc)
        local = Locals(self.fields(decl.fields, "field", decl))
        self.rules(decl.ensures, local)

    def _AliasDecl(self, decl: ast.AliasDecl) -> None:
        self.type(decl.type)

    def _TextDecl(self, decl: ast.TextDecl) -> None:
        self.text(decl.text)

    def _ModelDecl(self, decl: ast.ModelDecl) -> None:
        for bind in decl.settings:
            if bind.name.text == "zone" and isinstance(bind.value, ast.Variable):
                self.index.use(bind.value.span, self.mark(bind.value.name))

    def _PolicyDecl(self, decl: ast.PolicyDecl) -> None:
        for rule in decl.rules:
            names = rule.names if rule.kind != "never" else (rule.subject, *rule.names)
            if rule.kind != "never":
                self.index.use(rule.subject.span, self.mark(rule.subject.text))
            for name in names:
                place = self.mark(name.text) if rule.kind == "stays" else self._anywhere(name.text)
                self.index.use(name.span, place)

    def _anywhere(self, name: str) -> Span | None:
        """A callable of this file, or of any other that is read."""
        place = self.named(name)
        return place or next((s.span for s in self.c.world.symbols if s.name == name), None)

    def _SignatureDecl(self, decl: ast.SignatureDecl) -> None:
        self.path(decl.base)
        self.text(decl.doc)
        local = self.interface(decl, decl.name)
        for bind in decl.lets:
            local.add(bind.name.text, self.index.declare(bind.name, "binding", bind, decl))
        for bind in decl.lets:
            self.names.expr(bind.value, local)
        self.rules((*decl.ensures, *decl.prefers), local)
        for guide in decl.guides:
            self.names.expr(guide.condition, local)
            self.text(guide.text)
        for example in decl.examples:
            self.names.record(example, Locals(), local.places)

    def _ModuleDecl(self, decl: ast.ModuleDecl) -> None:
        self.path(decl.like)
        self.text(decl.doc)
        local = Locals()
        for param in decl.params:
            local.add(param.name.text, self.index.declare(param.name, "parameter", param, decl))
        local = self.interface(decl, decl.name, local)
        self.bindings(decl.bindings, decl, local)
        for name in decl.bind_all:
            self.index.use(name.span, local.find(name.text))
        self.rules((*decl.ensures, *decl.prefers), local)

    def _ToolDecl(self, decl: ast.ToolDecl) -> None:
        self.marks(decl.labels)
        self.text(decl.doc)
        self.interface(decl, decl.name)

    def _MetricDecl(self, decl: ast.MetricDecl) -> None:
        self.path(decl.subject)
        self.text(decl.doc)
        local = self.interface(decl, decl.name)
        self.bindings(decl.bindings, decl, local)

    def _DataDecl(self, decl: ast.DataDecl) -> None:
        self.path(decl.subject)
        self.marks(decl.labels)
        extras = self.fields(decl.extras, "field", decl)
        subject = self.scope.find(decl.subject.parts[0].text)
        places = dict(self.c.header(subject).places) if subject is not None and _is_callable(subject) else {}
        for bind in decl.bindings:
            self.index.use(bind.name.span, {**places, **extras}.get(bind.name.text), writes=True)
            self.names.expr(bind.value, Locals())

    def _TestDecl(self, decl: ast.TestDecl) -> None:
        local = Locals()
        self.stubs(decl.stubs)
        self.bindings(decl.bindings, decl, local)
        for expect in decl.expects:
            self.names.expr(expect.condition, local)

    def _GateDecl(self, decl: ast.GateDecl) -> None:
        self.path(decl.subject)
        self.stubs(decl.stubs)
        for bind in decl.settings:
            self.names.expr(bind.value, Locals())

    def _BuildDecl(self, decl: ast.BuildDecl) -> None:
        self.path(decl.subject)
        self.stubs(decl.stubs)
        for bind in decl.settings:
            if bind.name.text not in ("passes", "emit"):
                self.names.expr(bind.value, Locals())

    # --- their parts ---

    def interface(
        self,
        decl: ast.SignatureDecl | ast.ModuleDecl | ast.ToolDecl | ast.MetricDecl,
        name: ast.Name,
        local: Locals | None = None,
    ) -> Locals:
        """Inputs and outputs, those that come from others too."""
        local = local if local is not None else Locals()
        symbol = self._symbol(name)
        for given, place in self.c.header(symbol).places.items() if symbol is not None else ():
            local.add(given, place)
        for role, fields in (("input", decl.inputs), ("output", decl.outputs)):
            for given, place in self.fields(fields, role, decl, local).items():
                local.add(given, place)
        return local

    def fields(
        self,
        decls: Iterable[ast.FieldDecl | ast.SpreadFields],
        kind: str,
        owner: ast.Decl,
        local: Locals | None = None,
    ) -> dict[str, Span]:
        found: dict[str, Span] = {}
        decls = list(decls)
        for each in decls:
            if isinstance(each, ast.SpreadFields):
                self.index.use(each.name.span, (local.find(each.name.text) if local else None))
                continue
            found.setdefault(each.name.text, self.index.declare(each.name, kind, each, owner))
        for each in decls:
            if isinstance(each, ast.FieldDecl):
                self.type(each.type, local)
                self.marks(each.labels)
                if each.default is not None:
                    self.names.expr(each.default, Locals())
        return found

    def bindings(self, binds: tuple[ast.Bind, ...], owner: ast.Decl, local: Locals) -> None:
        """Bindings see one another in any order; one that bears an output's name is that output."""
        for bind in binds:
            known = local.find(bind.name.text)
            if known is not None:
                self.index.use(bind.name.span, known, writes=True)
            else:
                local.add(bind.name.text, self.index.declare(bind.name, "binding", bind, owner))
        for bind in binds:
            self.names.expr(bind.value, local)

    def rules(self, rules: Iterable[ast.RuleDecl], local: Locals) -> None:
        for rule in rules:
            self.names.expr(rule.condition, local)

    def stubs(self, stubs: Iterable[ast.Stub]) -> None:
        for stub in stubs:
            self.path(stub.name)
            symbol = self.scope.find(stub.name.parts[0].text)
            places = dict(self.c.header(symbol).places) if symbol is not None and _is_callable(symbol) else {}
            self.names.record(stub.value, Locals(places), places)

    def marks(self, names: Iterable[ast.Name]) -> None:
        for name in names:
            self.index.use(name.span, self.mark(name.text))

    def path(self, path: ast.Path | None) -> None:
        if path is not None:
            self.index.use(path.parts[0].span, self.named(path.parts[0].text))

    def text(self, text: ast.Text | None) -> None:
        """The holes of English."""
        source = self.c.world.sources.get(self.facts.path)
        if text is None or source is None or text.span.path != self.facts.path:
            return
        for m in _HOLE.finditer(source.text, text.span.start, text.span.end):
            if m[1] is not None:
                self.index.use(Span(text.span.path, *m.span(1)), self.named(m[1]))

    def type(self, type_: ast.TypeExpr, local: Locals | None = None) -> None:
        match type_:
            case ast.NamedType(path=path, refinements=refinements):
                first = path.parts[0]
                own = local.params.get(first.text) if local is not None else None
                self.index.use(first.span, own or self.named(first.text))
                for each in refinements:
                    if isinstance(each, ast.Within | ast.Matching) and isinstance(_path_in(each), ast.Path):
                        self._within(_path_in(each), local)
            case ast.ListType(item=item) | ast.OptionalType(item=item):
                self.type(item, local)
            case ast.MapType(key=key, value=value):
                self.type(key, local)
                self.type(value, local)
            case ast.UnionType(options=options):
                for option in options:
                    self.type(option, local)

    def _within(self, path: ast.Path | None, local: Locals | None) -> None:
        """`in actions.name`: an input, and fields below it."""
        if path is None or local is None:
            return
        place = local.find(path.parts[0].text)
        self.index.use(path.parts[0].span, place)
        type_ = self._type_at(place)
        for part in path.parts[1:]:
            type_ = type_.item if isinstance(type_, List) else type_
            field = next((f for f in fields_of(type_, self.c.types) or () if f.name == part.text), None)
            if field is None:
                return
            self.index.use(part.span, field.span)
            type_ = field.type

    def _type_at(self, place: Span | None) -> Type:
        """The type of an input that is declared at a place."""
        for header in self.c.headers.values():
            for field in header.inputs if header is not None else ():
                if field.span == place:
                    return field.type
        return Json()


def _path_in(refinement: ast.Within | ast.Matching) -> ast.Path | None:
    if isinstance(refinement, ast.Within):
        return refinement.path
    return refinement.pattern if isinstance(refinement.pattern, ast.Path) else None


def _is_callable(symbol: Symbol) -> bool:
    return symbol.kind in ("signature", "module", "tool", "metric")
