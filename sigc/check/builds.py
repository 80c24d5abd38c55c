"""Builds: what to compile, with which passes, against which data and metric.

Promise: every option is held against the catalogue; a metric or data set of another callable is refused; a metric that
reads what its data lack is told with both places. May import: sigc.base, ir, catalog, syntax, check/core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sigc.base.diagnostic import error
from sigc.base.frozen import frozen
from sigc.base.names import closest
from sigc.catalog.tables import BACKENDS, PASSES, Entry
from sigc.check.core import Checker
from sigc.check.data import CheckedData
from sigc.check.formats import adapters_fit, known_choice
from sigc.check.metrics import CheckedMetric, subject_of
from sigc.check.scope import Scope, Symbol
from sigc.check.settings import names_in, once, option_value, plain, value_of
from sigc.check.stubs import refuse_acting, stubs_of
from sigc.ir.program import Program
from sigc.ir.project import Build, Limits, PassCall
from sigc.syntax import ast

SETTINGS = ("model", "teacher", "passes", "data", "metric", "budget", "seed", "share", "emit")
LIMITS = ("usd", "calls", "tokens")


@frozen
class Around:
    """What a build may name."""

    metrics: Mapping[str, CheckedMetric | None]
    datasets: Mapping[str, CheckedData | None]
    programs: Mapping[str, Program]


def check_build(c: Checker, symbol: Symbol, around: Around) -> Build | None:
    decl = symbol.decl
    assert isinstance(decl, ast.BuildDecl)
    mark = c.mark()
    scope = c.world.scopes[symbol.path]
    stubs = stubs_of(c, decl.stubs, scope)
    subject = subject_of(c, decl.subject, symbol)
    given = once(c, decl.settings, SETTINGS, "a build")
    model = named(c, given, "model", {"model"}, scope)
    teacher = named(c, given, "teacher", {"model"}, scope)
    data = named(c, given, "data", {"data"}, scope)
    metric = named(c, given, "metric", {"metric"}, scope)
    passes = _passes(c, given["passes"].value) if "passes" in given else None
    budget = _budget(c, given["budget"].value) if "budget" in given else Limits()
    seed = value_of(c, given, "seed", "int")
    share = _share(c, given, scope, around.programs.get(subject.key) if subject is not None else None)
    emit = _emit(c, given)
    if subject is not None:
        same_subject(c, given, subject, data, metric, around)
        refuse_acting(c, around.programs.get(subject.key), stubs, symbol.span, "a build")
        if "passes" in given:
            adapters_fit(c, given["passes"].value, around.programs.get(subject.key))
    if subject is None or not c.clean_since(mark):
        return None
    return Build(
        name=symbol.key,
        subject=subject.key,
        model=model.key if model else None,
        teacher=teacher.key if teacher else None,
        passes=passes,
        data=data.key if data else None,
        metric=metric.key if metric else None,
        budget=budget,
        seed=seed or 0,
        share=share,
        emit=emit,
        span=symbol.span,
        stubs=stubs,
    )


def named(c: Checker, given: Mapping[str, ast.Bind], setting: str, kinds: set[str], scope: Scope) -> Symbol | None:
    """The declaration that a setting names."""
    if setting not in given:
        return None
    expr = given[setting].value
    kind = next(iter(kinds))
    if isinstance(expr, ast.Attribute) and kind == "data":
        c.error(
            "SIG0612", "a build takes the whole data set", expr.span, "a part of it", help="name the data set alone"
        )
        return None
    if not isinstance(expr, ast.Variable):
        help_ = 'declare it first: `model name = "…"`' if kind == "model" else None
        c.error("SIG0612", f"`{setting}` takes a name", expr.span, "not a name", help=help_)
        return None
    symbol = scope.find(expr.name)
    if symbol is None:
        c.unknown_name(expr.name, expr.span, scope.of_kind(kinds), scope, "data set" if kind == "data" else kind)
        return None
    if symbol.kind not in kinds:
        c.error("SIG0209", f"`{expr.name}` does not fit `{setting}`", expr.span, f"this is {symbol.spoken}")
        return None
    return symbol


# --- passes ----------------------------------------------------------------------------------------------------------


def _passes(c: Checker, expr: ast.Expr) -> tuple[PassCall, ...]:
    if not isinstance(expr, ast.ListExpr):
        c.error(
            "SIG0612", "`passes` takes a list", expr.span, "not a list", help="write `[tidy, bootstrap(demos = 4)]`"
        )
        return ()
    calls = [_pass(c, item) for item in expr.items]
    return tuple(call for call in calls if call is not None)


def _pass(c: Checker, expr: ast.Expr) -> PassCall | None:
    of = expr.of if isinstance(expr, ast.CallExpr) else expr
    if not isinstance(of, ast.Variable):
        c.error("SIG0612", "this is no pass", expr.span, "not a name", help="write `name` or `name(option = …)`")
        return None
    entry = PASSES.get(of.name)
    if entry is None:
        near = closest(of.name, PASSES)
        known = ", ".join(f"`{p}`" for p in PASSES)
        help_ = f"did you mean `{near}`?" if near else f"passes are {known}"
        c.error("SIG0601", f"unknown pass `{of.name}`", of.span, "not found", help=help_)
        return None
    args, options = _pass_options(c, of.name, entry, expr.args if isinstance(expr, ast.CallExpr) else ())
    return PassCall(of.name, args, options)


def _pass_options(
    c: Checker, name: str, entry: Entry, given: tuple[ast.Argument, ...]
) -> tuple[tuple[Any, ...], tuple[tuple[str, Any], ...]]:
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for argument in given:
        if argument.name is None:
            if entry.positional is None or argument.spread:
                c.error("SIG0621", f"`{name}` takes named options only", argument.span, "has no name")
                continue
            if not isinstance(argument.value, ast.Variable):
                c.error("SIG0612", f"`{name}` takes names here", argument.span, "not a name")
                continue
            if known_choice(c, name, argument.value):
                positional.append(argument.value.name)
            continue
        option = entry.options.get(argument.name.text)
        if option is None:
            near = closest(argument.name.text, entry.options)
            known = ", ".join(f"`{o}`" for o in entry.options)
            help_ = f"did you mean `{near}`?" if near else f"its options are {known}" if known else "it has no options"
            c.error(
                "SIG0621",
                f"`{name}` has no option `{argument.name.text}`",
                argument.name.span,
                "no such option",
                help=help_,
            )
        elif argument.name.text in named:
            c.error("SIG0621", f"`{argument.name.text}` is given twice", argument.span, "given again here")
        else:
            named[argument.name.text] = option_value(c, argument.value, option.kind, argument.name.text)
    return tuple(positional), tuple((k, v) for k, v in named.items() if v is not None)


# --- the rest --------------------------------------------------------------------------------------------------------


def _budget(c: Checker, expr: ast.Expr) -> Limits:
    if not isinstance(expr, ast.RecordExpr) or expr.spreads:
        c.error("SIG0612", "`budget` takes a record", expr.span, help="write `{ usd = 2, calls = 2000 }`")
        return Limits()
    given = once(c, expr.fields, LIMITS, "a budget")
    values: dict[str, Any] = {}
    for name, bind in given.items():
        value = plain(bind.value)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or value < 0 or (name != "usd" and isinstance(value, float)):
            kind = "an amount of money" if name == "usd" else "a whole number"
            c.error("SIG0612", f"`{name}` is {kind}, not below 0", bind.value.span, "does not fit")
        else:
            values[name] = float(value) if name == "usd" else value
    return Limits(**values)


def _share(c: Checker, given: Mapping[str, ast.Bind], scope: Scope, program: Program | None) -> tuple[str, ...]:
    if "share" not in given:
        return ()
    names = names_in(given["share"].value)
    if not names:
        c.error("SIG0612", "`share` takes names of signatures", given["share"].value.span, help="write `[Triage]`")
    keys: dict[str, None] = {}
    for name in names:
        symbol = scope.find(name.name)
        if symbol is None:
            c.unknown_name(name.name, name.span, scope.of_kind({"signature"}), scope, "signature")
        elif symbol.kind != "signature":
            c.error("SIG0209", f"`{name.name}` is no signature", name.span, f"this is {symbol.spoken}")
        elif program is None or _can_share(c, name, symbol, program):
            keys[symbol.key] = None
    return tuple(sorted(keys))


def _can_share(c: Checker, name: ast.Variable, symbol: Symbol, program: Program) -> bool:
    """Demos show what a strategy writes, so places with one set of slots have one strategy."""
    places = [node for node in program.each_node() if node.signature == symbol.key]
    if not places:
        c.error("SIG0612", f"no place asks `{symbol.name}` here", name.span, "nothing to share",
                note="`share` names signatures that the program of the build calls")  # fmt: skip
        return False
    kinds = {("strategy" in node.slots.pinned, node.slots.strategy): node for node in places}
    if len(kinds) > 1:
        first, second = list(kinds.values())[:2]
        found = error("SIG0612", f"the places of `{symbol.name}` have different strategies", name.span, "cannot share",
                      note="demos show what a strategy writes, so one set of demos fits one strategy",
                      help="pin the same strategy at all of them, or at none")  # fmt: skip
        for node in (first, second):
            if node.span is not None:
                found = found.seen(node.span, "pinned here" if "strategy" in node.slots.pinned else "not pinned here")
        c.report(found)
    return len(kinds) == 1


def _emit(c: Checker, given: Mapping[str, ast.Bind]) -> tuple[str, ...]:
    if "emit" not in given:
        return ("python", "bundle")
    names = names_in(given["emit"].value)
    if not names:
        c.error("SIG0612", "`emit` takes names of backends", given["emit"].value.span, help="write `[python, bundle]`")
    for name in names:
        if name.name not in BACKENDS:
            near = closest(name.name, BACKENDS)
            known = ", ".join(f"`{b}`" for b in BACKENDS)
            help_ = f"did you mean `{near}`?" if near else f"backends are {known}"
            c.error("SIG0618", f"unknown backend `{name.name}`", name.span, "not found", help=help_)
    return tuple(dict.fromkeys(n.name for n in names))


def same_subject(
    c: Checker,
    given: Mapping[str, ast.Bind],
    subject: Symbol,
    data: Symbol | None,
    metric: Symbol | None,
    around: Around,
    what: str = "a build",
) -> None:
    """Data and metric must be of the block's own callable, and the data must hold what the metric reads."""
    dataset = around.datasets.get(data.key) if data is not None else None
    scorer = around.metrics.get(metric.key) if metric is not None else None
    if data is not None and dataset is not None and dataset.dataset.subject != subject.key:
        _other(c, given["data"], data, dataset.dataset.subject, subject, what)
    if metric is not None and isinstance(metric.decl, ast.MetricDecl):
        if metric.decl.subject is None:
            c.error(
                "SIG0613",
                f"`{metric.name}` is for no callable",
                given["metric"].value.span,
                "has inputs of its own",
                help=f"declare `metric … for {subject.name}` that calls it",
            )
        elif scorer is not None and scorer.subject != subject.key:
            _other(c, given["metric"], metric, scorer.subject, subject, what)
    if dataset is not None and scorer is not None and data is not None:
        _wanted(c, given, data, dataset, scorer)


def _other(c: Checker, bind: ast.Bind, which: Symbol, its: str, subject: Symbol, what: str) -> None:
    found = error(
        "SIG0613",
        f"`{which.name}` is for `{its}`, not for `{subject.name}`",
        bind.value.span,
        "of another callable",
        note=f"{what}, its data and its metric are of one callable",
    )
    c.report(found.seen(which.span, "declared here"))


def _wanted(
    c: Checker, given: Mapping[str, ast.Bind], data: Symbol, dataset: CheckedData, scorer: CheckedMetric
) -> None:
    if dataset.columns is None:
        return
    there = dataset.columns | set(dataset.dataset.columns)
    for name, span in scorer.wants.items():
        if name in {f.name for f in dataset.dataset.wants} - there:
            found = error(
                "SIG0615",
                f"the metric reads `want.{name}`, which the data lack",
                given["metric"].value.span,
                f"scored on `{data.name}`",
                help=f"add the column `{name}` to the data, or bind it from another: `{name} = row.…`",
            )
            c.report(found.seen(span, "read here"))
    extras = {f.name for f in dataset.dataset.extras}
    for name, span in scorer.extras.items():
        if name not in extras:
            found = error(
                "SIG0615",
                f"the metric reads `row.{name}`, which `{data.name}` does not declare",
                given["metric"].value.span,
                f"scored on `{data.name}`",
                help=f"declare it in the data: `extra {name}: …`",
            )
            c.report(found.seen(span, "read here"))
