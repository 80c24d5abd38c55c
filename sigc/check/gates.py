"""Gates: a score that must hold on a part of a data set.

Promise: as builds: data and metric are of the gate's own callable, the data hold what the metric reads, and nothing
that acts would run. May import: sigc.base, ir, syntax, check/core, builds."""

from __future__ import annotations

from sigc.base.names import closest
from sigc.check.builds import Around, named, same_subject
from sigc.check.core import Checker
from sigc.check.data import SPLITS
from sigc.check.metrics import subject_of
from sigc.check.scope import Scope, Symbol
from sigc.check.settings import once, value_of
from sigc.check.stubs import refuse_acting, stubs_of
from sigc.ir.project import Gate
from sigc.syntax import ast

SETTINGS = ("data", "metric", "at_least", "model")
NEEDED = {"data": "data = mails.test", "metric": "metric = routing", "at_least": "at_least = 0.85"}


def check_gate(c: Checker, symbol: Symbol, around: Around) -> Gate | None:
    """The lowered gate, None when it is broken or what it names is."""
    decl = symbol.decl
    assert isinstance(decl, ast.GateDecl)
    mark = c.mark()
    scope = c.world.scopes[symbol.path]
    stubs = stubs_of(c, decl.stubs, scope)
    subject = subject_of(c, decl.subject, symbol)
    given = once(c, decl.settings, SETTINGS, "a gate")
    missing = [setting for setting in NEEDED if setting not in given]
    if missing and len(given) == len(decl.settings):  # else the one with a typo may be meant
        names, shown = " and ".join(f"`{m}`" for m in missing), "  ".join(NEEDED[m] for m in missing)
        c.error("SIG0610", f"a gate needs {names}", symbol.span, "left out here", help=f"add `{shown}`")
    data, split = _part(c, given["data"], scope) if "data" in given else (None, "")
    metric = named(c, given, "metric", {"metric"}, scope)
    model = named(c, given, "model", {"model"}, scope)
    at_least = value_of(c, given, "at_least", "float")
    if at_least is not None and not 0 < at_least <= 1:
        c.error("SIG0612", "`at_least` is a score, above 0 and up to 1", given["at_least"].value.span, "never decides")
    if subject is not None:
        same_subject(c, given, subject, data, metric, around, "a gate")
        refuse_acting(c, around.programs.get(subject.key), stubs, symbol.span, "a gate")
    _has_split(c, given, data, split, around)
    if subject is None or data is None or metric is None or at_least is None or not c.clean_since(mark):
        return None
    return Gate(
        symbol.key, subject.key, data.key, split, metric.key, at_least, model.key if model else None, stubs, symbol.span
    )


def _part(c: Checker, bind: ast.Bind, scope: Scope) -> tuple[Symbol | None, str]:
    """The data set and the split of `mails.test`."""
    expr = bind.value
    if not isinstance(expr, ast.Attribute) or not isinstance(expr.of, ast.Variable):
        name = expr.name if isinstance(expr, ast.Variable) else "mails"
        c.error("SIG0612", "a gate takes a part of a data set", expr.span, "which part?",
                help=f"name it: `{name}.test`")  # fmt: skip
        return None, ""
    data = named(c, {"data": ast.Bind(bind.name, expr.of, bind.span)}, "data", {"data"}, scope)
    if expr.name.text not in SPLITS:
        near = closest(expr.name.text, SPLITS)
        help_ = f"did you mean `{near}`?" if near else "splits are `train`, `dev` and `test`"
        c.error("SIG0521", f"there is no split `{expr.name.text}`", expr.name.span, "not a split", help=help_)
    return data, expr.name.text


def _has_split(c: Checker, given: dict[str, ast.Bind], data: Symbol | None, split: str, around: Around) -> None:
    checked = around.datasets.get(data.key) if data is not None else None
    if data is None or checked is None or split not in SPLITS:
        return
    dataset = checked.dataset
    there = [name for name, _ in dataset.split] or [name for name in dataset.files if name] or ["train"]
    if split not in there:
        shown = ", ".join(f"`{name}`" for name in there)
        c.error("SIG0521", f"`{data.name}` has no {split} rows", given["data"].value.span, f"it has {shown}",
                help=f"split it: `split train 0.5, dev 0.25, {split} 0.25`" if split == "test" else None)  # fmt: skip
