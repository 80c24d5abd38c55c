"""`by STRATEGY(…)`: the strategy exists, and its options are of the kinds that the catalog says.

Promise: one diagnostic per wrong option; tools named here belong to the graph. May import: sigc.base, syntax, catalog,
check/core, settings, scope."""

from __future__ import annotations

from typing import Any

from sigc.base.diagnostic import error
from sigc.base.names import closest
from sigc.catalog.tables import INNER_STRATEGIES, STRATEGIES, Entry, Option
from sigc.check.core import Checker, Env, Site
from sigc.check.scope import Symbol
from sigc.check.settings import names_in, option_value
from sigc.syntax import ast


def pin_strategy(c: Checker, name: ast.Name, given: tuple[ast.Argument, ...], env: Env, site: Site | None) -> None:
    entry = STRATEGIES.get(name.text)
    if entry is None:
        near = closest(name.text, STRATEGIES)
        known = ", ".join(f"`{s}`" for s in STRATEGIES)
        help_ = f"did you mean `{near}`?" if near else f"strategies are {known}"
        c.error("SIG0325", f"unknown strategy `{name.text}`", name.span, "not found", help=help_)
        return
    options = _options(c, entry, name, given, env, site)
    if site is not None:
        site.strategy, site.options = name.text, tuple(options.items())
        site.pinned.add("strategy")


def _options(
    c: Checker, entry: Entry, name: ast.Name, given: tuple[ast.Argument, ...], env: Env, site: Site | None
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    seen: set[str] = set()
    for argument in given:
        key = argument.name.text if argument.name else ""
        option = entry.options.get(key)
        if option is None:
            _no_such_option(c, entry, name, argument)
        elif key in seen:
            c.error("SIG0325", f"`{key}` is given twice", argument.span, "given again here")
        else:
            value = _value(c, option, key, argument.value, env, site)
            if value is not None:
                found[key] = value
        seen.add(key)
    for key, option in entry.options.items():
        if option.required and key not in seen:
            c.error("SIG0325", f"`{name.text}` needs `{key}`", name.span, f"takes `{key} = …`")
    return found


def _no_such_option(c: Checker, entry: Entry, name: ast.Name, argument: ast.Argument) -> None:
    spelled = f"`{argument.name.text}`" if argument.name else "an unnamed option"
    known = ", ".join(f"`{o}`" for o in entry.options)
    c.error(
        "SIG0325",
        f"`{name.text}` takes no {spelled.removeprefix('an ')}",
        argument.span,
        "no such option",
        help=f"its options are {known}" if known else "it has no options",
    )


def _value(c: Checker, option: Option, key: str, expr: ast.Expr, env: Env, site: Site | None) -> Any:
    """What an option is set to; None after a diagnostic."""
    match option.kind:
        case "strategy":
            return _inner(c, key, expr)
        case "metric":
            return _metric(c, key, expr, env, site)
        case "model":
            symbol = _named(c, key, expr, env, "model")
            return symbol.key if symbol is not None else None
        case "tools":
            return _tools(c, key, expr, env)
    value = option_value(c, expr, option.kind, key)
    if value is not None and option.among and value not in option.among:
        known = " or ".join(f"`{name}`" for name in option.among)
        c.error("SIG0612", f"`{key}` has no `{value}`", expr.span, "not found", help=f"name {known}")
        return None
    low, high = option.low, option.high
    if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        ends = f"from {low:g} to {high:g}" if low is not None and high is not None else f"at least {low:g}"
        c.error("SIG0612", f"`{key}` is a number {ends}", expr.span, "out of range")
        return None
    return value


def _inner(c: Checker, key: str, expr: ast.Expr) -> str | None:
    if isinstance(expr, ast.Variable) and expr.name in INNER_STRATEGIES:
        return expr.name
    known = " or ".join(f"`{s}`" for s in INNER_STRATEGIES)
    c.error("SIG0325", f"`{key}` names a strategy that asks once", expr.span, "cannot be sampled", help=f"name {known}")
    return None


def _named(c: Checker, key: str, expr: ast.Expr, env: Env, kind: Any) -> Symbol | None:
    """The declaration that an option names."""
    if not isinstance(expr, ast.Variable):
        c.error("SIG0612", f"`{key}` takes the name of a {kind}", expr.span, "not a name")
        return None
    symbol = env.scope.find(expr.name)
    if symbol is None:
        c.unknown_name(expr.name, expr.span, env.scope.of_kind({kind}), env.scope, kind)
        return None
    if symbol.kind != kind:
        c.error("SIG0209", f"`{expr.name}` is no {kind}", expr.span, f"this is {symbol.spoken}")
        return None
    return symbol


def _tools(c: Checker, key: str, expr: ast.Expr, env: Env) -> list[str] | None:
    names = names_in(expr)
    if not names:
        c.error("SIG0612", f"`{key}` takes names of tools", expr.span, "not names", help="write `tools = [search]`")
        return None
    symbols = [_named(c, key, name, env, "tool") for name in names]
    for symbol in symbols:
        if symbol is not None and env.sites is not None:
            env.sites.tools[symbol.key] = symbol
    return list(dict.fromkeys(symbol.key for symbol in symbols if symbol is not None))


def _metric(c: Checker, key: str, expr: ast.Expr, env: Env, site: Site | None) -> str | None:
    """A metric of the signature that is called. It runs where no wanted answer is known, so it reads none."""
    if env.mode == "metric":
        c.error("SIG0325", "a judge chooses by no metric", expr.span, "inside a metric",
                note="everything is bounded: a metric may not lead back to itself",
                help="ask it several times instead: `by vote(n = 3)`")  # fmt: skip
        return None
    symbol = _named(c, key, expr, env, "metric")
    checked = c.metrics.get(symbol.key) if symbol is not None else None
    if symbol is None or site is None:
        return None
    if isinstance(symbol.decl, ast.MetricDecl) and symbol.decl.subject is None:
        title, text = f"`{symbol.name}` is for no callable", "has inputs of its own"
        c.error("SIG0613", title, expr.span, text, help=f"declare `metric … for {site.symbol.name}` that calls it")
        return None
    if checked is None:
        return None
    if checked.subject != site.symbol.key:
        title = f"`{symbol.name}` is for `{checked.subject}`, not for `{site.symbol.name}`"
        c.report(error("SIG0613", title, expr.span, "of another callable").seen(symbol.span, "declared here"))
        return None
    for word, fields in (("want", checked.wants), ("row", checked.extras)):
        for field, span in fields.items():
            title = f"`{symbol.name}` reads `{word}.{field}`, which no call has"
            note = "a strategy's metric sees the inputs of the call and what was answered, nothing else"
            c.report(error("SIG0615", title, expr.span, "scores a call", note=note).seen(span, "read here"))
            return None
    if isinstance(symbol.decl, ast.MetricDecl) and symbol.decl.origin is not None:
        note = "a metric from Python is given `row`, `want` and `got`, and no call has a `want`"
        c.error("SIG0615", f"`{symbol.name}` comes from Python", expr.span, "scores a call", note=note,
                help=f"declare `metric … for {site.symbol.name}` with an expression")  # fmt: skip
        return None
    site.metric, site.judges = checked.metric, checked.graph
    return symbol.key
