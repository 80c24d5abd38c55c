"""Are the values in a Program of their types? Demos, defaults, patterns, and the arguments of library functions.

Promise: never fails; asks what sigc/ir/verify.py cannot, because it needs the evaluator, and expects a program that
holds together in structure. May import: sigc.ir, sigc.values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sigc.ir.expr import Expr, Lib
from sigc.ir.program import Demo, Program, Values
from sigc.ir.types import Field, Record, RecordDef, Str, Types
from sigc.ir.verify import Known, lowered_outputs
from sigc.ir.walk import each, each_part, each_type
from sigc.values.convert import Misfit, conform, problems
from sigc.values.evaluate import evaluate
from sigc.values.library import LIBRARY
from sigc.values.operations import ValueFailure
from sigc.values.regex import pattern_problem


def verify_values(program: Program, known: Known | None = None) -> tuple[str, ...]:
    """Every value in a program that does not fit, in words; empty when all do."""
    return tuple(_problems(program, known))


def demo_problems(demo: Demo, inputs: tuple[Field, ...], outputs: tuple[Field, ...], types: Types) -> tuple[str, ...]:
    """What in a demo is not of the type of its field, in words. Fields that it leaves out are not asked for here."""
    return (*_misfits(demo.inputs, inputs, types), *_misfits(demo.outputs, outputs, types))


def _problems(program: Program, known: Known | None) -> Iterator[str]:
    types = program.types
    for where, fields in _interfaces(program):
        yield from _field_problems(where, fields, types)
    for where, expr in _expressions(program):
        yield from (f"{where}: {problem}" for problem in _library_problems(expr))
    for s in program.signatures.values():
        for demo in s.examples:
            found = demo_problems(demo, s.inputs, s.outputs, types)
            yield from (f"an example of signature `{s.name}`: {problem}" for problem in found)
    for node in program.nodes.values():
        inputs, outputs = program.signature_of(node.name).inputs, lowered_outputs(program, node.name, known)
        for number, demo in enumerate(node.slots.demos, 1):
            found = demo_problems(demo, inputs, outputs, types)
            yield from (f"demo {number} of node `{node.name}`: {problem}" for problem in found)


def _misfits(values: Values, fields: tuple[Field, ...], types: Types) -> tuple[str, ...]:
    given = Record(tuple(f for f in fields if f.name in values))
    return problems(dict(values), given, types)


def _interfaces(program: Program) -> Iterator[tuple[str, tuple[Field, ...]]]:
    for defined in program.types.values():
        if isinstance(defined, RecordDef):
            yield f"type `{defined.name}`", defined.fields
    for kind in ("signatures", "tools", "modules"):
        for thing in getattr(program, kind).values():
            yield f"`{thing.name}`", (*thing.inputs, *thing.outputs)


def _field_problems(where: str, fields: Iterable[Field], types: Types) -> Iterator[str]:
    for f in fields:
        for part in each_type(f.type):
            problem = pattern_problem(part.pattern) if isinstance(part, Str) and part.pattern is not None else None
            if problem:
                yield f"`{f.name}` of {where} has no pattern: {problem}"
        if f.default is not None:
            try:
                conform(evaluate(f.default, {}, types), f.type, types)
            except (Misfit, ValueFailure) as failure:
                yield f"the default of `{f.name}` of {where}: {failure}"


def _expressions(program: Program) -> Iterator[tuple[str, Expr]]:
    for s in program.signatures.values():
        rules = [*(r.condition for r in (*s.ensures, *s.prefers)), *(g.condition for g in s.guides)]
        yield from ((f"signature `{s.name}`", expr) for expr in (*(value for _, value in s.lets), *rules))
    for node in program.nodes.values():
        if (metric := node.metric) is not None:
            yield from ((f"the metric of node `{node.name}`", expr) for expr in each_part(metric))
    for module in program.modules.values():
        yield from ((f"`{b.name}` of module `{module.name}`", b.value) for b in module.bindings)


def _library_problems(expr: Expr) -> Iterator[str]:
    for part in each(expr):
        if isinstance(part, Lib):
            function = LIBRARY.get(part.name)
            if function is None:
                yield f"the library has no `{part.name}`"
            elif len(part.args) < function.least or (function.most is not None and len(part.args) > function.most):
                yield f"`{part.name}` does not take {len(part.args)} arguments"
            elif not {name for name, _ in part.named} <= set(function.keywords):
                yield f"`{part.name}` does not take these names"
