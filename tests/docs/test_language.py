"""docs/language.md leaves nothing out: every rule and word of the grammar, every library function, strategy, option and
setting stands in one of its examples. What an example says is checked, and run, by test_pages.py."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from lark import Lark, Token, Tree
from support import ROOT

from sigc.base.resources import resource
from sigc.build.project import KNOWN
from sigc.build.servers import _KEYS as SERVER_KEYS
from sigc.catalog.models import MODEL_SETTINGS
from sigc.catalog.tables import ADAPTERS, BACKENDS, PASSES, STRATEGIES
from sigc.check import builds, gates
from sigc.check.scope import BUILTIN_TYPES
from sigc.ir.program import STORES
from sigc.syntax.rules import builders
from sigc.syntax.tables import GRAMMAR, tables
from sigc.values.library import LIBRARY

PAGE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sig\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
PARSER = Lark(resource(GRAMMAR), parser="lalr", start="start", keep_all_tokens=True)
TREES = [PARSER.parse(block) for block in BLOCKS]


def trees(*rules: str) -> Iterator[Tree[Token]]:
    for tree in TREES:
        yield from (part for part in tree.iter_subtrees() if part.data in rules)


def words(tree: Tree[Token]) -> list[str]:
    return [str(token) for token in tree.scan_values(lambda value: isinstance(value, Token))]


def first_name(tree: Tree[Token]) -> str:
    return words(next(part for part in tree.iter_subtrees_topdown() if part.data == "name"))[0]


def options_of(rule: str, name: str) -> set[str]:
    """The names of arguments that calls of this name are shown with."""
    calls = [tree for tree in trees(rule) if first_name(tree) == name]
    return {first_name(part) for tree in calls for part in tree.find_data("named_argument")}


def settings_of(rule: str, *around: str) -> set[str]:
    """The settings that blocks of a declaration are shown with; those of a record in it where `around` names it."""
    binds = [part for tree in trees(rule) for part in tree.find_data("bind")]
    return {first_name(b) for b in binds if not around} | {
        first_name(inner) for b in binds if first_name(b) in around for inner in b.find_data("bind")
    }


def test_every_rule_of_the_grammar_is_shown() -> None:
    shown = {str(part.data) for tree in TREES for part in tree.iter_subtrees()}
    assert sorted(set(builders()) - shown) == []


def test_every_word_of_the_grammar_is_shown() -> None:
    shown = {word for tree in TREES for word in words(tree)}
    assert sorted(set(tables().words) - shown) == []


def test_every_type_is_shown() -> None:
    shown = {word for tree in trees("named") for word in words(tree)}
    assert sorted(set(BUILTIN_TYPES) - shown) == []


@pytest.mark.parametrize("name", LIBRARY)
def test_every_library_function_is_called_in_a_test(name: str) -> None:
    called = {first_name(tree) for expect in trees("expect") for tree in expect.find_data("call")}
    assert name in called


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_is_shown_with_every_option(name: str) -> None:
    assert name in {first_name(tree) for tree in trees("strategy")}
    assert set(STRATEGIES[name].options) - options_of("strategy", name) == set()


@pytest.mark.parametrize("name", PASSES)
def test_every_pass_is_shown_with_every_option(name: str) -> None:
    assert name in {word for tree in trees("build") for word in words(tree)}
    named = {option for option in PASSES[name].options if option != PASSES[name].positional}
    assert named - options_of("call", name) == set()


def test_every_setting_is_shown() -> None:
    assert {*MODEL_SETTINGS, "zone"} - settings_of("model") == set()
    assert {*builds.SETTINGS} - settings_of("build") == set()
    assert {*builds.LIMITS} - settings_of("build", "budget") == set()
    assert {*gates.SETTINGS} - settings_of("gate") == set()
    assert {*STORES} - {word for tree in trees("zone") for word in words(tree)} == set()
    assert sorted(name for name in (*ADAPTERS, *BACKENDS) if not re.search(rf"\b{name}\b", PAGE)) == []


def test_the_project_file_is_shown_with_every_key() -> None:
    shown = "".join(re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
    keys = {*KNOWN, *SERVER_KEYS}
    assert sorted(key for key in keys if not re.search(rf"\b{key} = ", shown)) == []
