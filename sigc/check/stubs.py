"""`stub send { ok = true }`: what a tool answers in one block, instead of being called.

Promise: a stub gives every declared output, by pure expressions over the tool's inputs; what acts and has no stub is
refused before anything runs. May import: sigc.base, ir, syntax, check/core, scope, settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sigc.base.source import Span
from sigc.check.core import Checker, Env, Local, Want
from sigc.check.scope import Scope, Symbol
from sigc.check.settings import twice
from sigc.ir.expr import Expr
from sigc.ir.program import Program
from sigc.ir.types import Record
from sigc.syntax import ast


def stubs_of(c: Checker, decls: Iterable[ast.Stub], scope: Scope) -> dict[str, Expr]:
    """Tool -> the record of its outputs, an expression over its inputs."""
    found: dict[str, Expr] = {}
    places: dict[str, Span] = {}
    for decl in decls:
        symbol = _tool(c, decl, scope)
        if symbol is None:
            continue
        if symbol.key in found:
            twice(c, decl.name.parts[0], places[symbol.key], "stubbed")
            continue
        header = c.header(symbol)
        names = {f.name: Local(f.type, header.places[f.name], "an input") for f in header.inputs}
        want = Want(
            Record(header.outputs), symbol.span, f"`{symbol.name}` is declared here", f"the stub of `{symbol.name}`",
            header.places,
        )  # fmt: skip
        found[symbol.key] = c.check(decl.value, Env(scope, "stub", names), want).expr
        places[symbol.key] = decl.name.span
    return found


def _tool(c: Checker, decl: ast.Stub, scope: Scope) -> Symbol | None:
    symbol = scope.find(decl.name.text)
    if symbol is None:
        c.unknown_name(decl.name.text, decl.name.span, scope.of_kind({"tool"}), scope, "tool")
    elif symbol.kind != "tool":
        c.error("SIG0209", f"`{decl.name.text}` is no tool", decl.name.span, f"this is {symbol.spoken}",
                note="a stub stands for a tool; what a model answers is not stubbed")  # fmt: skip
        symbol = None
    return symbol


def refuse_acting(c: Checker, program: Program | None, stubs: Mapping[str, Expr], at: Span, where: str) -> bool:
    """Report every tool that acts and has neither a stub nor a recording; whether there is one."""
    if program is None or c.recorded is None:
        return False
    tools = program.tools.values()
    acting = [t.name for t in tools if t.effect == "acts" and t.name not in c.recorded]
    for name in (n for n in acting if n not in stubs):
        c.error(
            "SIG0617",
            f"{where} would run `{name}`, which acts",
            at,
            f"reaches the tool `{name}`",
            note="a tool marked `acts` changes the world, so builds, tests and metrics never run it",
            help=_instead(name, where),
        )
    return any(name not in stubs for name in acting)


def _instead(name: str, where: str) -> str | None:
    """How to go on without running it."""
    if where == "a metric":
        return None
    stub = f"say what it answers here: `stub {name} {{ … }}`"
    return f"{stub}, or test with a recording: `sigc test --replay FILE`" if where in ("a test", "a gate") else stub
