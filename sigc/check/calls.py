"""Calls: of signatures, modules and tools (places of a graph), of metrics (inlined), of the library.

Promise: every argument is checked even when the call is wrong; inputs that are left out are filled with their defaults,
so that a lowered call names every input.
May import: sigc.base, ir, syntax, check/core, fit, misfit, headers, library."""

from __future__ import annotations

from sigc.base.diagnostic import error
from sigc.base.names import closest, sure
from sigc.base.source import Span
from sigc.check.core import LOST, Checker, Env, Graph, Header, Inlined, Typed, Want
from sigc.check.derive import use
from sigc.check.headers import with_defaults
from sigc.check.library import NAMES, call_library
from sigc.check.misfit import missing_value
from sigc.check.scope import CALLABLE, Scope, Symbol
from sigc.ir.expr import Call, Expr, Let, RecordOf
from sigc.ir.types import Field, Record, Type
from sigc.syntax import ast

_PLACES = {
    "rule": ("a rule", "rules are pure: they use values and the library only"),
    "metric": ("a metric", "a metric calls signatures, modules and `pure` tools only"),
    "constant": ("a default", "a default is a plain value"),
    "example": ("an example", "an example holds plain values"),
    "stub": ("a stub", "a stub is computed from the tool's inputs by pure expressions"),
    "data": ("a column", "a column is computed from the raw `row`"),
}

ASK_A_METRIC = "a metric may call `pure` tools: `by refine(score = METRIC)` asks again with what it says"


def call(c: Checker, node: ast.CallExpr, env: Env, hint: Type | None) -> Typed:
    if isinstance(node.of, ast.Variable):
        symbol = env.scope.find(node.of.name)
        if symbol is not None and symbol.kind in CALLABLE:
            return call_symbol(c, node, symbol, env)
        if symbol is None and node.of.name in NAMES:
            return call_library(c, node, node.of.name, env, hint)
    if isinstance(node.of, ast.GenericExpr):
        instance = generic(c, node.of, env.scope)
        return call_symbol(c, node, instance, env) if instance is not None else _lost(c, node, env)
    _not_callable(c, node, env)
    return _lost(c, node, env)


def generic(c: Checker, node: ast.GenericExpr, scope: Scope) -> Symbol | None:
    """The module that `Hop[Verify]` names, checked when it is used for the first time; what is wrong in it is told with
    the place of that use."""
    instance = use(c, node, scope)
    if instance is not None:
        graph_of(c, instance, node.span)
    return instance


def graph_of(c: Checker, instance: Symbol, at: Span) -> None:
    """Check what a use of a generic module stands for, the first time that it is needed."""
    if instance.key in c.graphs:
        return
    mark = len(c.found)
    c.graphs[instance.key] = Graph(instance.key, (), (), (), (), (), ok=False)  # what leads back to itself finds this
    told = {(d.code, d.at.span) for d in c.found[:mark] if d.at is not None}
    c.graphs[instance.key] = c.rules.graph(c, instance)
    new = [d for d in c.found[mark:] if d.at is None or (d.code, d.at.span) not in told]
    c.found[mark:] = [d.seen(at, f"in `{instance.name}`, used here") for d in new]


def _lost(c: Checker, node: ast.CallExpr, env: Env) -> Typed:
    """What was wrong is reported; the arguments are still looked at."""
    for argument in node.args:
        if not argument.spread:
            c.infer(argument.value, env)
    if env.sites is not None:
        env.sites.called += 1
    return LOST


def _not_callable(c: Checker, node: ast.CallExpr, env: Env) -> None:
    of = node.of
    if isinstance(of, ast.Variable):
        symbol = env.scope.find(of.name)
        if symbol is not None:
            help_ = "write a record: `{ field = … }`" if symbol.kind in ("record", "alias", "enum") else None
            c.error("SIG0309", f"`{of.name}` cannot be called", of.span, f"this is {symbol.spoken}", help=help_)
        elif of.name in env.names:
            c.error("SIG0309", f"`{of.name}` cannot be called", of.span, f"this is {env.names[of.name].what}")
        else:
            c.unknown_name(of.name, of.span, [*env.scope.of_kind(CALLABLE), *NAMES], env.scope)
        return
    if isinstance(of, ast.Attribute):
        _method(c, of, env)
        return
    found = c.infer(of, env)
    if found is not LOST:
        c.error("SIG0309", "this cannot be called", of.span, "not a callable", help="call by name: `Name(…)`")


def _method(c: Checker, of: ast.Attribute, env: Env) -> None:
    """`x.f(…)`: told once, unless what stands before the dot is lost already."""
    from sigc.check.habits import METHODS

    name = of.name.text
    if c.infer(of.of, env) is LOST and name not in NAMES:
        return
    help_ = f"write it as a function: `{name}(…)`" if name in NAMES else METHODS.get(name)
    c.error("SIG0309", "values have no methods", of.name.span, "called as a method", help=help_)


def call_symbol(c: Checker, node: ast.CallExpr, symbol: Symbol, env: Env) -> Typed:
    """A call of something declared. Its value is the record of its outputs."""
    header = c.header(symbol)
    if isinstance(symbol.decl, ast.ModuleDecl) and symbol.decl.params:
        names = ", ".join(p.name.text for p in symbol.decl.params)
        c.error("SIG0333", f"`{symbol.name}` is generic", node.of.span, "which signature?",
                help=f"name it: `{symbol.name}[{names}](…)`")  # fmt: skip
        return _lost(c, node, env)
    if symbol.kind != "metric" and not _allowed(c, node, symbol, env):
        return _lost(c, node, env)
    if symbol.kind == "metric" and isinstance(symbol.decl, ast.MetricDecl) and symbol.decl.subject is not None:
        c.error(
            "SIG0309",
            f"`{symbol.name}` judges rows and cannot be called",
            node.of.span,
            "a metric `for` a callable",
            help="only a metric with inputs and outputs of its own can be called",
        )
        return _lost(c, node, env)
    if not header.ok:
        return _lost(c, node, env)
    args = arguments(c, node, symbol, header, env)
    result = Record(header.outputs)
    inner = c.rules.inline(c, symbol) if symbol.kind == "metric" else None
    if inner is not None and not inner.calls:
        return Typed(result, _inlined(inner, args))
    if env.sites is None:
        if inner is not None:
            _nothing_called(c, node, symbol, env)
        return LOST
    env.sites.called += 1
    if symbol.kind == "tool":
        env.sites.tools[symbol.key] = symbol
        return Typed(result, Call("tool", symbol.key, args))
    site = env.sites.add(symbol, node.span)
    return Typed(result, Call("node" if symbol.kind == "signature" else "module", site.name, args))


def _allowed(c: Checker, node: ast.CallExpr, symbol: Symbol, env: Env) -> bool:
    pure = symbol.kind == "tool" and isinstance(symbol.decl, ast.ToolDecl) and _is_pure(symbol.decl)
    if env.mode == "graph" or (env.mode == "metric" and (pure or symbol.kind in ("signature", "module"))):
        return True
    _nothing_called(c, node, symbol, env, ASK_A_METRIC if pure and env.mode == "rule" else None)
    return False


def _nothing_called(c: Checker, node: ast.CallExpr, symbol: Symbol, env: Env, help: str | None = None) -> None:
    where, rule = _PLACES[env.mode]
    what = "calls no such tool" if env.mode == "metric" else "calls nothing"
    spoken = symbol.spoken if symbol.kind != "metric" else "a metric that calls a judge"
    c.error("SIG0319", f"{where} {what}", node.span, f"`{symbol.name}` is {spoken}", note=rule, help=help)


def _is_pure(decl: ast.ToolDecl) -> bool:
    return decl.effect is not None and decl.effect.text == "pure"


def _inlined(inner: Inlined, args: tuple[tuple[str, Expr], ...]) -> Expr:
    """The metric's steps around the record of its outputs; only its own names are free in them."""
    body: Expr = RecordOf((), inner.outputs)
    for step in reversed(inner.steps):
        body = Let((step,), body)
    return Let(args, body) if args else body


# --- arguments -------------------------------------------------------------------------------------------------------


def arguments(c: Checker, node: ast.CallExpr, symbol: Symbol, header: Header, env: Env) -> tuple[tuple[str, Expr], ...]:
    """Every input with its expression, in declared order."""
    inputs = with_defaults(c, symbol)
    given: dict[str, tuple[ast.Argument, Expr]] = {}
    for place, argument in enumerate(_spread(c, node, env)):
        field = _meant(c, argument, place, inputs, symbol, node)
        if field is None:
            if not argument.spread:
                c.infer(argument.value, env)
            continue
        origin = header.places.get(field.name)
        want = Want(field.type, origin, f"`{field.name}` is declared here", f"`{field.name}` of `{symbol.name}`")
        value = c.check(argument.value, env, want)
        if field.name in given:
            _twice(c, argument, given[field.name][0], field.name)
        else:
            given[field.name] = (argument, value.expr)
    return _complete(c, node, symbol, inputs, given, header)


def _spread(c: Checker, node: ast.CallExpr, env: Env) -> list[ast.Argument]:
    """The arguments, `..S` as each input of S that is not given otherwise, by its name."""
    named = {a.name.text for a in node.args if a.name is not None}
    found: list[ast.Argument] = []
    for each in node.args:
        base = env.scope.find(each.value.name) if each.spread and isinstance(each.value, ast.Variable) else None
        if base is None or base.kind != "signature":
            found.append(each)
            continue
        names = [f.name for f in c.header(base).inputs if f.name not in named]
        at = each.value.span
        found += [ast.Argument(ast.Variable(n, at), each.span, ast.Name(n, at)) for n in names]
    return found


def _meant(
    c: Checker, argument: ast.Argument, place: int, inputs: tuple[Field, ...], symbol: Symbol, node: ast.CallExpr
) -> Field | None:
    if argument.spread:
        c.error("SIG0333", "`..` takes the inputs of a signature", argument.span, "not a signature",
                note="`S(..S)` gives each input of S by its name")  # fmt: skip
        return None
    if argument.name is None:
        if place < len(inputs):
            return inputs[place]
        if place == len(inputs):
            takes = f"{len(inputs)} input{'s' if len(inputs) != 1 else ''}"
            title = f"too many arguments for `{symbol.name}`"
            c.report(error("SIG0308", title, argument.span, f"it has {takes}").seen(symbol.span, "declared here"))
        return None
    name = argument.name.text
    found = next((f for f in inputs if f.name == name), None)
    if found is None:
        near = closest(name, [f.name for f in inputs])
        names = ", ".join(f"`{f.name}`" for f in inputs)
        c.error(
            "SIG0307",
            f"`{symbol.name}` has no input `{name}`",
            argument.name.span,
            "no such input",
            help=f"did you mean `{near}`?" if near else f"its inputs are {names}" if names else "it has no inputs",
            fix=sure(name, [f.name for f in inputs]),
        )
    return found


def _twice(c: Checker, again: ast.Argument, first: ast.Argument, name: str) -> None:
    found = error("SIG0308", f"`{name}` is given twice", again.span, "given again here")
    c.report(found.seen(first.span, "first given here"))


def _complete(
    c: Checker,
    node: ast.CallExpr,
    symbol: Symbol,
    inputs: tuple[Field, ...],
    given: dict[str, tuple[ast.Argument, Expr]],
    header: Header,
) -> tuple[tuple[str, Expr], ...]:
    args: list[tuple[str, Expr]] = []
    missing: list[str] = []
    for field in inputs:
        if field.name in given:
            args.append((field.name, given[field.name][1]))
            continue
        default = missing_value(field)
        if default is None:
            missing.append(field.name)
        else:
            args.append((field.name, default))
    unknown = [a.name.text for a in node.args if a.name is not None and a.name.text not in {f.name for f in inputs}]
    meant = {closest(name, missing) for name in unknown}
    missing = [name for name in missing if name not in meant]
    if missing and not any(a.spread for a in node.args):
        _report_missing(c, node, symbol, missing, header.places)
    return tuple(args)


def _report_missing(c: Checker, node: ast.CallExpr, symbol: Symbol, missing: list[str], places: object) -> None:
    names = ", ".join(f"`{m}`" for m in missing)
    at: Span | None = places.get(missing[0]) if isinstance(places, dict) else None
    found = error(
        "SIG0306",
        f"`{symbol.name}` needs {names}",
        node.span,
        "left out here",
        note="only an input with a default or of an optional type may be left out",
        help=f"add `{missing[0]} = …`",
    )
    c.report(found.seen(at, "declared here") if at else found)
