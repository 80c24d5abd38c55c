"""The pass `strategy`: choose each node's inference strategy by score, then tokens.

Promise: as search.py's; a node whose strategy the source pins with `by` is left alone. May import: sigc.ir,
sigc.catalog, sigc.passes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from sigc.catalog.tables import STRATEGIES
from sigc.ir.program import Program, Slots, Strategy
from sigc.passes.base import Bench
from sigc.passes.options import choose_slot


@dataclass(frozen=True, slots=True)
class ChooseStrategy:
    """`of`: the strategies to choose from, all with default options when empty. `rows`: as in `adapter`."""

    name: ClassVar[str] = "strategy"
    of: tuple[str, ...] = ()
    rows: int = 40

    async def run(self, program: Program, bench: Bench) -> Program:
        return await choose_slot(self.name, program, bench, self.of, STRATEGIES, self.rows, _slots)


def _slots(slots: Slots, option: str) -> Slots:
    return slots if slots.strategy.name == option else replace(slots, strategy=Strategy(option))
