"""Laws of types: fitting is an order, a join is above both, and what an expression gives is of the type inferred."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from arbitrary import tables, types, values
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sigc.base.diagnostic import Diagnostic
from sigc.base.source import Memory
from sigc.check.core import Checker, Env, Local, Sites
from sigc.check.fit import UNKNOWN, Fit, join, relation, settled
from sigc.check.modules import World, load
from sigc.check.project import RULES, define_types
from sigc.ir.types import Union
from sigc.syntax import ast
from sigc.values.convert import Misfit, conform, problems
from sigc.values.evaluate import evaluate
from sigc.values.operations import ValueFailure


@st.composite
def some_types(draw: st.DrawFn, count: int) -> tuple[Any, ...]:
    table = draw(tables())
    return (table, *(draw(types(table)) for _ in range(count)))


@given(some_types(1))
def test_a_type_fits_itself(drawn: tuple[Any, ...]) -> None:
    table, a = drawn
    assert relation(a, a, table) == Fit.OK


@given(some_types(3))
def test_fitting_is_transitive(drawn: tuple[Any, ...]) -> None:
    table, a, b, c = drawn
    # A join makes the premise likely: drawn types rarely fit one another.
    b = join(a, b, table) or b
    c = join(b, c, table) or c
    if relation(a, b, table) == relation(b, c, table) == Fit.OK:
        assert relation(a, c, table) == Fit.OK


@given(some_types(2))
def test_a_join_is_above_both(drawn: tuple[Any, ...]) -> None:
    table, a, b = drawn
    joined = join(a, b, table)
    if joined is not None:
        assert relation(a, joined, table) == Fit.OK
        assert relation(b, joined, table) == Fit.OK


@settings(max_examples=50, deadline=None)
@given(st.data(), some_types(2))
def test_what_fits_conforms(data: st.DataObject, drawn: tuple[Any, ...]) -> None:
    table, a, b = drawn
    b = join(a, b, table) or b
    # The tag of a variant is put on by lowering; conform only looks for it.
    if isinstance(b, Union) or relation(a, b, table) != Fit.OK:
        b = a
    value = data.draw(values(a, table))
    try:
        conform(value, b, table)
    except Misfit as misfit:
        pytest.fail(str(misfit))


# --- expressions -----------------------------------------------------------------------------------------------------

SOURCE = """
enum Team {{ billing shipping other }}
type Doc {{ title: str  score: float(0..1)  note: str? }}
module Probe {{
  input  i: int(0..9)
  input  j: int
  input  f: float(-1..1)
  input  s: str(..5)
  input  o: str?
  input  n: int(1..3)?
  input  t: Team
  input  b: bool
  input  mode: "a" | "b" | "c"
  input  xs: [int](..4)
  input  ds: [Doc](1..3)
  input  d: Doc
  input  table: {{str: int}}
  output unused: int
  unused = 1
  probe = {expression}
}}
"""
NUMBERS = ["i", "j", "f", "2", "0.5", "-3", "len(s)", "len(xs)", "sum(xs)", "ds[0].score", "abs(f)", "round(f * 3)",
           "count(xs, 1)", "(n if n != none else 7)", "mean([i, f])", "b + 1"]  # fmt: skip
TEXTS = ["s", '"abc"', "mode", "lower(s)", 's + "x"', 'f"{i} {t} {o}"', 'join([s, mode], "-")', "ds[0].title",
         '(o if o != none else "none")', "s[0:2]", 'replace(s, "a", "bb")', "strip(s)"]  # fmt: skip
LISTS = ["xs", "[i, 3]", "[x * 2 for x in xs if x > 1]", "sort(xs)", "unique(xs + [1])", "top(xs, 2)", "xs[1:]",
         "range(i)", "flatten([xs, [i]])", "[len(d.title) for d in ds if d.note != none]"]  # fmt: skip
BOOLS = ["b", "i > 3", "o == none", "t == shipping", "not b", 's in "abcab"', "i in xs", "any([x > 1 for x in xs])",
         'mode != "a"', "n != none and n > 1", "o == none or len(o) > 0", 'matches(s, "[a-c]*")']  # fmt: skip
RECORDS = ["ds[0]", "{ ..d, score = 0.5 }", "{ title = s, score = 1 }"]


KINDS = {"number": NUMBERS, "text": TEXTS, "list": LISTS, "bool": BOOLS, "record": RECORDS}


@cache
def expressions(kind: str, depth: int) -> st.SearchStrategy[str]:
    """Source text of an expression of one kind, with parts `depth` deep."""
    leaf = st.sampled_from(KINDS[kind])
    if depth == 0:
        return leaf
    same, truth = expressions(kind, depth - 1), expressions("bool", depth - 1)
    chosen = st.builds("({} if {} else {})".format, same, truth, same)
    by_team = st.builds("(match t {{ billing -> {}  shipping | other -> {} }})".format, same, same)
    by_mode = st.builds('(match mode {{ "a" -> {}  _ -> {} }})'.format, same, same)
    by_number = st.builds("(match n {{ 1 -> {}  none -> {}  2..3 -> {} }})".format, same, same, same)
    more = [leaf, chosen, by_team, by_mode, by_number]
    if kind == "number":
        more += [st.builds(f"({{}} {op} {{}})".format, same, same) for op in ("+", "-", "*", "/", "%")]
        more += [st.builds(f"{name}({{}}, {{}})".format, same, same) for name in ("min", "max")]
    if kind == "bool":
        more += [st.builds(f"({{}} {op} {{}})".format, same, same) for op in ("and", "or")]
    if kind == "list":
        more += [st.builds("({} + {})".format, same, same)]
    return st.one_of(more)


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(sorted(KINDS)).flatmap(lambda kind: expressions(kind, 2)))
def test_a_value_is_of_the_type_inferred(data: st.DataObject, expression: str) -> None:
    found: list[Diagnostic] = []
    world = World(".", Memory.of({"p.sig": SOURCE.format(expression=expression)}), found.append)
    tree = load("p.sig", world)
    assert tree is not None
    assert not found, (expression, found)
    c = Checker(world, RULES, found=found)
    define_types(c, world.symbols)
    module = next(d for d in tree.declarations if isinstance(d, ast.ModuleDecl))
    scope = world.scopes["p.sig"]
    inputs = {f.name.text: c.resolve(f.type, scope) for f in module.inputs if isinstance(f, ast.FieldDecl)}
    names = {name: Local(t, module.span) for name, t in inputs.items()}
    typed = c.infer(module.bindings[-1].value, Env(scope, "graph", names, sites=Sites()))
    assume(not found)
    assert typed.type != UNKNOWN, expression
    env = {name: data.draw(values(t, c.types), label=name) for name, t in inputs.items()}
    try:
        value = evaluate(typed.expr, env, c.types)
    except ValueFailure:
        return
    assert problems(value, settled(typed.type), c.types) == (), (expression, typed.type, value)
