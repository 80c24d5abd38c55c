"""The IR's text: prints and reads back exactly, and says where it cannot be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from arbitrary import expressions, programs, tables, types
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lark import Lark
from support import same_text

from sigc.base.render import render_text
from sigc.base.resources import resource
from sigc.base.source import SourceFile
from sigc.ir.program import Module, Program
from sigc.ir.read import read
from sigc.ir.spell import spell
from sigc.ir.text import show
from sigc.ir.types import Field, Float, Int, List, Lit, Map, Optional, Record, Ref, Str, Type, Union
from sigc.ir.words import BUILTINS, KEYWORDS

HERE = Path(__file__).parent
calm = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@calm
@given(programs())
def test_a_program_reads_back(program: Program) -> None:
    text = show(program)
    again, problems = read(text)
    assert problems == ()
    assert again == program
    assert show(again) == text


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_an_expression_and_a_type_read_back(data: st.DataObject) -> None:
    table = data.draw(tables())
    type_ = data.draw(types(table, 3))
    expr = data.draw(expressions(["a", "input", "für"], table, 4))
    field = Field("a", type_, "", expr)
    program = Program("M", modules={"M": Module("M", (field,), (), ())})
    text = show(program)
    again, problems = read(text)
    assert problems == ()
    assert again == program
    assert show(again) == text


@pytest.mark.parametrize("case", sorted(HERE.glob("*.ir")), ids=lambda path: path.stem)
def test_a_file_prints_back(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    program, problems = read(text, case.name)
    assert program is not None, problems
    assert show(program) == text


@pytest.mark.parametrize("case", sorted((HERE / "broken").glob("*.ir")), ids=lambda path: path.stem)
def test_a_broken_file_says_where(case: Path) -> None:
    text = case.read_text(encoding="utf-8")
    program, problems = read(text, case.name)
    assert program is None
    same_text(case.with_suffix(".stderr"), render_text(problems, {case.name: SourceFile(case.name, text)}))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_reading_never_raises(data: st.DataObject) -> None:
    text = (HERE / "support.ir").read_text(encoding="utf-8")
    lo = data.draw(st.integers(0, len(text)))
    hi = data.draw(st.integers(lo, min(len(text), lo + 20)))
    new = data.draw(st.text(st.characters(codec="utf-8"), max_size=6))
    program, problems = read(text[:lo] + new + text[hi:])
    assert (program is None) == bool(problems)


def test_equal_programs_have_equal_text() -> None:
    program, _ = read((HERE / "support.ir").read_text(encoding="utf-8"))
    assert program is not None
    turned = {name: dict(reversed(list(getattr(program, name).items()))) for name in ("types", "nodes", "signatures")}
    assert show(
        Program(program.entry, tools=program.tools, modules=program.modules, models=program.models, **turned)
    ) == show(program)


def test_the_grammar_is_strict() -> None:
    Lark(resource("grammar/ir.lark"), parser="lalr", strict=True)


def test_the_words_of_the_grammar_are_known() -> None:
    def words(text: str) -> set[str]:
        return set(re.findall(r'"([a-z_]+)"', text))

    grammar = re.sub(r"//.*", "", resource("grammar/ir.lark"))
    soft, builtin = re.findall(r"^!_(?:keyword|builtin):((?:.|\n[ ])*)", grammar, re.MULTILINE)
    assert words(builtin) == BUILTINS
    assert words(grammar) - words(soft) - BUILTINS == KEYWORDS


SPELLINGS: list[tuple[Type, str]] = [
    (Int(1, 5), "int(1..5)"),
    (Int(lo=-3), "int(-3..)"),
    (Float(0, 1.5), "float(0..1.5)"),
    (Str(max=280), "str(..280)"),
    (Str(max=20, pattern=r"\d+"), r'str(..20, matching "\\d+")'),
    (Optional(List(Ref("Doc"), 1, 5)), "[Doc](1..5)?"),
    (Optional(Union((Lit("a"), Lit("b")))), '("a" | "b")?'),
    (Union((Ref("A"), Lit(3), Lit(True))), "A | 3 | true"),
    (Map(Optional(Int())), "{str: int?}"),
    (Record((Field("a", Str()), Field("b", Int()))), "{ a: str, b: int }"),
    (Record(()), "{ }"),
]


@pytest.mark.parametrize(("type_", "text"), SPELLINGS, ids=[text for _, text in SPELLINGS])
def test_a_type_is_spelled_as_in_a_source(type_: Type, text: str) -> None:
    assert spell(type_) == text
