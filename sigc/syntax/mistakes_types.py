"""Mistakes in fields and types.

May import: sigc.base."""

from __future__ import annotations

from sigc.base.diagnostic import Diagnostic
from sigc.base.source import Span
from sigc.syntax.lexer import END
from sigc.syntax.scene import Scene, mistake

SUBSCRIPTS = {
    "list": "[T]",
    "set": "[T]",
    "tuple": "[T]",
    "sequence": "[T]",
    "iterable": "[T]",
    "array": "[T]",
    "dict": "{str: T}",
    "map": "{str: T}",
    "mapping": "{str: T}",
    "optional": "T?",
    "union": "A | B",
    "literal": '"a" | "b"',
}


def fields_type(s: Scene) -> Diagnostic | None:
    """`input a: input b: str`: the type of `a` was left out, so the next clause was read as one."""
    sides = ("input", "output", "extra")
    if s.kind() == "COLON" and s.is_name(-1) and s.text(-2) in sides and s.kind(-3) == "COLON" and s.is_name(-4):
        return _no_type(s, -4, s.span(-3))
    if s.kind() == "COLON" and s.is_name(-1) and s.kind(-2) == "COLON" and s.is_name(-3) and s.declares == "type":
        return _no_type(s, -3, s.span(-2))
    if s.is_name() and s.kind(1) == "COLON" and s.text(-1) in sides and s.kind(-2) == "COLON" and s.is_name(-3):
        return _no_type(s, -3, s.span(-2))
    return None


def missing_type(s: Scene) -> Diagnostic | None:
    """`input x`, `input x: = 3`."""
    if s.kind(-1) == "COLON" and s.expects("LSQB", "LBRACE", "NAME", "STRING") and not s.at_value:
        return _no_type(s, -2, s.span(-1))
    alone = s.kind() in ("RBRACE", "STRING", "DOC", END, "AT") or (s.is_name() and s.kind(1) in ("COLON",))
    side = s.text(-2) in ("input", "output", "extra") or s.declares == "type"
    nothing = s.only("COLON") and side and (alone or s.text() in ("input", "output", "ensure", "extra"))
    if (nothing and s.kind(1) != "COLON") or (nothing and s.text() in ("input", "output")):
        return _no_type(s, -1, s.gap())
    return None


def _no_type(s: Scene, name: int, at: Span) -> Diagnostic:
    field = s.text(name)
    note = "each field says its type: `name: Type`"
    help = f"write `{field}: str`, or the type that it has" if field.isidentifier() else "write the type here"
    return mistake("SIG0112", "the type is missing", at, note, help, "a type is expected after this")


def missing_colon(s: Scene) -> Diagnostic | None:
    if not s.only("COLON"):
        return None
    if s.kind() == "EQUAL":
        note = "`name: Type` declares a field, `name = value` binds a name"
        return mistake("SIG0111", "a field takes a `:`", s.span(), note, f"write `{s.text(-1)}: Type = value`")
    if s.bracket() == "LBRACE" and s.kind(-1) not in ("STRING", "NUMBER"):
        note = "`name: Type` declares a field"
        help = f"write `{s.text(-1)}: {s.text()}`"
        return mistake("SIG0111", "a `:` is missing", s.gap(), note, help, fix=":" if s.is_name() else None)
    note = "a `:` stands between a key and its value, a name and its type"
    help = 'write `data NAME: CALLABLE from "FILE"`' if s.depth() == 0 else "write `:` here"
    return mistake("SIG0111", "a `:` is missing", s.gap(), note, help)


def mark_with_arguments(s: Scene) -> Diagnostic | None:
    """`title: str @description("…")`."""
    name = next((k for k in (-1, 1) if s.kind(k + 1) == "LPAR" and s.kind(k - 1) == "AT"), None)
    if name is None or s.kind() not in ("LPAR", "AT"):
        return None
    word = s.text(name)
    note = "a mark `@label` says which label a value carries; it takes no arguments"
    help = 'a description is a string after the type: `name: Type "…"`'
    if word.lower() in ("alias", "name"):
        help = 'a member\'s spelling is given by `as "…"`'
    elif word.lower() in ("check", "assert", "validator"):
        help = 'a rule is a clause: `ensure condition "…"`'
    return mistake("SIG0153", f"`@{word}` takes no arguments", s.span(name - 1).to(s.span(name)), note, help)


def none_type(s: Scene) -> Diagnostic | None:
    if s.kind() != "NONE" or s.at_value or s.kind(-1) not in ("COLON", "VBAR", "LSQB", "EQUAL"):
        return None
    note = "a value that may be absent has the type `T?`"
    return mistake("SIG0151", "`none` is a value, not a type", s.span(), note, "write `?` after the type: `str?`")


def subscript(s: Scene) -> Diagnostic | None:
    """`list[str]`, `int[1..5]`."""
    if s.kind() != "LSQB" or not s.is_name(-1) or s.after_value or s.at_value or s.only("EQUAL"):
        return None
    if not (s.expects("VBAR") or s.expects("QMARK")):
        return None
    name = s.text(-1)
    right = SUBSCRIPTS.get(name.lower())
    if right:
        note = 'types are spelled `[T]`, `{str: T}`, `T?`, `A | B`, `"a" | "b"`'
        at = s.span(-1).to(s.span())
        return mistake("SIG0146", f"`{name}[…]` is spelled `{right}`", at, note, f"write `{right}`")
    note = "a refinement stands in parentheses: `int(1..5)`, `str(..280)`"
    return mistake("SIG0145", "a type takes no `[ ]`", s.span(), note, f"write `{name}(…)`, or `[{name}]` for a list")


def refinement(s: Scene) -> Diagnostic | None:
    """`int(1-5)`, `int(5)`, `str(max = 20)`."""
    inside = s.bracket() == "LPAR" and not s.at_value and not s.after_value
    if not inside or not (s.expects("DOTS") or s.kind(-1) == "DOTS") or s.expects("ARROW"):
        return None
    note = 'a refinement is a range `1..5`, `0..`, `..280`, `matching "regex"` or `in names`'
    low, high = s.text(-1), s.text(1)
    help = "write a range with `..`"
    if s.kind(-1) == "NUMBER" and s.kind(1) == "NUMBER":
        help = f"write `{low}..{high}`"
    elif s.kind(-1) == "NUMBER":
        help = f"write `..{low}` for at most, `{low}..` for at least"
    return mistake("SIG0145", "this refinement can not be read", s.span(), note, help)
