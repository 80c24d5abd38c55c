"""Expressions that choose or pin: `if … else`, `otherwise`, `by … on …`.

Promise: branches are checked where they stand; a pin names exactly one call. May import: sigc.base, ir, syntax,
check/core, fit, misfit, narrow, operators, strategies."""

from __future__ import annotations

from collections.abc import Callable

from sigc.base.names import closest
from sigc.check.core import LOST, Checker, Env, Site, Typed, Want
from sigc.check.fit import UNKNOWN, is_unknown, join
from sigc.check.misfit import shown
from sigc.check.narrow import facts
from sigc.check.operators import condition
from sigc.check.strategies import pin_strategy
from sigc.ir.expr import IfElse, Otherwise
from sigc.ir.types import Record, Ref, Type
from sigc.syntax import ast

Branch = Callable[[ast.Expr, Env], Typed]


def if_else(c: Checker, node: ast.IfExpr, env: Env, hint: Type | None) -> Typed:
    return _if(c, node, env, lambda e, inner: c.infer(e, inner, hint), joined=True)


def check_if(c: Checker, node: ast.IfExpr, env: Env, want: Want) -> Typed:
    return _if(c, node, env, lambda e, inner: c.check(e, inner, want), joined=False)


def _if(c: Checker, node: ast.IfExpr, env: Env, branch: Branch, *, joined: bool) -> Typed:
    asked = condition(c, node.condition, env, "`if`")
    then = branch(node.then, env.know(facts(c, env, node.condition, True)))
    orelse = branch(node.orelse, env.know(facts(c, env, node.condition, False)))
    type_ = together(c, then, orelse, node.orelse, "the branches", joined=joined)
    return Typed(type_, IfElse(asked.expr, then.expr, orelse.expr))


def together(c: Checker, first: Typed, second: Typed, at: ast.Expr, what: str, *, joined: bool) -> Type:
    """The type of either value. With `joined` False both fit a demanded type already, so no error is due."""
    found = join(first.type, second.type, c.types)
    if found is not None:
        return found
    if joined:
        c.error(
            "SIG0316",
            f"{what} have nothing in common",
            at.span,
            f"`{shown(second.type)}` beside `{shown(first.type)}`",
            note="a value has one type, whichever way it was chosen",
            help=_as_record(first.type, second.type),
        )
    return UNKNOWN


def _as_record(first: Type, second: Type) -> str | None:
    """A call's value is a record, which a bare value beside it forgets."""
    if not isinstance(first, Record) or isinstance(second, Record | Ref) or len(first.fields) != 1:
        return None
    return f"write a record: `{{ {first.fields[0].name} = … }}`"


def otherwise(c: Checker, node: ast.OtherwiseExpr, env: Env, hint: Type | None) -> Typed:
    return _otherwise(c, node, env, lambda e, inner: c.infer(e, inner, hint), joined=True)


def check_otherwise(c: Checker, node: ast.OtherwiseExpr, env: Env, want: Want) -> Typed:
    return _otherwise(c, node, env, lambda e, inner: c.check(e, inner, want), joined=False)


def _otherwise(c: Checker, node: ast.OtherwiseExpr, env: Env, branch: Branch, *, joined: bool) -> Typed:
    before = env.sites.called if env.sites else 0
    first = branch(node.first, env)
    calls = (env.sites.called if env.sites else 0) - before
    then = branch(node.then, env)
    if not calls and not is_unknown(first.type):
        c.warn(
            "SIG0324",
            "nothing here can fail",
            node.first.span,
            "no call on this side",
            note="`otherwise` catches the failure of calls written on its left, not of names it reads",
            help="write `otherwise` where the call is",
        )
    type_ = together(c, first, then, node.then, "the two sides", joined=joined)
    return Typed(type_, Otherwise(first.expr, then.expr))


# --- pins ------------------------------------------------------------------------------------------------------------


def pinned(c: Checker, node: ast.PinnedExpr, env: Env, hint: Type | None) -> Typed:
    start = len(env.sites.items) if env.sites else 0
    value = c.infer(node.of, env, hint)
    made = env.sites.items[start:] if env.sites else []
    calls = [s for s in made if s.symbol.kind in ("signature", "module")]
    site = _the_one(c, node, calls, is_unknown(value.type), env)
    if node.strategy is not None:
        pin_strategy(c, node.strategy, node.options, env, site)
    if node.model is not None:
        _pin_model(c, node.model, env, site)
    return value


def _the_one(c: Checker, node: ast.PinnedExpr, calls: list[Site], silent: bool, env: Env) -> Site | None:
    signatures = [s for s in calls if s.symbol.kind == "signature"]
    if len(calls) == 1 and signatures:
        return signatures[0]
    if silent:
        return None
    word = "`by`" if node.strategy is not None else "`on`"
    at = node.strategy.span if node.strategy is not None else node.model.span if node.model is not None else node.span
    if not calls:
        title, text = f"{word} needs a call of a signature", "nothing to pin"
    elif len(calls) > 1:
        title, text = f"{word} would pin {len(calls)} calls", "which one?"
    else:
        title, text = f"{word} cannot pin a module", f"`{calls[0].symbol.name}` is a module"
    c.error(
        "SIG0320",
        title,
        at,
        text,
        note="`by` and `on` pin slots of the one call of a signature in the expression before them",
        help="bind each call to a name of its own" if len(calls) > 1 else None,
    )
    return None


def _pin_model(c: Checker, name: ast.Name, env: Env, site: Site | None) -> None:
    symbol = env.scope.find(name.text)
    if symbol is None:
        known = env.scope.of_kind({"model"})
        few = 0 < len(known) <= 5 and closest(name.text, known) is None
        note = f"models here: {', '.join(f'`{m}`' for m in known)}" if few else None
        c.unknown_name(name.text, name.span, known, env.scope, "model", note=note)
    elif symbol.kind != "model":
        c.error("SIG0209", f"`{name.text}` is no model", name.span, f"this is {symbol.spoken}")
    elif site is not None:
        site.model = symbol.key
        site.pinned.add("model")


# --- without meaning yet ---------------------------------------------------------------------------------------------


def generic(c: Checker, node: ast.GenericExpr, env: Env, hint: Type | None) -> Typed:
    c.error("SIG0309", "a generic module is called", node.span, "not a value", help="call it: `Name[Signature](…)`")
    return LOST
