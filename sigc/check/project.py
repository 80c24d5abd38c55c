"""From an entry file to a checked project: load, resolve, check, lower. The pipeline, readable aloud.

Promise: `check_project` never raises for a user's mistake; every mistake of every file read is told in one run, and
what checks is in the Project even when other parts do not. May import: sigc.base, ir, values, catalog, syntax."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sigc.base.diagnostic import Diagnostic, in_order
from sigc.base.source import Files
from sigc.check import definitions, headers, misfit, types
from sigc.check.blocks import check_test, test_names
from sigc.check.builds import Around, check_build
from sigc.check.core import Checker, Graph, Rules
from sigc.check.data import CheckedData, check_data, extras_of
from sigc.check.graphs import check_module, refuse_circles
from sigc.check.infer import CHECK, INFER
from sigc.check.lower import Parts, program_of_graph, program_of_signature
from sigc.check.metrics import CheckedMetric, check_metric, inline
from sigc.check.models import check_model
from sigc.check.modules import World, load, project_root
from sigc.check.scope import Symbol
from sigc.check.signatures import check_record_rules, check_signature
from sigc.check.texts import fragment
from sigc.check.tools import check_tool
from sigc.check.unsupported import refuse_later
from sigc.ir.program import Metric, Program, Signature, Tool
from sigc.ir.project import Build, DataSet, Project, TestCase
from sigc.ir.types import Field
from sigc.syntax import ast

RULES = Rules(INFER, CHECK, misfit.fit, headers.header, inline, types.resolve)


def check_project(
    entry: str, files: Files, *, root: str | None = None, python: tuple[str, ...] | None = None
) -> tuple[Project, tuple[Diagnostic, ...]]:
    """Parse, resolve, check and lower the entry file and all that it imports.

    `root`: the project's folder, where imports start; by default that of the nearest sig.toml, else the entry's own.
    `python`: folders in which `from python` modules are looked for; by default the root.
    The Project holds programs for every signature and module of the entry file and every subject of its builds."""
    root = project_root(entry, files) if root is None else root
    early: list[Diagnostic] = []
    world = World(root, files, early.append)
    tree = load(entry, world)
    c = Checker(world, RULES, python if python is not None else (root,), found=early)
    project = _checked(c, entry) if tree is not None else Project(root)
    sources = {path: file.text for path, file in world.sources.items()}
    notes = in_order(n for n in c.notes if n.at is None or not n.at.span.path.startswith("std/"))
    return replace(project, sources=sources, notes=notes), in_order(c.found)


def _checked(c: Checker, entry: str) -> Project:
    symbols = c.world.symbols
    _define_types(c, symbols)
    refuse_later(c)
    for symbol in _of(symbols, "text"):
        fragment(c, symbol)
    parts = _parts(c, symbols)
    metrics = _metrics(c, symbols)
    datasets = {s.key: check_data(c, s) for s in _of(symbols, "data")}
    programs = _programs(c, symbols, parts, entry)
    builds = _builds(c, symbols, Around(metrics, datasets, programs), entry)
    tests = _tests(c, parts, entry)
    wanted = {s.key for s in symbols if s.path == entry} | {b.subject for b in builds.values()}
    return Project(
        c.world.root,
        programs={key: p for key, p in programs.items() if key in wanted},
        metrics=_metrics_of(metrics),
        datasets=_datasets_of(datasets),
        models=dict(parts.models),
        builds=builds,
        tests=tests,
    )


def _of(symbols: Iterable[Symbol], *kinds: str) -> list[Symbol]:
    return [s for s in symbols if s.kind in kinds]


def _define_types(c: Checker, symbols: list[Symbol]) -> None:
    named = _of(symbols, "enum", "record")
    for symbol in named:
        definitions.define(c, symbol)
    for symbol in _of(symbols, "alias"):
        types.alias(c, symbol)
    definitions.refuse_infinite(c, named)
    for symbol in named:
        headers.record_defaults(c, symbol)
    for symbol in _of(symbols, "record"):
        check_record_rules(c, symbol)


def _parts(c: Checker, symbols: list[Symbol]) -> Parts:
    """Everything that is carried out: models, signatures, tools, modules."""
    models = {s.key: m for s in _of(symbols, "model") if (m := check_model(c, s)) is not None}
    signatures: dict[str, Signature] = {}
    for symbol in _of(symbols, "signature"):
        signature = check_signature(c, symbol)
        if signature is not None:
            signatures[symbol.key] = signature
    tools: dict[str, Tool] = {s.key: t for s in _of(symbols, "tool") if (t := check_tool(c, s)) is not None}
    graphs: dict[str, Graph] = {s.key: check_module(c, s) for s in _of(symbols, "module")}
    circular = refuse_circles(c, graphs)
    graphs = {key: replace(g, ok=False) if key in circular else g for key, g in graphs.items()}
    return Parts(signatures, graphs, tools, models, c.types)


def _programs(c: Checker, symbols: list[Symbol], parts: Parts, entry: str) -> dict[str, Program]:
    """Programs of the entry file's callables, and of what its builds name in other files."""
    scope = c.world.scopes[entry]
    subjects = {s.decl.subject.parts[0].text for s in symbols if isinstance(s.decl, ast.BuildDecl) and s.path == entry}
    wanted = {s.key for s in symbols if s.path == entry}
    wanted |= {found.key for name in subjects if (found := scope.find(name)) is not None}
    made: dict[str, Program] = {}
    for symbol in _of(symbols, "signature", "module"):
        if symbol.key not in wanted:
            continue
        if symbol.kind == "signature":
            program = program_of_signature(symbol.key, parts)
        else:
            program = program_of_graph(parts.graphs[symbol.key], parts)
        if program is not None:
            made[symbol.key] = program
    return made


def _metrics(c: Checker, symbols: list[Symbol]) -> dict[str, CheckedMetric | None]:
    found: dict[str, CheckedMetric | None] = {}
    extras = _extras(c, symbols)
    for symbol in _of(symbols, "metric"):
        assert isinstance(symbol.decl, ast.MetricDecl)
        if symbol.decl.subject is None:
            inline(c, symbol)
            continue
        subject = c.world.scopes[symbol.path].find(symbol.decl.subject.parts[0].text)
        found[symbol.key] = check_metric(c, symbol, extras.get(subject.key, ()) if subject is not None else ())
    return found


def _extras(c: Checker, symbols: list[Symbol]) -> dict[str, tuple[Field, ...]]:
    """Extra columns by subject, over all data sets of it; the first declaration of a name counts."""
    found: dict[str, dict[str, Field]] = {}
    for symbol in _of(symbols, "data"):
        assert isinstance(symbol.decl, ast.DataDecl)
        subject = c.world.scopes[symbol.path].find(symbol.decl.subject.parts[0].text)
        if subject is not None:
            mine = found.setdefault(subject.key, {})
            for field in extras_of(c, symbol):
                mine.setdefault(field.name, field)
    return {key: tuple(mine.values()) for key, mine in found.items()}


def _builds(c: Checker, symbols: list[Symbol], around: Around, entry: str) -> dict[str, Build]:
    found: dict[str, Build] = {}
    for symbol in _of(symbols, "build"):
        build = check_build(c, symbol, around)
        if build is not None and symbol.path == entry:
            found[symbol.key] = build
    return found


def _tests(c: Checker, parts: Parts, entry: str) -> tuple[TestCase, ...]:
    """Tests of every file are checked; those of the entry file are given to the project."""
    found: list[TestCase] = []
    for path, tree in c.world.trees.items():
        tests = [d for d in tree.declarations if isinstance(d, ast.TestDecl)]
        names = test_names(tests, set(parts.graphs) | set(parts.signatures))
        for decl, name in zip(tests, names, strict=True):
            case = check_test(c, decl, path, name, parts)
            if case is not None and path == entry:
                found.append(case)
    return tuple(found)


def _metrics_of(found: dict[str, CheckedMetric | None]) -> dict[str, Metric]:
    return {key: m.metric for key, m in found.items() if m is not None}


def _datasets_of(found: dict[str, CheckedData | None]) -> dict[str, DataSet]:
    return {key: d.dataset for key, d in found.items() if d is not None}
