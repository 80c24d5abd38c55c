"""What stands around a Program in a project: data sets, metrics, tests, gates, builds.

Promise: plain data made by check/, read by evaluate/, passes/ and build/; names are resolved, paths are as written.
May import: sigc.base, sigc.ir."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any

from sigc.base.diagnostic import Diagnostic
from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.ir.expr import Expr
from sigc.ir.program import Metric, Model, Program
from sigc.ir.types import Field, TypeDef


@frozen
class DataSet:
    """Typed rows for a callable.

    `files`: split name -> path relative to the `.sig` file's folder `home`; one file for all splits has the key "".
    `columns`: field -> expression over `row` (the raw JSON or CSV record), for fields that a source names; all other
    fields take the column of their own name. `wants` are the outputs of the subject (rows may hold any subset of
    them), `extras` what only metrics read. `split`: shares (floats) or counts (ints), empty when `files` says it.
    """

    name: str
    subject: str
    inputs: tuple[Field, ...]
    wants: tuple[Field, ...]
    extras: tuple[Field, ...]
    files: Mapping[str, str]
    home: str
    types: Mapping[str, TypeDef]
    columns: Mapping[str, Expr] = field(default_factory=dict)
    split: tuple[tuple[str, int | float], ...] = ()
    labels: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False)


@frozen
class PassCall:
    """`bootstrap(demos = 4)`: positional `args` and named `options`, literals or bare names as str."""

    name: str
    args: tuple[Any, ...] = ()
    options: tuple[tuple[str, Any], ...] = ()


@frozen
class Limits:
    """A budget; None means: no limit of that kind."""

    usd: float | None = None
    calls: int | None = None
    tokens: int | None = None


@frozen
class Build:
    """What to compile. `passes` None means: the level's own pipeline. `model` and `teacher` are names of Models."""

    name: str
    subject: str
    model: str | None = None
    teacher: str | None = None
    passes: tuple[PassCall, ...] | None = None
    data: str | None = None
    metric: str | None = None
    budget: Limits = Limits()
    seed: int = 0
    share: tuple[str, ...] = ()
    emit: tuple[str, ...] = ("python", "bundle")
    span: Span | None = field(default=None, compare=False)
    stubs: Mapping[str, Expr] = field(default_factory=dict)
    """Tool -> what it answers while this is built, over its inputs."""


@frozen
class Expectation:
    condition: Expr
    source: str
    span: Span


@frozen
class TestCase:
    """A `test` block: a program whose entry module holds the block's bindings (each also an output), and what must
    hold of them."""

    __test__ = False

    name: str
    program: Program
    expectations: tuple[Expectation, ...]
    span: Span
    stubs: Mapping[str, Expr] = field(default_factory=dict)
    """Tool -> what it answers in this block, over its inputs."""


@frozen
class Gate:
    """A score that must hold: the mean of `metric` over the rows of `split` of `data`, its interval's lower end at
    least `at_least`. `model` as a build's; None: that of the build of the same callable."""

    name: str
    subject: str
    data: str
    split: str
    metric: str
    at_least: float
    model: str | None = None
    stubs: Mapping[str, Expr] = field(default_factory=dict)
    span: Span | None = field(default=None, compare=False)

    def as_build(self, builds: Iterable[Build]) -> Build:
        """What it runs, as a build without passes: model, budget and seed are those of the first build of the same
        callable where the gate says nothing."""
        like = next((b for b in builds if b.subject == self.subject), Build(self.name, self.subject))
        return Build(self.name, self.subject, self.model or like.model, None, (), self.data, self.metric, like.budget,
                     like.seed, span=self.span, stubs=self.stubs)  # fmt: skip


@frozen
class Project:
    """Everything that checks in one project. `programs`: one per signature or module that a build names, or that is
    asked for; keys of all mappings are declared names."""

    root: str
    programs: Mapping[str, Program] = field(default_factory=dict)
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    datasets: Mapping[str, DataSet] = field(default_factory=dict)
    models: Mapping[str, Model] = field(default_factory=dict)
    builds: Mapping[str, Build] = field(default_factory=dict)
    tests: tuple[TestCase, ...] = ()
    gates: Mapping[str, Gate] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    """Path -> text of every file read, for hashes and for showing diagnostics."""
    notes: tuple[Diagnostic, ...] = ()
    """What `check -v` lists: run-time checks, columns that no field takes."""
