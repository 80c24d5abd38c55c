"""Cases of strategies: a source beside the requests that a script of replies leads to."""

from __future__ import annotations

from typing import Any

from runtime.models import Answer
from strategies.desk import HERE, compiled, run, transcript
from support import same_text

from sigc.ir.program import Program

CASES = HERE / "cases"


def case(name: str) -> Program:
    return compiled((CASES / f"{name}.sig").read_text(encoding="utf-8"))


def asked(name: str, *script: Answer, **inputs: Any) -> dict[str, Any]:
    """The outputs; the requests are those written down."""
    outputs, requests = run(case(name), *script, **inputs)
    same_text(CASES / f"{name}.requests", transcript(requests))
    return outputs
