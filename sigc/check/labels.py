"""Labels, zones and policies: names of the whole project, and the flows of every program held to them.

Promise: each unknown name is one diagnostic; flows are checked right after lowering, for every program and build.
May import: sigc.base, ir, syntax, analysis, check/core."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sigc.analysis.flow import OFFLINE, Around, check_flow
from sigc.analysis.flow_judges import scored_program
from sigc.base.diagnostic import Diagnostic, error
from sigc.base.names import closest
from sigc.base.source import Span
from sigc.check.core import Checker
from sigc.check.scope import CALLABLE
from sigc.check.settings import names_in
from sigc.ir.program import PROCESS, STORES, Metric, Model, Policy, PolicyRule, Program, Zone
from sigc.ir.project import Build, DataSet, TestCase
from sigc.ir.types import Field
from sigc.syntax import ast

QUIET = frozenset({"tidy", "adapter", "strategy", "bootstrap"})
"""Passes that ask no model but the program's own."""


def declare_marks(c: Checker) -> None:
    """Labels and zones of every file, then policies, which name them."""
    decls = [decl for tree in c.world.trees.values() for decl in tree.declarations]
    for decl in decls:
        if isinstance(decl, ast.LabelDecl | ast.ZoneDecl) and _is_new(c, decl.name):
            if isinstance(decl, ast.LabelDecl):
                c.marks.labels.add(decl.name.text)
            else:
                c.marks.zones[decl.name.text] = Zone(decl.name.text, _holds(c, decl))
    for decl in decls:
        if isinstance(decl, ast.PolicyDecl):
            _policy(c, decl)


def _is_new(c: Checker, name: ast.Name) -> bool:
    known = c.marks.places.get(name.text)
    if name.text == PROCESS:
        note = "this process is inside every zone"
        c.error("SIG0211", f"`{PROCESS}` is a zone already", name.span, "cannot be declared", note=note)
        return False
    if known is not None:
        if known.path != name.span.path:  # in one file, the scope has told it
            found = error("SIG0202", f"`{name.text}` is declared twice", name.span, "declared again here",
                          note="labels and zones are names of the whole project")  # fmt: skip
            c.report(found.seen(known, "first declared here"))
        return False
    c.marks.places[name.text] = name.span
    return True


def _holds(c: Checker, decl: ast.ZoneDecl) -> tuple[str, ...]:
    held: list[str] = []
    for bind in decl.settings:
        if bind.name.text != "holds":
            c.error("SIG0610", f"a zone has no setting `{bind.name.text}`", bind.name.span, "no such setting",
                    help="its only setting is `holds`")  # fmt: skip
            continue
        names = names_in(bind.value)
        if not names:
            c.error("SIG0612", "`holds` takes names", bind.value.span, "does not fit", help="write `[cache, trace]`")
        for name in names:
            if name.name not in STORES:
                near = closest(name.name, STORES)
                help_ = f"did you mean `{near}`?" if near else f"a zone holds {', '.join(f'`{s}`' for s in STORES)}"
                c.error(
                    "SIG0612", f"a zone cannot hold `{name.name}`", name.span, "nothing that sigc writes", help=help_
                )
            elif name.name not in held:
                held.append(name.name)
    return tuple(held)


def _policy(c: Checker, decl: ast.PolicyDecl) -> None:
    title = decl.name.value if decl.name is not None and decl.name.value else "policy"
    if decl.name is not None and title in c.marks.policies:
        c.error("SIG0202", f"the policy `{title}` is declared twice", decl.name.span, "declared again here")
    name, number = title, 2
    while name in c.marks.policies:
        name, number = f"{title} {number}", number + 1
    rules = [rule for each in decl.rules if (rule := _rule(c, each)) is not None]
    c.marks.policies[name] = Policy(name, tuple(rules))


def _rule(c: Checker, rule: ast.PolicyRule) -> PolicyRule | None:
    mark = c.mark()
    names = [n.text for n in rule.names]
    subject = rule.subject.text
    if rule.kind == "never":
        subject = _callable(c, rule.subject)
    else:
        _known(c, rule.subject, c.marks.labels, "label")
    if rule.kind == "stays":
        for name in rule.names:
            _known(c, name, {*c.marks.zones, PROCESS}, "zone")
    else:
        names = [_callable(c, name) for name in rule.names]
    kind = rule.kind
    assert kind in ("stays", "released", "never")
    return PolicyRule(kind, subject, tuple(names), rule.span) if c.clean_since(mark) else None  # type: ignore[arg-type]


def _known(c: Checker, name: ast.Name, known: Iterable[str], what: str) -> None:
    names = sorted(known)
    if name.text in names or any(name.text in scope.lost for scope in c.world.scopes.values()):
        return
    near = closest(name.text, names)
    listed = ", ".join(f"`{n}`" for n in names)
    declare = f"declare it: `{what} {name.text}`"
    help_ = f"did you mean `{near}`?" if near else f"{what}s are {listed}" if names else declare
    c.error("SIG0201", f"unknown {what} `{name.text}`", name.span, "not found", help=help_)


def _callable(c: Checker, name: ast.Name) -> str:
    """The key of a callable, of the policy's own file or of any other."""
    scope = c.world.scopes[name.span.path]
    found = scope.find(name.text) or next((s for s in c.world.symbols if s.name == name.text), None)
    if found is None:
        known = [s.name for s in c.world.symbols if s.kind in CALLABLE]
        c.unknown_name(name.text, name.span, known, scope, "callable")
    elif found.kind not in CALLABLE:
        c.error("SIG0209", f"`{name.text}` is no callable", name.span, f"this is {found.spoken}")
    return found.key if found is not None else name.text


# --- marks on declarations -------------------------------------------------------------------------------------------


def labels_of(c: Checker, marks: Iterable[ast.Name]) -> tuple[str, ...]:
    """The labels that a field or data set is marked with."""
    found: dict[str, None] = {}
    for name in marks:
        if name.text in c.marks.zones or name.text == PROCESS:
            c.error("SIG0209", f"`{name.text}` is no label", name.span, "this is a zone",
                    help="zones are marks of tools and settings of models")  # fmt: skip
            continue
        _known(c, name, c.marks.labels, "label")
        found[name.text] = None
    return tuple(found)


def tool_marks(c: Checker, marks: tuple[ast.Name, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The zone of a tool, and the labels of all that it gives."""
    zones = [name for name in marks if name.text in c.marks.zones or name.text == PROCESS]
    for name in zones[1:]:
        c.error("SIG0612", "a tool is in one zone", name.span, "a second zone")
    rest = [name for name in marks if name not in zones]
    if not zones:
        for name in rest:
            _known(c, name, {*c.marks.labels, *c.marks.zones}, "mark")
        return None, tuple(dict.fromkeys(name.text for name in rest))
    return zones[0].text, labels_of(c, rest)


def marked(fields: tuple[Field, ...], labels: tuple[str, ...]) -> tuple[Field, ...]:
    """Fields with more labels."""
    if not labels:
        return fields
    return tuple(
        Field(f.name, f.type, f.description, f.default, tuple(dict.fromkeys((*f.labels, *labels))), f.span)
        for f in fields
    )


def zone_of(c: Checker, expr: ast.Expr) -> str | None:
    """The zone that a setting names; None after a diagnostic."""
    if not isinstance(expr, ast.Variable):
        c.error("SIG0612", "`zone` takes the name of a zone", expr.span, "not a name")
        return None
    mark = c.mark()
    _known(c, ast.Name(expr.name, expr.span), {*c.marks.zones, PROCESS}, "zone")
    return expr.name if c.clean_since(mark) else None


# --- flows -----------------------------------------------------------------------------------------------------------


def check_flows(
    c: Checker,
    programs: Mapping[str, Program],
    tests: Iterable[TestCase],
    builds: Iterable[tuple[Build, DataSet | None]],
    metrics: Mapping[str, Metric],
    models: Mapping[str, Model],
) -> None:
    """Leaks of every program, test, build and gate; the same leak seen from several of them is told once."""
    found: list[Diagnostic] = []
    for build, data in builds:
        program = programs.get(build.subject)
        if program is not None:
            found += check_flow(
                scored_program(program, metrics.get(build.metric or "")), around_build(build, data, models)
            )
    judges = [m.judges for m in metrics.values() if m.judges is not None]
    for program in (*programs.values(), *(t.program for t in tests), *judges):
        found += check_flow(program)
    told: set[tuple[str, str, Span | None]] = set()
    for each in found:
        key = (each.code, each.title, each.at.span if each.at else None)
        if key not in told:
            told.add(key)
            (c.notes.append if each.severity == "note" else c.report)(each)


def around_build(build: Build, data: DataSet | None, models: Mapping[str, Model]) -> Around:
    """What a build adds: labels of its rows, its own model, and the teacher, which sees the same rows."""
    own = models.get(build.model) if build.model is not None else None
    zone = PROCESS if build.model is None else own.zone if own is not None else None
    teacher = models.get(build.teacher) if build.teacher is not None else None
    others = {teacher.name: teacher.zone} if teacher is not None else {}
    if build.model is not None and data is not None and _proposes(build):
        others[build.model] = zone  # it is told of whole rows, also where every place of the program is pinned
    return Around(data.labels if data else (), zone, build.model or OFFLINE, others, build.span)


def _proposes(build: Build) -> bool:
    """Whether passes of a build ask a model for words."""
    return build.passes is None or any(call.name not in QUIET for call in build.passes)
