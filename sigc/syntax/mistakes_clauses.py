"""Mistakes in the frame: declarations, their names and braces, the clauses inside.

May import: sigc.base."""

from __future__ import annotations

from sigc.base.diagnostic import Diagnostic
from sigc.base.source import Span
from sigc.syntax.builtin import TYPES
from sigc.syntax.lexer import END
from sigc.syntax.scene import Scene, mistake, nearest, shown
from sigc.syntax.split import AFTER_NAME
from sigc.syntax.tables import tables

DECLARATIONS = tuple(kind.lower() for kind in AFTER_NAME)
# Words that stand for a declaration elsewhere.
ELSEWHERE = {
    "prompt": "signature",
    "predictor": "signature",
    "sig": "signature",
    "function": "module",
    "func": "module",
    "fn": "module",
    "agent": "module",
    "pipeline": "module",
    "workflow": "module",
    "program": "module",
    "chain": "module",
    "struct": "type",
    "record": "type",
    "schema": "type",
    "interface": "type",
    "dataset": "data",
    "client": "model",
    "llm": "model",
    "include": "import",
    "use": "import",
    "evaluator": "metric",
    "template": "text",
    "const": "text",
}
STATEMENTS = frozenset({"elif", "return", "while", "try", "except", "finally", "pass", "raise", "print", "assert",
                        "yield", "break", "continue", "with", "async", "await", "del", "global"})  # fmt: skip
PYTHON = ("def", "class")
FRAME = ("input", "output")
# Clause -> the declarations that have it.
HOMES = {
    "input": ("signature", "module", "tool", "metric"),
    "output": ("signature", "module", "tool", "metric"),
    "ensure": ("signature", "module", "type"),
    "prefer": ("signature", "module"),
    "guide": ("signature",),
    "example": ("signature",),
    "let": ("signature",),
    "split": ("data",),
    "extra": ("data",),
    "expect": ("test",),
    "stub": ("test", "gate", "build"),
    "from": ("tool", "metric"),
    "pure": ("tool",),
    "acts": ("tool",),
}
ALIASES = {"in": "input", "inputs": "input", "out": "output", "outputs": "output", "require": "ensure",
           "assert": "expect", "returns": "output", "examples": "example", "demo": "example"}  # fmt: skip


def unknown_declaration(s: Scene) -> Diagnostic | None:
    """The first word is no keyword of a declaration."""
    if s.failure.at != s.chunk.first:
        return None
    word = s.text()
    if s.kind() == "DOC":
        note = 'a `"""` text stands in the braces of what it describes; the first of a file describes the file'
        return mistake(
            "SIG0128", "a text outside of a declaration", s.span(), note, "move it into the braces, or use `#`"
        )
    if word in PYTHON or s.text(1) in PYTHON:
        return _python(s, 0 if word in PYTHON else 1)
    if word in STATEMENTS or s.is_reserved():
        return _statement(s, word, s.span())
    if word == "from":
        return import_form(s)
    near = nearest(word.lower(), (*DECLARATIONS, *ELSEWHERE)) or ""
    meant = ELSEWHERE.get(word.lower()) or ELSEWHERE.get(near) or near
    note = f"a file holds {', '.join(DECLARATIONS[:-1])} and {DECLARATIONS[-1]} declarations"
    help = f"did you mean `{meant}`?" if meant else "begin with one of these words"
    if not meant and s.kind(1) in ("EQUAL", "COLON"):
        help = f"bindings stand in modules; `text {word}` and `type {word}` name texts and types"
    return mistake("SIG0110", f"nothing is declared by `{shown(word)}`", s.span(), note, help)


def import_form(s: Scene) -> Diagnostic | None:
    if s.declares not in ("import", "from"):
        return None
    note = "names of another file are listed: `import desk.types { Doc, Mail as M }`"
    names = [s.text(k) for k in range(-s.failure.at + s.chunk.first, 8) if s.is_name(k)]
    if s.declares == "from" and "import" in names:
        at = names.index("import")
        path, wanted = ".".join(names[1:at]), ", ".join(names[at + 1 :])
        return mistake(
            "SIG0144", "an import begins with `import`", s.span(), note, f"write `import {path} {{ {wanted} }}`"
        )
    return mistake("SIG0144", "this import can not be read", s.span(), note, "list the names in `{ }`")


def python_declaration(s: Scene) -> Diagnostic | None:
    """`def` and `class`, at the top or inside."""
    for k in (0, -1, -2):
        word = s.text(k)
        if word in PYTHON and (k == 0 or s.kind(k) == "NAME") and (s.is_name(k + 1) or word == "class"):
            return _python(s, k)
    return None


def _python(s: Scene, k: int) -> Diagnostic:
    note = "what a program does is declared: `signature`, `module`, `type`, `tool`"
    forms = {"def": "module NAME { input … output … name = … }", "class": "type NAME { field: Type … }"}
    return mistake("SIG0123", f"there is no `{s.text(k)}`", s.span(k), note, f"write `{forms[s.text(k)]}`")


def statement(s: Scene) -> Diagnostic | None:
    """`return x`, `if c: …`, `for x in xs: …`, where only clauses and bindings stand."""
    before = s.text(-1)
    if before in STATEMENTS and s.kind(-1) in ("NAME", "WITH") and s.expects("EQUAL"):
        return _statement(s, before, s.span(-1))
    if s.text() in STATEMENTS and (s.after_value or s.text() == "assert") and s.kind(1) != "EQUAL":
        return _statement(s, s.text(), s.span())
    if s.declares in ("type", "enum", "policy"):
        return None
    if s.kind() in ("IF", "FOR", "ELSE", "MATCH", "REPEAT") and s.bracket() == "LBRACE" and not s.at_value:
        return _statement(s, s.text(), s.span()) if s.kind(1) != "EQUAL" else None
    if s.kind() in ("IF", "FOR") and s.at_value:
        return _statement(s, s.text(), s.span())
    if s.only("EQUAL") and s.text(-2) in ("await", "async"):
        return _statement(s, s.text(-2), s.span(-2))
    return None


def _statement(s: Scene, word: str, at: Span) -> Diagnostic:
    note = "there are no statements: a module binds names to expressions, and an output is bound by its name"
    helps = {
        "return": "bind the output by its name: `reply = …`",
        "if": "choose a value: `x = a if c else b`, or `match`",
        "elif": "choose by `match`, or by `a if c else b if d else e`",
        "else": "choose a value: `x = a if c else b`",
        "for": "map by `[f(x) for x in xs]`, fold by `repeat for x in xs from (…) { … }`",
        "while": "loop by `repeat 4 from (…) until c { … }`",
        "try": "catch a failed call by `… otherwise …`",
        "except": "catch a failed call by `… otherwise …`",
        "await": "calls need no `await`: what is independent runs together",
        "async": "calls need no `async`: what is independent runs together",
        "assert": "write `ensure` in a signature, `expect` in a test",
    }
    return mistake("SIG0122", f"`{word}` is no statement here", at, note, helps.get(word, "write it as an expression"))


def reserved_name(s: Scene) -> Diagnostic | None:
    """A reserved word where only a name fits."""
    k = -1 if s.kind() in ("EQUAL", "COLON") and s.is_reserved(-1) and not s.expects(s.kind()) else 0
    if k == 0 and not (s.is_reserved() and s.expects("NAME") and not s.at_value):
        return None
    if k == 0 and s.kind(1) not in ("EQUAL", "COLON", "LBRACE") and s.kind(-1) != "DOT" and s.declares != "enum":
        return None
    word = s.text(k)
    soft = {text for text, kind in tables().words.items() if kind in tables().soft}
    if word == "in" and s.declares in HOMES["input"] and s.kind(k + 1) not in ("EQUAL", "COLON"):
        return None
    note = f"the reserved words are {' '.join(sorted(set(tables().words) - soft))}"
    return mistake(
        "SIG0132", f"`{word}` is a reserved word", s.span(k), note, f"choose another name, such as `{word}_`"
    )


def missing_name(s: Scene) -> Diagnostic | None:
    """`signature {`, `test {`."""
    if s.declares == "enum" and s.kind() == "STRING" and s.depth() == 1 and s.expects("NAME") and s.kind(-1) != "AS":
        note = 'a member is `name`, `name "description"` or `name as "spelling" "description"`'
        return mistake("SIG0152", "a name stands without quotes", s.span(), note, "remove the quotes")
    if s.failure.at != s.chunk.first + 1:
        return None
    what, form = ("name", "NAME") if s.declares != "test" else ("title", '"what it shows"')
    note = f"`{s.declares}` is followed by the {what} of what it declares"
    if s.kind() == "STRING" and what == "name":
        return mistake("SIG0152", "a name stands without quotes", s.span(), note, f"write `{s.declares} NAME …`")
    return mistake("SIG0152", f"this `{s.declares}` has no {what}", s.gap(), note, f"write `{s.declares} {form} …`")


def missing_braces(s: Scene) -> Diagnostic | None:
    """A body without `{`."""
    if s.depth() > 0 or not s.expects("LBRACE") or s.declares in ("data", "model", "zone"):
        return None
    if s.at_value or s.expects("EQUAL") or s.expects("DOC") or (s.expects("FOR") and s.is_name()):
        return None
    note = f"the body of `{s.declares}` stands in braces; line ends and indentation carry no meaning"
    help = "write `{` here and `}` at the end"
    if s.kind() in ("COLON", "EQUAL"):
        help = f"write `{{` instead of `{s.text()}` and `}}` at the end"
        return mistake("SIG0116", "a body stands in braces", s.span(), note, help)
    if s.kind() == "LPAR":
        help = f"write `{s.declares} {s.text(-1)} {{ input …: …  output …: … }}`"
        return mistake("SIG0116", "inputs stand in the body", s.span(), note, help)
    return mistake("SIG0116", "a `{` is missing", s.gap(), note, help, "before what follows")


def misspelt_clause(s: Scene) -> Diagnostic | None:
    """`inptu mail: str`: a word at the place of a clause that is close to one of the declaration's."""
    k = 0 if s.at_clause and s.kind() in ("NAME", "IN") else -1
    if k == -1 and not (s.only("EQUAL") and s.kind() != "COLON" and s.is_name(-1) and s.depth() == 1):
        return None
    known = [clause for clause, homes in HOMES.items() if s.declares in homes]
    word = s.text(k)
    meant = ALIASES.get(word) or nearest(word, known)
    if meant not in known or word == meant or (k == 0 and s.kind(1) == "COLON"):
        return None
    note = f"`{s.declares}` holds {_homes(s)}"
    return mistake("SIG0135", f"unknown clause `{word}`", s.span(k), note, f"did you mean `{meant}`?")


def clause_out_of_place(s: Scene) -> Diagnostic | None:
    """A clause that other declarations have."""
    if s.depth() != 1:
        return None
    k = -1 if s.only("EQUAL") or s.only("COLON") else 0
    word = s.text(k)
    if word not in HOMES or s.declares in HOMES[word] or s.kind(k + 1) in ("EQUAL", "COLON"):
        return None
    homes = ", ".join(f"`{home}`" for home in HOMES[word])
    note = f"`{word}` belongs in {homes}"
    return mistake("SIG0143", f"no `{word}` in `{s.declares}`", s.span(k), note, f"`{s.declares}` holds {_homes(s)}")


def _homes(s: Scene) -> str:
    clauses = [f"`{clause}`" for clause, homes in HOMES.items() if s.declares in homes]
    if s.declares in ("module", "metric", "data", "test", "gate", "build", "tool"):
        clauses.append("bindings")
    plain = {"type": ["fields `name: Type`", *clauses], "enum": ["members"], "policy": ["rules"]}
    return ", ".join(plain.get(s.declares, clauses))


def bare_field(s: Scene) -> Diagnostic | None:
    """`mail: str` in a signature, without saying which side it is on."""
    if s.declares not in ("signature", "tool", "module", "metric") or s.depth() != 1:
        return None
    if s.declares == "signature" and s.at_clause and s.is_name() and s.kind(1) == "COLON":
        name, at = s.text(), s.span()
    elif s.only("EQUAL") and s.kind() == "COLON" and _is_type(s.text(1)):
        name, at = s.text(-1), s.span(-1)
    else:
        return None
    note = f"a field of `{s.declares}` is an `input` or an `output`"
    return mistake("SIG0135", "a field of which side?", at, note, f"write `input {name}: …` or `output {name}: …`")


def _is_type(word: str) -> bool:
    return word in TYPES


def wrong_text(s: Scene) -> Diagnostic | None:
    """A string where a text stands, or the other way round."""
    if s.kind() == "STRING" and s.expects("DOC") and (not s.after_value or _in_guide(s)):
        note = 'English of its own stands in `"""`; a "…" string describes the field, member or rule before it'
        return mistake("SIG0142", "a text takes triple quotes", s.span(), note, f'write `""{s.text()}""`')
    if s.kind() == "DOC" and s.expects("STRING") and not s.expects("DOC"):
        note = 'a "…" string describes what stands before it; only bodies, `text` and `guide` hold `"""`'
        return mistake("SIG0142", "a description is a string", s.span(), note, 'write `"…"`')
    if s.expects("DOC") and s.declares in ("text", "signature") and (s.only("DOC") or s.after_value):
        if s.kind(-1) in ("EQUAL",) or (s.after_value and not _in_guide(s)):
            return None
        note = 'a `guide` and a `text` end with a `"""` text'
        if s.kind() == "EQUAL":
            return mistake("SIG0142", "a text takes no `=`", s.span(), note, "remove the `=`")
        return mistake("SIG0142", "a text is missing", s.gap(), note, 'write `"""…"""` here')
    return None


def _in_guide(s: Scene) -> bool:
    return any(s.kind(k) == "GUIDE" for k in range(-24, 0))


def words_after(s: Scene) -> Diagnostic | None:
    if not s.expects(END):
        return None
    note = f"this `{s.declares}` was complete before"
    help = "remove it, or begin a declaration of its own"
    return mistake("SIG0128", f"unexpected `{shown(s.text())}` after a declaration", s.span(), note, help)
