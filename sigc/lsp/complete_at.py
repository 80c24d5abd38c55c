"""What may be written where the mark stands in a declaration that could be read.

Promise: offers follow the check: names in scope, the type that the place expects, the inputs of what is called.
May import: sigc.base, ir, catalog, check, syntax; lsp/probe, items, words."""

from __future__ import annotations

from collections.abc import Iterator

from sigc.catalog.models import MODEL_SETTINGS
from sigc.catalog.tables import BACKENDS, PASSES, STRATEGIES
from sigc.check.builds import LIMITS, SETTINGS
from sigc.check.scope import CALLABLE, Scope
from sigc.ir.program import PROCESS, STORES
from sigc.ir.types import EnumDef, Field, Json, List, Optional, Type, Union, fields_of
from sigc.lsp import items
from sigc.lsp.facts import Facts
from sigc.lsp.items import Kind, Offer
from sigc.lsp.probe import MARK, Place, Probe
from sigc.lsp.words import CLAUSES, EXPRESSIONS
from sigc.syntax import ast

OF_DECLARATION: dict[str, tuple[str, ...]] = {
    "signature": ("input", "output", "let", "ensure", "prefer", "guide", "example"),
    "module": ("input", "output"),
    "tool": ("input", "output", "from", "pure", "acts"),
    "metric": ("input", "output"),
    "type": ("ensure",),
    "data": ("split", "extra"),
    "test": ("expect", "stub"),
    "gate": ("stub",),
    "build": ("stub",),
}
METRIC_NAMES = ("score", "feedback")
AFTER_VALUE = ("by", "on", "otherwise")
VALUE_ENDS = frozenset({"RPAR", "RSQB", "RBRACE", "NAME", "STRING", "NUMBER"})


def offered(probe: Probe, place: Place) -> list[Offer]:
    """The offers for what the probe found, the most fitting rule first."""
    scope = probe.facts.checker.world.scopes.get(probe.facts.path, Scope(probe.facts.path))
    return list(_At(probe, place, scope).offers())


def clauses(place: Place) -> Iterator[Offer]:
    """The words that open a clause of the declaration around the cursor."""
    words = OF_DECLARATION.get(place.keyword, ())
    yield from items.of_words({w: CLAUSES[w] for w in words}, 3)
    if place.before and place.before[-1] in VALUE_ENDS and place.keyword in ("module", "test"):
        yield from items.of_words({w: EXPRESSIONS[w] for w in AFTER_VALUE}, 3)


class _At:
    """One place: the node with the mark is the last of `nodes`."""

    def __init__(self, probe: Probe, place: Place, scope: Scope) -> None:
        self.nodes, self.facts, self.place, self.scope = probe.nodes, probe.facts, place, scope
        self.c = probe.facts.checker

    def parent(self, back: int = 1) -> object:
        return self.nodes[-1 - back] if len(self.nodes) > back else None

    def offers(self) -> Iterator[Offer]:
        node, parent = self.nodes[-1], self.parent()
        if isinstance(node, ast.Variable):
            yield from self.expression(node)
            return
        match parent:
            case ast.Attribute(of=of):
                yield from self.attribute(of)
            case ast.Path():
                yield from self.path(parent)
            case ast.PinnedExpr(strategy=strategy):
                is_strategy = strategy is not None and strategy.text == MARK
                yield from items.of_entries(STRATEGIES, "strategy") if is_strategy else self.named("model")
            case ast.Argument():
                yield from self.argument_names()
            case ast.Bind():
                yield from self.bound(self.parent(2))
            case ast.FieldDecl(labels=labels) if any(n.text == MARK for n in labels):
                yield from items.of_names(sorted(self.c.marks.labels), "label")
            case ast.FieldDecl():
                # A name of the author's own, unless it is the word of a clause that is being written.
                yield from clauses(self.place) if self.place.before[-1] not in ("INPUT", "OUTPUT", "EXTRA") else ()
            case ast.ToolDecl() | ast.DataDecl():
                yield from items.of_names(sorted({*self.c.marks.labels, *self.c.marks.zones}), "label or zone")
            case ast.PolicyRule():
                yield from self.policy(parent)
            case ast.ModuleDecl():
                yield from items.of_names((b.name.text for b in parent.bindings), "binding")

    def named(self, *kinds: str) -> Iterator[Offer]:
        return items.of_declared(self.scope, kinds, 1)

    # --- expressions ---

    def expression(self, node: ast.Variable) -> Iterator[Offer]:
        setting = self.setting()
        if setting is not None:
            yield from setting
            return
        option = self.option()
        if option is not None:
            yield from option
            return
        fact = self.facts.of(node)
        if fact is not None:
            yield from items.of_members(fact.hint, self.facts)
            yield from items.of_locals({n: local for n, local in fact.env.names.items() if n != MARK})
            if fact.env.mode == "graph":
                yield from items.of_declared(self.scope, CALLABLE)
            elif fact.env.mode == "metric":
                yield from items.of_declared(self.scope, {"metric"})
        elif self.is_callee():
            yield from items.of_declared(self.scope, CALLABLE, 2)
        yield from self.argument_names()
        yield from items.of_declared(self.scope, {"enum"}, 6)
        yield from items.of_library()
        yield from items.of_names(("true", "false", "none"), "", 8, Kind.Keyword)
        yield from items.of_words({w: EXPRESSIONS[w] for w in ("match", "repeat")})

    def is_callee(self) -> bool:
        """The mark is called: it stood where an expression begins, and `()` was added so that it can be read."""
        parent = self.parent()
        return isinstance(parent, ast.CallExpr) and parent.of is self.nodes[-1]

    def argument_names(self) -> Iterator[Offer]:
        """The inputs that the call around the mark has not been given."""
        parent = self.parent()
        call = self.parent(2)
        if not isinstance(parent, ast.Argument) or not isinstance(call, ast.CallExpr | ast.PinnedExpr):
            return
        if isinstance(call, ast.PinnedExpr):
            yield from self.options(call)
            return
        symbol = self.scope.find(call.of.name) if isinstance(call.of, ast.Variable) else None
        if symbol is None or symbol.kind not in CALLABLE:
            return
        given = {a.name.text for a in call.args if a.name is not None}
        positional = sum(a.name is None and a is not parent for a in call.args)
        inputs = self.c.header(symbol).inputs[positional:]
        yield from items.of_arguments(f for f in inputs if f.name not in given)

    def options(self, call: ast.PinnedExpr) -> Iterator[Offer]:
        entry = STRATEGIES.get(call.strategy.text) if call.strategy is not None else None
        if entry is not None:
            yield from items.of_options(entry, (a.name.text for a in call.options if a.name is not None))

    def option(self) -> Iterator[Offer] | None:
        """The value of a strategy's option; None when the mark is none."""
        for back in range(1, len(self.nodes)):
            call, inner = self.parent(back), self.parent(back - 1)
            if isinstance(call, ast.PinnedExpr) and isinstance(inner, ast.Argument):
                if inner.name is None:
                    return self.options(call)
                entry = STRATEGIES.get(call.strategy.text) if call.strategy is not None else None
                option = entry.options.get(inner.name.text) if entry is not None else None
                kinds = {"tools": "tool", "metric": "metric", "model": "model"}
                if option is not None and option.kind in kinds:
                    return self.named(kinds[option.kind])
                inner_ones = {name: STRATEGIES[name] for name in ("predict", "cot")}
                return items.of_entries(inner_ones, "strategy") if option and option.kind == "strategy" else iter(())
        return None

    def attribute(self, of: ast.Expr) -> Iterator[Offer]:
        """Fields of a value, members of an enum."""
        if isinstance(of, ast.Variable):
            symbol = self.scope.find(of.name)
            definition = self.c.types.get(symbol.key) if symbol is not None else None
            if isinstance(definition, EnumDef):
                yield from items.of_enum(definition)
                return
        type_ = self.facts.type_of(of)
        yield from items.of_fields(_shared_fields(type_, self.facts))

    # --- paths: types, patterns, subjects ---

    def path(self, path: ast.Path) -> Iterator[Offer]:
        owner = self.parent(2)
        first = path.parts[0].text
        match owner:
            case ast.NamedType() if first == MARK:
                yield from items.of_types(self.scope)
            case ast.NamedType():
                yield from items.of_names(["inputs"], f"the inputs of `{first}`")
            case ast.Pattern():
                yield from self.pattern(path)
            case ast.Within() | ast.RecordExpr():
                yield from self.inputs_around(first)
            case ast.Stub():
                yield from self.named("tool")
            case ast.GenericExpr() | ast.SignatureDecl():
                yield from self.named("signature")
            case ast.ModuleDecl() | ast.MetricDecl() | ast.DataDecl() | ast.BuildDecl() | ast.GateDecl():
                yield from self.named("signature", "module")

    def inputs_around(self, first: str) -> Iterator[Offer]:
        decl = self.nodes[0]
        fields = [f for f in getattr(decl, "inputs", ()) if isinstance(f, ast.FieldDecl)]
        yield from items.of_names((f.name.text for f in fields), "input", kind=Kind.Variable) if first == MARK else ()
        yield from (
            items.of_names((b.name.text for b in getattr(decl, "bindings", ())), "binding", kind=Kind.Variable)
            if first == MARK
            else ()
        )

    def pattern(self, path: ast.Path) -> Iterator[Offer]:
        """Members and variants of what is matched that have no arm yet."""
        match_ = next((n for n in reversed(self.nodes) if isinstance(n, ast.MatchExpr)), None)
        of = self.facts.type_of(match_.of) if match_ is not None else None
        if len(path.parts) == 1 and match_ is not None:
            taken = {p.value.parts[-1].text for a in match_.arms for p in a.patterns if isinstance(p.value, ast.Path)}
            yield from (o for o in items.of_members(of, self.facts) if o.label not in taken)
            yield from items.of_names(_variants(of, self.facts), "variant", kind=Kind.Struct)
            yield from items.of_names(["_"], "every other value", 2, Kind.Keyword)
            if isinstance(of, Optional):
                yield from items.of_names(["none"], "no value", 2, Kind.Keyword)
            return
        symbol = self.scope.find(path.parts[0].text)
        definition = self.c.types.get(symbol.key) if symbol is not None else None
        if isinstance(definition, EnumDef):
            yield from items.of_enum(definition)

    # --- names that are bound ---

    def bound(self, owner: object) -> Iterator[Offer]:
        """Names that a block takes: fields of a record, settings, outputs that are not bound yet."""
        taken = {b.name.text for b in getattr(owner, "settings", ()) or getattr(owner, "bindings", ())}
        match owner:
            case ast.RecordExpr():
                yield from self.record_fields(owner)
                return
            case ast.ModuleDecl():
                yield from clauses(self.place)
                symbol = self.scope.find(owner.name.text)
                outputs = self.c.header(symbol).outputs if symbol is not None else ()
                yield from items.of_arguments(f for f in outputs if f.name not in taken)
                return
            case ast.BuildDecl():
                names: tuple[str, ...] = SETTINGS
            case ast.ModelDecl():
                names = (*MODEL_SETTINGS, "zone")
            case ast.ZoneDecl():
                names = ("holds",)
            case ast.GateDecl():
                names = ("data", "metric", "at_least")
            case ast.MetricDecl():
                names = METRIC_NAMES
            case _:
                names = ()
        yield from clauses(self.place)
        for name in names:
            if name not in taken:
                yield Offer(f"{name} = ", Kind.Property, "setting", 1, f"{name} = $0")

    def record_fields(self, owner: ast.RecordExpr) -> Iterator[Offer]:
        around = self.parent(3)
        if isinstance(around, ast.Bind) and around.name.text == "budget":
            yield from items.of_names((f"{name} = " for name in LIMITS), "limit", kind=Kind.Property)
            return
        taken = {b.name.text for b in owner.fields}
        fact = self.facts.of(owner)
        hint = fact.hint if fact is not None else None
        yield from items.of_arguments(f for f in _shared_fields(hint, self.facts) if f.name not in taken)

    def setting(self) -> Iterator[Offer] | None:
        """The value of a setting of a build, a model or a zone; None when the mark is none."""
        decl = self.nodes[0]
        bind = next((n for n in self.nodes if isinstance(n, ast.Bind)), None)
        if bind is None or not isinstance(decl, ast.BuildDecl | ast.GateDecl | ast.ModelDecl | ast.ZoneDecl):
            return None
        match bind.name.text:
            case "model" | "teacher":
                return self.named("model")
            case "data" | "metric" as kind:
                return self.named(kind)
            case "passes":
                return items.of_entries(PASSES, "pass")
            case "emit":
                return items.of_entries(BACKENDS, "backend")
            case "share":
                return self.named("signature")
            case "zone":
                return items.of_names(sorted({*self.c.marks.zones, PROCESS}), "zone")
            case "holds":
                return items.of_names(STORES, "what sigc writes")
        return iter(())

    def policy(self, rule: ast.PolicyRule) -> Iterator[Offer]:
        if rule.kind != "never" and rule.subject.text == MARK:
            yield from items.of_names(sorted(self.c.marks.labels), "label")
        elif rule.kind == "stays":
            yield from items.of_names(sorted({*self.c.marks.zones, PROCESS}), "zone")
        else:
            yield from self.named(*CALLABLE)


def _shared_fields(type_: Type | None, facts: Facts) -> tuple[Field, ...]:
    """The fields of a record; of a union those of all its variants together."""
    plain = type_.item if isinstance(type_, Optional) else type_
    if isinstance(plain, Union):
        fields = [f for o in plain.options for f in fields_of(o, facts.checker.types) or ()]
        return tuple({f.name: f for f in fields}.values())
    if plain is None or isinstance(plain, Json | List):
        return ()
    return fields_of(plain, facts.checker.types) or ()


def _variants(type_: Type | None, facts: Facts) -> list[str]:
    plain = type_.item if isinstance(type_, Optional) else type_
    options = plain.options if isinstance(plain, Union) else ()
    return [getattr(o, "name", "") for o in options if fields_of(o, facts.checker.types) is not None]
