"""A program and the metric that scores it, as one program: what a row of data meets while a build or a gate runs.

Promise: pure; every path from the rows through the program into a judge is a path of what is made here. May import:
sigc.ir, analysis/."""

from __future__ import annotations

from dataclasses import replace

from sigc.analysis.flow import with_reach
from sigc.ir.expr import Call, RecordOf, Var
from sigc.ir.program import Binding, Metric, Module, Program
from sigc.ir.types import Field, Record


def scored_program(program: Program, metric: Metric | None) -> Program:
    """The program run on a row and its answer judged; the program itself where its metric calls nothing."""
    judges = metric.judges if metric is not None else None
    if judges is None:
        return program
    given = {f.name: f.type for f in judges.main.inputs}
    row = given["row"].fields if isinstance(given["row"], Record) else ()
    asked = program.main.inputs
    own = tuple(replace(f, default=None) for f in asked) + tuple(
        f for f in row if f.name not in {a.name for a in asked}
    )
    taken = {f.name for f in own}
    want, answer, judged = (_free(name, taken) for name in ("want", "answer", "judged"))
    bindings = (
        Binding(answer, Call("module", program.entry, tuple((f.name, Var(f.name)) for f in asked))),
        Binding(judged, Call("module", judges.entry, (
            ("row", RecordOf((), tuple((f.name, Var(f.name)) for f in row))),
            ("want", Var(want)), ("got", Var(answer))))),
    )  # fmt: skip
    name = f"{program.entry} scored by {judges.entry}"
    entry = Module(name, (*own, Field(want, given["want"])), (), bindings)
    return Program(
        name,
        types={**judges.types, **program.types},
        signatures={**judges.signatures, **program.signatures},
        nodes={**judges.nodes, **program.nodes},
        tools={**judges.tools, **program.tools},
        modules={**judges.modules, **program.modules, name: entry},
        models={**judges.models, **program.models},
        zones=program.zones,
        policies=program.policies,
    )


def metric_with_reach(program: Program, metric: Metric, rows: tuple[str, ...]) -> Metric:
    """The metric with what each of its judges and tools may reach, where it scores this program on rows with these
    labels."""
    if metric.judges is None:
        return metric
    found = with_reach(scored_program(program, metric), rows, runs_rows=True)
    nodes = {name: replace(node, reach=found.nodes[name].reach) for name, node in metric.judges.nodes.items()}
    tools = {name: replace(tool, reach=found.tools[name].reach) for name, tool in metric.judges.tools.items()}
    return replace(metric, judges=replace(metric.judges, nodes=nodes, tools=tools))


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name
