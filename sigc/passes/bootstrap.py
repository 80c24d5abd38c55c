"""The pass `bootstrap`: search over sets of worked examples.

Promise: as search.py's. The empty set is always in the race; a demo never stands in the prompt of the row it was made
from. Nodes inside a larger program get demos from the calls they made in accepted runs; labelled rows serve only where
a node's inputs and outputs are the program's own. May import: sigc.ir, sigc.adapters, sigc.passes.

Sources: BootstrapFewShot with random search (DSPy, arXiv 2310.03714), with paired racing and class-even sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import ClassVar

from sigc.evaluate.rows import Row, inputs_key
from sigc.ir.program import Demo, Program
from sigc.ir.verify import derived_outputs
from sigc.passes.base import Bench, Measured
from sigc.passes.classes import at_most_each, classes_of, evenly, members_of
from sigc.passes.own import demo_key
from sigc.passes.places import labelled_demo, place_of
from sigc.passes.search import Candidate, Scope, Standing, search, too_few
from sigc.passes.tokens import demo_tokens

ACCEPTED = 1.0 - 1e-9
"""A run whose score reaches this is accepted: its calls may become demos."""
ENOUGH = 4
"""Runs over train rows stop at this many accepted ones for each demo that a set may hold, as long as there are rows."""
PER_CLASS = (1, 2, 4)
FEW_TRAIN = 4


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """`demos`: the largest set that is drawn at random. `sets`: how many random sets are tried. `tokens`: what the
    demos of a class-even set may take of a prompt. Costs at most one run per train row, and a race of
    `sets` + 4 + 3 per closed output candidates over the dev rows, per node."""

    name: ClassVar[str] = "bootstrap"
    demos: int = 4
    sets: int = 12
    tokens: int = 2000

    async def run(self, program: Program, bench: Bench) -> Program:
        train = _apart_from_dev(bench)
        if len(train) < FEW_TRAIN:
            why = f"{len(train)} train rows, {FEW_TRAIN} are needed to make demos of"
            return too_few(bench, Scope(self.name, "", "demos"), program, why)
        for node in [n.name for n in program.each_place("demos")]:
            program = await self._node(program, node, train, bench)
        return program

    async def _node(self, program: Program, node: str, train: Sequence[Row], bench: Bench) -> Program:
        pool = await gather(program, node, train, bench, want=self.demos * ENOUGH)
        sets = list(self._sets(program, node, pool, bench.rng(self.name, node)))
        candidates = [Candidate(label, _with_demos(program, node, demos)) for label, demos in sets]

        async def propose(best: Candidate, last: list[Standing], turn: int) -> list[Candidate]:
            return candidates

        return await search(bench, Scope(self.name, node, "demos"), program, propose)

    def _sets(self, program: Program, node: str, pool: Pool, rng: Random) -> Iterator[tuple[str, tuple[Demo, ...]]]:
        """Named demo sets, no two equal and none equal to the set that is there."""
        seen = {_set_key(program.nodes[node].slots.demos)}
        for label, demos in self._named_sets(program, node, pool, rng):
            key = _set_key(demos)
            if key not in seen:
                seen.add(key)
                yield label, demos

    def _named_sets(
        self, program: Program, node: str, pool: Pool, rng: Random
    ) -> Iterator[tuple[str, tuple[Demo, ...]]]:
        yield "no demos", ()
        yield from self._even_sets(program, node, pool)
        kinds = [("traces", pool.traces), ("labels", pool.labels), ("mixed", pool.mixed)]
        kinds = [(kind, demos) for kind, demos in kinds if demos]
        for at in range(self.sets if kinds and self.demos else 0):
            kind, demos = kinds[at % len(kinds)]
            size = min(len(demos), rng.randint(1, self.demos))
            yield f"{size} {kind}, draw {at + 1}", tuple(rng.sample(demos, size))

    def _even_sets(self, program: Program, node: str, pool: Pool) -> Iterator[tuple[str, tuple[Demo, ...]]]:
        """For each closed output: the same number of each class, as long as they fit the token limit."""
        types = program.types
        for output in program.signature_of(node).outputs:
            if not members_of(output.type, types):
                continue

            def classes(demo: Demo, name: str = output.name) -> tuple[str, ...]:
                if name not in demo.outputs:
                    return ()
                field = next(f for f in program.signature_of(node).outputs if f.name == name)
                return classes_of(demo.outputs[name], field.type, types)

            for each in PER_CLASS:
                chosen = at_most_each(evenly(pool.mixed, classes), classes, each)
                if sum(demo_tokens(program, node, demo) for demo in chosen) <= self.tokens:
                    yield f"{each} per class of {output.name}", tuple(chosen)


@dataclass(frozen=True, slots=True)
class Pool:
    """What demos can be drawn from, each in the seeded order of train rows: calls of accepted runs, and labelled rows
    where no run was accepted. `mixed`: both, in the order of rows."""

    traces: tuple[Demo, ...]
    labels: tuple[Demo, ...]
    mixed: tuple[Demo, ...]


async def gather(program: Program, node: str, train: Sequence[Row], bench: Bench, want: int) -> Pool:
    """Demos for one node. Train rows are run until `want` runs were accepted; where labels serve, rows beyond that
    are taken as they are."""
    rows = bench.in_order(train, "train")
    places = [place_of(program, name) for name in program.sharing(node)]
    measured = await _run_until(program, rows, bench, want)
    traces: list[Demo] = []
    labels: list[Demo] = []
    mixed: list[Demo] = []
    for row in rows:
        run = measured.get(row.id)
        found = _traced(program, run, program.sharing(node)) if run is not None and run.scored.score >= ACCEPTED else ()
        if found:
            traces.extend(found)
        else:
            found = tuple(d for d in [labelled_demo(program, place, row) for place in places] if d is not None)[:1]
            labels.extend(found)
        for demo in found:
            bench.origins.note(demo, row)
        mixed.extend(found)
    return Pool(tuple(traces), tuple(labels), tuple(mixed))


async def _run_until(program: Program, rows: Sequence[Row], bench: Bench, want: int) -> dict[str, Measured]:
    """Rows run in chunks of a fixed size, until enough of them were accepted."""
    measured: dict[str, Measured] = {}
    accepted, chunk = 0, max(32, want)
    for start in range(0, len(rows), chunk):
        part = rows[start : start + chunk]
        for one in await bench.evaluate(program, part, "bootstrap: train rows"):
            measured[one.row.id] = one
            accepted += one.scored.score >= ACCEPTED
        bench.say("bootstrap", "", f"{accepted} accepted runs", min(start + chunk, len(rows)), len(rows))
        if accepted >= want:
            break
    return measured


def _traced(program: Program, run: Measured, nodes: tuple[str, ...]) -> tuple[Demo, ...]:
    """One demo of a run: the first answered call of a node, or of those that share its slots, with what its strategy
    wrote before the answer. A node inside a map is called many times in one run; demos of one row would be too
    alike."""
    signature, before = program.signature_of(nodes[0]), derived_outputs(program.nodes[nodes[0]].slots.strategy)
    answer, asked = {f.name for f in signature.outputs}, {f.name for f in signature.inputs}
    names = answer | {f.name for f in before}
    for step in run.steps:
        if step.node in nodes and step.outputs is not None and answer <= step.outputs.keys():
            outputs = {name: value for name, value in step.outputs.items() if name in names}
            inputs = {name: value for name, value in step.inputs.items() if name in asked}
            return (Demo(inputs, outputs, "trace"),)
    return ()


def _apart_from_dev(bench: Bench) -> tuple[Row, ...]:
    """Train rows whose inputs are not those of a dev row."""
    dev = {inputs_key(row) for row in bench.dev}
    return tuple(row for row in bench.train if inputs_key(row) not in dev)


def _with_demos(program: Program, node: str, demos: tuple[Demo, ...]) -> Program:
    return program.with_slots(node, replace(program.nodes[node].slots, demos=demos))


def _set_key(demos: Sequence[Demo]) -> tuple[str, ...]:
    return tuple(demo_key(demo) for demo in demos)
