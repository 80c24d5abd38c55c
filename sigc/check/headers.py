"""Interfaces of callables: their typed inputs and outputs, their defaults.

Promise: computed once, on demand; a callable whose interface depends on itself is reported. Defaults are evaluated
after all types are known. May import: sigc.base, ir, syntax, check/core, check/definitions."""

from __future__ import annotations

from dataclasses import replace

from sigc.base.source import Span
from sigc.check.core import Checker, Env, Header, Want
from sigc.check.definitions import fields
from sigc.check.derive import scope_at
from sigc.check.scope import Symbol
from sigc.check.sets import sets_in
from sigc.ir.expr import Expr
from sigc.ir.types import Field, RecordDef
from sigc.syntax import ast

Interfaced = ast.SignatureDecl | ast.ModuleDecl | ast.ToolDecl | ast.MetricDecl
LOST_HEADER = Header(ok=False)


def header(c: Checker, symbol: Symbol) -> Header:
    """The interface of a signature, module, tool or metric, without defaults."""
    if symbol.key in c.headers:
        known = c.headers[symbol.key]
        if known is None:
            c.error(
                "SIG0304",
                f"the interface of `{symbol.name}` needs itself",
                symbol.span,
                "its fields lead back to it",
                note="a callable's name is the type of the record of its outputs",
                help="declare the record as a `type`",
            )
            c.headers[symbol.key] = LOST_HEADER
            return LOST_HEADER
        return known
    c.headers[symbol.key] = None
    made = _make(c, symbol)
    if c.headers[symbol.key] is None:
        c.headers[symbol.key] = made
    return c.headers[symbol.key] or LOST_HEADER


def _make(c: Checker, symbol: Symbol) -> Header:
    decl = symbol.decl
    assert isinstance(decl, Interfaced)
    if _is_open(decl):
        return LOST_HEADER
    scope = c.world.scopes[symbol.path]
    if isinstance(decl, ast.SignatureDecl):
        c.sets |= {s.span for d in decl.outputs if isinstance(d, ast.FieldDecl) for s in sets_in(d.type)}
    places: dict[str, Span] = {}
    inputs = fields(c, decl.inputs, scope, places, "input")
    outputs = fields(c, decl.outputs, scope, places, "output")
    missing = not decl.outputs and not (isinstance(decl, ast.MetricDecl) and decl.subject)
    if missing:
        c.error(
            "SIG0329", f"`{symbol.name}` has no outputs", symbol.span, "gives nothing", help="add `output name: Type`"
        )
    return Header(inputs, outputs, places, not missing)


def _is_open(decl: Interfaced) -> bool:
    """A generic module has an interface where it is used; what is made from something lost has none."""
    if isinstance(decl, ast.SignatureDecl):
        return decl.base is not None
    return isinstance(decl, ast.ModuleDecl) and bool(decl.params or decl.like)


def with_defaults(c: Checker, symbol: Symbol) -> tuple[Field, ...]:
    """The inputs of a callable with their defaults."""
    head = c.header(symbol)
    decl = symbol.decl
    if not head.ok or not isinstance(decl, Interfaced):
        return head.inputs
    decls = [d for d in decl.inputs if isinstance(d, ast.FieldDecl)]
    return _filled(c, head.inputs, decls, symbol)


def _filled(c: Checker, typed: tuple[Field, ...], decls: list[ast.FieldDecl], symbol: Symbol) -> tuple[Field, ...]:
    given = {d.name.text: d for d in decls if d.default is not None}
    if not given:
        return typed
    return tuple(replace(f, default=default_of(c, given[f.name], f, symbol)) if f.name in given else f for f in typed)


def default_of(c: Checker, decl: ast.FieldDecl, typed: Field, symbol: Symbol) -> Expr | None:
    """The default, checked once: a constant that fits the field."""
    key = (symbol.key, decl.name.text)
    if key not in c.defaults and decl.default is not None:
        want = Want(typed.type, decl.type.span, f"`{typed.name}` is declared here", f"the default of `{typed.name}`")
        scope = scope_at(c, c.world.scopes[symbol.path], decl.span)
        c.defaults[key] = c.check(decl.default, Env(scope, "constant"), want).expr
    return c.defaults[key]


def refuse_output_defaults(c: Checker, decl: Interfaced) -> None:
    for each in decl.outputs:
        if isinstance(each, ast.FieldDecl) and each.default is not None:
            c.error(
                "SIG0328",
                "an output has no default",
                each.default.span,
                "not allowed here",
                help="make the output optional: `T?`" if isinstance(decl, ast.SignatureDecl) else None,
            )


def record_defaults(c: Checker, symbol: Symbol) -> None:
    """Fill the defaults of a record's fields; called once all types are defined."""
    definition = c.types.get(symbol.key)
    if isinstance(definition, RecordDef) and isinstance(symbol.decl, ast.RecordDecl):
        filled = _filled(c, definition.fields, list(symbol.decl.fields), symbol)
        if filled is not definition.fields:
            c.types[symbol.key] = replace(definition, fields=filled)
