"""Evidence and test scores as JSON for the lock: numbers rounded, so that a diff is readable.

Promise: pure functions of their arguments. May import: sigc.evaluate, sigc.passes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigc.evaluate.stats import Interval
from sigc.passes.base import Evidence, Tried

if TYPE_CHECKING:
    from sigc.build.optimize import Report


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """One search of one pass."""
    return {
        "pass": evidence.pass_,
        "node": evidence.node,
        "slot": evidence.slot,
        "dev before": interval_json(evidence.before),
        "dev after": interval_json(evidence.after),
        "gain": interval_json(evidence.gain),
        "kept": evidence.kept,
        "changed": evidence.changed,
        "seed": evidence.seed,
        "calls": evidence.calls,
        "usd": _round(evidence.cost),
        "tokens per row": [_round(evidence.tokens_before), _round(evidence.tokens_after)],
        "tried": [_tried(t) for t in evidence.tried],
        "remark": evidence.remark,
    }


def scores_json(report: Report) -> dict[str, Any]:
    """The test table."""
    return {
        "rows": report.rows,
        "before": interval_json(report.before),
        "after": interval_json(report.after),
        "gain": interval_json(report.gain),
        "tokens per row": [_round(report.tokens_before), _round(report.tokens_after)],
    }


def interval_json(interval: Interval) -> dict[str, Any]:
    return {
        "mean": _round(interval.mean),
        "low": _round(interval.low),
        "high": _round(interval.high),
        "rows": interval.rows,
        "level": _round(interval.level),
    }


def _tried(tried: Tried) -> dict[str, Any]:
    return {"label": tried.label, "mean": _round(tried.score.mean), "rows": tried.score.rows, "stopped": tried.stopped}


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, 6)
