"""The table of lints: adding one is a line here, a line in base/codes.py, a page and a case.

Promise: lints are warnings about the author's own files, in no order.
May import: sigc.base, check/core, check/lints."""

from __future__ import annotations

from sigc.base.diagnostic import Diagnostic
from sigc.check.core import Checker
from sigc.check.lints import constraints, descriptions, examples, prompts, rows, sets, unused
from sigc.check.lints.common import Lint

LINTS: tuple[Lint, ...] = (
    unused.unused_inputs,
    unused.unread_bindings,
    unused.unread_outputs,
    descriptions.descriptions,
    constraints.contradictions,
    examples.against_preferences,
    sets.prefixes,
    rows.seen_before,
    prompts.loops,
)


def lint(c: Checker) -> list[Diagnostic]:
    """All that the lints find."""
    return [found for each in LINTS for found in each(c)]
