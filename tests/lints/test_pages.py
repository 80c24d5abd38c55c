"""The pages of lints show what they say: a `wrong` block has its code and no other lint, a `sig` block none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import ROOT

from sigc.base.codes import CODES
from sigc.base.source import Memory
from sigc.check.project import check_project

PAGES = sorted((ROOT / "docs" / "errors").glob("SIG10*.md"))
BLOCKS = re.compile(r"```(wrong|sig)\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_a_page_shows_its_own_code(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}: {CODES[page.stem]}\n")
    blocks = BLOCKS.findall(text)
    assert {kind for kind, _ in blocks} == {"wrong", "sig"}
    for kind, source in blocks:
        _, found = check_project("page.sig", Memory.of({"page.sig": source}), root=".", lints=True)
        assert {d.code for d in found} == ({page.stem} if kind == "wrong" else set())
