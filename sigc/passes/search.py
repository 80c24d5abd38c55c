"""The one search loop of all passes: propose, measure, choose.

Promise: candidates are compared on dev rows only, paired, in one fixed seeded order whose prefixes nest; a candidate
that is clearly worse is stopped early; the program that came in is always in the race, and another takes its place
only when its dev mean is strictly higher, by more than the luck of many candidates where it costs tokens, or equal
with fewer tokens. All choices fall at barriers and in candidate order. May import: sigc.passes.base, sigc.evaluate.

Sources: doubling with a paired test at each look, alpha spent evenly over the looks (racing: Maron and Moore 1997;
successive halving: Jamieson and Talwalkar 2016)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil

from sigc.evaluate.rows import Row
from sigc.evaluate.stats import Interval, mean, mean_interval, p_lead, p_worse, paired_gain
from sigc.ir.program import Program
from sigc.passes.base import Bench, Evidence, Measured, Tried

FIRST_LOOK = 16
HALVE_FROM = 32
KEEP_AT_LEAST = 4
ALPHA = 0.05
LUCK = 0.1
"""The chance, at most, that a change which costs tokens is kept although it makes no difference."""
FEW_DRAWS = 200
"""Bootstrap draws for the interval of a candidate that is only listed."""
FEW_ROWS = 8
"""Fewer dev rows than this tell nothing: a pass that would choose by them leaves the program as it is."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A program that might be better; `label` says in a few words what is different."""

    label: str
    program: Program


@dataclass
class Standing:
    """What is known of a candidate: its rows measured so far, in the order of the race."""

    candidate: Candidate
    order: int
    rows: list[Measured] = field(default_factory=list)
    stopped: bool = False

    @property
    def scores(self) -> list[float]:
        return [m.scored.score for m in self.rows]

    @property
    def mean(self) -> float:
        return mean(self.scores)

    @property
    def tokens(self) -> float:
        """Tokens per row, prompts and replies together."""
        return mean([float(m.tokens) for m in self.rows])

    @property
    def rank(self) -> tuple[float, float, int]:
        """Smaller is better: by score, then tokens, then the order in which candidates were named."""
        return (-round(self.mean, 12), round(self.tokens, 6), self.order)


@dataclass
class Allowance:
    """How many requests a pass may make; None: no limit of its own. Checked before each stage of a race."""

    limit: int | None
    start: int

    @staticmethod
    def of(bench: Bench, limit: int | None) -> Allowance:
        return Allowance(limit, bench.spending.requests)

    def left(self, bench: Bench) -> float:
        if self.limit is None:
            return float("inf")
        return max(0, self.limit - (bench.spending.requests - self.start))


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose search this is: for progress, purposes, seeds and evidence."""

    pass_: str
    node: str
    slot: str

    @property
    def purpose(self) -> str:
        return f"{self.pass_}: {self.node} on dev" if self.node else f"{self.pass_} on dev"


Propose = Callable[[Candidate, list[Standing], int], Awaitable[list[Candidate]]]
"""(the best so far, the last round's standings, round from 0) -> what to try next; empty ends the search."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a race goes: rows at the first look, doubled at each next one. `gate`: at the first look everything that is
    not ahead of the program that came in stops; for a few fixed options, where most are expected to differ little."""

    first_look: int = FIRST_LOOK
    gate: bool = False


async def search(
    bench: Bench,
    scope: Scope,
    start: Program,
    propose: Propose,
    *,
    rounds: int = 1,
    allowance: Allowance | None = None,
    plan: Plan = Plan(),
) -> Program:
    """The best program found, with its evidence put on the bench. At most `rounds` rounds; a round that finds nothing
    better ends the search."""
    spent_before = (bench.spending.requests, bench.spending.cost)
    allowance = allowance or Allowance.of(bench, None)
    base = best = Candidate("as it was", start)
    if len(bench.dev) < FEW_ROWS:
        return too_few(bench, scope, start, f"{len(bench.dev)} dev rows, {FEW_ROWS} are needed to compare anything")
    order = bench.in_order(bench.dev, "dev")
    seen: list[Standing] = []
    standings: list[Standing] = []
    for turn in range(rounds):
        candidates = await propose(best, standings, turn) if allowance.left(bench) > 0 else []
        if not candidates:
            break
        standings = await race(bench, scope, [best, *candidates], order, allowance, plan)
        seen += standings[1:]
        winner = min((s for s in standings if not s.stopped), key=lambda s: s.rank)
        if winner.candidate is best:
            break
        best = winner.candidate
    first, last = await _final(bench, scope, base, best, order)
    kept = last if _worth_its_tokens(first, last, seen, bench.seed) else first
    spent = any(s.stopped and not s.rows for s in seen) or allowance.left(bench) <= 0
    remark = "" if kept is last and best is not base else _why_nothing(first, last, seen, spent)
    _record(bench, scope, (first, kept), seen, remark, spent_before)
    return kept.candidate.program


async def race(
    bench: Bench,
    scope: Scope,
    candidates: Sequence[Candidate],
    rows: Sequence[Row],
    allowance: Allowance,
    plan: Plan = Plan(),
) -> list[Standing]:
    """All candidates in their order; those not `stopped` are measured on all rows. The first is never stopped."""
    standings = [Standing(candidate, at) for at, candidate in enumerate(candidates)]
    stops = list(_looks(len(rows), plan.first_look))
    for look, stop in enumerate(stops):
        alive = _affordable(bench, standings, rows[:stop], allowance)
        for done, standing in enumerate(alive, 1):
            standing.rows = await bench.evaluate(standing.candidate.program, rows[:stop], scope.purpose)
            bench.say(scope.pass_, scope.node, f"{standing.candidate.label}, {stop} rows", done, len(alive),
                      standing.mean)  # fmt: skip
        if look + 1 < len(stops):
            _stop_the_worse(alive, stop, ALPHA / (len(stops) - 1))
        if look == 0 and plan.gate:
            _stop_what_is_not_ahead(alive)
    return standings


def _looks(total: int, first: int) -> Iterator[int]:
    """16, 32, 64, … and the total. No look where a third of the rows or more would be seen already at the first, or
    two thirds at a later one: too little is saved to judge by so few."""
    stop = max(1, first)
    while stop * (3 if stop == first else 1.5) <= total:
        yield stop
        stop *= 2
    yield total


def _stop_the_worse(alive: list[Standing], stop: int, alpha: float) -> None:
    """Stop those clearly worse than the leader, and from HALVE_FROM rows on the lower half of many."""
    ranked = sorted(alive, key=lambda s: s.rank)
    leader = ranked[0]
    for standing in ranked[1:]:
        standing.stopped = standing.order != 0 and p_worse(standing.scores, leader.scores) < alpha
    left = [s for s in ranked if not s.stopped]
    if stop >= HALVE_FROM:
        for standing in left[max(KEEP_AT_LEAST, ceil(len(left) / 2)) :]:
            standing.stopped = standing.order != 0


def _stop_what_is_not_ahead(alive: list[Standing]) -> None:
    for standing in alive:
        standing.stopped = standing.stopped or (standing.order != 0 and standing.rank > alive[0].rank)


def _affordable(bench: Bench, standings: list[Standing], rows: Sequence[Row], allowance: Allowance) -> list[Standing]:
    """Those still in the race, as many as the allowance pays for on these rows; the rest is stopped."""
    alive = [s for s in standings if not s.stopped]
    if allowance.limit is None:
        return alive
    left, base = allowance.left(bench), standings[0]
    per_row = max((m.requests for m in base.rows), default=max(1, len(base.candidate.program.nodes)))
    kept: list[Standing] = []
    for standing in sorted(alive, key=lambda s: (s.order != 0, s.rank)):
        needed = bench.missing(standing.candidate.program, rows) * per_row
        standing.stopped = standing.order != 0 and needed > left
        if not standing.stopped:
            left -= needed
            kept.append(standing)
    return sorted(kept, key=lambda s: s.order)


async def _final(
    bench: Bench, scope: Scope, base: Candidate, best: Candidate, rows: Sequence[Row]
) -> tuple[Standing, Standing]:
    """Both on all dev rows; whoever has been there already costs nothing."""
    pair = []
    for at, candidate in enumerate((base, best)):
        pair.append(Standing(candidate, at, await bench.evaluate(candidate.program, rows, scope.purpose)))
    return pair[0], pair[1]


def _worth_its_tokens(base: Standing, best: Standing, tried: Sequence[Standing], seed: int) -> bool:
    """The best of many looks better than it is, most of all on few rows; what makes prompts longer has to be ahead by
    more than that."""
    if best.tokens <= base.tokens:
        return True
    return p_lead(base.scores, best.scores, [s.scores for s in tried], seed=seed) < LUCK


def _record(
    bench: Bench,
    scope: Scope,
    pair: tuple[Standing, Standing],
    seen: list[Standing],
    remark: str,
    spent_before: tuple[int, float | None],
) -> None:
    base, best = pair
    level = 1 - ALPHA / max(1, len(seen))
    cost = None if bench.spending.cost is None else bench.spending.cost - (spent_before[1] or 0.0)
    evidence = Evidence(
        pass_=scope.pass_,
        node=scope.node,
        slot=scope.slot,
        before=mean_interval(base.scores, seed=bench.seed),
        after=mean_interval(best.scores, seed=bench.seed),
        gain=paired_gain(base.scores, best.scores, seed=bench.seed, level=level),
        kept=best.candidate.label,
        changed=best is not base and best.candidate is not base.candidate,
        seed=bench.seed,
        calls=bench.spending.requests - spent_before[0],
        cost=cost,
        tokens_before=base.tokens,
        tokens_after=best.tokens,
        tried=tuple(
            Tried(s.candidate.label, mean_interval(s.scores, seed=bench.seed, draws=FEW_DRAWS), s.tokens, s.stopped)
            for s in seen
        ),
        remark=remark,
    )
    bench.evidence.append(evidence)
    said = f"{evidence.kept}: {evidence.before.mean:.3f} -> {evidence.after.mean:.3f} on {len(base.rows)} dev rows"
    bench.say(scope.pass_, scope.node, f"{said}; {remark}" if remark else said, score=evidence.after.mean)


def _why_nothing(base: Standing, best: Standing, others: Sequence[Standing], spent: bool) -> str:
    if spent and not any(s.rows for s in others):
        return "the calls that this pass may make are used up"
    if not others:
        return "nothing to try"
    if all(s.scores == base.scores[: len(s.rows)] for s in others):
        return "no effect measurable on this model"
    if best.rank < base.rank:
        gain = f"{best.mean - base.mean:+.3f}"
        return f"{best.candidate.label}: {gain} may be the luck of {len(others)} candidates on {len(base.rows)} rows"
    return "no candidate was better"


def too_few(bench: Bench, scope: Scope, program: Program, why: str) -> Program:
    """The program as it is, with evidence that says why it was not touched."""
    nothing = Interval(0.0, 0.0, 0.0, 0)
    remark = f"too few rows: {why}"
    bench.evidence.append(
        Evidence(scope.pass_, scope.node, scope.slot, nothing, nothing, nothing, "as it was", False, bench.seed,
                 remark=remark)
    )  # fmt: skip
    bench.say(scope.pass_, scope.node, remark)
    return program
