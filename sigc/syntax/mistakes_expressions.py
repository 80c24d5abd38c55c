"""Mistakes in bindings, expressions and `match`.

May import: sigc.base."""

from __future__ import annotations

from sigc.base.diagnostic import Diagnostic
from sigc.syntax.lexer import END
from sigc.syntax.scene import Scene, mistake, shown

STARTS_VALUE = frozenset({"NAME", "NUMBER", "STRING", "FSTRING", "LBRACE", "LPAR", "LSQB", "NONE", "TRUE", "FALSE",
                          "NOT", "MATCH", "REPEAT"})  # fmt: skip

BEFORE_VALUE = frozenset({"EQUAL", "PLUS", "MINUS", "TIMES", "DIVIDE", "REMAINDER", "SAME", "OTHER", "AND", "OR",
                          "NOT", "IN", "ELSE", "OTHERWISE", "ARROW"})  # fmt: skip


def lambda_(s: Scene) -> Diagnostic | None:
    for k in (0, -1):
        if s.text(k) == "lambda" and s.kind(k) == "NAME" and s.kind(k + 1) in ("NAME", "COLON"):
            note = "there are no functions as values"
            help = 'use a comprehension, or `key = "field.path"` of `sort`, `top`, `min`, `max`, `unique`'
            return mistake("SIG0121", "there is no `lambda`", s.span(k), note, help)
    return None


def negative_pattern(s: Scene) -> Diagnostic | None:
    first = s.kind() == "MINUS" and s.kind(1) == "NUMBER" and not s.at_value and s.bracket() == "LBRACE"
    later = s.kind() in ("ARROW", "DOTS") and s.kind(-1) == "NUMBER" and s.kind(-2) == "MINUS"
    if not (first or later) or (first and s.kind(2) not in ("ARROW", "VBAR", "DOTS")):
        return None
    at = s.span().to(s.span(1)) if first else s.span(-2).to(s.span(-1))
    note = "numbers in patterns are not negative, since `a -1 -> …` would read as `a - 1`"
    return mistake("SIG0141", "a negative pattern", at, note, "choose by `a if x < 0 else b`")


def missing_arrow(s: Scene) -> Diagnostic | None:
    if not s.expects("ARROW", "VBAR"):
        return None
    note = "an arm of `match` is `pattern -> value`; several patterns are joined by `|`"
    if s.kind() in ("COLON", "EQUAL"):
        return mistake("SIG0137", "an arm takes `->`", s.span(), note, "write `->`", fix=_apart(s, "->"))
    if s.kind() in ("OR", "COMMA"):
        return mistake("SIG0137", "patterns are joined by `|`", s.span(), note, "write `|`", fix=_apart(s, "|"))
    if s.kind() == "LPAR":
        help = "bind the variant: `Variant as v -> v.field`"
        return mistake("SIG0137", "a pattern has no arguments", s.span(), note, help)
    return mistake("SIG0137", "a `->` is missing", s.gap(), note, "write `-> value` after the pattern")


def loop(s: Scene) -> Diagnostic | None:
    if s.kind(-1) != "REPEAT" and not (s.only("FROM") or (s.expects("FROM") and "REPEAT" in _recent(s))):
        return None
    note = "a loop is `repeat 4 from (x = …) until c { … }` or `repeat for x in xs from (y = …) { … }`"
    if s.kind(-1) == "REPEAT":
        return mistake("SIG0149", "this loop has no limit", s.gap(), note, "write the largest number of turns")
    return mistake("SIG0149", "this loop carries nothing", s.gap(), note, "write `from (name = first value)`")


def _recent(s: Scene) -> tuple[str, ...]:
    return tuple(s.kind(k) for k in range(-6, 0))


def on_before_by(s: Scene) -> Diagnostic | None:
    if s.kind() != "BY" or s.kind(-2) != "ON":
        return None
    note = "a call's pins stand in the order `by STRATEGY on MODEL`"
    help = f"write `by {s.text(1)} on {s.text(-1)}`"
    return mistake("SIG0148", "`by` comes before `on`", s.span(), note, help)


def colon_for_equals(s: Scene) -> Diagnostic | None:
    if s.kind() != "COLON" or not s.is_name(-1):
        return None
    argument = s.bracket() == "LPAR" and s.kind(-2) in ("LPAR", "COMMA") and s.after_value
    record = s.bracket() == "LBRACE" and s.after_value and s.kind(-2) == "COMMA"
    if not (s.expects("EQUAL") or argument or record) or s.expects("ARROW"):
        return None
    note = "`name: Type` declares a field, `name = value` binds a name"
    return mistake("SIG0113", "a binding takes `=`", s.span(), note, f"write `{s.text(-1)} = …`", fix=_apart(s, "="))


def _apart(s: Scene, sign: str) -> str:
    """A sign in the place of another, set apart from the words around it."""
    text, at = s.tokens.file.text, s.span()
    before = "" if text[at.start - 1 : at.start].isspace() else " "
    return before + sign + ("" if text[at.end : at.end + 1].isspace() else " ")


def missing_equals(s: Scene) -> Diagnostic | None:
    if not s.only("EQUAL"):
        return None
    note = "`name = value` binds a name"
    name = s.text(-1)
    if s.kind() in ("DOT", "LSQB"):
        note = "`name = value` binds a plain name; nothing is changed in place"
        return mistake("SIG0114", "only names are bound", s.span(), note, "bind a new name to the new value")
    help = f"write `{name} = …`"
    if name in ("python", "mcp") and s.kind() == "STRING":
        help = f"write `from {name} {shown(s.text())}` if this says where it comes from"
    if s.kind() == "LPAR":
        help = f"a call's value is bound: `result = {name}(…)`"
    return mistake("SIG0114", "an `=` is missing", s.gap(), note, help)


def equals_in_condition(s: Scene) -> Diagnostic | None:
    if s.kind() != "EQUAL" or not s.after_value:
        return None
    if s.starts_line(-1) and s.kind(-2) in BEFORE_VALUE:
        return _no_value(s, -2)
    note = "`=` binds a name, `==` compares"
    return mistake("SIG0150", "`=` does not compare", s.span(), note, "write `==`", fix="==")


def question_mark(s: Scene) -> Diagnostic | None:
    if s.kind() != "QMARK" or not s.after_value:
        return None
    note = "a choice between values is `a if condition else b`"
    return mistake("SIG0139", "there is no `? :`", s.span(), note, "write `a if condition else b`")


def missing_else(s: Scene) -> Diagnostic | None:
    if not s.expects("ELSE"):
        return None
    note = "`a if c else b` has both sides; a clause's own `if` stands in comprehensions and guides only"
    return mistake("SIG0138", "an `else` is missing", s.gap(), note, "write `else` and the other value")


def missing_comma(s: Scene) -> Diagnostic | None:
    closer = {"LPAR": "RPAR", "LSQB": "RSQB", "LBRACE": "RBRACE"}.get(s.bracket(), "")
    starts = s.kind() in STARTS_VALUE or s.is_name()
    if not (closer and s.expects("COMMA", closer) and starts) or s.at_value:
        return None
    note = "items of a list and arguments of a call are set apart by commas"
    return mistake("SIG0136", "a comma is missing", s.gap(), note, f"write `, {shown(s.text())}`", fix=",")


def missing_value(s: Scene) -> Diagnostic | None:
    if not s.at_value:
        return None
    if s.kind() == "DOT" and s.kind(1) == "NUMBER":
        note = "a number begins with a digit"
        at = s.span().to(s.span(1))
        return mistake("SIG0133", f"`.{s.text(1)}` is not a number", at, note, f"write `0.{s.text(1)}`")
    if s.kind() == END or s.kind() in ("RBRACE", "RPAR", "RSQB", "COMMA", "EQUAL") or s.starts_line():
        return _no_value(s, -1)
    return None


def _no_value(s: Scene, before: int) -> Diagnostic:
    note = "a value is a literal, a name, a call, `{ … }`, `[ … ]`, `match` or `repeat`"
    title = f"a value is missing after `{shown(s.text(before))}`"
    return mistake("SIG0115", title, s.span(before), note, "write the value")
