"""Files that no author writes: bytes, sizes and depths, each refused with a code and without a traceback."""

from __future__ import annotations

import sys
import time

import pytest

from sigc.base.diagnostic import Diagnostic
from sigc.base.source import SourceFile
from sigc.syntax.parse import LARGEST, decode, parse

DEEP = 5_000


def codes(text: str) -> list[str]:
    return [d.code for d in parse(SourceFile("x.sig", text))[1]]


def module(value: str) -> str:
    return f"module M {{ output a: str  a = {value} }}"


def test_a_byte_order_mark_is_dropped() -> None:
    file = decode("x.sig", "﻿label pii".encode())
    assert isinstance(file, SourceFile)
    assert file.text == "label pii"


@pytest.mark.parametrize(("data", "line"), [(b"\xff\xfel\x00", 1), ("label pii\n# é".encode("latin-1"), 2)])
def test_other_encodings_are_refused_with_the_line(data: bytes, line: int) -> None:
    found = decode("x.sig", data)
    assert isinstance(found, Diagnostic)
    assert found.code == "SIG0107"
    assert f"line {line} " in (found.note or "")


def test_a_file_over_four_megabytes_is_refused() -> None:
    found = decode("x.sig", b"#" * (LARGEST + 1))
    assert isinstance(found, Diagnostic)
    assert found.code == "SIG0108"
    assert codes("#" * (LARGEST + 1)) == ["SIG0108"]


@pytest.mark.parametrize("text", ["", " \n", "# only a comment", '"""only a text"""'])
def test_a_file_without_declarations_says_so(text: str) -> None:
    assert codes(text) == ["SIG0106"]


NESTED = {
    "parentheses": "(" * DEEP + "1" + ")" * DEEP,
    "lists": "[" * DEEP + "]" * DEEP,
    "records": "{ a = " * DEEP + "1" + "}" * DEEP,
    "calls": "f(" * DEEP + ")" * DEEP,
    "not": "not " * DEEP + "x",
    "minus": "- " * DEEP + "1",
    "a sum": "1" + " + 1" * DEEP,
    "attributes": "x" + ".y" * DEEP,
    "indices": "x" + "[0]" * DEEP,
    "results": "x" + "()" * DEEP,
    "if": "x" + " if x else x" * DEEP,
    "otherwise": "x" + " otherwise x" * DEEP,
    "and": "x" + " and x" * DEEP,
    "match": "match x { _ -> " * DEEP + "1" + "}" * DEEP,
}


@pytest.mark.parametrize("value", NESTED.values(), ids=NESTED)
def test_what_nests_deeper_than_200_is_refused_without_recursion(value: str) -> None:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(400)
    try:
        assert codes(module(value)) == ["SIG0109"]
    finally:
        sys.setrecursionlimit(limit)


def test_types_too() -> None:
    assert codes(f"type T = {'[' * DEEP}str{']' * DEEP}") == ["SIG0109"]


@pytest.mark.parametrize("value", ["(" * 199 + "1" + ")" * 199, "1" + " + 1" * 198, "not " * 198 + "x"])
def test_what_nests_less_deep_is_read(value: str) -> None:
    assert codes(module(value)) == []


MANY = {
    "quotes": '"' * 100_000,
    "single quotes": "'" * 100_000,
    "triple quotes": '"""' * 30_001,
    "braces": "{" * 100_000,
    "closing braces": "}" * 100_000,
    "words": "a " * 50_000,
    "backslashes": "\\" * 50_000,
    "keywords": "signature " * 10_000,
    "comments": "/*" * 50_000,
    "bangs": "!" * 50_000,
    "f-strings": 'f"{' * 50_000,
    "lines": "\n" * 400_000,
    "spaces": " " * 400_000 + "x",
    "members": "enum E {" + "a " * 30_000 + "}",
    "unclosed": "signature A {\n" * 5_000,
    "unclosed texts": '\nenum E { """' * 5_000,
    "a word": "x" * 400_000,
    "digits": "1" * 400_000,
    "a number": module("1" * 400_000),
    "escapes": module('"\\' * 50_000),
}


@pytest.mark.parametrize("text", MANY.values(), ids=MANY)
def test_time_grows_with_size_only(text: str) -> None:
    start = time.process_time()
    codes(text)
    assert time.process_time() - start < 30


def test_numbers_out_of_range_are_refused() -> None:
    assert codes(module("9" * 5000)) == ["SIG0133"]
    assert codes(module("1e999")) == ["SIG0133"]
