"""Declarations made from others: `signature B from A`, `module B like A`, and uses of modules generic over signatures.

Promise: what is derived is a plain declaration, each part of it still at its own place in the source, so that it is
checked like one that was written out. What leads back to itself is refused.
May import: sigc.base, syntax, check/core, scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sigc.base.source import Span
from sigc.check.core import Checker
from sigc.check.scope import Scope, Symbol
from sigc.syntax import ast

Fields = tuple[ast.FieldDecl | ast.SpreadFields, ...]


def derive_all(c: Checker) -> None:
    """Put the derived declaration in the place of each `from` and `like`, in all files."""
    made: dict[str, Symbol] = {}
    for symbol in list(c.world.symbols):
        derived = _derived(c, symbol, made, ())
        if derived is not symbol:
            for scope in c.world.scopes.values():
                for name, known in scope.names.items():
                    if known is symbol:
                        scope.names[name] = derived


def _derived(c: Checker, symbol: Symbol, made: dict[str, Symbol], trail: tuple[str, ...]) -> Symbol:
    if symbol.key in made:
        return made[symbol.key]
    decl = symbol.decl
    path = decl.base if isinstance(decl, ast.SignatureDecl) else decl.like if isinstance(decl, ast.ModuleDecl) else None
    if path is None:
        return symbol
    base = _base(c, symbol, path)
    if base is not None and base.key in (*trail, symbol.key):
        c.error("SIG0304", f"`{symbol.name}` is made from itself", path.span, "leads back to it")
        base = None
    if base is not None:
        base = _derived(c, base, made, (*trail, symbol.key))
    made[symbol.key] = _from(symbol, base)
    return made[symbol.key]


def _base(c: Checker, symbol: Symbol, path: ast.Path) -> Symbol | None:
    scope, kinds = c.world.scopes[symbol.path], {"signature"} if symbol.kind == "signature" else {"signature", "module"}
    found = scope.find(path.parts[0].text) if len(path.parts) == 1 else None
    if found is None:
        c.unknown_name(path.text, path.span, scope.of_kind(kinds), scope, "signature")
    elif found.kind not in kinds:
        word = "from" if symbol.kind == "signature" else "like"
        c.error("SIG0209", f"`{path.text}` is no signature", path.span, f"this is {found.spoken}",
                note=f"`{word}` names what has the inputs and outputs")  # fmt: skip
        found = None
    return found


def _from(symbol: Symbol, base: Symbol | None) -> Symbol:
    """The declaration with what its base gives; one whose base is lost is left alone, and its uses are silent."""
    mine, its = symbol.decl, base.decl if base is not None else None
    if isinstance(mine, ast.SignatureDecl) and isinstance(its, ast.SignatureDecl):
        whole: ast.SignatureDecl | ast.ModuleDecl = replace(
            mine,
            base=None,
            doc=mine.doc or its.doc,
            inputs=its.inputs + mine.inputs,
            outputs=its.outputs + mine.outputs,
            lets=its.lets + mine.lets,
            ensures=its.ensures + mine.ensures,
            prefers=its.prefers + mine.prefers,
            guides=its.guides + mine.guides,
            examples=its.examples + mine.examples,
        )
    elif isinstance(mine, ast.ModuleDecl) and isinstance(its, ast.SignatureDecl | ast.ModuleDecl):
        whole = replace(mine, like=None, inputs=its.inputs + mine.inputs, outputs=its.outputs + mine.outputs)
    else:
        return symbol
    return Symbol(symbol.name, symbol.kind, whole, symbol.path, symbol.key)


def inherited(symbol: Symbol, span: Span) -> bool:
    """Does a part of a derived declaration stand in another one?"""
    whole = symbol.decl.span
    return span.path != whole.path or not whole.start <= span.start < whole.end


def scope_at(c: Checker, scope: Scope, span: Span) -> Scope:
    """The names that a part of a derived declaration sees: those of the file in which it is written."""
    return scope if scope.path == span.path else c.world.scopes.get(span.path, scope)


# --- generic modules -------------------------------------------------------------------------------------------------


def use(c: Checker, node: ast.GenericExpr, scope: Scope) -> Symbol | None:
    """The module that `Hop[Verify]` names, made when it is used for the first time; None after a diagnostic."""
    symbol = scope.find(node.of.name) if isinstance(node.of, ast.Variable) else None
    decl = symbol.decl if symbol is not None else None
    if symbol is None or not isinstance(decl, ast.ModuleDecl) or not decl.params:
        what = (
            f"`{node.of.name}` takes no signature" if isinstance(node.of, ast.Variable) else "this takes no signature"
        )
        text = f"this is {symbol.spoken}" if symbol is not None else "not a generic module"
        c.error(
            "SIG0333",
            what,
            node.span,
            text,
            note="`Name[Signature](…)` uses a module with a parameter `[S: signature]`",
        )
        return None
    if len(node.args) != len(decl.params):
        names = ", ".join(f"`{p.name.text}`" for p in decl.params)
        c.error(
            "SIG0333",
            f"`{symbol.name}` takes {len(decl.params)}, not {len(node.args)}",
            node.span,
            f"its parameters are {names}",
        )
        return None
    given = {p.name.text: _given(c, path, scope) for p, path in zip(decl.params, node.args, strict=True)}
    known = {name: s for name, s in given.items() if s is not None}
    return _instance(c, symbol, decl, known) if len(known) == len(given) else None


def _given(c: Checker, path: ast.Path, scope: Scope) -> Symbol | None:
    found = scope.find(path.text)
    if found is None:
        c.unknown_name(path.text, path.span, scope.of_kind({"signature"}), scope, "signature")
    elif found.kind != "signature":
        c.error("SIG0333", f"`{path.text}` is no signature", path.span, f"this is {found.spoken}")
        found = None
    return found


def _instance(c: Checker, symbol: Symbol, decl: ast.ModuleDecl, given: Mapping[str, Symbol]) -> Symbol:
    key = f"{symbol.key}[{', '.join(s.key for s in given.values())}]"
    if key not in c.instances:
        home = c.world.scopes[symbol.path]
        c.world.scopes[key] = Scope(home.path, {**home.names, **given}, home.places, home.lost)
        decls = {name: s.decl for name, s in given.items() if isinstance(s.decl, ast.SignatureDecl)}
        inputs = _spread(decl.inputs, {name: d.inputs for name, d in decls.items()})
        outputs = _spread(decl.outputs, {name: d.outputs for name, d in decls.items()})
        whole = replace(decl, params=(), inputs=inputs, outputs=outputs)
        c.instances[key] = Symbol(
            f"{symbol.name}[{', '.join(s.name for s in given.values())}]", "module", whole, key, key
        )
    return c.instances[key]


def _spread(decls: Fields, given: Mapping[str, Fields]) -> Fields:
    """`..S` among inputs stands for the inputs of S, among outputs for its outputs."""
    found: list[ast.FieldDecl | ast.SpreadFields] = []
    for each in decls:
        spread = given.get(each.name.text) if isinstance(each, ast.SpreadFields) else None
        found += [each] if spread is None else spread
    return tuple(found)
