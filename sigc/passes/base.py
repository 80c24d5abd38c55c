"""What a pass is, and the bench it works on: rows, metric, models, proposers, progress and evidence.

Promise: a pass returns a new Program and never sees a test row. Everything a pass decides follows from the program,
the rows, the replies and the seed; nothing from the clock, a cache or the order of arrival. May import: sigc.ir,
sigc.lm.base, sigc.runtime, sigc.evaluate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar, Protocol

from sigc.evaluate.executor import CONCURRENCY, Outcome, collect, run_rows
from sigc.evaluate.judging import Judged, Judges, failed
from sigc.evaluate.metric import Scored, score
from sigc.evaluate.rows import Row, content_key
from sigc.evaluate.stats import Interval
from sigc.ir.program import Metric, Program, Values
from sigc.ir.text import show
from sigc.lm.base import LM
from sigc.lm.journal import PURPOSE
from sigc.passes.own import DemoOrigins
from sigc.runtime.engine import Engine
from sigc.runtime.errors import CallFailed


class Pass(Protocol):
    """A frozen dataclass whose fields are its options, spelled in a source as `name(option = value)`."""

    name: ClassVar[str]

    async def run(self, program: Program, bench: Bench) -> Program: ...


@dataclass(frozen=True, slots=True)
class Event:
    """Something worth showing while a build runs. `done` of `total` candidates or rows, 0 of 0 when it is only said."""

    pass_: str
    node: str
    text: str
    done: int = 0
    total: int = 0
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """One candidate: its dev score over `score.rows` rows, tokens per row, and whether it was stopped before the last
    row because it was clearly worse."""

    label: str
    score: Interval
    tokens: float
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a slot holds what it holds: one search of one pass over one node (or the whole program: node "").

    `gain`: paired, on dev, its level widened for the number of candidates compared, so that `gain.clear` means more
    than the luck of the best of many. `tokens`: per row. `calls` and `cost`: model requests made, proposals included,
    answers that came from a cache or a journal counted as if paid, so that a resumed build tells the same."""

    pass_: str
    node: str
    slot: str
    before: Interval
    after: Interval
    gain: Interval
    kept: str
    changed: bool
    seed: int
    calls: int = 0
    cost: float | None = 0.0
    tokens_before: float = 0.0
    tokens_after: float = 0.0
    tried: tuple[Tried, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one node was asked and answered while a row ran: what a demo is made of."""

    node: str
    task: str
    inputs: Values
    outputs: Values | None


@dataclass(frozen=True, slots=True)
class Measured:
    """One program on one row."""

    row: Row
    scored: Scored
    got: Values | None
    steps: tuple[Step, ...]
    tokens: int
    requests: int
    cost: float | None


@dataclass
class Spending:
    """Requests and money so far, counted from what was measured."""

    requests: int = 0
    cost: float | None = 0.0

    def add(self, requests: int, cost: float | None) -> None:
        self.requests += requests
        self.cost = None if self.cost is None or cost is None else self.cost + cost


def _ignore(event: Event) -> None:
    """The listener of nobody."""


@dataclass
class Bench:
    """What a pass may use.

    `lm_for(name)`: the model of that declared name, None for the build's; budget, cache and journal are inside it.
    `teacher`: the model that proposers are asked on, None for the build's. `proposers`: programs of the signatures of
    stdlib/optimize.sig, by name. `tools`: as the engine takes them. `listen` is told of progress. `evidence` grows by
    one record per search."""

    train: tuple[Row, ...]
    dev: tuple[Row, ...]
    metric: Metric
    lm_for: Callable[[str | None], LM]
    proposers: Mapping[str, Program] = field(default_factory=dict)
    teacher: str | None = None
    tools: Any = None
    seed: int = 0
    concurrency: int = CONCURRENCY
    listen: Callable[[Event], None] = _ignore
    evidence: list[Evidence] = field(default_factory=list)
    spending: Spending = field(default_factory=Spending)
    origins: DemoOrigins = field(default_factory=DemoOrigins)
    _memo: dict[tuple[str, str], Measured] = field(default_factory=dict, repr=False)
    _judges: Judges | None = field(default=None, repr=False)

    async def evaluate(self, program: Program, rows: Sequence[Row], purpose: str) -> list[Measured]:
        """Every row scored, in order; a pair of program text and row is run once. A row never sees a demo that was
        made from it. Raises BudgetSpent, LMError, and CallFailed when the model cannot be reached or fails on every
        row."""
        text = content_key(show(program))
        new = [row for row in rows if (text, row.id) not in self._memo]
        for variant, part in self.origins.variants(program, new):
            outcomes = await self._run(variant, part, purpose)
            for outcome, judged in zip(outcomes, await self._scores(program, outcomes, purpose), strict=True):
                self._memo[text, outcome.row.id] = self._measured(outcome, judged)
        return [self._memo[text, row.id] for row in rows]

    def missing(self, program: Program, rows: Sequence[Row]) -> int:
        """How many of the rows `evaluate` would have to run."""
        text = content_key(show(program))
        return sum((text, row.id) not in self._memo for row in rows)

    async def propose(self, name: str, inputs: Sequence[Values], purpose: str) -> list[Values | None]:
        """The proposer's outputs for each of the inputs, in order; None where its call failed."""
        program = self.proposers[name]
        rows = [Row(content_key([name, i]), values, {}) for i, values in enumerate(inputs)]
        outcomes = await self._run(program, rows, purpose, self.teacher)
        for outcome in outcomes:
            self.spending.add(outcome.requests, outcome.cost)
        return [outcome.got for outcome in outcomes]

    def rng(self, *scope: str) -> Random:
        """Randomness of its own for each scope, the same on every machine."""
        return Random(":".join((str(self.seed), *scope)))

    def in_order(self, rows: Sequence[Row], *scope: str) -> tuple[Row, ...]:
        """The rows in one fixed seeded order, so that prefixes nest."""
        return tuple(sorted(rows, key=lambda row: (content_key([self.seed, scope, row.id]), row.id)))

    def say(self, pass_: str, node: str, text: str, done: int = 0, total: int = 0, score: float | None = None) -> None:
        self.listen(Event(pass_, node, text, done, total, score))

    async def _run(
        self, program: Program, rows: Sequence[Row], purpose: str, model: str | None = None
    ) -> list[Outcome]:
        engine = Engine(program, lambda name: self.lm_for(name or model), tools=self.tools, trace=collect)
        token = PURPOSE.set(purpose)
        try:
            outcomes = await run_rows(engine, rows, self.concurrency)
        finally:
            PURPOSE.reset(token)
        _refuse_a_dead_model([outcome.failure for outcome in outcomes])
        return outcomes

    async def _scores(self, program: Program, outcomes: Sequence[Outcome], purpose: str) -> list[Judged]:
        """The score of every outcome, with what its judges cost; 0 where there is no answer."""
        types = program.types
        if self.metric.judges is None:
            return [Judged(score(self.metric, o.row, o.got, types) if o.got is not None else failed(o))
                    for o in outcomes]  # fmt: skip
        if self._judges is None:
            self._judges = Judges(self.metric, self.lm_for, self.tools)
        token = PURPOSE.set(f"{purpose}: judged")
        try:
            found = await self._judges.scores(outcomes, self.concurrency)
        finally:
            PURPOSE.reset(token)
        _refuse_a_dead_model([judged.failure for judged in found])
        return found

    def _measured(self, outcome: Outcome, judged: Judged) -> Measured:
        self.spending.add(outcome.requests, outcome.cost)
        self.spending.add(judged.requests, judged.cost)
        steps = tuple(Step(call.node, call.task, call.inputs, call.outputs) for call in outcome.calls)
        tokens = outcome.usage.input + outcome.usage.output
        return Measured(outcome.row, judged.scored, outcome.got, steps, tokens, outcome.requests, outcome.cost)


MODEL_FAULTS_FROM = "SIG0820"
"""Codes from here on are faults of one answer; SIG08xx codes below are faults of the model or the way to it."""


def _refuse_a_dead_model(failures: Sequence[CallFailed | None]) -> None:
    """A model that fails on every row measures nothing: raise its failure instead of scoring zeros."""
    dead = [f for f in failures if isinstance(f, CallFailed) and f.code < MODEL_FAULTS_FROM]
    if dead and len(dead) == len(failures):
        raise dead[0]
