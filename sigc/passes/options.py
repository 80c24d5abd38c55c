"""Choosing one of a few fixed options for a slot of every node: what the passes `adapter` and `strategy` share.

Promise: nodes are taken in the order of their names, each choice standing before the next node's. May import: sigc.ir,
sigc.base, sigc.catalog, sigc.passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sigc.base.diagnostic import UserError, error
from sigc.base.names import closest
from sigc.catalog.tables import Entry
from sigc.ir.program import Program, Slots
from sigc.passes.base import Bench
from sigc.passes.search import Candidate, Plan, Scope, Standing, search


async def choose_slot(
    name: str,
    program: Program,
    bench: Bench,
    of: tuple[str, ...],
    known: Mapping[str, Entry],
    rows: int,
    change: Callable[[Slots, str], Slots],
    fits: Callable[[Program, str], bool] = lambda program, node: True,
) -> Program:
    """The program with each unpinned node's slot set to the best of the options. `name` is the pass's and the slot's;
    `fits`: can a node be served once its slot is set? Raises UserError SIG0622 for an option that is not known."""
    options = of or tuple(known)
    for option in options:
        _must_know(name, option, known)
    for node in [n.name for n in program.each_place(name)]:
        slots = program.nodes[node].slots
        candidates = []
        for option in options:
            changed = change(slots, option)
            if changed != slots and fits(program.with_slots(node, changed), node):
                candidates.append(Candidate(option, program.with_slots(node, changed)))

        async def propose(
            best: Candidate, last: list[Standing], turn: int, found: list[Candidate] = candidates
        ) -> list[Candidate]:
            return found

        plan = Plan(first_look=rows, gate=True)
        program = await search(bench, Scope(name, node, name), program, propose, plan=plan)
    return program


def _must_know(name: str, option: str, known: Mapping[str, Entry]) -> None:
    if option not in known:
        near = closest(option, known)
        raise UserError(
            error("SIG0622", f"the pass `{name}` is given `{option}`, which is no {name}",
                  help=f"did you mean `{near}`?" if near else f"known: {', '.join(known)}")
        )  # fmt: skip
