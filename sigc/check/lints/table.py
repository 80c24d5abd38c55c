"""The table of lints: adding one is a line here, a line in base/codes.py, a page and a case.

Promise: lints are warnings about the author's own files, in no order.
May import: sigc.base, check/core, check/lints."""

from __future__ import annotations

from sigc.base.diagnostic import Diagnostic
from sigc.base.source import Span
from sigc.check.core import Checker
from sigc.check.lints import constraints, descriptions, examples, prompts, rows, sets, unused
from sigc.check.lints.common import Lint

LINTS: tuple[Lint, ...] = (
    descriptions.descriptions,
    constraints.contradictions,
    examples.against_preferences,
    sets.prefixes,
    rows.seen_before,
    prompts.loops,
)


UNREAD: tuple[Lint, ...] = (unused.unread_names, unused.unread_outputs)
"""Lints that say "nobody reads this": not to be trusted where something could not be read."""


def lint(c: Checker) -> list[Diagnostic]:
    """All that the lints find, but for what errors say already."""
    errors = [d.at.span for d in c.found if d.severity == "error" and d.at is not None]
    broken = any(d.severity == "error" for d in c.found)
    found = [d for each in LINTS for d in each(c)]
    if not broken:
        found += [d for each in UNREAD for d in each(c)]
    return [d for d in found if d.at is None or not any(_overlap(d.at.span, e) for e in errors)]


def _overlap(one: Span, other: Span) -> bool:
    return one.path == other.path and one.start < other.end and other.start < one.end
