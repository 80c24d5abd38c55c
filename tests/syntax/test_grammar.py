"""The grammar is LALR(1) without a conflict, its tables are fresh, its builders complete, its keywords soft."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support import needs

from sigc.base.resources import resource
from sigc.base.source import SourceFile
from sigc.syntax import ast
from sigc.syntax.parse import parse
from sigc.syntax.rules import builders
from sigc.syntax.tables import GRAMMAR, STARTS, TABLES, make, tables

HERE = Path(__file__).resolve().parent
WORDS = "and or not in is if else for by on as otherwise until match repeat none true false"
RESERVED = set(WORDS.split(" "))


def test_lark_builds_it_strictly_and_reads_the_same_programs() -> None:
    needs("interegular")
    from lark import Lark

    lark = Lark(resource(GRAMMAR), parser="lalr", strict=True, start=list(STARTS))
    for path in (HERE / "programs").glob("*.sig"):
        assert lark.parse(path.read_text(encoding="utf-8"), start="start").data == "start"


def test_the_kept_tables_are_those_of_the_grammar() -> None:
    made = json.loads(json.dumps(make(resource(GRAMMAR))))
    assert json.loads(resource(TABLES)) == made, "run: python -m sigc.syntax.tables"


def test_each_rule_has_its_builder_and_no_builder_is_left_over() -> None:
    rules = {rule.name for rule in tables().rules if rule.name and not (rule.through and len(rule.keep) == 1)}
    assert set(builders()) - rules == set()
    assert rules - set(builders()) == set()


def test_the_reserved_words_are_those_of_the_language() -> None:
    table = tables()
    assert {word for word, kind in table.words.items() if kind not in table.soft} == RESERVED


SOFT = sorted(word for word, kind in tables().words.items() if kind in tables().soft)
PLACES = {
    "first": "type T {{ {word}: str }}",
    "second": "type T {{ a: str {word}: str }}",
    "after a default": "type T {{ a: int = 3 {word}: str = x {word}_: str }}",
    "after an expression": "module M {{ a = b {word} = c[0] {word}_ = d {word} = 4 }}",
    "as argument": "module M {{ a = f({word}, x = {word}, {word} = 1) }}",
    "as attribute": "module M {{ a = b.{word}.c.{word} }}",
    "as input and output": "signature S {{ input {word}: str output {word}: str ensure {word} == {word} }}",
    "first in a module": "module M {{ {word} = 1 }}",
    "in a record": "module M {{ a = {{ {word} = 1 {word} = 2, {word} = {word} }} }}",
    "in a build": "build b for C {{ {word} = {word} {word} = [1] }}",
    "in a test": 'test "t" {{ {word} = a  expect {word} == b  {word} = c }}',
    "in a metric": "metric m {{ {word} = row.{word} }}",
    "in a tool": 'tool t {{ {word} = 1 input {word}: str from python "a:b" {word} = 2 }}',
    "in a data set": 'data d: C from "f" {{ {word} = row.{word} split {word} 1 extra {word}: str }}',
    "as member": 'enum E {{ {word} "x" {word} as "y" a {word} }}',
    "as type": "type T {{ a: {word} b: {word}? c: [{word}] | {word} }}",
    "as declaration": "type {word} {{ a: str }}",
    "as import": "import a.{word} {{ {word}, b as {word} }}",
    "as pattern": "module M {{ a = match b {{ {word} -> 1 x.{word} as {word} -> {word} }} }}",
    "in a comprehension": "module M {{ a = [{word} for {word} in {word} if {word}] }}",
    "in a loop": "module M {{ a = repeat {word} from ({word} = 1) until {word} {{ {word} = 2 }} }}",
    "in a fold": "module M {{ a = repeat for {word} in {word} from ({word} = 1) {{ {word} = 2 }} }}",
    "in a pin": "module M {{ a = f(x) by {word}({word} = 1) on {word} }}",
    "in a policy": "policy {{ {word} stays in {word} {word} released by {word} }}",
    "as mark": "tool t @{word} {{ input a: str @{word} @{word} }}",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("word", SOFT)
def test_a_soft_keyword_may_name(word: str, place: str) -> None:
    tree, found = parse(SourceFile("x.sig", PLACES[place].format(word=word)))
    assert not found, found[0]
    assert len(tree.declarations) == 1


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_names_no_field(word: str) -> None:
    _, found = parse(SourceFile("x.sig", f"type T {{ {word}: str }}"))
    assert [d.code for d in found] == ["SIG0132"]


def test_a_keyword_may_name_what_follows_a_declaration_of_its_kind() -> None:
    text = 'label label\nlabel model\nmodel model = "m"\ntype type = model\nzone zone\ntext text """x"""\nlabel text'
    tree, found = parse(SourceFile("x.sig", text))
    assert not found
    assert [type(d) for d in tree.declarations] == [
        ast.LabelDecl,
        ast.LabelDecl,
        ast.ModelDecl,
        ast.AliasDecl,
        ast.ZoneDecl,
        ast.TextDecl,
        ast.LabelDecl,
    ]
