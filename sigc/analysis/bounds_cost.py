"""What running a part of a program costs, least and most, and how the costs of parts make the cost of a whole.

Promise: each operation says how parts are put together (side by side, one after another, one of several, many times),
and knows nothing of programs. May import: sigc.base, sigc.analysis.bounds_expr."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from typing import TypeAlias

from sigc.analysis.bounds_expr import ONE, ZERO, Bound, least_of, most_of, number, total
from sigc.base.frozen import frozen

CALLS, TOOLS, TOKENS_IN, TOKENS_OUT, USD_SPENT = "calls", "tool_calls", "tokens_in", "tokens_out", "usd"
USUAL_IN, USUAL_OUT, USUAL_USD = "usual_tokens_in", "usual_tokens_out", "usual_usd"
USUAL: Mapping[str, str] = {TOKENS_IN: USUAL_IN, TOKENS_OUT: USUAL_OUT, USD_SPENT: USUAL_USD}
"""The estimate beside an amount: of a run in which nothing fails and every reply is in the form asked for."""
AMOUNTS = (CALLS, TOOLS, TOKENS_IN, TOKENS_OUT, USD_SPENT, USUAL_IN, USUAL_OUT, USUAL_USD)


@frozen
class Range:
    """The least and the most of something."""

    least: Bound = ZERO
    most: Bound = ZERO


NOTHING = Range()


@frozen
class Cost:
    """`amounts`: by the names in AMOUNTS, those that are 0 left out; money in picodollars. `path`: calls of models and
    tools that wait for each other. `assumed`: texts whose size no type says, so that tokens and money are no proof.
    `uncounted`: models whose tokenizer is not here, so that the fewest tokens are no proof. `unpriced`: models whose
    price is unknown, so that money is not all of it."""

    amounts: Mapping[str, Range] = field(default_factory=dict)
    path: Range = NOTHING
    assumed: frozenset[str] = frozenset()
    uncounted: frozenset[str] = frozenset()
    unpriced: frozenset[str] = frozenset()

    def __getitem__(self, amount: str) -> Range:
        return self.amounts.get(amount, NOTHING)


FREE = Cost()

Costs: TypeAlias = Mapping[str, Cost]
"""The cost of a part by rows: `ALL` is everything, the others are one node's, tool's or module's share of it."""
ALL = ""
NO_COSTS: Costs = {}


def side_by_side(parts: Sequence[Costs]) -> Costs:
    """All parts, none of which waits for another."""
    return _merged(parts, lambda costs: _sum(costs, most_range(c.path for c in costs)))


def as_ready(parts: Sequence[tuple[Costs, Sequence[int]]]) -> Costs:
    """All parts, each as soon as those of the given numbers, which stand before it, have ended."""
    together = side_by_side([costs for costs, _ in parts])

    def path(row: str) -> Range:
        ends: list[Range] = []
        for costs, waits in parts:
            start = most_range(ends[i] for i in waits) if waits else NOTHING
            ends.append(sum_range((start, costs.get(row, FREE).path)))
        return most_range(ends)

    several = {row for row in together if sum(row in costs for costs, _ in parts) > 1}
    return {row: replace(cost, path=path(row)) if row in several else cost for row, cost in together.items()}


def in_turn(parts: Sequence[Costs]) -> Costs:
    """All parts, each after the one before."""
    return _merged(parts, lambda costs: _sum(costs, sum_range([c.path for c in costs])))


def one_of(parts: Sequence[Costs]) -> Costs:
    """One of the parts, nobody knows which."""
    chosen = list(parts)
    rows = dict.fromkeys(row for part in chosen for row in part)
    return {row: _either([part.get(row, FREE) for part in chosen]) for row in rows}


def any_of(parts: Sequence[Costs]) -> Costs:
    """What the cheapest of the parts costs at least; the most of it says nothing. A row that one part lacks may cost
    nothing."""
    shared = [row for row in parts[0] if all(row in part for part in parts)]
    return {row: _either([part[row] for part in parts]) for row in shared}


def rescued(first: Costs, failing: Costs, then: Costs) -> Costs:
    """`first`, and when it fails, which costs `failing` at least, `then` after it. Usually it does not fail."""
    rows = dict.fromkeys((*first, *then))
    return {row: _rescued(*(part.get(row, FREE) for part in (first, failing, then))) for row in rows}


def side_by_side_times(part: Costs, least: Bound, most: Bound) -> Costs:
    """The part many times at once: between `least` and `most` times."""
    return _times(part, least, most, lambda path: Range(path.least if least.floor else ZERO, path.most))


def in_turn_times(part: Costs, least: Bound, most: Bound) -> Costs:
    """The part many times, each time after the one before: the turns of a loop."""
    return _times(part, least, most, lambda path: Range(path.least * least, path.most * most))


def graded(part: Costs, answers: int, rounds: int) -> Costs:
    """What scoring one answer costs, for one to `answers` of them in at most so many rounds, one after the other."""
    most = number(rounds)
    return _times(part, ONE, number(answers), lambda path: Range(path.least, path.most * most))


def most_range(ranges: Iterable[Range]) -> Range:
    """Of things that run side by side, the one that ends last."""
    least, most = zip(*((r.least, r.most) for r in ranges), strict=True)
    return Range(most_of(*least), most_of(*most))


def sum_range(ranges: Iterable[Range]) -> Range:
    found = list(ranges)
    return Range(total(r.least for r in found), total(r.most for r in found))


def _merged(parts: Sequence[Costs], made: Callable[[list[Cost]], Cost]) -> Costs:
    """Row by row; a part without a row costs it nothing."""
    filled = [part for part in parts if part]
    if len(filled) < 2:
        return filled[0] if filled else NO_COSTS
    rows: dict[str, list[Cost]] = {}
    for part in filled:
        for row, cost in part.items():
            rows.setdefault(row, []).append(cost)
    return {row: costs[0] if len(costs) == 1 else made(costs) for row, costs in rows.items()}


def _sum(costs: list[Cost], path: Range) -> Cost:
    names = [name for name in AMOUNTS if any(name in c.amounts for c in costs)]
    amounts = {name: sum_range(c[name] for c in costs) for name in names}
    return Cost(amounts, path, *_marks(costs))


def _either(costs: list[Cost]) -> Cost:
    def range_of(ranges: list[Range]) -> Range:
        return Range(least_of(*(r.least for r in ranges)), most_of(*(r.most for r in ranges)))

    amounts = {name: range_of([c[name] for c in costs]) for name in AMOUNTS if any(name in c.amounts for c in costs)}
    return Cost(amounts, range_of([c.path for c in costs]), *_marks(costs))


def _rescued(first: Cost, failing: Cost, then: Cost) -> Cost:
    def range_of(one: Range, failed: Range, other: Range) -> Range:
        return Range(least_of(one.least, failed.least + other.least), one.most + other.most)

    amounts = {name: first[name] for name in USUAL.values() if name in first.amounts}
    for name in AMOUNTS:
        if name not in USUAL.values() and (name in first.amounts or name in then.amounts):
            amounts[name] = range_of(first[name], failing[name], then[name])
    return Cost(amounts, range_of(first.path, failing.path, then.path), *_marks([first, then]))


def _times(part: Costs, least: Bound, most: Bound, path: Callable[[Range], Range]) -> Costs:
    if not most:
        return NO_COSTS

    def many(cost: Cost) -> Cost:
        amounts = {name: Range(r.least * least, r.most * most) for name, r in cost.amounts.items()}
        return replace(cost, amounts=amounts, path=path(cost.path))

    return {row: many(cost) for row, cost in part.items()}


def _marks(costs: list[Cost]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    none: frozenset[str] = frozenset()
    return (
        none.union(*(c.assumed for c in costs)),
        none.union(*(c.uncounted for c in costs)),
        none.union(*(c.unpriced for c in costs)),
    )
