"""What an earlier run found of declarations changes nothing of what a run finds."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from support import ROOT

from sigc.base.source import Memory, SourceFile
from sigc.check.kept import Kept
from sigc.check.modules import Read
from sigc.check.project import check_project
from sigc.ir.text import show
from sigc.lsp.layout import Layout
from sigc.syntax.parse import Known, parse

SINGLE = sorted(p for p in ROOT.rglob("*.sig") if "stdlib" not in p.parts and p.stat().st_size < 8000)
WORLD = {
    "marks.sig": 'label pii\nzone here { holds = [cache] }\npolicy "p" { pii stays in here }\n',
    "types.sig": "import marks { pii }\nenum Team { a b }\ntype Doc { title: str @pii  text: strr }\n",
    "asks.sig": (
        "import types { Team, Doc }\n"
        'signature Ask { input mail: str  input doc: Doc  output team: Team  output say: str "words" }\n'
        "module Hop[S: signature] { input ..S  output ..S  found = S(..S)  ..found }\n"
        "module Use { input mail: str  input doc: Doc  output say: str  say = Hop[Ask](mail, doc).say }\n"
    ),
    "main.sig": (
        "import asks { Use, Ask }\nimport types { Doc }\n"
        "module Main { input mail: str  input docs: [Doc](..3)  output says: [str]\n"
        "  says = [Use(mail, d).say for d in docs] }\n"
        'test "t" { m = Main("x", [{ title = "t", text = "u" }])  expect len(m.says) == 1 }\n'
    ),
}


def _edited(text: str, rng: random.Random) -> str:
    """One small edit: a cut, a repetition, or a word written another way."""
    a = rng.randrange(len(text) + 1)
    b = min(len(text), a + rng.randrange(8))
    return rng.choice(
        [text[:a] + text[b:], text[:b] + text[a:], text[:a] + "x" + text[a:], text.replace("strr", "str")]
    )


def _both(entry: str, texts: dict[str, str], read: Read, kept: Kept) -> None:
    files = Memory.of(texts)
    plain, warm = check_project(entry, files, root="."), check_project(entry, files, root=".", read=read, kept=kept)
    assert warm[1] == plain[1]
    assert warm[0].notes == plain[0].notes
    assert {k: show(p) for k, p in warm[0].programs.items()} == {k: show(p) for k, p in plain[0].programs.items()}
    assert [t.name for t in warm[0].tests] == [t.name for t in plain[0].tests]


@pytest.mark.parametrize("seed", range(12))
def test_edits_of_a_project_of_several_files(seed: int) -> None:
    rng, texts, before = random.Random(seed), dict(WORLD), dict(WORLD)
    read: Read = {}
    kept = Kept()
    for _ in range(12):
        path = rng.choice(sorted(texts))
        texts[path] = rng.choice([_edited(texts[path], rng), before[path]])
        for entry in ("main.sig", path):
            _both(entry, texts, read, kept)


@pytest.mark.parametrize("path", SINGLE[::3], ids=lambda p: str(p.relative_to(ROOT)))
def test_edits_of_a_file_whose_other_declarations_stay(path: Path) -> None:
    """As an editor's server has it: what was not edited is the same tree, at the same place."""
    rng, text = random.Random(path.name), path.read_text(encoding="utf-8", errors="replace")
    layout, known, read, kept = Layout(), Known(), Read(), Kept()
    now = text
    for _ in range(8):
        laid = layout.laid(now)
        source = SourceFile("main.sig", laid)
        read["main.sig", laid] = parse(source, known)
        _both("main.sig", {"main.sig": laid}, read, kept)
        now = rng.choice([text, _edited(now, rng), _edited(now, rng), _swapped(now, rng)])


def _swapped(text: str, rng: random.Random) -> str:
    """One word put in the place of another."""
    words = list(re.finditer(r"[A-Za-z_]\w*", text))
    if not words:
        return "type T = str"
    one, other = rng.choice(words), rng.choice(words)
    return text[: one.start()] + other[0] + text[one.end() :]


@pytest.mark.parametrize("path", SINGLE[::6], ids=lambda p: str(p.relative_to(ROOT)))
def test_edits_of_single_files(path: Path) -> None:
    rng, text = random.Random(path.name), path.read_text(encoding="utf-8")
    read: Read = {}
    kept = Kept()
    for now in (text, _edited(text, rng), text, text):
        _both("main.sig", {"main.sig": now}, read, kept)
