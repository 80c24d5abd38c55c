"""Declarations that parse but have no meaning yet: labels, zones, policies, gates.

Promise: one diagnostic each, and none for what merely refers to them. May import: sigc.syntax, check/core."""

from __future__ import annotations

from sigc.check.core import Checker
from sigc.syntax import ast


def refuse_later(c: Checker) -> None:
    for tree in c.world.trees.values():
        for decl in tree.declarations:
            match decl:
                case ast.LabelDecl():
                    c.unsupported("SIG0905", "labels are", decl.name.span)
                case ast.ZoneDecl():
                    c.unsupported("SIG0905", "zones are", decl.name.span)
                case ast.PolicyDecl():
                    c.unsupported("SIG0905", "policies are", decl.name.span if decl.name else decl.span)
                case ast.GateDecl():
                    c.unsupported("SIG0909", "gates are", decl.name.span)
