"""The pass `adapter`: choose each node's wire format by score, then tokens.

Promise: as search.py's; a node whose adapter the source pins is left alone. May import: sigc.ir, sigc.catalog,
sigc.adapters, sigc.runtime, sigc.passes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from sigc.adapters.registry import adapter_named
from sigc.catalog.tables import ADAPTERS, DEFAULT_ADAPTERS
from sigc.ir.program import Program, Slots
from sigc.passes.base import Bench
from sigc.passes.options import choose_slot
from sigc.runtime.prepared import prepared


@dataclass(frozen=True, slots=True)
class ChooseAdapter:
    """`of`: the adapters to choose from, the catalog's default ones when empty; those that do not fit a node's
    tasks are left out. `rows`: dev rows that a first comparison looks at; what wins
    there is kept only when it holds on all dev rows. Costs at most (adapters x rows + dev rows) program runs a node."""

    name: ClassVar[str] = "adapter"
    of: tuple[str, ...] = ()
    rows: int = 40

    async def run(self, program: Program, bench: Bench) -> Program:
        return await choose_slot(
            self.name, program, bench, self.of or DEFAULT_ADAPTERS, ADAPTERS, self.rows, _slots, _fits
        )


def _slots(slots: Slots, option: str) -> Slots:
    return replace(slots, adapter=option)


def _fits(program: Program, node: str) -> bool:
    adapter = adapter_named(program.nodes[node].slots.adapter)
    return all(adapter.fits(task) is None for task in prepared(program, node).tasks.values())
