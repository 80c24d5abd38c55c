"""Words that no file declares: of the language, its library, its types and the catalog.

Promise: what is said here comes from the tables that the compiler itself goes by, or is one line of docs/language.md.
May import: sigc.base, catalog, values, syntax."""

from __future__ import annotations

import re

from sigc.base.source import SourceFile
from sigc.catalog.tables import ADAPTERS, BACKENDS, PASSES, STRATEGIES, Entry
from sigc.syntax.builtin import TYPES
from sigc.syntax.lexer import lex
from sigc.values.library import LIBRARY

_WORD = re.compile(r"[A-Za-z_]\w*")
DECLARATIONS: dict[str, str] = {
    "import": "names of another file: `import a.b { X, Y as Z }` reads `a/b.sig` under the project's root",
    "enum": "a closed set of members",
    "type": "a record, `type T { field: Type }`, or another name for a type, `type T = Type`",
    "text": "a reusable fragment of English",
    "signature": "what a language model carries out: typed inputs and outputs, and an intent",
    "module": "a graph: each name is bound once, what is independent runs together",
    "tool": "what Python or an MCP server carries out",
    "metric": "a score from 0 to 1, of outputs beside what the data want",
    "data": "typed rows for a signature or module",
    "test": "calls, and what must hold of them",
    "gate": "a score that must hold on a data set",
    "label": "what data may be marked with, to say where they may go",
    "zone": "a place where data may be",
    "policy": "where labels may go",
    "model": "a model by its provider's name, with settings",
    "build": "what `sigc compile` compiles for: model, data, metric, passes, budget",
}
CLAUSES: dict[str, str] = {
    "input": "a field that a caller gives",
    "output": "a field that is given back",
    "ensure": "must hold of a reply; one that breaks it is asked for again, then the call fails",
    "prefer": "stated in the prompt, not enforced",
    "guide": "`guide if`: wording that is in the prompt only when its condition over the inputs holds",
    "example": "a worked example, checked against types and rules",
    "let": "a name for rules and guides, never an output",
    "expect": "must hold, or the test fails",
    "stub": "what a tool answers in this block, instead of being called",
    "split": "shares or counts of rows: `split train 0.5, dev 0.25, test 0.25`",
    "extra": "a column that only metrics read",
    "from": "where it comes from",
    "pure": "may be cached, merged, dropped and retried",
    "acts": "changes the world: never run by a build or a test without a `stub`",
}
EXPRESSIONS: dict[str, str] = {
    "by": "pins the strategy of the call before it: `Answer(mail) by cot`",
    "on": "pins the model of the call before it: `Answer(mail) on strong`",
    "otherwise": "the value when a call on its left fails",
    "match": "chooses by a value; its arms cover every case",
    "repeat": "a bounded loop: `repeat 4 from (n = 0) until n > 2 { n = n + 1 }`",
    "until": "asked after each turn of a `repeat`",
    "matching": "a pattern that the whole text matches",
}
PLAIN_TYPES: dict[str, str] = {
    "str": 'text; `str(..280)`, `str(matching r"…")`, `str(in labels)`',
    "int": "a whole number; `int(1..5)`",
    "float": "a number; `float(0..1)`",
    "bool": "`true` or `false`; counts as 1 or 0",
    "date": "a day",
    "datetime": "a day and a time",
    "json": "any JSON value; a missing key reads as `none`",
}


def word_at(text: str, offset: int) -> tuple[tuple[int, int], str, str] | None:
    """The word that covers an offset, with its place and the kind of the token before it; None in texts."""
    tokens = lex(SourceFile("", text))
    for i, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
        if start <= offset <= end and _WORD.fullmatch(text, start, end):
            return (start, end), text[start:end], tokens.kinds[i - 1] if i else ""
    return None


def explained(word: str, before: str) -> str | None:
    """A word of the language or of one of its tables, in Markdown."""
    if before == "BY" and word in STRATEGIES:
        return entry_text("strategy", word, STRATEGIES[word])
    if word in LIBRARY and before != "DOT":
        return f"```sig\n{library_form(word)}\n```\n\n{library_text(word)}"
    if word in PLAIN_TYPES or word in TYPES:
        return f"**{word}**: {PLAIN_TYPES.get(word, 'a built-in type')}"
    for kind, table in (("pass", PASSES), ("strategy", STRATEGIES), ("backend", BACKENDS), ("adapter", ADAPTERS)):
        if word in table and before in ("LSQB", "COMMA", "EQUAL", "BY"):
            return entry_text(kind, word, table[word])
    text = {**EXPRESSIONS, **CLAUSES, **DECLARATIONS}.get(word)
    return f"**{word}**: {text}" if text is not None else None


def entry_text(kind: str, name: str, entry: Entry) -> str:
    """A line of the catalog with its options."""
    options = [f"- `{o}`" + (f" = {d.default}" if d.default is not None else "") for o, d in entry.options.items()]
    return "\n".join([f"{kind} **{name}**: {entry.summary}", *(["", *options] if options else [])])


def library_form(name: str) -> str:
    """`top(items, n, key = …)`."""
    function = LIBRARY[name]
    code = function.call.__code__
    names = list(code.co_varnames[: code.co_argcount])
    if function.most is None or len(names) < function.least:
        names.append("…")
    return f"{name}({', '.join([*names, *(f'{k} = …' for k in function.keywords)])})"


def library_text(name: str) -> str:
    """The first sentence of what the library says of a function."""
    doc = LIBRARY[name].call.__doc__ or ""
    return " ".join(doc.split(". ")[0].split()) or "a function of the pure library"
