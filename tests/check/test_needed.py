"""What a check leaves out of other files changes nothing of what a check of a project finds."""

from __future__ import annotations

import json
import random

import pytest

from sigc.base.source import Memory, SourceFile
from sigc.build.report import check_all
from sigc.check import needed as home
from sigc.check.needed import Needed, needed
from sigc.syntax import ast
from sigc.syntax.outline import outline
from sigc.syntax.parse import parse

WORLD = {
    "sig.toml": '[project]\nname = "d"\nsource = "main.sig"\n',
    "marks.sig": 'label pii\nzone here { holds = [cache] }\npolicy "p" { pii stays in here }\n',
    "release.sig": 'import asks { Redact }\npolicy "r" { pii released by Redact }\n',
    "types.sig": (
        '"""Types."""\nenum Team { a b }\n# about docs\ntype Doc { title: str @pii  text: str }\n'
        "type Spare { x: int  y: [Doc] }\nenum Odd { p q }\n"
        'text tone """Be kind."""\ntext cold """Be cold."""\n'
    ),
    "asks.sig": (
        "import types { Team, Doc }\nimport types { tone, Spare, cold }\n"
        'signature Ask { """Sort. {tone}""" input mail: str  input doc: Doc  output team: Team  output say: str }\n'
        "signature Redact { input a: str  output b: str }\n"
        '# allow SIG1002: for later\nsignature Other { """Sort it. {cold}"""\n'
        "  input a: Spare  output b: str  output c: int }\n"
        "module UsesOther { input a: Spare  output b: str  o = Other(a)  b = o.b }\n"
        'model cloud = "openai/gpt-5"\n'
        "module Leak { input d: Doc  output t: str  t = Redact(d.title).b }\n"
        "module Hop[S: signature] { input ..S  output ..S  found = S(..S)  ..found }\n"
        "module Use { input mail: str  input doc: Doc  output say: str  say = Hop[Ask](mail, doc).say }\n"
        'test "o" { m = UsesOther({ x = 1, y = [] })  expect m.b != "" }\n'
    ),
    "scores.sig": (
        "import asks { Ask }\nmetric good for Ask { exact = got.team == want.team\n"
        '  score = 1.0 if exact and row.lang == "x" else 0.0 }\n'
    ),
    "rows.sig": 'import asks { Ask }\ndata mails: Ask from "mails.jsonl" { extra lang: str }\n',
    "mails.jsonl": '{"mail": "m", "doc": {"title": "a", "text": "b"}, "team": "a", "say": "s", "lang": "x"}\n',
    "main.sig": (
        "import asks { Use, Ask }\nimport types { Doc }\nimport rows { mails }\nimport scores { good }\n"
        "module Main { input mail: str  input docs: [Doc](..3)  output says: [str]\n"
        "  says = [Use(mail, d).say for d in docs] }\n"
        "build b for Ask { data = mails  metric = good }\n"
        'test "t" { m = Main("x", [{ title = "t", text = "u" }])  expect len(m.says) == 1 }\n'
    ),
}
UNNAMED = (ast.Import, ast.TestDecl, ast.PolicyDecl)
SIG = sorted(path for path in WORLD if path.endswith(".sig"))


def _edited(text: str, rng: random.Random) -> str:
    """A cut, a letter too many, a word in the place of another, a line twice or a line less."""
    words, lines = text.split(" "), text.split("\n")
    a, b, line = rng.randrange(len(text) + 1), rng.randrange(8), rng.randrange(len(lines))
    i, j = rng.randrange(len(words)), rng.randrange(len(words))
    return rng.choice(
        [
            text[:a] + text[a + b :],
            text[:a] + "x" + text[a:],
            " ".join([*words[:i], words[j], *words[i + 1 :]]),
            "\n".join([*lines[: line + 1], *lines[line:]]),
            "\n".join([*lines[:line], *lines[line + 1 :]]),
        ]
    )


def told(texts: dict[str, str]) -> dict[str, set[str]]:
    """What is found, by code."""
    report = check_all(".", Memory.of(texts))
    found = {
        "files": {str(report["files"])},
        "error": {d["title"] for d in report["found"] if d["severity"] == "error"},
    }
    for d in report["found"]:
        found.setdefault(d["code"], set()).add(str(d))
    return found


@pytest.mark.parametrize("seed", range(60))
def test_it_finds_what_a_check_with_whole_files_finds(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng, texts = random.Random(seed), dict(WORLD)
    for path in rng.choices(SIG, k=rng.randrange(3) if seed else 0):
        texts[path] = _edited(texts[path], rng)
    if rng.random() < 0.2:
        texts["asks.sig"] = texts["asks.sig"].replace("Redact(d.title)", "(Redact(d.title) on cloud)")
    few = told(texts)
    monkeypatch.setattr(home, "needed", lambda *_: None)
    whole = told(texts)
    for code in (few.keys() | whole.keys()) - {"error"}:
        if code.startswith("SIG04"):  # of modules that only their own file's run carries out
            assert few.get(code, set()) >= whole.get(code, set())
        elif not code.startswith("SIG10") or not few["error"] | whole["error"]:  # some lints are for good files
            assert few.get(code, set()) == whole.get(code, set())


@pytest.mark.parametrize("seed", range(10))
def test_what_is_kept_after_edits_is_what_a_fresh_check_finds(seed: int) -> None:
    rng, files = random.Random(seed), Memory.of(WORLD)
    for _ in range(5):
        path = rng.choice(SIG)
        files.write(path, rng.choice([_edited(files.read(path).decode(), rng), WORLD[path]]).encode())
        fresh = Memory({path: text for path, text in files.texts.items() if not path.startswith(".sigc")})
        assert check_all(".", files) == check_all(".", fresh)


def redone(path: str, old: str, new: str) -> set[str]:
    """Which files' runs an edit makes anew."""

    def units() -> dict[str, object]:
        check_all(".", files)
        kept: dict[str, object] = json.loads(files.texts[".sigc/check.jsonl"].split(b"\n")[1])["units"]
        return kept

    files = Memory.of(WORLD)
    before = units()
    assert old in WORLD[path]
    files.write(path, WORLD[path].replace(old, new).encode())
    return {name for name, unit in units().items() if before.get(name) != unit} - {"marks"}


def test_an_edit_redoes_what_reads_the_file() -> None:
    assert redone("main.sig", '"x"', '"y"') == {"main.sig"}
    assert redone("types.sig", "p q", "p q r") == {"main.sig", "asks.sig", "types.sig"}


def look(entry: str, seen: list[list[int]] | None = None) -> Needed:
    found = needed(entry, Memory.of(WORLD), ".", ("marks.sig", "release.sig"), seen or [], {})
    assert found is not None
    return found


def names(found: Needed, path: str) -> list[str]:
    tree = next(tree for (where, _), (tree, _) in found.read.items() if where == path)
    return [each.name.text for each in tree.declarations if not isinstance(each, UNNAMED)]


def test_an_entry_takes_what_it_leads_to() -> None:
    found = look("main.sig")
    assert names(found, "asks.sig") == ["Ask", "Redact", "Hop", "Use"]
    assert names(found, "types.sig") == ["Team", "Doc", "Spare", "tone", "cold"], (
        "an import is taken with all its names"
    )
    assert names(found, "scores.sig") == ["good"]
    assert found.saw["main.sig"] is None


def test_what_was_seen_is_left_to_who_saw_it() -> None:
    seen = look("main.sig").saw["asks.sig"]
    assert seen is not None
    found = look("asks.sig", seen)
    assert names(found, "asks.sig") == ["Redact", "Other", "UsesOther", "cloud", "Leak"]
    assert "scores.sig" not in found.saw


@pytest.mark.parametrize("path", SIG)
def test_all_of_an_outline_is_the_file(path: str) -> None:
    file = SourceFile(path, WORLD[path])
    shape = outline(file)
    assert shape is not None
    assert shape.tree(range(len(shape.kinds))) == parse(file)
    assert shape.cuts[-1] == len(file.text)
    assert shape.cuts == sorted(shape.cuts)
