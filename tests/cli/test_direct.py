"""The quick reader of command lines and typer, going by the same table, never differ on what both accept."""

from __future__ import annotations

from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from sigc.cli import check
from sigc.cli.app import app
from sigc.cli.direct import read

WORDS = (
    *("desk", ".", "a=b", "-", "--", "", "-v", "--verbose", "-vv", "--verb", "--verbose=1", "--no-verbose", "--help"),
    *(
        "--format",
        "--format=json",
        "--format=",
        "--format=xml",
        "--format=sarif",
        "--fix",
        "--fix=1",
        "-fjson",
        "json",
        "text",
        "-x",
    ),
)


def by_typer(words: list[str]) -> dict[str, Any]:
    """What typer hands to the command; raises what it refuses with."""
    command: Any = typer.main.get_command(app)
    with command.commands["check"].make_context("check", list(words)) as context:
        given: dict[str, Any] = context.params
        return given


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=4))
def test_what_it_accepts_typer_reads_alike(words: list[str]) -> None:
    given = read(check.OPTIONS, words)
    if given is not None:
        assert by_typer(words) == given


@pytest.mark.parametrize(
    ("words", "given"),
    [
        ([], {"path": ".", "format": "text", "fix": False, "verbose": False}),
        (["desk", "--format", "json"], {"path": "desk", "format": "json", "fix": False, "verbose": False}),
        (["-v", "desk", "--format=json"], {"path": "desk", "format": "json", "fix": False, "verbose": True}),
        (["--format"], None),
        (["--format", "xml"], None),
        (["--help"], None),
        (["a", "b"], None),
    ],
)
def test_plain_command_lines(words: list[str], given: dict[str, Any] | None) -> None:
    assert read(check.OPTIONS, words) == given
