"""Descriptions that say nothing, too much, or what a type would say better.

Promise: each field costs one look at its words. May import: sigc.base, syntax, check/core, check/lints/common."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sigc.base.diagnostic import Diagnostic, warning
from sigc.base.source import Span
from sigc.check.core import Checker
from sigc.check.lints.common import described
from sigc.syntax import ast

LONGEST = 240
"""Code points of a description; from there on it is an instruction."""

MOST = 2000
"""Code points of a description that are looked at."""

_FILLERS = frozenset({"the", "a", "an", "of", "its", "this", "that", "for", "is"})
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_a-zA-Z]+")


def descriptions(c: Checker) -> Iterator[Diagnostic]:
    """SIG1003, SIG1004, SIG1005 and SIG1010."""
    for each in described(c):
        if (text := each.description) is None:
            continue
        short = len(text.value) <= 2 * len(each.name.text) + 20
        if short and (said := _words(text.value)) and said == _words(each.name.text):
            yield _repeats(each.name, text).mended(_with_space(c, text.span), "")
        if len(text.value) > LONGEST:
            yield _too_long(each.name, text)
        if each.type is not None and _is_text(each.type):
            yield from _typed_in_prose(each.name, text, each.type)


def _repeats(name: ast.Name, text: ast.Text) -> Diagnostic:
    return warning(
        "SIG1003",
        f"this description repeats the name `{name.text}`",
        text.span,
        "says nothing new",
        note="a model is shown the name as well, so a description is for what the name leaves open",
        help="say what belongs in it and what does not, or remove the description",
    )


def _too_long(name: ast.Name, text: ast.Text) -> Diagnostic:
    return warning(
        "SIG1010",
        f"the description of `{name.text}` has {len(text.value)} characters",
        text.span,
        "longer than a description",
        note="a description says what one field is; what to do, and how, is the intent's",
        help='move what instructs into the `"""` of the signature',
    )


def _words(text: str) -> list[str]:
    words = [w.lower() for w in _WORDS.findall(text)]
    return [w.removesuffix("s") for w in words if w not in _FILLERS]


def _with_space(c: Checker, span: Span) -> Span:
    """A description with the blanks before it."""
    text, start = c.world.sources[span.path].text, span.start
    while start > 0 and text[start - 1] in " \t":
        start -= 1
    return Span(span.path, start, span.end)


# --- types said in prose ---------------------------------------------------------------------------------------------

_ITEM = r"""(?:"[^"\n]{1,40}"|'[^'\n]{1,40}'|`[^`\n]{1,40}`|[\w-]{1,30}(?: (?!or\b|and\b)[\w-]{1,30})?)"""
_QUOTED = r"""(?:"[\w -]{1,40}"|'[\w -]{1,40}'|`[\w -]{1,40}`)"""
_JOIN = r"(?:, or |, | or | ?\| ?|/| / )"


# Patterns are compiled where a description may fit one, which few do; `re` keeps them.
_SETS = (
    rf"\b(?:(?:exactly |either |must be |is )?one of(?: the following| these)?:|possible values(?: are)?:?|"
    rf"allowed values(?: are)?:?|options(?: are)?:) ?{_ITEM}(?:{_JOIN}{_ITEM})+",
    rf"\b(?:one of|either|must be|always|is) {_QUOTED}(?:{_JOIN}{_QUOTED})+",
    r"\bone of [\w-]+(?:, [\w-]+)+,? or [\w-]+",
    rf"^{_QUOTED}(?:{_JOIN}{_QUOTED})+\.?$",
    r"^[\w-]+(?: ?\| ?[\w-]+)+\.?$",
    r"^(?!.*\b(?:y+|m+|d+|and|or)\b)[a-z-]{2,}(?:/[a-z-]{2,}){2,}\.?$",
)  # fmt: skip
_HEAD = re.compile(r"^[^:\"'`]*: ?|^(?:one of|either|must be|always|is) ", re.I)
_OPEN = re.compile(r"\be\.g\.|\bsuch as\b|\bfor example\b|\blike\b|\.\.\.|…|\betc\b", re.I)
_HINT = re.compile(r"one of|either|must be|always|values|options|\||/|[\"'`]", re.I)

# What is said -> the type that says it.
_OTHERS = (
    (r"\byes or no\b|\byes/no\b|\btrue or false\b|\btrue/false\b|^(?:an? )?bool(?:ean)?\b", "bool"),
    (r"\bcomma[- ]separated\b|^(?:an? |the )?(?:\w+ )?(?:list|array) of\b|\bone per line\b|"
                r"^(?:an? )?(?:python |json )?(?:list|array)\.?$", "[str]"),
    (r"^(?:an? |the |valid )*json\b|\bas json\b|\bin json\b|\bjson (?:object|string|array|list)\b",
     "a `type` with fields, or `json`"),
    (r"^(?:an? |the )?(?:float|decimal)\b|\b(?:number|score|probability|confidence|value) "
                r"(?:from|between|in) 0(?:\.0)? (?:to|and) 1(?:\.0)?\b|^(?:an? |the )?percentage\b", "float"),
    (r"^(?:an? |the )?(?:integer|whole number|int)\b|^(?:the )?(?:number|count) of \w+s\b|"
                r"^how many\b|"
                r"^(?:an? |the )?(?:number|score|rating|grade) (?:from|between|in) -?\d+"
                r"(?: ?(?:to|and|-|\.\.) ?\d+)?\b(?!\.\d)|"
                r"^(?:from )?-?\d+ ?(?:-|to|\.\.) ?-?\d+\.?$", "int"),
    (r"\byyyy-mm-dd\b|\biso[- ]?8601 date\b|^(?:an? |the )?iso date\b", "date"),
)  # fmt: skip
_CALL = re.compile(r"number|count|how many|score|rating|grade|integer|whole|int|float|decimal|probability|confidence|"
                   r"value|percent|list|array|comma|line|json|yes|no|true|false|bool|date|mm|iso|\d", re.I)  # fmt: skip


def _is_text(type_: ast.TypeExpr) -> bool:
    """`str` or `str?`, without a refinement but a length."""
    plain = type_.item if isinstance(type_, ast.OptionalType) else type_
    if not isinstance(plain, ast.NamedType) or plain.path.text != "str":
        return False
    return all(isinstance(r, ast.Bound) for r in plain.refinements)


def _typed_in_prose(name: ast.Name, text: ast.Text, type_: ast.TypeExpr) -> Iterator[Diagnostic]:
    said = text.value[:MOST]
    closed = _set_in(said) if _HINT.search(said) else None
    if closed is not None and not _OPEN.search(said):
        yield warning(
            "SIG1004",
            f"`{name.text}` is a closed set described in prose",
            text.span,
            "values in prose",
            note="prose asks for a value of the set; a type holds the model to it, and `match` can be held to it",
            help=f"write the values as the type: `{_spelled(closed)}`, or an `enum`",
        ).seen(type_.span, "any text fits this")
    elif closed is None and _CALL.search(said):
        found = next(
            ((m[0].strip(), meant) for pattern, meant in _OTHERS if (m := re.search(pattern, said, re.I))), None
        )
        if found is not None:
            words, meant = found
            ends = re.findall(r"-?\d+(?:\.\d+)?", words) if meant in ("int", "float") else []
            meant = f"{meant}({ends[0]}..{ends[1]})" if len(ends) == 2 else meant
            yield warning(
                "SIG1005",
                f"`{name.text}` is typed `str` and described as something else",
                text.span,
                f"`{words}`",
                note="a type is shown to the model, held against its reply, and known to what reads the value",
                help=f"write {f'`{meant}`' if ' ' not in meant else meant} as the type",
            ).seen(type_.span, "typed as text")


def _set_in(said: str) -> str | None:
    for pattern in _SETS:
        found = re.search(pattern, said, re.I)
        if found is not None and not re.match(r"yes\b|true\b", found[0], re.I):
            return found[0]
    return None


def _spelled(found: str) -> str:
    """The type of the values that are told of, shortened where they are many."""
    listed = _HEAD.sub("", found)
    values = [v.strip("\"'`. ") for v in re.split(r",? or |, |\||/", listed)]
    kept = [f'"{v}"' for v in values if v]
    return " | ".join(kept[:4] + ["…"] * (len(kept) > 4))
