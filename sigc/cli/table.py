"""The report of a compile: what each pass did to which slot, the whole program on test, and where the outputs lie.

May import: all rooms."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sigc.build.compile import Compiled
from sigc.build.optimize import Report
from sigc.evaluate.stats import Interval
from sigc.lm.budget import Spent
from sigc.passes.base import Evidence


def print_report(compiled: Compiled) -> None:
    """Tables on stdout; complete without colour."""
    console = Console(highlight=False, width=None if Console().is_terminal else 120)
    if compiled.evidence:
        _print(console, _slots(compiled.evidence))
        remarks = _remarks(compiled.evidence)
        for line in (*remarks, "") if remarks else ():
            console.print(line, soft_wrap=True, markup=False)
    if compiled.report:
        _print(console, _test(compiled.report))
    if compiled.spent:
        console.print(_spent(compiled.spent))
    for backend, folder in compiled.outputs.items():
        console.print(f"{backend:8}{folder}", soft_wrap=True, markup=False)
    console.print(f"{'lock':8}{compiled.lock_path}", soft_wrap=True, markup=False)


def _print(console: Console, table: Table) -> None:
    """Without the spaces that fill each line, which a copy into a page or a ticket would keep."""
    with console.capture() as captured:
        console.print(table)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def _slots(evidence: tuple[Evidence, ...]) -> Table:
    table = Table(box=SIMPLE_HEAD, title="each slot, on dev rows", title_justify="left", title_style="")
    for name in ("slot", "pass", "before", "after", "gain, interval", "calls", "USD", "now"):
        number = name in ("before", "after", "calls", "USD")
        table.add_column(name, justify="right" if number else "left", no_wrap=name != "now", overflow="fold")
    for each in evidence:
        gain = _signed(each.gain) if each.changed else "–"
        table.add_row(
            Text(_place(each)),
            each.pass_,
            _score(each.before),
            _score(each.after),
            gain,
            f"{each.calls:,}",
            "?" if each.cost is None else f"{each.cost:.2f}",
            Text(each.kept),
        )
    return table


def _place(each: Evidence) -> str:
    return f"{each.node}.{each.slot}" if each.node else each.slot


def _remarks(evidence: tuple[Evidence, ...]) -> list[str]:
    """What a search has to say, each remark once with all the places that it is about."""
    places: dict[str, list[str]] = {}
    for each in evidence:
        if each.remark:
            places.setdefault(each.remark, []).append(_place(each))
    return [f"{', '.join(dict.fromkeys(where))}: {remark}" for remark, where in places.items()]


def _test(report: Report) -> Table:
    title = f"the whole program, on {report.rows} test rows, read once"
    table = Table(box=SIMPLE_HEAD, title=title, title_justify="left", title_style="")
    for name in ("", "score", "95 % interval", "tokens a row"):
        table.add_column(name, justify="right" if name in ("score", "tokens a row") else "left", no_wrap=True)
    rows = (("as written", report.before, report.tokens_before), ("as compiled", report.after, report.tokens_after))
    for name, interval, tokens in rows:
        table.add_row(name, f"{interval.mean:.3f}", f"{interval.low:.3f} … {interval.high:.3f}", f"{tokens:,.0f}")
    verdict = "" if report.gain.clear else "not clear of zero"
    gain = f"{report.gain.low:+.3f} … {report.gain.high:+.3f}"
    table.add_row("gain", f"{report.gain.mean:+.3f}", gain, verdict)
    return table


def _spent(spent: Spent) -> str:
    maybe = f" (and possibly {spent.possibly_usd:.4f} USD for cut calls)" if spent.possibly_usd else ""
    unknown = f" and {spent.unpriced:,} calls of unknown price" if spent.unpriced else ""
    return f"{spent.calls:,} calls, {spent.tokens:,} tokens, {spent.usd:.4f} USD{unknown}{maybe}"


def _score(interval: Interval) -> str:
    return f"{interval.mean:.3f}" if interval.rows else "–"


def _signed(interval: Interval) -> str:
    return f"{interval.mean:+.3f} [{interval.low:+.3f}, {interval.high:+.3f}]"
