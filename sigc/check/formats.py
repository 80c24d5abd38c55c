"""The wire formats and strategies that a build's passes are told to choose from.

Promise: a name that is none is one error; formats that cannot serve a place are told with the reason.
May import: sigc.base, ir, catalog, syntax, analysis, check/core."""

from __future__ import annotations

from sigc.base.diagnostic import warning
from sigc.base.names import closest, sure
from sigc.catalog.tables import ADAPTERS, STRATEGIES
from sigc.check.core import Checker
from sigc.ir.program import Program
from sigc.syntax import ast

CHOICES = {"adapter": ADAPTERS, "strategy": STRATEGIES}


def known_choice(c: Checker, pass_: str, name: ast.Variable) -> bool:
    """Whether a pass may choose what is named; an error when not."""
    choices = CHOICES.get(pass_)
    if choices is None or name.name in choices:
        return True
    near = closest(name.name, choices)
    help_ = f"did you mean `{near}`?" if near else f"known are {', '.join(f'`{n}`' for n in choices)}"
    c.error("SIG0622", f"`{name.name}` is no {pass_}", name.span, "not found", help=help_, fix=sure(name.name, choices))
    return False


def adapters_fit(c: Checker, passes: ast.Expr, program: Program | None) -> None:
    """A format alone is a pin, so it must serve every place; one of several must serve some place."""
    calls = passes.items if isinstance(passes, ast.ListExpr) else ()
    for call in calls:
        if program is None or not isinstance(call, ast.CallExpr) or not _is_adapter(call):
            continue
        names = [a.value for a in call.args if a.name is None and isinstance(a.value, ast.Variable)]
        for name in names:
            _fits(c, name, program, alone=len(names) == 1)


def _is_adapter(call: ast.CallExpr) -> bool:
    return isinstance(call.of, ast.Variable) and call.of.name == "adapter"


def _fits(c: Checker, name: ast.Variable, program: Program, *, alone: bool) -> None:
    from sigc.analysis.formats import misfits  # loads the format itself, which few builds name

    if name.name not in ADAPTERS:
        return
    found = misfits(program, name.name)
    if not found or (len(found) < len(program.nodes) and not alone):
        return
    node, why = next(iter(found.items()))
    told = warning(
        "SIG0624",
        f"the adapter `{name.name}` does not fit `{node}`",
        name.span,
        why,
        note="a place that none of the adapters fits keeps the one that it has",
        help=f"choose from others: {', '.join(f'`{other}`' for other in _fitting(program, node))}",
    )
    span = program.nodes[node].span
    c.report(told.seen(span, "this place") if span is not None else told)


def _fitting(program: Program, node: str) -> list[str]:
    from sigc.analysis.formats import misfits

    return [name for name in ADAPTERS if node not in misfits(program, name)]
