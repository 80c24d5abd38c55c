"""Room between the parts of a file changes no meaning, and parts that stay are where they were."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from support import ROOT

from sigc.base.source import Memory, SourceFile
from sigc.check.project import check_project
from sigc.ir.text import show
from sigc.lsp.layout import Layout
from sigc.syntax.parse import Known, parse

PATHS = sorted(p for p in ROOT.rglob("*.sig") if "stdlib" not in p.parts and 300 < p.stat().st_size < 8000)
EMPTY = re.compile(r"(?m)^[ \t]+(?=\r?$)")
PIECES = ('"""', '"', "'''", "/*", "{", "}", "\n\n", "\n\ntype T { a: int }\n\n", "# c\n", "\r\n", "x")


def _edited(text: str, rng: random.Random) -> str:
    a = rng.randrange(len(text) + 1)
    return text[:a] + (rng.choice(PIECES) if rng.random() < 0.6 else "") + text[a + rng.randrange(6) :]


def _told(text: str) -> tuple[object, ...]:
    """What is said of a text, by lines."""
    project, found = check_project("main.sig", Memory.of({"main.sig": text}), root=".", lints=True)
    file = SourceFile("main.sig", text)
    places = [(d.code, d.title, file.place(d.at.span.start) if d.at is not None else None) for d in found]
    return places, {name: show(program) for name, program in project.programs.items()}


@pytest.mark.parametrize("path", PATHS[::9], ids=lambda p: str(p.relative_to(ROOT)))
def test_room_changes_nothing(path: Path) -> None:
    rng, text = random.Random(path.name), path.read_text(encoding="utf-8")
    layout, known = Layout(), Known()
    for _ in range(6):
        laid = layout.laid(text)
        assert EMPTY.sub("", laid) == EMPTY.sub("", text)
        file = SourceFile("main.sig", laid)
        assert parse(file, known) == parse(file)
        if not any(sign in text for sign in PIECES[:4]) or not parse(file)[1]:
            assert _told(laid) == _told(text)
        text = _edited(text, rng)


def test_what_stays_does_not_move() -> None:
    text = "".join(f"enum E{i} {{ a b }}\n\n" for i in range(9))
    layout = Layout()
    before = layout.laid(text)
    after = layout.laid(text.replace("E3 { a", "E3 { a cc  d\n e"))
    assert before.index("enum E4") == after.index("enum E4")
    assert len(before) == len(after)
    gone = layout.laid(text.replace("enum E3 { a b }\n\n", ""))
    assert gone.index("enum E4") == before.index("enum E4")
    back = layout.laid(text)
    assert back.index("enum E4") == before.index("enum E4")
    more = layout.laid(text.replace("E3 { a", "E3 { a" + " # long\n" * 200))
    assert more.index("enum E4") > before.index("enum E4")
