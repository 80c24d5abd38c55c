"""`test` blocks: bindings as in a module, and what must hold of them.

Promise: a test's program is a module whose outputs are its bindings; an `expect` that calls something becomes a binding
of its own. May import: sigc.base, ir, syntax, check/core and its expressions."""

from __future__ import annotations

import re

from sigc.check.core import Checker, Env, Graph, Sites
from sigc.check.fit import settled
from sigc.check.graphs import bind_all
from sigc.check.lower import Parts, program_of_graph
from sigc.check.narrow import facts
from sigc.check.operators import condition
from sigc.check.settings import twice
from sigc.check.stubs import refuse_acting, stubs_of
from sigc.ir.expr import Expr, Var
from sigc.ir.program import Binding
from sigc.ir.project import Expectation, TestCase
from sigc.ir.types import Bool, Field
from sigc.syntax import ast


def check_test(c: Checker, decl: ast.TestDecl, path: str, name: str, parts: Parts) -> TestCase | None:
    """The lowered test, None when it is broken or what it calls is."""
    mark = c.mark()
    scope = c.world.scopes[path]
    stubs = stubs_of(c, decl.stubs, scope)
    fresh: dict[str, ast.Bind] = {}
    for bind in decl.bindings:
        if bind.name.text in fresh:
            twice(c, bind.name, fresh[bind.name.text].name.span, "bound")
        else:
            fresh[bind.name.text] = bind
    sites = Sites()
    env = Env(scope, "graph", {}, sites=sites)
    bindings, env = bind_all(c, list(fresh.values()), env, sites, {})
    expectations, added = _expectations(c, decl, env, sites)
    outputs = (
        *(Field(b.name, settled(env.names[b.name].type)) for b in bindings),
        *(Field(b.name, Bool()) for b in added),
    )
    if not decl.expects:
        c.warn("SIG0616", "this test expects nothing", decl.name.span, "always passes", help="add `expect …`")
    if not c.clean_since(mark):
        return None
    tools = tuple(sites.tools[key] for key in sorted(sites.tools))
    graph = Graph(name, (), outputs, (*bindings, *added), tuple(sites.items), tools)
    asked = (*(e.condition for e in expectations), *stubs.values())
    program = program_of_graph(graph, parts, asked)
    if program is None:
        return None
    if refuse_acting(c, program, stubs, decl.name.span, "a test"):
        return None
    return TestCase(decl.name.value, program, expectations, decl.span, stubs)


def _expectations(
    c: Checker, decl: ast.TestDecl, env: Env, sites: Sites
) -> tuple[tuple[Expectation, ...], list[Binding]]:
    found: list[Expectation] = []
    added: list[Binding] = []
    for number, each in enumerate(decl.expects, 1):
        name = _free(f"expect_{number}", env)
        sites.binding = name
        before = sites.called
        asked = condition(c, each.condition, env, "`expect`")
        # What one line has shown holds in the next, as with asserts.
        env = env.know(facts(c, env, each.condition, True))
        expr: Expr = asked.expr
        if sites.called != before:
            added.append(Binding(name, asked.expr, each.span))
            expr = Var(name)
        found.append(Expectation(expr, each.source, each.span))
    return tuple(found), added


def _free(name: str, env: Env) -> str:
    while name in env.names:
        name += "_"
    return name


def test_names(tests: list[ast.TestDecl], taken: set[str]) -> list[str]:
    """An entry name for each test: `test_` and its words, numbered where two would be equal."""
    names: list[str] = []
    for test in tests:
        words = re.sub(r"\W+", "_", test.name.value.lower(), flags=re.ASCII).strip("_")
        stem = f"test_{words}" if words else "test"
        name, number = stem, 2
        while name in taken:
            name, number = f"{stem}_{number}", number + 1
        taken.add(name)
        names.append(name)
    return names
