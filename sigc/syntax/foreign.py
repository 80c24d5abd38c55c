"""Tokens that other languages have and this one does not, each explained with what to write here.

Promise: where the meaning is plain the token is read as meant, so that the rest of the declaration is still checked.
May import: sigc.base."""

from __future__ import annotations

import re

from sigc.base.diagnostic import Diagnostic, error
from sigc.base.frozen import frozen
from sigc.base.source import SourceFile, Span

# Tried before the marks of the language, which some of these begin with. `//` starts a comment when prose follows.
EARLY = (
    ("COMMENT_ODD", r"//(?=[^\n]*[a-z][,.:]? +[A-Za-z])[^\n]*|/\*[\s\S]*?(?:\*/|\Z)"),
    ("OPERATOR_ODD", r"\*\*|//|&&|\|\||===|!==|=>|:=|\?\?|[-+*/%&]=(?!=)|<>|\.\.\.|[;&~^$`\\]|!(?!=)"),
)
# Tried after all tokens of the language.
LATE = (
    ("TEXT_OPEN", r'r?"""[\s\S]*'),
    ("STRING_PREFIX", r'[bBuUfFrR]{1,2}(?:"""[\s\S]*?"""|"(?!"")(?:[^"\\\n]|\\.)*")'),
    ("STRING_SINGLE", r"[bBuUfFrR]{0,2}(?:'''[\s\S]*?'''|'(?:[^'\\\n]|\\.)*')"),
    ("STRING_OPEN", r"[bBuUfFrR]{0,2}[\"'][^\n]*"),
    ("QUOTE_ODD", r"[“”„«»][^“”„«»\n]*[“”„«»]?|[‘’‚‹›][^‘’‚‹›\n]*[‘’‚‹›]?"),
    ("NUMBER_ODD", r"[0-9](?:[0-9A-Za-z_]|\.(?=[0-9A-Za-z_]))*"),
    ("NAME_ODD", r"(?![A-Za-z_])[^\W\d]\w*"),
)
NOTHING = ""


@frozen
class Slip:
    """What is wrong with a token; after a `fatal` slip its declaration can not be read."""

    start: int
    diagnostic: Diagnostic
    fatal: bool


def explain(kind: str, file: SourceFile, start: int, end: int) -> tuple[Slip, str]:
    """The slip, and the word, mark or kind of token to read instead; NOTHING is white space."""
    span = Span(file.path, start, end)
    text = file.text[start:end]
    if kind == "OPERATOR_ODD":
        found, meant, fatal = _operator(file, span, text)
    elif kind == "COMMENT_ODD":
        found, meant, fatal = _comment(span, text), NOTHING, False
    elif kind in ("STRING_SINGLE", "STRING_PREFIX", "QUOTE_ODD"):
        found, meant, fatal = _quotes(kind, span, text)
    elif kind == "STRING_OPEN":
        found, meant, fatal = _unclosed_string(span, text), "STRING", True
    elif kind == "TEXT_OPEN":
        found, meant, fatal = _unclosed_text(span, text), "DOC", True
    elif kind == "NUMBER_ODD":
        found, meant, fatal = _number(span, text), "NUMBER", True
    else:
        found, meant, fatal = _character(file, span), "NAME", True
    return Slip(start, found, fatal), meant


_LOGIC = "the logical operators are the words `and`, `or`, `not`"
_EQUALITY = "values compare with `==` and `!=`"
# text -> code, title, note, help, read as ("?": can not be read)
OPERATORS = {
    "**": ("SIG0119", "there is no power operator", "arithmetic is `+ - * / %`", "write `x * x`", "*"),
    "//": ("SIG0120", "there is no `//`", "`/` divides, `#` starts a comment", "write `/` or `#`", "?"),
    "&&": ("SIG0124", "`&&` is spelled `and`", _LOGIC, "write `and`", "and"),
    "||": ("SIG0124", "`||` is spelled `or`", _LOGIC, "write `or`", "or"),
    "!": ("SIG0124", "`!` is spelled `not`", _LOGIC, "write `not`", "not"),
    "&": ("SIG0124", "`&` is spelled `and`", _LOGIC, "write `and`", "and"),
    "~": ("SIG0124", "`~` is spelled `not`", _LOGIC, "write `not`", "not"),
    "===": ("SIG0139", "`===` is spelled `==`", _EQUALITY, "write `==`", "=="),
    "!==": ("SIG0139", "`!==` is spelled `!=`", _EQUALITY, "write `!=`", "!="),
    "<>": ("SIG0139", "`<>` is spelled `!=`", _EQUALITY, "write `!=`", "!="),
    "=>": (
        "SIG0139",
        "there is no `=>`",
        "an arm of `match` is `pattern -> value`; at least is `>=`",
        "write `->`",
        "->",
    ),
    ":=": ("SIG0139", "`:=` is spelled `=`", "`name = value` binds a name", "write `=`", "="),
    "...": ("SIG0139", "`...` is spelled `..`", "two dots mark ranges and spreads", "write `..`", ".."),
    "??": (
        "SIG0139",
        "there is no `??`",
        "`T?` may be none, and one `?` is enough",
        "write `T?` for a type, `x if x != none else y` for a value",
        "?",
    ),
    ";": ("SIG0139", "semicolons have no place here", "nothing ends a line or a clause", "remove it", NOTHING),
    "^": ("SIG0139", "there is no `^`", "arithmetic is `+ - * / %`", "write it with these", "?"),
    "$": ("SIG0129", "unexpected character `$`", "names are letters, digits and `_`", "remove it", "?"),
    "`": ("SIG0129", "unexpected backtick", "strings stand in double quotes", 'write `"…"`', "?"),
    "\\": ("SIG0129", "unexpected backslash", "line ends carry no meaning", "remove it", NOTHING),
}


def _operator(file: SourceFile, span: Span, text: str) -> tuple[Diagnostic, str, bool]:
    if text not in OPERATORS:
        note = "a name is bound once; nothing is changed in place"
        help = f"bind a new name: `more = x {text[0]} …`"
        return error("SIG0139", f"there is no `{text}`", span, note=note, help=help), "=", True
    code, title, note, help, meant = OPERATORS[text]
    unsure = meant == "?" or code == "SIG0119" or (text == "=>" and not _in_match(file, span))
    fix = None if unsure else _apart(file, span, meant) if meant.isalpha() else meant
    return error(code, title, span, note=note, help=help, fix=fix), "NAME" if meant == "?" else meant, meant == "?"


def _in_match(file: SourceFile, span: Span) -> bool:
    """Is this where an arm's sign stands? In doubt it is not."""
    return re.search(r"\bmatch\b[^{}]*\{[^{}]*$", file.text[: span.start]) is not None


def _apart(file: SourceFile, span: Span, word: str) -> str:
    """A word in the place of a sign, which needs blanks where the sign needed none."""
    before = file.text[max(span.start - 1, 0) : span.start]
    after = file.text[span.end : span.end + 1]
    return (" " if before.isalnum() or before in ('"', ")", "]", "}") else "") + word + ("" if after.isspace() else " ")


def _comment(span: Span, text: str) -> Diagnostic:
    at = Span(span.path, span.start, span.start + 2)
    note = "`#` makes a comment of the rest of its line"
    fix = "#" if text.startswith("//") else None
    return error("SIG0140", "comments start with `#`", at, note=note, help="write `#` instead", fix=fix)


def _quotes(kind: str, span: Span, text: str) -> tuple[Diagnostic, str, bool]:
    """Single or curly quotes, which are plain, and prefixes, which may mean anything."""
    if kind == "STRING_PREFIX":
        prefix = text[: text.index('"')]
        note = 'strings are "…", r"…" and f"…"; `"""` texts take no `f`'
        at = Span(span.path, span.start, span.start + len(prefix))
        help = 'put `{name}` of a `text` into the plain `"""` text' if '"""' in text else "remove the prefix"
        return error("SIG0134", f"no string prefix `{prefix}`", at, note=note, help=help), "STRING", True
    plain = re.fullmatch(r"'[^'\\\"]*'|[“„«‘‚‹][^\\\"]*[“”»«’‘›‹]", text) is not None
    note = "strings stand in double quotes, texts in three of them"
    shown = text[1:-1] if plain and len(text) < 40 else "…"
    title = "strings take straight quotes" if kind == "QUOTE_ODD" else "strings take double quotes"
    fix = f'"{text[1:-1]}"' if plain else None
    return error("SIG0118", title, span, note=note, help=f'write `"{shown}"`', fix=fix), "STRING", not plain


def _unclosed_string(span: Span, text: str) -> Diagnostic:
    at = Span(span.path, span.start, span.start + re.search("[\"']", text).end())  # type: ignore[union-attr]
    note = 'a string ends on its own line; a `"""` text may span lines'
    return error("SIG0103", "this string is never closed", at, "opened here", note=note, help='close it with `"`')


def _unclosed_text(span: Span, text: str) -> Diagnostic:
    at = Span(span.path, span.start, span.start + text.index('"') + 3)
    note = 'a `"""` text runs to the next `"""`'
    return error("SIG0104", "this text is never closed", at, "opened here", note=note, help='close it with `"""`')


def _number(span: Span, text: str) -> Diagnostic:
    note = "a number is written like `7`, `0.25` or `1e6`"
    plain = text.replace("_", "")
    help = f"write `{plain}`" if plain.isdigit() else "write it with digits alone; a name starts with a letter"
    fix = plain if plain.isdigit() else None
    return error("SIG0133", f"`{text[:24]}` is not a number", span, note=note, help=help, fix=fix)


def _character(file: SourceFile, span: Span) -> Diagnostic:
    """A character that nothing here is spelled with; a word that has one is shown whole."""
    text, start, end = file.text, span.start, span.end
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    shown = text[start:end]
    whole = Span(span.path, start, end)
    if any(c.isalpha() for c in shown):
        note = "names are made of the letters a to z, digits and `_`"
        return error("SIG0129", f"`{shown[:24]}` is not a name", whole, note=note, help="spell it with these")
    shown = shown if shown.isprintable() else f"U+{ord(shown[0]):04X}"
    note = "outside of strings and comments the language is plain ASCII"
    return error("SIG0129", f"unexpected character `{shown[:24]}`", whole, note=note, help="remove it")
