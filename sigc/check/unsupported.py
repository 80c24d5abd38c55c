"""Declarations that parse but have no meaning yet: gates.

Promise: one diagnostic each, and none for what merely refers to them. May import: sigc.syntax, check/core."""

from __future__ import annotations

from sigc.check.core import Checker
from sigc.syntax import ast


def refuse_later(c: Checker) -> None:
    for tree in c.world.trees.values():
        for decl in tree.declarations:
            match decl:
                case ast.GateDecl():
                    c.unsupported("SIG0909", "gates are", decl.name.span)
