"""The pages of this room's codes show what they say: a `wrong` block has the page's code, a `sig` block no mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support import ROOT

from sigc.base.source import Memory
from sigc.check.project import check_project

PAGES = sorted(p for p in (ROOT / "docs" / "errors").glob("SIG*.md") if p.stem[3:5] in ("02", "03", "06", "09"))
BLOCKS = re.compile(r"```(wrong|sig)\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_a_page_shows_its_own_code(page: Path) -> None:
    for kind, text in BLOCKS.findall(page.read_text(encoding="utf-8")):
        _, found = check_project("page.sig", Memory.of({"page.sig": text}), root=".")
        codes = [d.code for d in found]
        assert (page.stem in codes) if kind == "wrong" else not codes, codes
