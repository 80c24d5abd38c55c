"""The verifier that runs after every pass: structure first, then values.

Promise: `check_program` raises InvalidProgram or does nothing. May import: sigc.ir, sigc.values."""

from __future__ import annotations

from sigc.ir.program import Program
from sigc.ir.verify import InvalidProgram, Known, verify
from sigc.values.verify_values import verify_values


def check_program(program: Program, after: str, known: Known | None = None) -> None:
    """Raise InvalidProgram with everything that is wrong with a program; `after` says what made it. Values are only
    looked at in a program whose structure holds."""
    problems = verify(program, known) or verify_values(program, known)
    if problems:
        raise InvalidProgram(after, problems)
