"""Gates: a program scored on the rows that its gate names, and whether that is enough.

Promise: `at_least` is held against the lower end of the interval, so a gate passes only when the score is surely high
enough; between the ends nothing is decided, and the number of rows that would decide it is told. Reads the rows that
the gate names, each time it is run; nothing of what it finds goes into a lock. May import: all rooms but cli."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sigc.base.diagnostic import Diagnostic, UserError, error
from sigc.base.source import Files
from sigc.build.flows import held_metric
from sigc.evaluate.rows import load_rows
from sigc.evaluate.stats import Interval, rows_to_decide, sure_interval
from sigc.ir.program import Program
from sigc.ir.project import Gate, Project
from sigc.passes.base import Bench

Outcome = Literal["passed", "failed", "inconclusive"]


@dataclass(frozen=True, slots=True)
class Gated:
    """How a gate ended. `needed`: about how many rows would decide it, None when it is decided or nobody can tell;
    `failures`: rows without an answer, which count 0."""

    gate: Gate
    outcome: Outcome
    score: Interval
    failures: int = 0
    needed: int | None = None


async def run_gate(project: Project, gate: Gate, program: Program, lm_for: Any, tools: Any, files: Files) -> Gated:
    """The program of the gate's callable, scored. `lm_for` and `tools` as the engine takes them. Raises UserError for
    rows that do not fit, and what a run raises."""
    dataset = project.datasets[gate.data]
    rows, found = load_rows(dataset, files)
    if rows is None:
        raise UserError(*found)
    metric = held_metric(project, gate.subject, gate.metric, dataset.labels)
    run = gate.as_build(project.builds.values())
    bench = Bench((), (), metric, lambda name: lm_for(name or run.model), tools=tools, seed=run.seed)
    done = await bench.evaluate(program, rows.split(gate.split), f"gate {gate.name}")
    scores = [m.scored.score for m in done]
    return decided(gate, scores, run.seed, failures=sum(m.got is None for m in done))


def decided(gate: Gate, scores: list[float], seed: int = 0, failures: int = 0) -> Gated:
    """What scores of rows decide."""
    score = sure_interval(scores, seed=seed)
    if scores and score.low >= gate.at_least:
        return Gated(gate, "passed", score, failures)
    if scores and score.high < gate.at_least:
        return Gated(gate, "failed", score, failures)
    return Gated(gate, "inconclusive", score, failures, rows_to_decide(scores, gate.at_least))


def told(gated: Gated) -> tuple[Diagnostic, ...]:
    """What to tell of a gate that did not pass."""
    gate, score = gated.gate, gated.score
    shown = f"{score.mean:.3f} [{score.low:.3f}, {score.high:.3f}] on {score.rows} rows"
    if gated.outcome == "passed":
        return ()
    if gated.outcome == "failed":
        title = f"`{gate.metric}` is {shown}; the gate asks for {gate.at_least:g}"
        return (error("SIG0642", title, gate.span, "does not hold"),)
    title = f"`{gate.metric}` is {shown}; whether it reaches {gate.at_least:g} is open"
    if not score.rows:
        title = f"`{gate.data}.{gate.split}` has no rows"
    help_ = f"about {gated.needed} rows like these would decide it" if gated.needed is not None else None
    return (error("SIG0643", title, gate.span, "not decided", help=help_),)
