"""The pass `strategy`: choose each node's inference strategy by score, then tokens.

Promise: as search.py's; a node whose strategy the source pins with `by` is left alone. May import: sigc.ir,
sigc.catalog, sigc.passes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from sigc.catalog.tables import INNER_STRATEGIES, STRATEGIES
from sigc.ir.program import Program, Slots, Strategy
from sigc.passes.base import Bench
from sigc.passes.options import choose_slot

CHOICES = {name: entry for name, entry in STRATEGIES.items() if not any(o.required for o in entry.options.values())}


@dataclass(frozen=True, slots=True)
class ChooseStrategy:
    """`of`: the strategies to choose from, with default options; `predict` and `cot` when empty, because the others
    cost several calls. Those that need an option (a tool, a metric) are the author's choice. `rows`: as in
    `adapter`."""

    name: ClassVar[str] = "strategy"
    of: tuple[str, ...] = ()
    rows: int = 40

    async def run(self, program: Program, bench: Bench) -> Program:
        return await choose_slot(self.name, program, bench, self.of or INNER_STRATEGIES, CHOICES, self.rows, _slots)


def _slots(slots: Slots, option: str) -> Slots:
    return slots if slots.strategy.name == option else replace(slots, strategy=Strategy(option))
