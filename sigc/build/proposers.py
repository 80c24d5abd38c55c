"""The optimizers' own programs: the signatures of stdlib/optimize.sig, compiled like any other.

Promise: a mistake in our own library is a bug and raises at once. May import: sigc.base, sigc.check, sigc.ir."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sigc.base.diagnostic import UserError, has_errors
from sigc.base.resources import resource
from sigc.base.source import Memory
from sigc.check.project import check_project
from sigc.ir.program import Program

HOME = "stdlib/optimize.sig"


@lru_cache(maxsize=1)
def proposers() -> Mapping[str, Program]:
    """Name of a signature -> its program."""
    project, found = check_project(HOME, Memory.of({HOME: resource(HOME)}), root="stdlib")
    if has_errors(found):
        raise UserError(*found)
    return project.programs
