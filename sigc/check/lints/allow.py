"""`# allow SIG1003: reason`: a warning that is meant, said where it would be told.

At the end of a line the comment is about that line; on a line of its own it is about what begins on the next line of
the program: a field, a binding, a rule, or a whole declaration. Errors are not allowed away.

Promise: comments inside strings and texts allow nothing; an allow that allows nothing is told (SIG1013).
May import: sigc.base, syntax, check/lints/common."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sigc.base.codes import CODES
from sigc.base.diagnostic import Diagnostic, warning
from sigc.base.frozen import frozen
from sigc.base.names import closest
from sigc.base.source import SourceFile, Span
from sigc.check.lints.common import nodes_in
from sigc.syntax import ast
from sigc.syntax.lexer import lex

MARK = "allow SIG"
_COMMENT = re.compile(r"#[^\n]*")
_ALLOW = re.compile(r"#\s*allow\s+(SIG\w+(?:\s*,\s*SIG\w+)*)\s*(:\s*\S.*)?")
_CODE = re.compile(r"SIG\w+")


@frozen
class Allow:
    """One code that a comment allows, in what begins between `start` and `end`. `reasoned`: it says why."""

    code: str
    at: Span
    start: int
    end: int
    reasoned: bool


def without_allowed(
    found: Iterable[Diagnostic],
    sources: Mapping[str, SourceFile],
    trees: Mapping[str, ast.File],
    *,
    tell: bool,
) -> tuple[Diagnostic, ...]:
    """What is left when comments have taken out the warnings that they allow; with `tell`, what is wrong with them."""
    marked = [path for path, file in sources.items() if MARK in file.text and not path.startswith("std/")]
    allows = {path: list(_allows(sources[path], trees.get(path))) for path in marked}
    used: set[Allow] = set()
    left: list[Diagnostic] = []
    for each in found:
        span = each.at.span if each.at is not None else None
        mine = allows.get(span.path, ()) if span is not None and each.severity == "warning" else ()
        fit = [a for a in mine if a.code == each.code and span is not None and a.start <= span.start < a.end]
        used.update(fit)
        if not fit:
            left.append(each)
    if tell:
        left += [told for mine in allows.values() for a in mine if (told := _wrong(a, a in used)) is not None]
    return tuple(left)


def _wrong(allow: Allow, used: bool) -> Diagnostic | None:
    if allow.code not in CODES:
        near = closest(allow.code, CODES)
        return warning("SIG1013", f"there is no code `{allow.code}`", allow.at, "allows nothing",
                       help=f"did you mean `{near}`?" if near else "docs/errors lists the codes")  # fmt: skip
    if not used:
        return warning(
            "SIG1013", f"no {allow.code} is told here", allow.at, "allows nothing",
            note="an allow is about its own line, or about what begins on the line below; errors are not allowed away",
            help="remove it",
        )  # fmt: skip
    if not allow.reasoned:
        return warning("SIG1013", "this allow says no reason", allow.at, "why is it meant?",
                       help=f"write `# allow {allow.code}: reason`")  # fmt: skip
    return None


def _allows(file: SourceFile, tree: ast.File | None) -> Iterator[Allow]:
    tokens, end = lex(file), 0
    for i, start in enumerate(tokens.starts):
        for comment in _COMMENT.finditer(file.text, end, start):
            said = _ALLOW.match(comment[0])
            if said is None:
                continue
            trailing = i > 0 and "\n" not in file.text[tokens.ends[i - 1] : comment.start()]
            place = _line(file, comment.start()) if trailing else _below(file, tree, tokens.starts[i : i + 2])
            for code in _CODE.finditer(comment[0], *said.span(1)):
                at = Span(file.path, comment.start() + code.start(), comment.start() + code.end())
                yield Allow(code[0], at, *place, said[2] is not None)
        end = max(end, tokens.ends[i])


def _line(file: SourceFile, offset: int) -> tuple[int, int]:
    start = file.text.rfind("\n", 0, offset) + 1
    end = file.text.find("\n", offset)
    return start, end if end >= 0 else len(file.text)


def _below(file: SourceFile, tree: ast.File | None, first: list[int]) -> tuple[int, int]:
    """From the start of the next line of the program to the end of the longest thing that begins on it, or with its
    first two words: a field begins at its name. `first`: where these stand."""
    start, end = _line(file, first[0])
    line = end
    for decl in tree.declarations if tree is not None else ():
        if decl.span.start >= max(end, first[-1] + 1) or decl.span.end <= start:
            continue
        for node in nodes_in(decl):
            span = getattr(node, "span", None)
            if span is not None and (first[0] <= span.start < line or span.start in first):
                end = max(end, span.end)
    return start, end
