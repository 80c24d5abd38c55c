"""Examples that go against what their signature prefers.

Promise: only signatures that have both are looked at, once more and quietly. May import: sigc.base, ir, values, syntax,
check/core, check/signatures, check/lints/common."""

from __future__ import annotations

from collections.abc import Iterator

from sigc.base.diagnostic import Diagnostic, warning
from sigc.check.core import Checker
from sigc.check.lints.common import declarations, symbol_of
from sigc.check.signatures import check_signature
from sigc.ir.program import Demo, Signature
from sigc.syntax import ast


def against_preferences(c: Checker) -> Iterator[Diagnostic]:
    """SIG1007: an `example` for which a `prefer` does not hold."""
    for decl in declarations(c):
        if not isinstance(decl, ast.SignatureDecl) or not decl.prefers or not decl.examples or decl.base is not None:
            continue
        symbol, notes = symbol_of(c, decl), len(c.notes)
        with c.quiet():
            made = check_signature(c, symbol) if symbol is not None else None
        del c.notes[notes:]
        if made is None or len(made.examples) != len(decl.examples):
            continue
        for written, demo in zip(decl.examples, made.examples, strict=True):
            for rule, missed in zip(decl.prefers, _missed(c, made, demo), strict=True):
                if missed:
                    yield warning(
                        "SIG1007",
                        "the example goes against a preference",
                        written.span,
                        f"`prefer {rule.source}` does not hold",
                        note="a model follows what it is shown before what it is told",
                        help="show what is preferred, or take another example",
                    ).seen(rule.span, "preferred here")


def _missed(c: Checker, signature: Signature, demo: Demo) -> list[bool]:
    """Of each preference, whether it is known not to hold for the example."""
    from sigc.values.evaluate import evaluate
    from sigc.values.operations import ValueFailure

    env = {**demo.inputs, **demo.outputs}
    try:
        for name, value in signature.lets:
            env[name] = evaluate(value, env, c.types)
        return [not evaluate(rule.condition, env, c.types) for rule in signature.prefers]
    except ValueFailure:
        return [False] * len(signature.prefers)
