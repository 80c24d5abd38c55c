"""Bounds for people and for machines: a table for the whole, each module, node and tool, and the same as JSON.

Promise: complete without colour; `~` stands before whatever is no proof. May import: all rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sigc.analysis.bounds import Bounds, ModelFor, Row
from sigc.analysis.bounds_cost import CALLS, TOKENS_IN, TOKENS_OUT, TOOLS, USD_SPENT, USUAL, Cost
from sigc.analysis.bounds_expr import Bound, Size
from sigc.ir.program import Program
from sigc.lm.prices import PICO, table_date

PATH = "path"
LABELS = {
    CALLS: "model calls", TOOLS: "tool calls", PATH: "calls in a row", TOKENS_IN: "tokens in",
    TOKENS_OUT: "tokens out", USD_SPENT: "usd",
}  # fmt: skip
SHOWN_PLACES = 6


def rows_of(bounds: Bounds) -> tuple[Row, ...]:
    """The whole and its parts; a node that is all of its module is not told twice."""
    first, *others = bounds.rows
    return (first, *(row for row in others if row.name != first.name))


def table(bounds: Bounds, program: Program, model_for: ModelFor) -> str:
    """The bounds as text."""
    told = [(row, list(_lines(row))) for row in rows_of(bounds)]
    every = [line for _, part in told for line in part]
    widths = [max([len(line[i]) for line in every] + [len(head)]) for i, head in enumerate(("", "least", "most"))]
    head = _line(("", "least", "most", "~usual"), widths)
    blocks = []
    for row, part in told:
        title = f"one run of {row.name}" if row is bounds.rows[0] else f"{row.kind} {row.name}"
        about = _about(row, bounds, program, model_for)
        blocks.append("\n".join([title + (f": {about}" if about else ""), head, *(_line(one, widths) for one in part)]))
    notes = list(_notes(bounds))
    return "\n\n".join([*blocks, *(["\n".join(notes)] if notes else [])]) + "\n"


def as_json(bounds: Bounds, program: Program, model_for: ModelFor) -> dict[str, Any]:
    """The bounds as data: numbers where they are numbers, else texts; money in US dollars."""
    return {
        "module": bounds.module,
        "rows": [_data(row, bounds, program, model_for) for row in rows_of(bounds)],
        "sizes": {size.name: size.remedy for size in _sizes(bounds)},
        "assumed": sorted(bounds.cost.assumed),
        "unpriced": sorted(bounds.cost.unpriced),
        "uncounted": sorted(bounds.cost.uncounted),
        "prices": table_date(),
    }


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=False)]
    return "  ".join(["", *padded, *cells[len(widths) :]]).rstrip()


def _lines(row: Row) -> Iterator[tuple[str, ...]]:
    """What is more than nothing: label, least, most, estimate."""
    cost = row.cost
    for name, label in LABELS.items():
        if name == USD_SPENT and cost.unpriced:
            yield label, "unknown", "unknown", "unknown"
            continue
        range_ = cost.path if name == PATH else cost[name]
        if not range_.most or (name == PATH and row.kind == "tool"):
            continue
        least, most = _marks(name, cost)
        usual = f"~{cost[USUAL[name]].most}" if name in USUAL else ""
        yield label, f"{least}{range_.least}" if range_.least else "0", f"{most}{range_.most}", usual
    if not cost[CALLS].most and not cost[TOOLS].most:
        yield LABELS[CALLS], "0", "0", ""


def _marks(name: str, cost: Cost) -> tuple[str, str]:
    """`~` for a least and a most that are no proof."""
    if name not in (TOKENS_IN, USD_SPENT) or not cost[name].most:
        return "", ""
    return ("~" if cost.uncounted else ""), ("~" if cost.assumed else "")


def _about(row: Row, bounds: Bounds, program: Program, model_for: ModelFor) -> str:
    """Of a node: its signature, strategy and model."""
    node = program.nodes.get(row.name)
    if node is None or (row.kind != "node" and row is not bounds.rows[0]):
        return ""
    by = f" by {node.slots.strategy.name}" if node.slots.strategy.name != "predict" else ""
    signature = "" if node.signature == row.name else node.signature
    return f"{signature}{by} on {model_for(node.slots.model).id}".strip()


def _notes(bounds: Bounds) -> Iterator[str]:
    for size in _sizes(bounds):
        yield f"{size.name} has no end: {size.remedy}"
    if bounds.cost.assumed:
        places = sorted(bounds.cost.assumed)
        rest = f" and {len(places) - SHOWN_PLACES} more" if len(places) > SHOWN_PLACES else ""
        yield f"~ counts texts without an end as `max_tokens`: {', '.join(places[:SHOWN_PLACES])}{rest}"
    if bounds.cost.uncounted:
        yield f"~ counts tokens without the tokenizer of {', '.join(sorted(bounds.cost.uncounted))}"
    for model in sorted(bounds.cost.unpriced):
        yield f"no price is known for {model}: set usd_per_m_input and usd_per_m_output"
    if bounds.cost[USD_SPENT].most:
        yield f"list prices of {table_date()}, or a model's own"


def _sizes(bounds: Bounds) -> list[Size]:
    """Every size without an end that is told of, in order of name."""
    shown = [r for row in bounds.rows for r in (row.cost.path, *row.cost.amounts.values())]
    found = {size.name: size for range_ in shown for size in (*range_.least.sizes(), *range_.most.sizes())}
    return [found[name] for name in sorted(found)]


def _data(row: Row, bounds: Bounds, program: Program, model_for: ModelFor) -> dict[str, Any]:
    cost = row.cost
    out: dict[str, Any] = {"kind": row.kind, "name": row.name}
    node = program.nodes.get(row.name) if row.kind == "node" or row is bounds.rows[0] else None
    if node is not None:
        out |= {"signature": node.signature, "strategy": node.slots.strategy.name}
        out["model"] = model_for(node.slots.model).id
    for name in LABELS:
        money = name == USD_SPENT
        if money and cost.unpriced:
            out[name] = None
            continue
        range_ = cost.path if name == PATH else cost[name]
        value: Callable[[Bound], float | int | str] = _dollars if money else _value
        least, most = _marks(name, cost)
        out[name] = {"least": value(range_.least), "most": value(range_.most)}
        if name in USUAL:
            out[name] |= {"usual": value(cost[USUAL[name]].most), "estimated": _estimated(least, most)}
    return out


def _estimated(least: str, most: str) -> list[str]:
    """Which of the numbers are no proof."""
    return [*(["least"] if least else []), *(["most"] if most else []), "usual"]


def _value(bound: Bound) -> int | str:
    return bound.value if bound.value is not None else str(bound)


def _dollars(bound: Bound) -> float | str:
    return bound.value / PICO if bound.value is not None else str(bound)
