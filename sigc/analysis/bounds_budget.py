"""Does every run stay within a budget? Asked of bounds, before any model is called.

Promise: no answer but a proof or a diagnostic: what depends on a size without an end, or on an assumption, is told and
never taken for a number. With `estimate`, tokens and money are compared by their estimates instead.
May import: sigc.base, sigc.ir, sigc.analysis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sigc.analysis.bounds import Bounds, Row
from sigc.analysis.bounds_cost import CALLS, TOKENS_IN, TOKENS_OUT, USD_SPENT, USUAL, Cost
from sigc.analysis.bounds_expr import Bound, dollars, total
from sigc.base.diagnostic import Diagnostic, error
from sigc.base.source import Span
from sigc.ir.program import Program
from sigc.ir.project import Limits

PICO = 10**12


def over_budget(bounds: Bounds, limits: Limits, program: Program, *, estimate: bool = False) -> tuple[Diagnostic, ...]:
    """What keeps one run of the module from surely staying within the limits; empty when nothing does."""
    return tuple(_problems(bounds, limits, program, estimate))


def _problems(bounds: Bounds, limits: Limits, program: Program, estimate: bool) -> Iterator[Diagnostic]:
    if limits.calls is not None:
        yield from _compared(bounds, program, "{} model calls", limits.calls, lambda c: c[CALLS].most)
    tokens, money = (TOKENS_IN, TOKENS_OUT), (USD_SPENT,)
    for what, names, limit in (("tokens", tokens, limits.tokens), ("US dollars", money, limits.usd)):
        if limit is None:
            continue
        unpriced = sorted(bounds.cost.unpriced) if names == money else []
        if unpriced:
            yield _unpriced(unpriced[0])
        elif bounds.cost.assumed and not estimate and any(bounds.cost[name].most for name in names):
            yield _assumed(bounds, program, what)
        else:
            shown = [USUAL[name] for name in names] if estimate else list(names)
            whole = round(limit * PICO) if names == money else int(limit)
            about = f"about {{}} {what}" if estimate else f"{{}} {what}"
            yield from _compared(bounds, program, about, whole, partial(_sum, shown))


def _sum(names: list[str], cost: Cost) -> Bound:
    return total(cost[name].most for name in names)


def _compared(
    bounds: Bounds, program: Program, what: str, limit: int, of: Callable[[Cost], Bound]
) -> Iterator[Diagnostic]:
    """`what`: in words, with a place for the number."""
    most = of(bounds.cost)
    ceiling = most.ceiling
    if ceiling is None:
        yield _endless(bounds, what.removeprefix("about ").removeprefix("{} "), most)
    elif ceiling > limit:
        yield _too_much(bounds, program, what, limit, ceiling, of)


def _too_much(
    bounds: Bounds, program: Program, what: str, limit: int, ceiling: int, of: Callable[[Cost], Bound]
) -> Diagnostic:
    money = what.endswith("US dollars")

    def said(n: int) -> str:
        return dollars(n) if money else str(n)

    parts = [(of(row.cost).ceiling or 0, row) for row in bounds.rows if row.kind == "node"]
    largest = max(parts, key=lambda part: part[0], default=None)
    at = _span(largest[1], program) if largest else None
    text = f"up to {said(largest[0])} here" if largest else ""
    title = f"one run of `{bounds.module}` may come to {what.format(said(ceiling))}; the budget is {said(limit)}"
    help_ = "raise the budget, or give lists a smaller end"
    if not what.endswith("model calls"):
        help_ += ", texts a shorter one and models a smaller `max_tokens`"
    return error("SIG0650", title, at, text, help=help_)


def _endless(bounds: Bounds, what: str, most: Bound) -> Diagnostic:
    size = next(most.open_sizes(), None)
    if size is None:
        title = f"nothing says how many {what} one run of `{bounds.module}` comes to at most"
        return error("SIG0651", title, help="use a strategy and an adapter that `sigc check` knows")
    title = f"how many {what} one run of `{bounds.module}` comes to depends on {size.name}"
    note = f"the most is {_shortened(str(most))}"
    return error("SIG0651", title, size.span, f"{size.name} has no end", note=note, help=size.remedy or None)


def _assumed(bounds: Bounds, program: Program, what: str) -> Diagnostic:
    places = sorted(bounds.cost.assumed)
    rest = f" and {len(places) - 3} more" if len(places) > 3 else ""
    title = f"how many {what} one run of `{bounds.module}` comes to is an estimate"
    note = f"no type says how long {', '.join(f'`{p}`' for p in places[:3])}{rest} can be"
    row = next((r for r in bounds.rows if r.kind == "node" and r.cost.assumed), None)
    help_ = "give texts an end, as in `str(..2000)`, or compare the estimate with `--estimate`"
    return error("SIG0652", title, _span(row, program) if row else None, note=note, help=help_)


def _unpriced(model: str) -> Diagnostic:
    title = f"the price of {model} is unknown, so a budget in usd cannot hold"
    return error("SIG0814", title, help="set usd_per_m_input and usd_per_m_output in the model's settings")


def _span(row: Row, program: Program) -> Span | None:
    node = program.nodes.get(row.name)
    return node.span if node else None


def _shortened(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:99]}…"
