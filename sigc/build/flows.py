"""Information flow in a build: what a pass learnt is held to the policies before it goes anywhere.

Promise: raises UserError with the leaks and nothing else; pure. May import: sigc.base, ir, analysis, check, build/."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sigc.analysis.flow import check_flow, reach_of, with_reach
from sigc.analysis.flow_judges import metric_with_reach, scored_program
from sigc.base.diagnostic import UserError, has_errors
from sigc.check.labels import around_build
from sigc.ir.program import Metric, Program
from sigc.ir.project import Build, Project


def held(project: Project, build: Build, program: Program) -> Program:
    """The program, once no path in it or from it into a judge breaks a policy, with what each node and tool may reach.
    Raises UserError."""
    data = project.datasets.get(build.data) if build.data is not None else None
    whole = scored_program(program, _metric(project, build))
    found = check_flow(whole, around_build(build, data, project.models))
    if has_errors(found):
        raise UserError(*(each for each in found if each.severity == "error"))
    return with_reach(program, data.labels if data is not None else ())


def held_metric(project: Project, subject: str, metric: str, rows: tuple[str, ...]) -> Metric:
    """A metric with what its judges may reach when they score this callable on rows with these labels."""
    return metric_with_reach(project.programs[subject], project.metrics[metric], rows)


def held_proposers(project: Project, build: Build, proposers: Mapping[str, Program]) -> Mapping[str, Program]:
    """The optimizers' own programs, which see whole rows and what judges say: they reach what every label of the
    subject and its metric allows."""
    data = project.datasets.get(build.data) if build.data is not None else None
    whole = scored_program(project.programs[build.subject], _metric(project, build))
    reach = reach_of(whole, data.labels if data is not None else ())
    if reach is None:
        return proposers
    return {
        key: replace(p, nodes={name: replace(node, reach=reach) for name, node in p.nodes.items()})
        for key, p in proposers.items()
    }


def _metric(project: Project, build: Build) -> Metric | None:
    return project.metrics.get(build.metric) if build.metric is not None else None
