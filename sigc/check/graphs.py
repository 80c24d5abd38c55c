"""Modules: bindings checked in the order of what they read, every output bound once, calls collected as sites.

Promise: a broken binding costs one report and its name stays known. How modules may call modules is checked in
nesting.py. May import: sigc.base, ir, syntax, check/core and its expressions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sigc.base.diagnostic import error
from sigc.base.names import closest
from sigc.check.core import Checker, Env, Graph, Header, Local, Sites, Want
from sigc.check.fit import UNKNOWN
from sigc.check.headers import refuse_output_defaults, with_defaults
from sigc.check.order import in_order_of_need
from sigc.check.scope import Symbol
from sigc.check.settings import twice
from sigc.check.signatures import rules
from sigc.check.texts import expand
from sigc.ir.program import Binding
from sigc.ir.types import Field
from sigc.syntax import ast


def check_module(c: Checker, symbol: Symbol) -> Graph:
    """The checked graph of a module; `ok` False when anything in it is broken or not supported yet."""
    decl = symbol.decl
    assert isinstance(decl, ast.ModuleDecl)
    mark = c.mark()
    _refuse_rules(c, decl)
    header = c.header(symbol)
    if not header.ok:
        return Graph(symbol.key, (), (), (), (), (), ok=False)
    refuse_output_defaults(c, decl)
    inputs = with_defaults(c, symbol)
    scope = c.world.scopes[symbol.path]
    names = {f.name: Local(f.type, header.places[f.name], "an input") for f in inputs}
    sites = Sites()
    env = Env(scope, "graph", names, sites=sites)
    outputs = {f.name: f for f in header.outputs}
    fresh = _own_names(c, (*decl.bindings, *_rest(c, decl, header)), header)
    bindings, env = bind_all(c, fresh, env, sites, _wants(outputs, header))
    _unbound(c, outputs, fresh, header)
    rules(c, decl.ensures, env, "`ensure`")
    ok = c.clean_since(mark)
    tools = tuple(sites.tools[key] for key in sorted(sites.tools))
    description = expand(c, decl.doc, scope)
    return Graph(symbol.key, inputs, header.outputs, bindings, tuple(sites.items), tools, description, ok)


def _refuse_rules(c: Checker, decl: ast.ModuleDecl) -> None:
    for rule in (*decl.ensures, *decl.prefers):
        c.error(
            "SIG0339",
            "a module has no rules",
            rule.span,
            "a rule of nobody who answers",
            note="a rule is said to the model that answers, and what breaks it asked for again; a module asks nobody",
            help="put it into the signature whose answer it is about",
        )


def _rest(c: Checker, decl: ast.ModuleDecl, header: Header) -> list[ast.Bind]:
    """`..found`: every output that is bound nowhere else is the field of its name."""
    for again in decl.bind_all[1:]:
        c.report(error("SIG0311", "the outputs are bound twice", again.span, "bound again here").seen(
            decl.bind_all[0].span, "first bound here"))  # fmt: skip
    bound = {b.name.text for b in decl.bindings}
    return [
        ast.Bind(
            at := replace(name, text=f.name),
            ast.Attribute(ast.Variable(name.text, name.span), at, name.span),
            name.span,
        )
        for name in decl.bind_all[:1]
        for f in header.outputs
        if f.name not in bound
    ]


def _wants(outputs: Mapping[str, Field], header: Header) -> dict[str, Want]:
    return {
        name: Want(f.type, header.places[name], f"`{name}` is declared here", f"the output `{name}`")
        for name, f in outputs.items()
    }


def _own_names(c: Checker, bindings: Iterable[ast.Bind], header: Header) -> list[ast.Bind]:
    """The bindings, without those whose name is taken."""
    fresh: dict[str, ast.Bind] = {}
    inputs = {f.name for f in header.inputs}
    for bind in bindings:
        name = bind.name.text
        if name in inputs:
            found = error(
                "SIG0311",
                f"`{name}` is an input already",
                bind.name.span,
                "bound again here",
                note="every name is bound once",
                help="choose another name",
            )
            c.report(found.seen(header.places[name], "the input is declared here"))
        elif name in fresh:
            twice(c, bind.name, fresh[name].name.span, "bound")
        else:
            fresh[name] = bind
    return list(fresh.values())


def bind_all(
    c: Checker, binds: list[ast.Bind], env: Env, sites: Sites, wants: Mapping[str, Want]
) -> tuple[tuple[Binding, ...], Env]:
    """Check bindings in the order of need; the environment then knows them all."""
    lowered: list[Binding] = []
    ordered = in_order_of_need(c, binds)
    circle = {b.name.text: Local(UNKNOWN, b.name.span, "a binding") for b in ordered if b.name.span in c.circular}
    env = env.bind(circle)
    for bind in ordered:
        sites.binding = bind.name.text
        want = wants.get(bind.name.text)
        value = c.check(bind.value, env, want) if want is not None else c.infer(bind.value, env)
        type_ = want.type if want is not None else value.type
        if bind.name.text not in circle:
            env = env.bind({bind.name.text: Local(type_, bind.name.span, "a binding")})
        lowered.append(Binding(bind.name.text, value.expr, bind.name.span.to(bind.value.span)))
    return tuple(lowered), env


def _unbound(c: Checker, outputs: Mapping[str, Field], fresh: list[ast.Bind], header: Header) -> None:
    bound = {b.name.text: b for b in fresh}
    for name in outputs:
        if name in bound:
            continue
        near = closest(name, [b for b in bound if b not in outputs])
        found = error(
            "SIG0310",
            f"the output `{name}` is never bound",
            header.places[name],
            "declared here",
            note="a module binds each of its outputs exactly once",
            help=f"bind it: `{name} = …`",
        )
        c.report(found.seen(bound[near].name.span, f"is this meant to be `{name}`?") if near else found)
