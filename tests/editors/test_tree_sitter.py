"""The tree-sitter grammar is the language's: the same words and rules, and it reads every file of the repository.

Its own command line is seldom there, so the grammar is read by Node and its rules are handed to Lark, which says of a
conflict what tree-sitter would say. Where `tree-sitter` is installed it has the last word."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from editors.test_highlighting import GOOD
from support import ROOT, needs

from sigc.syntax.builtin import TYPES
from sigc.syntax.tables import tables

HERE = Path(__file__).resolve().parent
HOME = ROOT / "grammar" / "editors" / "tree-sitter"
# Names that differ, and words that are rules there and terminals here.
RENAMED = {"import_": "import", "binary": "sum"}
ONLY_THERE = {"product", "identifier", "comment", "number", "string", "fstring", "doc"}


@pytest.fixture(scope="module")
def rules() -> dict[str, Any]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node here")
    done = subprocess.run([node, HERE / "evaluate.js", HOME / "grammar.js"], capture_output=True, text=True, check=True)
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def texts(rule: dict[str, Any]) -> set[str]:
    own = {rule["text"]} if rule["type"] == "text" else set()
    return own | {text for member in rule.get("members", ()) for text in texts(member)}


def test_it_has_the_language_s_words_and_marks(rules: dict[str, Any]) -> None:
    table = tables()
    used = {text for rule in rules.values() for text in texts(rule)}
    assert used == set(table.words) | set(table.marks)
    assert texts(rules["name"]) == {word for word, kind in table.words.items() if kind in table.soft}


def test_it_has_the_language_s_rules(rules: dict[str, Any]) -> None:
    """Rules that leave a node here leave one there."""
    lark = {rule.name for rule in tables().rules if rule.name and not (rule.through and len(rule.keep) == 1)}
    named = {RENAMED.get(name, name) for name in lark}
    assert {name for name in rules if name[0] != "_"} - ONLY_THERE == named - ONLY_THERE


def test_it_reads_every_file(rules: dict[str, Any]) -> None:
    from lark import Lark

    lark = Lark(as_lark(rules), parser="lalr", start="start")
    for text in GOOD.values():
        lark.parse(text)


def test_it_has_no_conflict(rules: dict[str, Any]) -> None:
    needs("interegular")
    from lark import Lark

    Lark(as_lark(rules), parser="lalr", start="start", strict=True)


def as_lark(rules: dict[str, Any]) -> str:
    words = [name for name, rule in rules.items() if rule["type"] == "pattern"]
    lines = [f"{name}: {spelled(rule, words)}" for name, rule in rules.items() if name not in words]
    order = {"doc": 3, "fstring": 2, "string": 1}
    lines += [f"{name.upper()}.{order.get(name, 0)}: /{rules[name]['pattern']}/" for name in words]
    return "\n".join([*lines, "%ignore COMMENT", r"%ignore /[ \t\r\n\f]+/"])


def spelled(rule: dict[str, Any], words: list[str]) -> str:
    kind, inner = rule["type"], [spelled(member, words) for member in rule.get("members", ())]
    if kind == "text":
        return json.dumps(rule["text"])
    if kind == "name":
        name: str = rule["name"]
        return name.upper() if name in words else name
    if kind == "seq":
        return f"({' '.join(inner)})"
    if kind == "choice":
        return f"({' | '.join(inner)})"
    return f"({inner[0]}){ {'repeat': '*', 'repeat1': '+', 'optional': '?'}[kind] }"


def test_the_colours_are_of_nodes_that_there_are(rules: dict[str, Any]) -> None:
    query = re.sub(r";.*", "", (HOME / "queries" / "highlights.scm").read_text(encoding="utf-8"))
    types = re.search(r"#any-of\? @type.builtin([^)]*)\)", query)
    assert types is not None
    assert set(re.findall(r'"(\w+)"', types[1])) == TYPES
    query = query.replace(types[0], "")
    assert set(re.findall(r"\((\w+)", query)) <= set(rules)
    used = {text for rule in rules.values() for text in texts(rule)} - {"none", "true", "false"}
    assert set(re.findall(r'"([^"]+)"', query)) == used


def test_its_own_command_line_reads_every_file(tmp_path: Path) -> None:
    cli = shutil.which("tree-sitter")
    if cli is None:
        pytest.skip("no tree-sitter here")
    home = tmp_path / "grammar"
    shutil.copytree(HOME, home)
    subprocess.run([cli, "generate"], cwd=home, check=True, capture_output=True)
    for number, text in enumerate(GOOD.values()):
        path = tmp_path / f"{number}.sig"
        path.write_text(text, encoding="utf-8")
        done = subprocess.run([cli, "parse", "--quiet", path], cwd=home, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
