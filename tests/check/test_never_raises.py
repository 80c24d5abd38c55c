"""A law: whatever a file holds, checking it gives a project and diagnostics, and never raises.

Sources are the cases of tests/ui and tests/lower and the standard library with declarations' words dropped, doubled or
exchanged, so that most of them still parse and the mistakes reach the checker."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT

from sigc.base.github import render_github
from sigc.base.render import render_text
from sigc.base.sarif import render_sarif
from sigc.base.source import Memory, SourceFile
from sigc.build.mend import mend
from sigc.check.project import check_project

SOURCES = sorted(
    p.read_text(encoding="utf-8")
    for folder in ("tests/ui", "tests/lower", "stdlib")
    for p in (ROOT / folder).rglob("*.sig")
    if p.parent.name != "syntax"
)
WORDS = re.compile(r'"""(?:.|\n)*?"""|"[^"\n]*"|\w+|\s+|.', re.DOTALL)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    words = WORDS.findall(draw(st.sampled_from(SOURCES)))
    places = [i for i, w in enumerate(words) if not w.isspace()]
    for _ in range(draw(st.integers(1, 3))):
        at, other = draw(st.sampled_from(places)), draw(st.sampled_from(places))
        words[at] = draw(st.sampled_from(["", words[at] + " " + words[at], words[other], "x", "none", "7", '"a"']))
    return "".join(words)


@settings(max_examples=80, deadline=None)
@given(damaged())
def test_checking_never_raises(text: str) -> None:
    project, found = check_project("case.sig", Memory.of({"case.sig": text}), root=".", lints=True)
    sources = {path: SourceFile(path, source) for path, source in project.sources.items()}
    assert render_text(found, sources) or not found
    assert render_sarif(found, sources)
    assert render_github(found, sources) or not found
    assert {p.entry for p in project.programs.values()} == set(project.programs)


@settings(max_examples=30, deadline=None)
@given(damaged())
def test_mending_comes_to_an_end(text: str) -> None:
    """After certain edits no certain edit is left, and a second run finds what the first one left."""
    files = Memory.of({"case.sig": text})
    done = mend("case.sig", files)
    again = mend("case.sig", files)
    assert again.fixed == ()
    assert again.report == done.report
