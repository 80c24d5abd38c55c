"""From an entry file to a checked project: load, resolve, check, lower. The pipeline, readable aloud.

Promise: `check_project` never raises for a user's mistake; every mistake of every file read is told in one run, and
what checks is in the Project even when other parts do not.
May import: sigc.base, ir, values, catalog, syntax, analysis."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from sigc.analysis.flow import with_reach
from sigc.base.diagnostic import Diagnostic, has_errors, in_order
from sigc.base.source import Files, Span
from sigc.check import definitions, headers, judges, misfit, types
from sigc.check.blocks import check_test, test_names
from sigc.check.builds import Around, check_build
from sigc.check.calls import graph_of
from sigc.check.core import Checker, Rules
from sigc.check.data import check_data, extras_of
from sigc.check.derive import derive_all
from sigc.check.gates import check_gate
from sigc.check.graphs import check_module
from sigc.check.infer import CHECK, INFER
from sigc.check.labels import check_flows, declare_marks
from sigc.check.lower import Parts, program_of_graph, program_of_signature
from sigc.check.metrics import CheckedMetric, check_metric, inline, subject_of
from sigc.check.models import check_model
from sigc.check.modules import Read, World, load, project_root
from sigc.check.nesting import refuse_nesting
from sigc.check.scope import Symbol
from sigc.check.signatures import check_record_rules, check_signature
from sigc.check.texts import fragment
from sigc.check.tools import check_tool
from sigc.ir.program import Metric, Program, Server
from sigc.ir.project import Build, Gate, Project, TestCase
from sigc.ir.types import Field
from sigc.syntax import ast

if TYPE_CHECKING:
    from sigc.check.kept import Kept

T = TypeVar("T")
Subjected = ast.MetricDecl | ast.DataDecl | ast.GateDecl | ast.BuildDecl
RULES = Rules(INFER, CHECK, misfit.fit, headers.header, inline, types.resolve, check_module)


def check_project(
    entry: str,
    files: Files,
    *,
    root: str | None = None,
    python: tuple[str, ...] | None = None,
    servers: Iterable[Server] = (),
    read: Read | None = None,
    kept: Kept | None = None,
    lints: bool = False,
    also: tuple[str, ...] = (),
    recorded: frozenset[str] | None = frozenset(),
) -> tuple[Project, tuple[Diagnostic, ...]]:
    """Parse, resolve, check and lower the entry file and all that it imports.

    `root`: the project's folder, where imports start; by default that of the nearest sig.toml, else the entry's own.
    `python`: folders in which `from python` modules are looked for; by default the root. `servers`: the MCP servers
    that sig.toml declares.
    `read`: what earlier runs parsed, and `kept`: what they found of declarations; this one uses and adds to both.
    `lints`: what checks, and is most likely not meant, too.
    `also`: files with labels, zones and policies of the project, which hold whether they are imported or not.
    `recorded`: tools that a recording answers for, so that builds and tests may reach them although they act;
    None: any may be reached.
    The Project holds programs for every signature and module of the entry file and every subject of its builds."""
    c = checker(entry, files, root=root, python=python, servers=servers, read=read, also=also)
    c.kept, c.recorded = kept, recorded
    project = _checked(c, entry) if entry in c.world.trees else Project(c.world.root)
    if kept is not None:
        kept.keep(c)
    if lints:
        from sigc.check.lints.table import lint  # most commands ask for errors alone

        c.found += lint(c)
    sources = {path: file.text for path, file in c.world.sources.items()}
    notes = in_order(n for n in c.notes if n.at is None or not n.at.span.path.startswith("std/"))
    return replace(project, sources=sources, notes=notes), _allowed(c, lints)


def _allowed(c: Checker, lints: bool) -> tuple[Diagnostic, ...]:
    """What was found, without the warnings that comments allow."""
    if any("allow SIG" in file.text for file in c.world.sources.values()):
        from sigc.check.lints.allow import without_allowed  # few files have such comments

        tell = lints and not has_errors(c.found)  # some lints are not asked where there are errors
        c.found[:] = without_allowed(c.found, c.world.sources, c.world.trees, tell=tell)
    return in_order(c.found)


def checker(
    entry: str,
    files: Files,
    *,
    root: str | None = None,
    python: tuple[str, ...] | None = None,
    servers: Iterable[Server] = (),
    read: Read | None = None,
    rules: Rules = RULES,
    also: tuple[str, ...] = (),
) -> Checker:
    """The entry file and all that it imports, and files to be known `also`, loaded and not yet looked at. `rules`: how
    expressions are checked, for who wants to watch."""
    root = project_root(entry, files) if root is None else root
    early: list[Diagnostic] = []
    world = World(root, files, early.append, {} if read is None else read)
    load(entry, world, also)
    folders = python if python is not None else (root,)
    return Checker(world, rules, folders, {server.name: server for server in servers}, found=early)


def declare(c: Checker) -> list[Symbol]:
    """What every declaration may name: marks, types, and what is made from others. All declarations are given back."""
    derive_all(c)
    symbols = c.world.symbols
    declare_marks(c)
    define_types(c, symbols)
    return symbols


def _checked(c: Checker, entry: str) -> Project:
    symbols = declare(c)
    if c.kept is not None:
        c.kept.begin(c)
    for symbol in _of(symbols, "text"):
        fragment(c, symbol)
    c.metrics = metrics = _metrics(c, symbols)
    parts = _parts(c, symbols)
    scored = _each(c, [s for s in _of(symbols, "metric") if s.key in metrics], partial(_scored, parts))
    datasets = _each(c, _of(symbols, "data"), check_data)
    programs = _programs(c, symbols, parts, entry)
    around = Around(metrics, datasets, programs)
    builds, gates = _builds(c, symbols, around, entry), _gates(c, symbols, around, entry)
    tests = _tests(c, parts, entry)
    data = {key: d.dataset for key, d in datasets.items()}
    runs = [*builds.values(), *(gate.as_build(builds.values()) for gate in gates.values())]
    check_flows(c, programs, tests, [(b, data.get(b.data or "")) for b in runs], scored, parts.models)
    programs = {key: with_reach(p) for key, p in programs.items()}
    tests = tuple(replace(test, program=with_reach(test.program)) for test in tests)
    wanted = {s.key for s in symbols if s.path == entry} | {b.subject for b in runs}
    return Project(
        c.world.root,
        programs={key: p for key, p in programs.items() if key in wanted},
        metrics=scored,
        datasets={key: d.dataset for key, d in datasets.items()},
        models=dict(parts.models),
        builds=builds,
        tests=tests,
        gates=gates,
    )


def _of(symbols: Iterable[Symbol], *kinds: str) -> list[Symbol]:
    return [s for s in symbols if s.kind in kinds]


def define_types(c: Checker, symbols: list[Symbol]) -> None:
    named = _of(symbols, "enum", "record")
    _each(c, named, definitions.define)
    _each(c, _of(symbols, "alias"), types.alias)
    definitions.refuse_infinite(c, named)
    _each(c, named, headers.record_defaults)
    _each(c, _of(symbols, "record"), check_record_rules)


def _parts(c: Checker, symbols: list[Symbol]) -> Parts:
    """Everything that is carried out: models, signatures, tools, modules."""
    models = _each(c, _of(symbols, "model"), check_model)
    signatures = _each(c, _of(symbols, "signature"), _kept(check_signature))
    tools = _each(c, _of(symbols, "tool"), check_tool)
    graphs = _each(c, _of(symbols, "module"), _kept(check_module))
    for symbol in _of(symbols, "metric", "data", "gate", "build"):
        path = symbol.decl.subject if isinstance(symbol.decl, Subjected) else None
        found = _subject(c, path, symbol) if path is not None and path.args else None
        if path is not None and found is not None:
            graph_of(c, found, path.span)
    for key in refuse_nesting(c, {**graphs, **c.graphs}):
        mine = graphs if key in graphs else c.graphs
        mine[key] = replace(mine[key], ok=False)
    # Instances that only a test uses come later.
    return Parts(
        signatures, ChainMap(graphs, c.graphs), {**tools, **c.scorers}, models, c.types, c.marks.zones, c.marks.policies
    )


def _programs(c: Checker, symbols: list[Symbol], parts: Parts, entry: str) -> dict[str, Program]:
    """Programs of the entry file's callables, and of what its builds name in other files."""
    subjects = {
        found.key: found
        for s in symbols
        if isinstance(s.decl, ast.BuildDecl | ast.GateDecl) and s.path == entry
        if (found := _subject(c, s.decl.subject, s)) is not None
    }
    wanted = {s.key for s in symbols if s.path == entry} | set(subjects)
    uses = [s for s in subjects.values() if s.key in c.instances]

    def lowered(symbol: Symbol) -> Program | None:
        if symbol.kind == "signature":
            return program_of_signature(symbol.key, parts)
        graph = parts.graphs.get(symbol.key)
        return program_of_graph(graph, parts) if graph is not None else None

    def once(c: Checker, symbol: Symbol) -> Program | None:
        if c.kept is None or symbol.key in c.instances:
            return lowered(symbol)
        return c.kept.once(c, symbol.decl, f"program {symbol.key}", partial(lowered, symbol))

    return _each(c, [s for s in (*_of(symbols, "signature", "module"), *uses) if s.key in wanted], once)


def _subject(c: Checker, path: ast.Path, owner: Symbol) -> Symbol | None:
    """What something is for; mistakes in it are told where it is checked."""
    with c.quiet():
        return subject_of(c, path, owner)


def _metrics(c: Checker, symbols: list[Symbol]) -> dict[str, CheckedMetric]:
    extras = _extras(c, symbols)

    def checked(c: Checker, symbol: Symbol) -> CheckedMetric | None:
        assert isinstance(symbol.decl, ast.MetricDecl)
        if symbol.decl.subject is None:
            inline(c, symbol)
            return None
        subject = _subject(c, symbol.decl.subject, symbol)
        return check_metric(c, symbol, extras.get(subject.key, ()) if subject is not None else ())

    return _each(c, _of(symbols, "metric"), checked)


def _scored(parts: Parts, c: Checker, symbol: Symbol) -> Metric | None:
    """A metric with its types, or the program of its judges."""
    checked: CheckedMetric = c.metrics[symbol.key]
    if checked.graph is None:
        return replace(checked.metric, types=checked.types)
    return judges.lowered(c, symbol, checked.metric, checked.graph, parts)


def _extras(c: Checker, symbols: list[Symbol]) -> dict[str, tuple[Field, ...]]:
    """Extra columns by subject, over all data sets of it; the first declaration of a name counts."""
    found: dict[str, dict[str, Field]] = {}
    for symbol in _of(symbols, "data"):
        assert isinstance(symbol.decl, ast.DataDecl)
        subject = _subject(c, symbol.decl.subject, symbol)
        if subject is not None:
            mine = found.setdefault(subject.key, {})
            for field in extras_of(c, symbol):
                mine.setdefault(field.name, field)
    return {key: tuple(mine.values()) for key, mine in found.items()}


def _builds(c: Checker, symbols: list[Symbol], around: Around, entry: str) -> dict[str, Build]:
    builds = _of(symbols, "build")
    found = _each(c, builds, lambda c, symbol: check_build(c, symbol, around))
    return {s.key: found[s.key] for s in builds if s.path == entry and s.key in found}


def _gates(c: Checker, symbols: list[Symbol], around: Around, entry: str) -> dict[str, Gate]:
    gates = _of(symbols, "gate")
    found = _each(c, gates, lambda c, symbol: check_gate(c, symbol, around))
    return {s.key: found[s.key] for s in gates if s.path == entry and s.key in found}


def _tests(c: Checker, parts: Parts, entry: str) -> tuple[TestCase, ...]:
    """Tests of every file are checked; those of the entry file are given to the project."""
    found: list[TestCase] = []
    for path, tree in c.world.trees.items():
        tests = [d for d in tree.declarations if isinstance(d, ast.TestDecl)]
        names = test_names(tests, set(parts.graphs) | set(parts.signatures))
        for decl, name in zip(tests, names, strict=True):
            work = partial(check_test, c, decl, path, name, parts)
            once = work if c.kept is None else partial(c.kept.once, c, decl, f"test {name}", work)
            case = _shallow(c, decl.name.span, once)
            if case is not None and path == entry:
                found.append(case)
    return tuple(found)


def _kept(work: Callable[[Checker, Symbol], T]) -> Callable[[Checker, Symbol], T]:
    """The work, or what it gave in an earlier run that saw the same."""
    return lambda c, s: work(c, s) if c.kept is None else c.kept.once(c, s.decl, s.key, partial(work, c, s))


def _each(c: Checker, symbols: list[Symbol], work: Callable[[Checker, Symbol], T | None]) -> dict[str, T]:
    """What `work` makes of each declaration, by key; what is broken is left out."""
    made = {s.key: _shallow(c, s.span, partial(work, c, s)) for s in symbols}
    return {key: value for key, value in made.items() if value is not None}


def _shallow(c: Checker, span: Span, work: Callable[[], T | None]) -> T | None:
    """The parser bounds how deep expressions nest; where the stack is smaller than that, it is told all the same."""
    try:
        return work()
    except RecursionError:
        c.error("SIG0109", "nested too deeply", span, "in this declaration", help="bind inner parts to names")
        return None
