"""A mistake costs one diagnostic and one declaration; all others are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from sigc.base.source import SourceFile
from sigc.syntax.parse import parse

AROUND = (
    "signature Before { input a: str  output b: str }\n\n",
    "\n\nsignature After { input a: str  output b: str }\n",
)
BROKEN = {
    "an unclosed brace": "enum Team {\n  billing",
    "an unclosed brace inside": "module M {\n  a = match x {\n    b -> c\n  d = 1\n}",
    "an unclosed parenthesis": "type T { a: str(..20 }",
    "an unclosed bracket": "type T {\n  a: [str\n  b: int\n}",
    "an unclosed string": 'label pii "a person',
    "an unclosed string before a brace": 'type T { a: str "x }',
    "an unclosed text": 'text t """abc',
    "an unclosed text in a body": 'signature A {\n  """abc\n  input a: str\n}',
    "a stray brace": "}",
    "the wrong bracket": "type T { a: str )",
    "an unknown declaration": "signatur T { a: str }",
    "a missing brace": "enum Team\n  billing\n  shipping",
    "a missing colon": "type T { a str }",
    "a statement": "return 3",
    "a class": "class A:\n  b: str",
    "a lone word": "x",
    "a binding": "x = 3",
    "a text": '"""abc"""',
    "a number": "17",
    "no name": "signature { input a: str }",
    "words after": 'label pii "a" "b"',
}


@pytest.mark.parametrize("what", BROKEN)
def test_costs_one_diagnostic_and_one_declaration(what: str) -> None:
    text = BROKEN[what].join(AROUND)
    tree, found = parse(SourceFile("x.sig", text))
    assert len(found) == 1, [d.title for d in found]
    assert [d.name.text for d in tree.declarations] == ["Before", "After"]
    start = len(AROUND[0])
    assert found[0].at is not None
    assert start <= found[0].at.span.start <= start + len(BROKEN[what])


def test_every_broken_declaration_of_a_file_is_reported() -> None:
    kinds = [text for text in BROKEN.values() if text != "17"]
    tree, found = parse(SourceFile("x.sig", "\n\n".join((AROUND[1] + text) for text in kinds) + AROUND[1]))
    assert len(found) == len(kinds)
    assert len(tree.declarations) == len(kinds) + 1


def test_names_of_broken_declarations_are_known() -> None:
    tree, _ = parse(SourceFile("x.sig", "signature Triage { input a }\ntype T { b }"))
    assert [name.text for name in tree.broken] == ["Triage", "T"]


def test_a_text_may_show_a_declaration_at_the_margin() -> None:
    text = 'signature A {\n"""Like\nsignature B { input a: str }\n"""\ninput a: str output b: str }'
    tree, found = parse(SourceFile("x.sig", text))
    assert not found
    assert len(tree.declarations) == 1


def test_what_is_read_as_meant_stays() -> None:
    text = "module M { output a: bool  a = None == 'x' and x ** 2 > 1 && !True or 1 < 2 < 3 }"
    tree, found = parse(SourceFile("x.sig", text))
    assert {d.code for d in found} == {"SIG0117", "SIG0118", "SIG0119", "SIG0124", "SIG0126"}
    assert len(tree.declarations) == 1


def test_the_cases_of_the_user_interface_point_into_their_file() -> None:
    folder = Path(__file__).resolve().parent.parent / "ui" / "syntax"
    for path in sorted(folder.glob("*.sig")):
        text = path.read_text(encoding="utf-8")
        for d in parse(SourceFile("x.sig", text))[1]:
            assert d.at is not None
            assert 0 <= d.at.span.start <= d.at.span.end <= len(text)


def test_a_body_closed_too_early_costs_one_diagnostic() -> None:
    text = "module M {\n  input x: str\n  }\n  output y: str\n  z = f(x)\n  y = g(z)\n}".join(AROUND)
    tree, found = parse(SourceFile("x.sig", text))
    assert [d.code for d in found] == ["SIG0105"]
    assert [d.name.text for d in tree.declarations] == ["Before", "M", "After"]


def test_misspelt_keywords_are_told_one_by_one() -> None:
    _, found = parse(SourceFile("x.sig", "signatur A { input x: str }\nenm B { a }\ntpe C = str\n"))
    assert [d.help for d in found] == ["did you mean `signature`?", "did you mean `enum`?", "did you mean `type`?"]
