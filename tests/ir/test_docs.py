"""The programs in docs/ir.md print back and hold together."""

from __future__ import annotations

import re

import pytest
from support import ROOT

from sigc.ir.read import read
from sigc.ir.text import show
from sigc.values.verify import check_program

BLOCKS = re.findall(
    r"^```ir\n(.*?)^```$", (ROOT / "docs" / "ir.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


@pytest.mark.parametrize("text", BLOCKS)
def test_a_program_in_the_docs_is_as_sigc_prints_it(text: str) -> None:
    program, problems = read(text, "docs/ir.md")
    assert program is not None, problems
    assert show(program) == text
    check_program(program, "being written down")


def test_the_docs_hold_a_program() -> None:
    assert BLOCKS
