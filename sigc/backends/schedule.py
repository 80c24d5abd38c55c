"""When the bindings of a module run: which calls wait for which, and which of them go together.

Promise: what is found here never changes a result, only how the emitted text says that independent things run
together. May import: sigc.ir, sigc.runtime.walk."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sigc.ir.program import Binding, Module
from sigc.runtime.bindings import needs
from sigc.runtime.walk import calls


@dataclass(frozen=True, slots=True)
class Unit:
    """Bindings that run one after the other, at least one of them a call; `gives`: what others read of them."""

    bindings: tuple[Binding, ...]
    gives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """Stages of units that run together, the next stage when all of the one before are done. `exact`: no unit waits
    for another that it does not need. `needs`: binding -> those it reads; `behind`: with those that they read, and so
    on."""

    stages: tuple[tuple[Unit, ...], ...]
    exact: bool
    needs: dict[str, tuple[str, ...]]
    behind: dict[str, frozenset[str]]


def schedule(module: Module) -> Schedule:
    """The schedule of a module's calls; pure bindings that no unit holds come where they are first read."""
    direct = needs(module.bindings)
    behind: dict[str, frozenset[str]] = {}
    near: dict[str, set[str]] = {}
    callers = [b.name for b in module.bindings if calls(b.value)]
    for name, read in direct.items():
        behind[name] = frozenset(read).union(*(behind[r] for r in read))
        near[name] = {n for r in read for n in ({r} if r in callers else near[r])}
    chains = _chains(callers, near)
    home = {name: i for i, chain in enumerate(chains) for name in chain}
    before = {i: {home[n] for name in chain for n in near[name]} - {i} for i, chain in enumerate(chains)}
    level: dict[int, int] = {}
    for i in sorted(before, key=lambda i: callers.index(chains[i][0])):
        level[i] = 1 + max((level[j] for j in before[i]), default=-1)
    stages = [[i for i in level if level[i] == n] for n in range(max(level.values(), default=-1) + 1)]
    exact = all(set(earlier) <= before[i] for earlier, later in pairwise(stages) for i in later)
    units = tuple(tuple(_unit(module, chains[i], direct, behind) for i in sorted(stage)) for stage in stages)
    return Schedule(units, exact, direct, behind)


# `near`: the calls that a binding waits for, not counting those that these wait for in turn.


def _chains(callers: list[str], near: dict[str, set[str]]) -> list[list[str]]:
    """Calls, joined where one waits for just one other and is the only one that waits for it."""
    waiting = {name: {c for c in callers if name in near[c]} for name in callers}
    chains: list[list[str]] = []
    for name in callers:
        last = next((chain for chain in chains if near[name] == {chain[-1]} and waiting[chain[-1]] == {name}), None)
        if last is None:
            chains.append([name])
        else:
            last.append(name)
    return chains


def _unit(
    module: Module, chain: list[str], direct: dict[str, tuple[str, ...]], behind: dict[str, frozenset[str]]
) -> Unit:
    """The chain with the pure bindings between its calls."""
    between = {
        name
        for name in direct
        if name not in chain
        and any(call in behind[name] for call in chain)
        and any(name in behind[call] for call in chain)
    }
    inside = between | set(chain)
    outputs = {f.name for f in module.outputs}
    read = {name for other, reads in direct.items() if other not in inside for name in reads} | outputs
    bindings = tuple(b for b in module.bindings if b.name in inside)
    return Unit(bindings, tuple(b.name for b in bindings if b.name in read) or (bindings[-1].name,))
