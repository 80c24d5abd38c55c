"""What is declared or computed and then read by nobody.

Promise: a name is told only when nothing in the files of this run reads it; what may be read from outside is not.
May import: sigc.base, syntax, check/core, check/order, check/lints/common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sigc.base.diagnostic import Diagnostic, warning
from sigc.base.source import Span
from sigc.check.core import Checker
from sigc.check.lints.common import called, declarations, fields_in, nodes_in, own_files, symbol_of
from sigc.check.order import names_read
from sigc.check.scope import BUILTIN_TYPES, Symbol
from sigc.syntax import ast

# --- inputs and bindings ---------------------------------------------------------------------------------------------


def unread_names(c: Checker) -> Iterator[Diagnostic]:
    """SIG1001: an input that no binding of its module or metric reads, a `let` that no rule reads. SIG1002: a binding
    that is no output and that nothing reads."""
    for decl in declarations(c):
        if isinstance(decl, ast.ModuleDecl | ast.MetricDecl):
            read = _read(decl)
            yield from _inputs(decl, read)
            yield from _bindings(c, decl, read)
        elif isinstance(decl, ast.SignatureDecl) and decl.lets:
            yield from _lets(decl)


def _read(decl: ast.ModuleDecl | ast.MetricDecl) -> set[str]:
    """The names that the body of a module or metric reads."""
    read = {v.name for bind in decl.bindings for v in names_read(bind.value)}
    if isinstance(decl, ast.ModuleDecl):
        read |= {v.name for rule in (*decl.ensures, *decl.prefers) for v in names_read(rule.condition)}
        read |= {name.text for name in decl.bind_all}
    return read


def _inputs(decl: ast.ModuleDecl | ast.MetricDecl, read: set[str]) -> Iterator[Diagnostic]:
    for each in decl.inputs if decl.bindings else ():
        if isinstance(each, ast.FieldDecl) and each.name.text not in read:
            yield _unused(each.name, f"the input `{each.name.text}` is never read", "what calls give it goes nowhere",
                          "remove it, or read it in a binding")  # fmt: skip


def _lets(decl: ast.SignatureDecl) -> Iterator[Diagnostic]:
    rules = [*(r.condition for r in (*decl.ensures, *decl.prefers)), *(g.condition for g in decl.guides)]
    read = {v.name for part in (*rules, *(b.value for b in decl.lets)) for v in names_read(part)}
    for let in decl.lets:
        if let.name.text not in read:
            yield _unused(let.name, f"`{let.name.text}` is never read", "a `let` is a name for rules and guides",
                          "remove it, or read it")  # fmt: skip


def _unused(name: ast.Name, title: str, note: str, help_: str) -> Diagnostic:
    return warning("SIG1001", title, name.span, "never read", note=note, help=help_)


def _bindings(c: Checker, decl: ast.ModuleDecl | ast.MetricDecl, read: set[str]) -> Iterator[Diagnostic]:
    symbol = symbol_of(c, decl)
    if symbol is None or any(isinstance(f, ast.SpreadFields) for f in decl.outputs):
        return
    outputs = {f.name.text for f in (symbol.decl.outputs if isinstance(symbol.decl, type(decl)) else decl.outputs)}
    outputs |= {"score", "feedback"} if isinstance(decl, ast.MetricDecl) and decl.subject is not None else set()
    for bind in decl.bindings:
        name = bind.name.text
        if name in read or name in outputs or name.startswith("_"):
            continue
        if not _acts(c, bind.value, decl.span.path, set()):
            yield warning(
                "SIG1002",
                f"`{name}` is never read",
                bind.name.span,
                "no output, and read by no other binding",
                note="what a model is asked for here is paid for and thrown away",
                help=f"remove it, or call it `_{name}` when its calls matter by themselves",
            )


def _acts(c: Checker, part: object, path: str, seen: set[str]) -> bool:
    """Whether carrying out an expression changes the world, here or in a module that it calls."""
    for node in nodes_in(part):
        symbol = called(c, node, path) if isinstance(node, ast.CallExpr) else None
        if symbol is None or symbol.key in seen:
            continue
        seen.add(symbol.key)
        if (
            isinstance(symbol.decl, ast.ToolDecl)
            and symbol.decl.effect is not None
            and symbol.decl.effect.text == "acts"
        ):
            return True
        if isinstance(symbol.decl, ast.ModuleDecl) and _acts(c, symbol.decl.bindings, symbol.decl.span.path, seen):
            return True
    return False


# --- outputs of nodes ------------------------------------------------------------------------------------------------


LOOKED_AT = frozenset({ast.Bind, ast.Attribute, ast.CallExpr, ast.Variable, ast.GenericExpr, ast.NamedType,
                       ast.RecordExpr})  # fmt: skip
BODIES = (ast.ModuleDecl, ast.MetricDecl, ast.TestDecl, ast.GateDecl, ast.BuildDecl)


@dataclass
class _Uses:
    """Of each signature that is called: which outputs are read, where it is called first, and whether it is used whole
    or from outside, so that nothing is known."""

    read: dict[str, set[str]] = field(default_factory=dict)
    calls: dict[str, Span] = field(default_factory=dict)
    whole: set[str] = field(default_factory=set)


def unread_outputs(c: Checker) -> Iterator[Diagnostic]:
    """SIG1002: an output that no place of a call reads."""
    uses = _Uses()
    for path, tree in own_files(c):
        for decl in tree.declarations:
            _Walk(c, path, uses).declaration(decl)
    for decl in declarations(c):
        symbol = symbol_of(c, decl) if isinstance(decl, ast.SignatureDecl) else None
        if symbol is None or not isinstance(decl, ast.SignatureDecl) or symbol.key not in uses.calls:
            continue
        if symbol.key in uses.whole or not uses.read.get(symbol.key):
            continue
        rules = [r.condition for r in (*decl.ensures, *decl.prefers)] + [b.value for b in decl.lets]
        read = uses.read[symbol.key] | {v.name for part in rules for v in names_read(part)}
        for each in decl.outputs:
            if each.name.text not in read:
                yield warning(
                    "SIG1002",
                    f"the output `{each.name.text}` of `{decl.name.text}` is never read",
                    each.name.span,
                    "asked for in every reply",
                    note="tokens of a reply are the dearest; what a model should think first is what `by cot` asks for",
                    help="remove it, or read it where the call's value is used",
                ).seen(uses.calls[symbol.key], "called here, and this is not read")


class _Walk:
    """One declaration's uses of signatures."""

    def __init__(self, c: Checker, path: str, uses: _Uses) -> None:
        self.c, self.path, self.uses = c, path, uses
        self.records: dict[str, list[Symbol]] = {}

    def declaration(self, decl: ast.Decl) -> None:
        if isinstance(decl, ast.MetricDecl | ast.DataDecl | ast.GateDecl | ast.BuildDecl) and decl.subject is not None:
            self.outside([decl.subject.parts[0].text])
        if isinstance(decl, ast.PolicyDecl):
            self.outside([n.text for rule in decl.rules for n in (rule.subject, *rule.names)])
        if isinstance(decl, ast.SignatureDecl) and decl.base is not None:
            self.outside([decl.base.text, decl.name.text])
        if isinstance(decl, ast.ModuleDecl) and decl.like is not None:
            self.outside([decl.like.text])
        if isinstance(decl, ast.ModuleDecl | ast.MetricDecl | ast.TestDecl):
            for bind in decl.bindings:
                made = self.results(bind.value)
                if made:
                    self.records[bind.name.text] = made
        if isinstance(decl, ast.ModuleDecl):
            outputs = [f.name.text for f in decl.outputs]
            for name in (*(n.text for n in decl.bind_all), *outputs):
                self.uses.whole |= {s.key for s in self.records.get(name, ())}
        if isinstance(decl, BODIES):
            self.visit(decl)
        else:
            types = [f.type for f in fields_in(decl)] + ([decl.type] if isinstance(decl, ast.AliasDecl) else [])
            self.visit([t for t in types if not isinstance(t, ast.NamedType) or t.path.text not in BUILTIN_TYPES])

    def outside(self, names: Iterable[str]) -> None:
        for name in names:
            symbol = self.c.world.scopes[self.path].find(name)
            if symbol is not None:
                self.uses.whole.add(symbol.key)

    def results(self, expr: ast.Expr) -> list[Symbol]:
        """The signatures whose record an expression may be."""
        match expr:
            case ast.CallExpr():
                symbol = called(self.c, expr, self.path)
                return [symbol] if symbol is not None and symbol.kind == "signature" else []
            case ast.PinnedExpr(of=of):
                return self.results(of)
            case ast.OtherwiseExpr(first=first, then=then):
                return [*self.results(first), *self.results(then)]
            case ast.IfExpr(then=then, orelse=orelse):
                return [*self.results(then), *self.results(orelse)]
            case ast.MatchExpr(arms=arms):
                return [s for arm in arms for s in self.results(arm.body)]
        return []

    def visit(self, root: object) -> None:
        """Note every call, every field that is read of its value, and every use of the value as a whole."""
        known: set[int] = set()  # nodes whose value is read field by field
        for node in nodes_in(root):
            if type(node) not in LOOKED_AT:
                continue
            match node:
                case ast.Bind(name=name, value=value) if name.text in self.records:
                    known |= self.kept(value)
                case ast.Attribute(of=ast.Variable(name=name), name=field_) if name in self.records:
                    self.reads(self.records[name], field_.text)
                    known.add(id(node.of))
                case ast.Attribute(of=of, name=field_) if made := self.results(of):
                    self.reads(made, field_.text)
                    known |= self.kept(of)
                case ast.CallExpr() if (symbol := called(self.c, node, self.path)) is not None:
                    self.uses.calls.setdefault(symbol.key, node.span)
                    known.add(id(node.of))
                    if id(node) not in known:
                        self.uses.whole.add(symbol.key)
                case ast.Variable(name=name) if id(node) not in known:
                    self.uses.whole |= {s.key for s in self.records.get(name, ())}
                    self.outside([name])
                case ast.GenericExpr(args=args):
                    self.outside([a.parts[0].text for a in args])
                case ast.NamedType(path=path):
                    self.outside([path.parts[0].text])
                case ast.RecordExpr(spreads=spreads):
                    for each in spreads:
                        self.uses.whole |= {s.key for s in self.records.get(each.parts[0].text, ())}

    def kept(self, expr: ast.Expr) -> set[int]:
        """The calls whose value an expression hands on."""
        match expr:
            case ast.CallExpr():
                return {id(expr)}
            case ast.PinnedExpr(of=of):
                return self.kept(of)
            case ast.OtherwiseExpr(first=first, then=then):
                return self.kept(first) | self.kept(then)
            case ast.IfExpr(then=then, orelse=orelse):
                return self.kept(then) | self.kept(orelse)
            case ast.MatchExpr(arms=arms):
                return set[int]().union(*(self.kept(arm.body) for arm in arms))
        return set()

    def reads(self, made: list[Symbol], name: str) -> None:
        for symbol in made:
            self.uses.read.setdefault(symbol.key, set()).add(name)
