"""Each page of a syntax code shows its mistake by example, and what to write instead."""

from __future__ import annotations

import re

import pytest
from support import ROOT

from sigc.base.codes import CODES
from sigc.base.source import SourceFile
from sigc.syntax.parse import parse

PAGES = sorted((ROOT / "docs" / "errors").glob("SIG01*.md"))
BLOCK = re.compile(r"^```(wrong|sig)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_the_examples_of_a_page(page: str) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}: {CODES[page.stem]}\n")
    for kind, source in BLOCK.findall(text):
        found = {d.code for d in parse(SourceFile("x.sig", source))[1]}
        assert found == ({page.stem} if kind == "wrong" else set())


def test_a_title_is_short() -> None:
    for page in PAGES:
        for kind, source in BLOCK.findall(page.read_text(encoding="utf-8")):
            for d in parse(SourceFile("x.sig", source))[1] if kind == "wrong" else ():
                assert len(d.title.split()) <= 8, d.title
                assert d.note
                assert d.help
