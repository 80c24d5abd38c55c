"""The one pattern dialect: whole string, linear time, and clear about what it does not take."""

from __future__ import annotations

import time

import pytest

from sigc.values.regex import full_match, pattern_problem


@pytest.mark.parametrize(
    ("pattern", "text", "matched"),
    [
        (r"[A-Z]{2}-\d{6}", "AB-123456", True),
        (r"[A-Z]{2}-\d{6}", "AB-123456 ", False),
        ("a|ab", "ab", True),
        ("a|b", "ab", False),
        ("^a$", "a", True),
        ("^a$", "a\n", False),
        ("(?m)^a$", "a\nb", False),
        ("(?i)abc", "ABC", True),
        (".", "\n", False),
        (r"\p{Lu}", "Ä", True),
        ("", "", True),
    ],
)
def test_a_pattern_means_the_whole_text(pattern: str, text: str, matched: bool) -> None:
    assert full_match(pattern, text) is matched


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(", "unclosed group"),
        ("a)|(b", "unopened group"),
        (r"(a)\1", "backreferences are not supported"),
        ("(?=a)", "look-around, including look-ahead and look-behind, is not supported"),
        ("(?:a{1000}){1000}", "Compiled regex exceeds size limit of 10485760 bytes"),
    ],
)
def test_what_is_no_pattern_is_said(pattern: str, problem: str) -> None:
    assert pattern_problem(pattern) == problem
    assert not full_match(pattern, "a")


def test_no_pattern_takes_forever() -> None:
    start = time.perf_counter()
    assert not full_match("(a+)+b", "a" * 100_000)
    assert time.perf_counter() - start < 5
