"""The pass `instruct`: learn notes and instructions from labelled train rows and from failures.

Promise: as search.py's; proposers see train rows only, at most 40 a prompt, every class once before any twice. What
they write goes into notes (one line of text each) or into the instruction slot, never into the author's words. Where an
earlier pass chose demos, it learns beside them and instead of them, and keeps the better. May import: sigc.ir,
sigc.passes.

Sources: InferRules (DSPy) for rules from labelled rows, GEPA (arXiv 2507.19457) for reflection on failures; both with
a race that the unchanged program takes part in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from sigc.evaluate.rows import inputs_key
from sigc.ir.program import Note, Program
from sigc.ir.types import Field
from sigc.passes.base import Bench, Evidence, Measured
from sigc.passes.cases import BATCH, batches, failed_cases, labelled_cases, show_case
from sigc.passes.classes import closed_outputs, members_of
from sigc.passes.lessons import Lesson, lines_of, notes_of, one_line, read_lines
from sigc.passes.places import Place, best_place
from sigc.passes.search import Allowance, Candidate, Scope, Standing, search, too_few

WIDTHS = (4, 8, 16, 32)
"""Phrases a member in a union of lines."""
REWRITES = 4
"""Instructions proposed in a round, each from a batch of its own."""
FEW_TRAIN = 4
LONGEST_INSTRUCTION = 8000


@dataclass(frozen=True, slots=True)
class Instruct:
    """`calls`: model requests the pass may make, proposals and comparisons together; checked before each stage of a
    race. `rounds`: of failures, after the first round from labelled rows. `rows`: train rows that are learnt from."""

    name: ClassVar[str] = "instruct"
    calls: int = 20000
    rounds: int = 3
    rows: int = 400

    async def run(self, program: Program, bench: Bench) -> Program:
        if len(bench.train) < FEW_TRAIN:
            why = f"{len(bench.train)} train rows, {FEW_TRAIN} are needed to learn from"
            return too_few(bench, Scope(self.name, "", "notes"), program, why)
        allowance = Allowance.of(bench, self.calls)
        first = len(bench.evidence)
        learnt = await self._learn(program, bench, allowance)
        plain = without_demos(program)
        if plain == program:
            return learnt
        second = len(bench.evidence)
        candidates = [Candidate("advice instead of demos", await self._learn(plain, bench, allowance))]

        async def propose(best: Candidate, last: list[Standing], turn: int) -> list[Candidate]:
            return candidates

        third = len(bench.evidence)
        scope = Scope(self.name, "", "demos")
        chosen = await search(bench, scope, learnt, propose, allowance=allowance)
        lost = slice(second, third) if chosen is learnt else slice(first, second)
        bench.evidence[lost] = [_not_taken(one) for one in bench.evidence[lost]]
        return chosen

    async def _learn(self, program: Program, bench: Bench, allowance: Allowance) -> Program:
        """Notes of every closed output, then the instruction, node by node."""
        noted, told = ({n.name for n in program.each_place(slot)} for slot in ("notes", "instruction"))
        for node in sorted(noted | told):
            place = best_place(program, node, bench.train)
            for field in closed_outputs(program.signature_of(node), place, program.types):
                if node in noted:
                    program = await _Notes(self, bench, place, field, allowance).learn(program)
            if node in told:
                program = await self._instruction(program, place, bench, allowance)
        return program

    async def _instruction(self, program: Program, place: Place, bench: Bench, allowance: Allowance) -> Program:
        node = place.node

        async def propose(best: Candidate, last: list[Standing], turn: int) -> list[Candidate]:
            runs = await failures(best.program, bench, self.rows, f"{self.name}: {node} on train")
            parts = list(batches(failed_cases(best.program, place, runs), lambda case: case.classes))[:REWRITES]
            task = _instruction_of(best.program, node)
            asked = [{"task": task, "cases": [show_case(case) for case in part]} for part in parts]
            texts = await bench.propose("Rewrite", asked, f"{self.name}: {node} instruction")
            return list(_rewritten(best.program, node, turn, [reply for reply in texts if reply is not None]))

        scope = Scope(self.name, node, "instruction")
        return await search(bench, scope, program, propose, rounds=max(1, self.rounds), allowance=allowance)


@dataclass(frozen=True, slots=True)
class _Notes:
    """Learning the notes of one closed output of one node."""

    options: Instruct
    bench: Bench
    place: Place
    field: Field
    allowance: Allowance

    async def learn(self, program: Program) -> Program:
        scope = Scope(self.options.name, self.place.node, f"notes of {self.field.name}")
        rounds = 1 + self.options.rounds
        return await search(self.bench, scope, program, self.propose, rounds=rounds, allowance=self.allowance)

    async def propose(self, best: Candidate, last: list[Standing], turn: int) -> list[Candidate]:
        """First from labelled rows, then from what the best so far gets wrong."""
        types = best.program.types
        if turn == 0:
            rows = self.bench.in_order(self.bench.train, "train")
            cases = labelled_cases(best.program, self.place, self.field, rows)
        else:
            runs = await failures(best.program, self.bench, self.options.rows, f"instruct: {self.place.node} on train")
            cases = failed_cases(best.program, self.place, runs, self.field)
        parts = list(batches(cases, lambda case: case.classes))[: max(1, self.options.rows // BATCH)]
        lessons = await self.ask(best.program, [[show_case(case) for case in part] for part in parts])
        return list(self.unions(best.program, lessons, turn, types))

    async def ask(self, program: Program, parts: Sequence[Sequence[dict[str, Any]]]) -> list[list[Lesson]]:
        """What the proposer makes of each batch."""
        node, field = self.place.node, self.field
        described = f"{field.name}: {field.description}" if field.description else field.name
        task = program.signature_of(node).intent
        asked = [{"task": task, "field": described, "cases": list(part)} for part in parts]
        replies = await self.bench.propose("Advise", asked, f"instruct: {node} notes of {field.name}")
        return [
            read_lines((reply or {}).get("lines", ()), field, program.types) if reply is not None else []
            for reply in replies
        ]

    def unions(self, program: Program, lessons: list[list[Lesson]], turn: int, types: Any) -> Iterator[Candidate]:
        """Notes of the first 1, 2, 4, … and of all batches, in several widths; in later rounds beside those there."""
        seen: set[tuple[Note, ...]] = {program.nodes[self.place.node].slots.notes}
        for label, notes in self._named(lessons, types):
            whole = self._beside(program, notes)
            if notes and whole not in seen:
                seen.add(whole)
                slots = replace(program.nodes[self.place.node].slots, notes=whole)
                yield Candidate(f"round {turn}: {label}", program.with_slots(self.place.node, slots))

    def _named(self, lessons: list[list[Lesson]], types: Any) -> Iterator[tuple[str, tuple[Note, ...]]]:
        sizes = [2**k for k in range(12) if 2**k < len(lessons)]
        for size in [*sizes, len(lessons)]:
            joined = [lesson for part in lessons[:size] for lesson in part]
            widths = WIDTHS if size == len(lessons) else (8,)
            for width in widths:
                yield f"{size} batches, {width} phrases", notes_of(joined, self.field, types, width)
            yield f"{size} batches, whole lines", lines_of(joined, self.field, types)

    def _beside(self, program: Program, notes: tuple[Note, ...]) -> tuple[Note, ...]:
        """The notes that are there and the new ones that say something new, in the order in which prompts show them:
        field by field, member by member."""
        there = program.nodes[self.place.node].slots.notes
        fields = [f.name for f in program.signature_of(self.place.node).outputs]
        members = members_of(self.field.type, program.types) or ()

        def order(note: Note) -> tuple[int, int]:
            at = fields.index(note.field) if note.field in fields else -1
            own = note.field == self.field.name and note.member in members
            return at, members.index(note.member) if own and note.member is not None else -1

        return tuple(sorted((*there, *(note for note in notes if note not in there)), key=order))


async def failures(program: Program, bench: Bench, rows: int, purpose: str) -> list[Measured]:
    """Train rows that a program does not get full marks on, in seeded order, of the first `rows` that no demo of the
    program was made from."""
    owned = bench.origins.owned(program)
    fresh = [row for row in bench.in_order(bench.train, "train") if inputs_key(row) not in owned][:rows]
    runs = await bench.evaluate(program, fresh, purpose)
    return [run for run in runs if run.scored.score < 1.0]


def without_demos(program: Program) -> Program:
    """The program without the demos that passes chose."""
    for node in [n for n in program.each_node() if n.slots.demos and "demos" not in n.slots.pinned]:
        program = program.with_slots(node.name, replace(node.slots, demos=()))
    return program


def _not_taken(evidence: Evidence) -> Evidence:
    """What was learnt on the way that was not taken in the end."""
    if not evidence.changed:
        return evidence
    return replace(evidence, changed=False, remark=f"learnt ({evidence.kept}), then the other way was better")


def _instruction_of(program: Program, node: str) -> str:
    slots = program.nodes[node].slots
    return slots.instruction if slots.instruction is not None else program.signature_of(node).intent


def _rewritten(program: Program, node: str, turn: int, replies: Sequence[Any]) -> Iterator[Candidate]:
    seen = {_instruction_of(program, node)}
    for at, reply in enumerate(replies):
        lines = (one_line(line) for line in str(reply["instruction"]).strip().splitlines())
        text = "\n".join(line for line in lines if line)[:LONGEST_INSTRUCTION]
        if text and text not in seen:
            seen.add(text)
            slots = replace(program.nodes[node].slots, instruction=text)
            yield Candidate(f"round {turn}: instruction {at + 1}", program.with_slots(node, slots))
