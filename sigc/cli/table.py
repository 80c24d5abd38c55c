"""The report of a compile: what each pass did to which slot, the whole program on test, and where the outputs lie.

May import: all rooms."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from sigc.build.compile import Compiled
from sigc.build.optimize import Report
from sigc.evaluate.stats import Interval
from sigc.lm.budget import Spent
from sigc.passes.base import Evidence


def print_report(compiled: Compiled) -> None:
    """Tables on stdout; complete without colour."""
    console = Console(highlight=False, width=None if Console().is_terminal else 120)
    if compiled.evidence:
        console.print(_slots(compiled.evidence))
    if compiled.report:
        console.print(_test(compiled.report))
    if compiled.spent:
        console.print(_spent(compiled.spent))
    for backend, folder in compiled.outputs.items():
        console.print(f"{backend:8} {folder}", soft_wrap=True)
    console.print(f"{'lock':8} {compiled.lock_path}", soft_wrap=True)


def _slots(evidence: tuple[Evidence, ...]) -> Table:
    table = Table(
        "slot", "pass", "dev before", "dev after", "gain", "calls", "kept", box=SIMPLE_HEAD, title_justify="left"
    )
    for each in evidence:
        slot = f"{each.node}.{each.slot}" if each.node else each.slot
        gain = _signed(each.gain) if each.changed else "–"
        kept = each.kept + (f" ({each.remark})" if each.remark else "")
        table.add_row(slot, each.pass_, _score(each.before), _score(each.after), gain, str(each.calls), kept)
    return table


def _test(report: Report) -> Table:
    table = Table(f"test, {report.rows} rows, read once", "score", "95 % interval", "tokens a row", box=SIMPLE_HEAD)
    rows = (("as written", report.before, report.tokens_before), ("as compiled", report.after, report.tokens_after))
    for name, interval, tokens in rows:
        table.add_row(name, f"{interval.mean:.3f}", f"{interval.low:.3f} … {interval.high:.3f}", f"{tokens:.0f}")
    verdict = "" if report.gain.clear else "no significant gain"
    table.add_row("gain", f"{report.gain.mean:+.3f}", f"{report.gain.low:+.3f} … {report.gain.high:+.3f}", verdict)
    return table


def _spent(spent: Spent) -> str:
    maybe = f" (and possibly {spent.possibly_usd:.4f} USD for cut calls)" if spent.possibly_usd else ""
    return f"{spent.calls} calls, {spent.tokens} tokens, {spent.usd:.4f} USD{maybe}"


def _score(interval: Interval) -> str:
    return f"{interval.mean:.3f}" if interval.rows else "–"


def _signed(interval: Interval) -> str:
    return f"{interval.mean:+.3f} [{interval.low:+.3f}, {interval.high:+.3f}]"
