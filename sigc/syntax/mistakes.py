"""What a declaration that can not be read most likely got wrong.

A recogniser looks at the scene of a failure and names the mistake or passes; the first that speaks is believed, so
the order of the table is from sure to vague. docs/errors shows each by example, and a test reads those examples.
May import: sigc.base."""

from __future__ import annotations

from collections.abc import Callable

from sigc.base.diagnostic import Diagnostic
from sigc.syntax import mistakes_clauses as clauses
from sigc.syntax import mistakes_expressions as expressions
from sigc.syntax import mistakes_types as types
from sigc.syntax.lalr import Failure
from sigc.syntax.lexer import END, Tokens
from sigc.syntax.scene import Scene, mistake, shown
from sigc.syntax.split import Chunk
from sigc.syntax.tables import tables

RECOGNISERS: tuple[Callable[[Scene], Diagnostic | None], ...] = (
    clauses.unknown_declaration,
    types.mark_with_arguments,
    clauses.import_form,
    clauses.python_declaration,
    expressions.lambda_,
    clauses.statement,
    types.fields_type,
    clauses.reserved_name,
    clauses.missing_name,
    clauses.missing_braces,
    types.none_type,
    types.subscript,
    types.refinement,
    types.missing_type,
    clauses.misspelt_clause,
    clauses.clause_out_of_place,
    clauses.bare_field,
    expressions.negative_pattern,
    expressions.missing_arrow,
    expressions.loop,
    expressions.on_before_by,
    clauses.wrong_text,
    expressions.colon_for_equals,
    types.missing_colon,
    expressions.missing_equals,
    expressions.equals_in_condition,
    expressions.question_mark,
    expressions.missing_else,
    expressions.missing_comma,
    expressions.missing_value,
    clauses.words_after,
)


def explain(tokens: Tokens, chunk: Chunk, failure: Failure) -> Diagnostic:
    """The one diagnostic for a declaration that stopped at `failure`."""
    scene = Scene(tokens, chunk, failure)
    for recognise in RECOGNISERS:
        found = recognise(scene)
        if found is not None:
            return found
    return _unexpected(scene)


def _unexpected(s: Scene) -> Diagnostic:
    note = f"here fits {_listed(s.failure.expected)}"
    help = _help(s)
    if s.kind() == END:
        return mistake("SIG0101", f"`{s.declares}` ends too early", s.span(-1), note, help, "after this")
    return mistake("SIG0101", f"unexpected `{shown(s.text())}`", s.span(), note, help)


def _help(s: Scene) -> str:
    """The form of the clause or declaration that was begun."""
    if s.kind() == "COMMA" and s.bracket() == "LPAR":
        return "there are no tuples: write a list `[a, b]` or a record `{ x = a, y = b }`"
    if s.kind() == "COMMA" and s.bracket() == "LBRACE" and s.depth() > 1 and s.only("RBRACE"):
        return "a record is declared by name: `type Item { name: str … }`; `{str: T}` is a map"
    if s.kind() == "COMMA" and s.depth() == 1:
        return "remove it: clauses need no commas between them"
    if s.depth() == 0:
        return f"write `{FORMS[s.declares]}`"
    begun = next((s.text(k) for k in (-1, -2, -3, -4) if s.text(k) in CLAUSES and s.depth() == 1), s.declares)
    if begun in CLAUSES:
        return f"write `{CLAUSES[begun]}`"
    return f"docs/language.md shows what `{s.declares}` may hold"


def _listed(expected: tuple[str, ...]) -> str:
    """Kinds of tokens in words: the short list that helps, not all."""
    kinds = set(expected)
    table = tables()
    out = []
    if kinds >= {"LPAR", "NUMBER", "FSTRING"}:
        out.append("a value")
        kinds -= VALUE | table.soft
    if kinds >= {"PLUS", "SAME"}:
        out.append("an operator")
        kinds -= OPERATOR
    if "NAME" in kinds:
        out.append("a name")
        kinds -= table.soft
    spelled = {kind: f"`{text}`" for text, kind in (*table.words.items(), *table.marks.items())}
    spelled |= {"STRING": "a string", "DOC": 'a `"""` text', "NUMBER": "a number", END: "the next declaration"}
    out += sorted(spelled.get(kind, kind) for kind in kinds)
    return ", ".join(out[:6]) if len(out) != 2 else " or ".join(out)


FORMS = {
    "import": "import a.b { NAME, OTHER as NAME }",
    "label": 'label NAME "description"',
    "zone": "zone NAME { holds = [cache] }",
    "model": 'model NAME = "provider/model" { temperature = 0 }',
    "type": "type NAME { field: Type }` or `type NAME = Type",
    "text": 'text NAME """…"""',
    "signature": "signature NAME { input … output … }",
    "module": "module NAME { input … output … NAME = … }",
    "tool": 'tool NAME { input … output … from python "module:function" }',
    "metric": "metric NAME for CALLABLE { score = … }",
    "data": 'data NAME: CALLABLE from "FILE" { split train 0.5, dev 0.5 }',
    "test": 'test "what it shows" { expect … }',
    "gate": "gate NAME for CALLABLE { data = … metric = … at_least = … }",
    "policy": 'policy "NAME" { LABEL stays in ZONE }',
    "build": "build NAME for CALLABLE { data = … metric = … }",
}
CLAUSES = {
    "from": 'from python "module:function"',
    "split": "split train 0.5, dev 0.25, test 0.25",
    "guide": 'guide if CONDITION """…"""',
    "example": "example { field = value }",
    "stub": "stub NAME { output = value }",
    "stays": "LABEL stays in ZONE",
    "released": "LABEL released by NAME",
    "never": "NAME never exchanges with NAME",
    "enum": 'NAME as "spelling" "description"',
}
VALUE = frozenset({"LPAR", "LSQB", "LBRACE", "NUMBER", "STRING", "FSTRING", "NONE", "TRUE", "FALSE", "NOT", "MINUS",
                   "MATCH", "REPEAT"})  # fmt: skip
OPERATOR = frozenset({"PLUS", "MINUS", "TIMES", "DIVIDE", "REMAINDER", "SAME", "OTHER", "AT_MOST", "AT_LEAST",
                      "LESSTHAN", "MORETHAN", "AND", "OR", "IN", "NOT", "IS", "IF", "OTHERWISE", "BY", "ON", "DOT",
                      "LPAR", "LSQB"})  # fmt: skip
