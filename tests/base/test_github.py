"""Annotations of GitHub Actions: escaped, sorted by severity, within what GitHub shows; nothing is lost."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from sigc.base.diagnostic import Diagnostic, error, warning
from sigc.base.github import render_github
from sigc.base.source import SourceFile, Span

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def test_an_annotation() -> None:
    files = {"desk, a:b.sig": SourceFile("desk, a:b.sig", "type T {\n  a: strr\n}\n")}
    found = error("SIG0201", "unknown type\n100 %", Span("desk, a:b.sig", 14, 18), note="a: b, c", help="did you mean")
    assert render_github([found], files) == (
        "::error title=SIG0201,file=desk%2C a%3Ab.sig,line=2,endLine=2,col=6,endColumn=9"
        "::unknown type%0A100 %25%0Anote: a: b, c%0Ahelp: did you mean\n"
    )


def test_errors_come_first() -> None:
    found = [warning("SIG1003", "w"), error("SIG0201", "e"), Diagnostic("SIG0514", "n", severity="note")]
    assert [m[1] for m in COMMAND.finditer(render_github(found, {}))] == ["error", "warning", "notice"]


def test_what_github_would_drop_is_said() -> None:
    found = [error("SIG0201", f"e{n}") for n in range(12)] + [warning("SIG1003", f"w{n}") for n in range(11)]
    text = render_github(found, {})
    kinds = [m[1] for m in COMMAND.finditer(text)]
    assert (kinds.count("error"), kinds.count("warning")) == (10, 10)
    assert "left out, since GitHub shows 10 of a kind: 2 errors, 1 warning\n" in text
    assert "error[SIG0201]: e11" in text
    assert "warning[SIG1003]: w10" in text


TEXTS = st.lists(st.sampled_from([*"ab:%,\n\r ", "::error::x", "::stop-commands::t"]), max_size=12).map("".join)


@given(st.lists(TEXTS, min_size=1, max_size=25), TEXTS)
def test_no_text_forges_a_command(titles: list[str], line: str) -> None:
    """As the runner reads it: line by line, and nothing between `stop-commands` and its token."""
    source = SourceFile("x.sig", line)
    found = [error("SIG0201", title, Span("x.sig", 0, len(line)), help=title or None) for title in titles]
    stopped, annotations = "", 0
    for each in re.split(r"\r\n|\r|\n", render_github(found, {"x.sig": source})):
        command = re.fullmatch(r"::([\w-]+)( [^\n]*?)?::(.*)", each.strip())
        if stopped:
            stopped = "" if each == f"::{stopped}::" else stopped
        elif command is not None and command[1] == "stop-commands":
            stopped = command[3]
        elif each.strip().startswith("::"):
            assert command is not None
            assert command[1] == "error"
            annotations += 1
    assert annotations == min(len(titles), 10)
    assert not stopped
