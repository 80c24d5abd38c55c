"""Which rows a demo was made from, so that no row is ever scored with its own answer in the prompt.

Promise: a demo is left out for every row whose inputs it was made from, or whose inputs it holds. May import: sigc.ir,
sigc.evaluate.rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from sigc.evaluate.rows import Row, content_key, inputs_key
from sigc.ir.program import Demo, Program


def demo_key(demo: Demo) -> str:
    return content_key([demo.inputs, demo.outputs])


@dataclass
class DemoOrigins:
    """Demo -> the rows it came from, by the hash of their inputs."""

    rows: dict[str, set[str]] = field(default_factory=dict)

    def note(self, demo: Demo, row: Row) -> None:
        """Remember that this demo was made while this row ran."""
        self.rows.setdefault(demo_key(demo), set()).add(inputs_key(row))

    def of(self, demo: Demo) -> set[str]:
        return self.rows.get(demo_key(demo), set()) | {content_key(demo.inputs)}

    def owned(self, program: Program) -> set[str]:
        """The rows, by the hash of their inputs, that any demo of a program was made from."""
        return set().union(*(self.of(demo) for node in program.each_node() for demo in node.slots.demos))

    def variants(self, program: Program, rows: Sequence[Row]) -> Iterator[tuple[Program, list[Row]]]:
        """The rows grouped by the program that may be run on them: itself, or itself without their own demos."""
        owners = {
            (node.name, at): self.of(demo) for node in program.each_node() for at, demo in enumerate(node.slots.demos)
        }
        owned = set().union(*owners.values()) if owners else set()
        groups: dict[frozenset[tuple[str, int]], list[Row]] = {}
        for row in rows:
            key = inputs_key(row)
            drop = frozenset(place for place, own in owners.items() if key in own) if key in owned else frozenset()
            groups.setdefault(drop, []).append(row)
        for drop, group in groups.items():
            yield (_without(program, drop) if drop else program), group


def _without(program: Program, drop: frozenset[tuple[str, int]]) -> Program:
    given = program.nodes  # places of the list are those of what was given, also where slots are shared
    for name in sorted({node for node, _ in drop}):
        slots = given[name].slots
        demos = tuple(demo for at, demo in enumerate(slots.demos) if (name, at) not in drop)
        program = program.with_slots(name, replace(slots, demos=demos))
    return program
