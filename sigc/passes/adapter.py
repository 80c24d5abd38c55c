"""The pass `adapter`: choose each node's wire format by score, then tokens.

Promise: as search.py's; a node whose adapter the source pins is left alone. May import: sigc.ir, sigc.catalog,
sigc.passes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from sigc.catalog.tables import ADAPTERS
from sigc.ir.program import Program, Slots
from sigc.passes.base import Bench
from sigc.passes.options import choose_slot


@dataclass(frozen=True, slots=True)
class ChooseAdapter:
    """`of`: the adapters to choose from, all when empty. `rows`: dev rows that a first comparison looks at; what wins
    there is kept only when it holds on all dev rows. Costs at most (adapters x rows + dev rows) program runs a node."""

    name: ClassVar[str] = "adapter"
    of: tuple[str, ...] = ()
    rows: int = 40

    async def run(self, program: Program, bench: Bench) -> Program:
        return await choose_slot(self.name, program, bench, self.of, ADAPTERS, self.rows, _slots)


def _slots(slots: Slots, option: str) -> Slots:
    return replace(slots, adapter=option)
