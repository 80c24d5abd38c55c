"""Metrics: of a callable (over row, want, got), or with inputs and outputs of their own (inlined where called).

Promise: expressions, and calls of judges and pure tools; what a metric reads of `want` and of extra columns is
recorded, so that a build can hold it against its data. May import: sigc.base, ir, syntax, check/core and its
expressions, judges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sigc.base.diagnostic import error
from sigc.base.frozen import frozen
from sigc.base.names import closest
from sigc.base.source import Span
from sigc.check.core import Checker, Env, Graph, Header, Inlined, Local, Sites, Typed, Want
from sigc.check.derive import use
from sigc.check.fit import interval, is_text, is_unknown
from sigc.check.graphs import bind_all
from sigc.check.headers import refuse_output_defaults, with_defaults
from sigc.check.judges import called_from_python, from_python, judging_graph
from sigc.check.lower import types_reached
from sigc.check.misfit import shown
from sigc.check.order import names_read
from sigc.check.scope import Symbol
from sigc.check.settings import twice
from sigc.ir.expr import Binary, Const, Expr, IfElse, Var
from sigc.ir.program import Binding, Metric
from sigc.ir.types import Bool, Field, Json, Record, Type, TypeDef
from sigc.syntax import ast

PARTS = ("row", "want", "got")


@frozen
class CheckedMetric:
    """A lowered metric with its subject's key and the places where it reads `want` fields and extra columns. `graph`:
    the metric as a module, where it calls something."""

    metric: Metric
    subject: str
    wants: Mapping[str, Span]
    extras: Mapping[str, Span]
    graph: Graph | None = None
    types: Mapping[str, TypeDef] | None = None
    """The types that its expressions name, those of its callable aside."""


def check_metric(c: Checker, symbol: Symbol, extras: tuple[Field, ...]) -> CheckedMetric | None:
    """A metric `for` a callable; `extras` are the extra columns that data of that callable declare."""
    decl = symbol.decl
    assert isinstance(decl, ast.MetricDecl)
    mark = c.mark()
    subject = subject_of(c, decl.subject, symbol) if decl.subject is not None else None
    header = c.header(subject) if subject is not None else Header(ok=False)
    if subject is None or not header.ok:
        return None
    span = decl.subject.span if decl.subject is not None else symbol.span
    row = Record((*header.inputs, *(e for e in extras if e.name not in {f.name for f in header.inputs})))
    types = {"row": row, "want": Record(header.outputs), "got": Record(header.outputs)}
    if decl.origin is not None:
        return _from_python(c, symbol, subject.key, types)
    names = {name: Local(t, span, f"`{name}` of a metric") for name, t in types.items()}
    binds, sites = _distinct(c, decl.bindings), Sites()
    env = Env(c.world.scopes[symbol.path], "metric", names, sites=sites)
    lowered, env = bind_all(c, binds, env, sites, {})
    by_name = {b.name: b for b in lowered}
    spans = {b.name.text: b.value.span for b in binds}
    score = _score(c, symbol, by_name, env, spans)
    feedback = _feedback(c, by_name, env, spans)
    if score is None or not c.clean_since(mark):
        return None
    shared = {v.name for b in binds for v in names_read(b.value)} & {"score", "feedback"}
    steps = tuple(b for b in lowered if b.name in shared or b.name not in ("score", "feedback"))
    read = _reads(binds)
    known = {f.name for f in header.inputs}
    metric = Metric(symbol.key, score.expr, feedback, steps)
    return CheckedMetric(
        metric,
        subject.key,
        read["want"],
        {n: s for n, s in read["row"].items() if n not in known},
        judging_graph(symbol.key, types, lowered, _calls_of(symbol, sites)) if sites.called else None,
        _own_types(c, header, metric),
    )


def _own_types(c: Checker, header: Header, metric: Metric) -> Mapping[str, TypeDef] | None:
    theirs = types_reached(c.types, (*header.inputs, *header.outputs)) or {}
    mine = types_reached(c.types, [metric]) or {}
    return {name: mine[name] for name in mine if name not in theirs} or None


def _from_python(c: Checker, symbol: Symbol, subject: str, types: Mapping[str, Type]) -> CheckedMetric | None:
    bindings = from_python(c, symbol, types)
    if bindings is None:
        return None
    graph = judging_graph(symbol.key, types, bindings, Graph(symbol.key, (), (), (), (), (symbol,)))
    metric = Metric(symbol.key, bindings[1].value, IfElse(
        Binary("==", bindings[2].value, Const(None)), Const(""), bindings[2].value), bindings[:1])  # fmt: skip
    return CheckedMetric(metric, subject, {}, {}, graph)


def _calls_of(symbol: Symbol, sites: Sites) -> Graph:
    tools = tuple(sites.tools[key] for key in sorted(sites.tools))
    return Graph(symbol.key, (), (), (), tuple(sites.items), tools)


def subject_of(c: Checker, path: ast.Path, owner: Symbol) -> Symbol | None:
    """The signature, module or tool that a metric, data set or build is for."""
    scope = c.world.scopes[owner.path]
    name = path.parts[0]
    symbol = scope.find(name.text)
    if symbol is None:
        c.unknown_name(name.text, name.span, scope.of_kind({"signature", "module"}), scope, "callable")
        return None
    if path.args:
        return use(c, ast.GenericExpr(ast.Variable(name.text, name.span), path.args, path.span), scope)
    if isinstance(symbol.decl, ast.ModuleDecl) and symbol.decl.params:
        names = ", ".join(p.name.text for p in symbol.decl.params)
        c.error("SIG0333", f"`{symbol.name}` is generic", path.span, "which signature?",
                help=f"name it: `{symbol.name}[{names}]`")  # fmt: skip
        return None
    if symbol.kind not in ("signature", "module") or len(path.parts) > 1:
        c.error(
            "SIG0209",
            f"`{path.text}` is no signature or module",
            path.span,
            f"this is {symbol.spoken}",
            note=f"{owner.spoken} is for a signature or a module",
        )
        return None
    return symbol


def _distinct(c: Checker, bindings: Iterable[ast.Bind]) -> list[ast.Bind]:
    fresh: dict[str, ast.Bind] = {}
    for bind in bindings:
        name = bind.name.text
        if name in PARTS:
            c.error("SIG0211", f"`{name}` is given to every metric", bind.name.span, "cannot be bound again")
        elif name in fresh:
            twice(c, bind.name, fresh[name].name.span, "bound")
        else:
            fresh[name] = bind
    return list(fresh.values())


def _score(
    c: Checker, symbol: Symbol, bound: Mapping[str, Binding], env: Env, spans: Mapping[str, Span]
) -> Typed | None:
    if "score" not in bound:
        near = closest("score", bound)
        c.error(
            "SIG0614",
            f"`{symbol.name}` binds no `score`",
            symbol.span,
            "gives no score",
            note="a metric binds `score`, a number from 0 to 1, and may bind `feedback`",
            help=f"is `{near}` meant to be `score`?" if near else "add `score = …`",
        )
        return None
    type_, expr = env.names["score"].type, bound["score"].value
    if isinstance(type_, Bool):
        return Typed(type_, IfElse(expr, Const(1.0), Const(0.0)))
    ends = interval(type_)
    if ends is None and not is_unknown(type_) and not isinstance(type_, Json):
        has_score = isinstance(type_, Record) and any(f.name == "score" for f in type_.fields)
        help_ = "a call's value is a record: take its field `.score`" if has_score else None
        title = f"a score is a number, found `{shown(type_)}`"
        c.error("SIG0614", title, spans["score"], "not a number from 0 to 1", help=help_)
        return None
    if ends is not None and ((ends[0] or 0) > 1 or (ends[1] is not None and ends[1] < 0)):
        c.error("SIG0614", "this score is never between 0 and 1", spans["score"], f"its type is `{shown(type_)}`")
    return Typed(type_, expr)


def _feedback(c: Checker, bound: Mapping[str, Binding], env: Env, spans: Mapping[str, Span]) -> Expr | None:
    if "feedback" not in bound:
        return None
    type_ = env.names["feedback"].type
    if not is_text(type_) and not is_unknown(type_):
        c.error("SIG0614", f"feedback is a text, found `{shown(type_)}`", spans["feedback"], "not a str")
    return bound["feedback"].value


def _reads(binds: Iterable[ast.Bind]) -> dict[str, dict[str, Span]]:
    """Fields read from `row` and `want`, each with its first place."""
    found: dict[str, dict[str, Span]] = {"row": {}, "want": {}}
    stack: list[object] = [b.value for b in binds]
    while stack:
        each = stack.pop()
        if isinstance(each, ast.Attribute) and isinstance(each.of, ast.Variable) and each.of.name in found:
            name, span = each.name.text, each.span
            first = found[each.of.name].get(name)
            found[each.of.name][name] = span if first is None else min(first, span)
        if isinstance(each, tuple | list):
            stack.extend(each)
        elif hasattr(each, "__dataclass_fields__") and not isinstance(each, Span):
            stack.extend(getattr(each, name) for name in each.__dataclass_fields__)
    return found


# --- metrics that are called -----------------------------------------------------------------------------------------


def inline(c: Checker, symbol: Symbol) -> Inlined:
    """A metric with inputs and outputs of its own, ready to be put in place of a call; computed once."""
    if symbol.key in c.inlined:
        known = c.inlined[symbol.key]
        if known is None:
            c.error(
                "SIG0205",
                f"`{symbol.name}` needs itself",
                symbol.span,
                "calls lead back to it",
                note="everything is bounded: a metric may not lead back to itself",
            )
            c.inlined[symbol.key] = known = Inlined((), (), ok=False)
        return known
    c.inlined[symbol.key] = None
    made = _inline(c, symbol)
    if c.inlined[symbol.key] is None:
        c.inlined[symbol.key] = made
    return c.inlined[symbol.key] or made


def _inline(c: Checker, symbol: Symbol) -> Inlined:
    decl = symbol.decl
    assert isinstance(decl, ast.MetricDecl)
    header = c.header(symbol)
    mark = c.mark()
    refuse_output_defaults(c, decl)
    if decl.origin is not None:
        graph = called_from_python(c, symbol, header) if header.ok else None
        if graph is not None:
            c.graphs[symbol.key] = graph
        return Inlined((), (), ok=graph is not None, calls=True)
    names = {f.name: Local(f.type, header.places[f.name], "an input") for f in with_defaults(c, symbol)}
    wants = {
        f.name: Want(f.type, header.places[f.name], f"`{f.name}` is declared here", f"the output `{f.name}`")
        for f in header.outputs
    }
    sites = Sites()
    env = Env(c.world.scopes[symbol.path], "metric", names, sites=sites)
    binds = _distinct(c, decl.bindings)
    for bind in [b for b in binds if b.name.text in names]:
        found = error("SIG0311", f"`{bind.name.text}` is an input already", bind.name.span, "bound again here")
        c.report(found.seen(names[bind.name.text].span, "the input is declared here"))
        binds.remove(bind)
    lowered, env = bind_all(c, binds, env, sites, wants)
    _unbound(c, header, {b.name for b in lowered})
    if sites.called:
        made, ok = _calls_of(symbol, sites), c.clean_since(mark)
        c.graphs[symbol.key] = replace(
            made, inputs=with_defaults(c, symbol), outputs=header.outputs, bindings=lowered, ok=ok
        )
        return Inlined((), (), ok, calls=True)
    steps = tuple((b.name, b.value) for b in lowered)
    outputs = tuple((f.name, Var(f.name)) for f in header.outputs if f.name in {n for n, _ in steps})
    return Inlined(steps, outputs, c.clean_since(mark))


def _unbound(c: Checker, header: Header, bound: set[str]) -> None:
    for field in header.outputs:
        if field.name not in bound:
            c.error(
                "SIG0310",
                f"the output `{field.name}` is never bound",
                header.places[field.name],
                "declared here",
                help=f"bind it: `{field.name} = …`",
            )
