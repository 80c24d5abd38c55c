"""The evaluator: the language's expressions, told in the IR's own text, against what they must give."""

from __future__ import annotations

import contextlib
import math
from datetime import UTC, date, datetime
from typing import Any

import pytest
from arbitrary import expressions, json_data, tables
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sigc.ir.expr import Binary, Call, Comp, Const, Expr, Neg, Var
from sigc.ir.read import read
from sigc.ir.types import EnumDef, Field, Int, Member, Optional, RecordDef, Str, TypeDef
from sigc.values.evaluate import COMPILE, compiled, evaluate
from sigc.values.operations import OPERATIONS, ValueFailure

TABLE: dict[str, TypeDef] = {
    "Team": EnumDef("Team", (Member("billing"), Member("other", alias="none_of_these"))),
    "Search": RecordDef("Search", (Field("query", Str()),)),
    "Say": RecordDef("Say", (Field("text", Str()), Field("n", Optional(Int())))),
    "Ask": RecordDef("Ask", (Field("query", Str()),)),
}
ENV: dict[str, Any] = {
    "a": 3,
    "b": 1.5,
    "s": "Hello, World",
    "xs": [3, 1, 2],
    "ws": ["b", "a", "b"],
    "none_": None,
    "r": {"name": "Ann", "age": 5, "tags": ["x"]},
    "people": [
        {"name": "Bo", "home": {"zip": 2}},
        {"name": "Al", "home": {"zip": 1}},
        {"name": "Cy", "home": {"zip": 2}},
    ],
    "m": {"k": 1},
    "team": "other",
    "d": date(2026, 1, 31),
    "t": datetime(2026, 1, 31, 12, tzinfo=UTC),
    "naive": datetime(2026, 1, 31, 12),
    "act": {"is": "Ask", "query": "q"},
    "said": {"text": "hi", "n": None},
    "yes": True,
}


def parsed(text: str) -> Expr:
    """An expression from its text: the IR's reader reads it as the one binding of a module."""
    program, problems = read(f"entry M module M {{ value = {text} }}")
    assert program is not None, problems
    return program.main.bindings[0].value


VALUES: list[tuple[str, Any]] = [
    # arithmetic
    ("a + 2 * b", 6.0),
    ("7 / 2", 3.5),
    ("-7 % 3", 2),
    ("yes + yes", 2),
    ("0.7 * (a == 3) + 0.3 * (b > 2)", 0.7),
    ("-a - -(2)", -1),
    ('"a" + "b"', "ab"),
    ("xs + [9]", [3, 1, 2, 9]),
    # comparison
    ("1 == 1.0 and 1 < 1.5", True),
    ('"a" < "b"', True),
    ("none_ == none", True),
    ('"1" == 1', False),
    ("t == naive", False),
    ("d == t", False),
    ("r == { name = \"Ann\", age = 5, tags = [\"x\"] }", True),
    ("2 in xs and 5 not in xs", True),
    ('"World" in s', True),
    ('"k" in m', True),
    ("none in [none]", False),
    ("none_ in s", False),
    # choice evaluates only what it chooses
    ("a == 3 or xs[9] == 1", True),
    ("none_ != none and none_[0] > 1", False),
    ("1 if yes else xs[9]", 1),
    ("xs[9] if not yes else 2", 2),
    ("match a { 1..2 -> xs[9], 3 | 4 -> \"few\", _ -> xs[9] }", "few"),
    ("1 otherwise xs[9]", 1),
    # access
    ("xs[0] + xs[-1]", 5),
    ("s[-5:]", "World"),
    ("xs[1:]", [1, 2]),
    ("xs[:-2]", [3]),
    ("m[\"k\"]", 1),
    ("m[\"none\"]", None),
    ("r.name", "Ann"),
    ("m.nothing.deeper[3]", None),
    # making
    ("{ ..r, age = 6 }.age", 6),
    ("{ ..act, more = 1 }", {"query": "q", "more": 1}),
    ("{\"a\": 1, \"b\": a}", {"a": 1, "b": 3}),
    ("[x * y for x in xs if x > 1 for y in [1, 10] if x + y > 4]", [30, 20]),
    ("[x + y for x, y in zip(xs, [10, 20, 30])]", [13, 21, 32]),
    ("{w: len(w) for w in ws}", {"b": 1, "a": 1}),
    ("[[x for x in xs if x > y] for y in xs]", [[], [3, 2], [3]]),
    ("[a for a in xs] + [a]", [3, 1, 2, 3]),
    ("let { a = 10, c = a } -> a + c", 13),
    # text
    ('format("the team is ", team: Team, ", ", xs: [int])', "the team is none_of_these, [3,1,2]"),
    ('format(none_: str?, yes: bool, b: float, act: Search | Ask)', 'nonetrue1.5{"is":"Ask","query":"q"}'),
    # variants and patterns
    ("act is Ask", True),
    ("act is Search", False),
    ("said is Say and not said is Search", True),
    ("none_ is none", True),
    ("match act { Search as x -> 1, Ask as x -> x }", {"query": "q"}),
    ("match team { \"billing\" -> 1, \"other\" | \"x\" -> 2 }", 2),
    ("match yes { 1 -> \"one\", true -> \"yes\" }", "yes"),
    ("match none_ { none -> 1, _ -> 2 }", 1),
    ("match b { 1..2 -> \"in\", _ -> \"out\" }", "in"),
    # library
    ("len(xs) + len(s) + len(m)", 16),
    ("lower(s) + upper(\"x\") + strip(\" y \")", "hello, worldXy"),
    ("split(\"a b  c\")", ["a", "b", "c"]),
    ("split(\"a,b\", \",\")", ["a", "b"]),
    ("join(ws, \"-\")", "b-a-b"),
    ("join([])", ""),
    ("replace(s, \"l\", \"L\")", "HeLLo, WorLd"),
    ("contains(s, \"World\") and contains(xs, 3) and starts_with(s, \"He\")", True),
    ("unique(ws)", ["b", "a"]),
    ("[p.name for p in unique(people, key = \"home.zip\")]", ["Bo", "Al"]),
    ("sort(xs)", [1, 2, 3]),
    ("[p.name for p in sort(people, key = \"home.zip\")]", ["Al", "Bo", "Cy"]),
    ("top(xs, 2)", [3, 2]),
    ("[p.name for p in top(people, 2, key = \"home.zip\")]", ["Bo", "Cy"]),
    ("top(xs, -1)", []),
    ("count(ws, \"b\") + count(ws) + count(s, \"l\")", 8),
    ("sum(xs) + sum([])", 6),
    ("min(xs) + max(1, 4)", 5),
    ("min(people, key = \"name\").name", "Al"),
    ("mean(xs)", 2.0),
    ("mode(ws)", "b"),
    ("mode([\"x\", \"y\"])", "x"),
    ("any([x > 2 for x in xs]) and not all([x > 2 for x in xs])", True),
    ("any([]) or not all([])", False),
    ("round(2.5) + round(3.5)", 6),
    ("round(1.256, 2)", 1.26),
    ("abs(-3)", 3),
    ("zip(xs, ws, [1, 2])", [[3, "b", 1], [1, "a", 2]]),
    ("flatten([[1], [], [2, 3]])", [1, 2, 3]),
    ("range(3) + range(1, 3) + range(5, 0, -2)", [0, 1, 2, 1, 2, 5, 3, 1]),
    ("matches(\"AB-1\", \"[A-Z]+-\\\\d\") and not matches(\"xAB-1\", \"[A-Z]+-\\\\d\")", True),
    ("similarity(\"Late Parcel\", \" late  parcel \")", 1.0),
    ("similarity(\"abc\", \"xyz\") + similarity(\"\", \"a\")", 0.0),
    ("similarity(\"\", \"\")", 1.0),
    ("date(\"2026-02-01\") < date(\"2026-02-11\")", True),
    ("datetime(\"2026-02-01T10:00:00+02:00\") == datetime(\"2026-02-01T08:00:00Z\")", True),
    ("unique([1, true, 1.0, none, [1], [1], {a = 1}, {a = 1}])", [1, None, [1], {"a": 1}]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), VALUES, ids=[text for text, _ in VALUES])
def test_an_expression_has_its_value(text: str, value: Any) -> None:
    got = evaluate(parsed(text), ENV, TABLE)
    assert type(got) is type(value)
    assert got == (pytest.approx(value) if isinstance(value, float) else value)


FAILURES: list[tuple[str, str]] = [
    ("xs[3]", "index 3 is out of range: the list has 3 items"),
    ("s[-99]", "index -99 is out of range: the str has 12 items"),
    ("xs[yes]", "an index is an int, not a bool"),
    ("xs[1.0]", "an index is an int, not a float"),
    ("a / 0", "division by zero"),
    ("1.5 % 0", "division by zero"),
    ("a + s", "`+` does not work on an int and a str"),
    ("none_ + 1", "`+` does not work on none and an int"),
    ("-s", "`-` needs a number, not a str"),
    ("a < s", "an int and a str have no order"),
    ("t < naive", "a datetime with an offset and one without have no order"),
    ("d < t", "a date and a datetime have no order"),
    ("a in a", "`in` needs a list, a str or a map on its right, not an int"),
    ("1 in s", "only a str can be in a str, not an int"),
    ("a.b", "an int has no field `b`"),
    ("a[0]", "an int cannot be indexed"),
    ("a[:1]", "an int cannot be sliced"),
    ('xs[:"1"]', "the end of a slice is an int, not a str"),
    ("{ ..xs }", "`..` needs a record, not a list"),
    ("{1: 2}", "a map's key is a str, not an int"),
    ("[x for x in a]", "`for` needs a list, not an int"),
    ("[x for x, y in [[1]]]", "`for` with 2 names needs items of 2 parts, not a list"),
    ("match a { 1 -> 1 }", "no arm of the match fits the value"),
    ("mean([])", "the mean of nothing"),
    ("mode([])", "the mode of nothing"),
    ("min([])", "the min of nothing"),
    ('max([1, "a"])', "a str and an int have no order"),
    ("sort([none_, 1])", "an int and none have no order"),
    ('sum(["a"])', "sum needs a number, not str"),
    ("join([1])", "join needs a str, not int"),
    ('split(s, "")', "split needs a separator that is not empty"),
    ('replace(s, "", "x")', "replace needs a text that is not empty to look for"),
    ('matches(s, "(")', "no pattern: unclosed group"),
    ("range(0, 1, 0)", "range needs a step that is not 0"),
    ("round(1, 99)", "round takes -20 to 20 digits"),
    ("len(a)", "int has no length"),
]


@pytest.mark.parametrize(("text", "message"), FAILURES, ids=[text for text, _ in FAILURES])
def test_an_expression_without_a_value_fails(text: str, message: str) -> None:
    with pytest.raises(ValueFailure) as caught:
        evaluate(parsed(text), ENV, TABLE)
    assert caught.value.message == message


EXHAUSTING = [
    "range(1000000000000)",
    "flatten([range(100000) for i in range(20)])",
    "[x for i in range(1000) for x in range(100000)]",
    "let { x = range(100000) } -> let { y = x + x + x + x + x } -> y + y + y",
    "let { x = join([\"" + "x" * 90 + "\" for j in range(100000)]) } -> [x + \"y\" for i in range(20)]",
    "let { x = join([\"" + "x" * 90 + "\" for j in range(100000)]) } -> x + x",
    "replace(join([\"xx\" for j in range(50000)]), \"x\", \"" + "y" * 1000 + "\")",
    "let { a = 10000000000 } -> let { b = a * a * a * a * a } -> let { c = b * b * b * b * b } -> c * c * c * c * c",
    "1e200 * 1e200",
    "sum([1e308, 1e308])",
    "mean([1e308, 1e308])",
]  # fmt: skip


@pytest.mark.parametrize("text", EXHAUSTING, ids=[text[:40] for text in EXHAUSTING])
def test_no_expression_fills_the_memory(text: str) -> None:
    with pytest.raises(ValueFailure):
        evaluate(parsed(text), {}, {})


def test_a_shared_list_is_not_shown_without_end() -> None:
    text = (
        'let { x = ["'
        + "x" * 100
        + '"] } -> '
        + "".join(f"let {{ x = [{', '.join(['x'] * 10)}] }} -> " for _ in range(9))
    )
    with pytest.raises(ValueFailure, match="the value is too large"):
        evaluate(parsed(text + "format(x: json)"), {}, {})


numbers = st.one_of(st.integers(-1000, 1000), st.floats(-1e6, 1e6), st.booleans())
arithmetic = st.recursive(
    st.one_of(st.builds(Const, numbers), st.sampled_from([Var("a"), Var("b"), Var("yes")])),
    lambda inner: st.one_of(
        st.builds(
            Binary,
            st.sampled_from(["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "and", "or"]),
            inner,
            inner,
        ),
        st.builds(Neg, inner),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(arithmetic)
def test_arithmetic_is_pythons(expr: Expr) -> None:
    def same(e: Expr) -> str:
        match e:
            case Binary(op=op, left=left, right=right):
                return f"({same(left)} {op} {same(right)})"
            case Neg(of=of):
                return f"(-{same(of)})"
            case _:
                return repr(e.value) if isinstance(e, Const) else e.name if isinstance(e, Var) else ""

    try:
        expected = eval(same(expr), {"__builtins__": {}}, ENV)
    except (ZeroDivisionError, OverflowError):
        expected = None
    if expected is None or not math.isfinite(expected):
        return
    try:
        got = evaluate(expr, ENV, {})
    except ValueFailure:  # on the way Python went through an infinity
        assume(False)
    assert repr(got) == repr(expected)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_any_expression_has_a_value_or_fails_as_promised(data: st.DataObject) -> None:
    table = data.draw(tables())
    expr = data.draw(expressions(["a", "xs"], table, 3))
    env = {"a": data.draw(json_data), "xs": [1, 2]}
    with contextlib.suppress(ValueFailure):
        evaluate(expr, env, table)


def test_every_node_class_is_compiled() -> None:
    assert set(COMPILE) == set(Expr.__args__)  # type: ignore[attr-defined]


def test_an_expression_is_compiled_once_and_equal_literals_stay_apart() -> None:
    one, yes = Const(1), Const(True)
    assert one == yes
    assert evaluate(one, {}, {}) is not evaluate(yes, {}, {})
    expr = parsed("a + 1")
    assert compiled(expr) is compiled(expr)


def test_a_call_is_not_pure() -> None:
    with pytest.raises(TypeError, match="no pure expression"):
        evaluate(Call("node", "n", ()), {}, {})


def test_operations_cover_the_operators() -> None:
    assert set(OPERATIONS) == {"+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"}


def test_scopes_do_not_leak() -> None:
    env = dict(ENV)
    expr = parsed("[a for a in xs]")
    assert isinstance(expr, Comp)
    evaluate(expr, env, {})
    assert env == ENV
