"""Labels that are hard to tell apart, for a model and for whoever reads its reply.

May import: sigc.base, syntax, check/core, check/lints/common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sigc.base.diagnostic import Diagnostic, warning
from sigc.base.source import Span
from sigc.check.core import Checker
from sigc.check.lints.common import declarations, fields_in, nodes_in
from sigc.syntax import ast


def prefixes(c: Checker) -> Iterator[Diagnostic]:
    """SIG1008: `"bill" | "billing"`, in enums (as a model sees them), in literal unions, among labels."""
    marks: list[tuple[str, Span]] = []
    for decl in declarations(c):
        if isinstance(decl, ast.EnumDecl):
            yield from _among([(m.alias.value, m.alias.span) if m.alias else (m.name.text, m.name.span)
                               for m in decl.members])  # fmt: skip
        elif isinstance(decl, ast.LabelDecl):
            marks.append((decl.name.text, decl.name.span))
        types = [f.type for f in fields_in(decl)] + ([decl.type] if isinstance(decl, ast.AliasDecl) else [])
        for node in nodes_in([t for t in types if not isinstance(t, ast.NamedType)]):
            if isinstance(node, ast.UnionType):
                options = [o for o in node.options if isinstance(o, ast.LiteralType)]
                yield from _among([(o.value, o.span) for o in options if isinstance(o.value, str)])
    yield from _among(marks)


MOST = 20
"""Pairs of one set that are told: where names are numbers in disguise, all of them would be."""


def _among(names: Iterable[tuple[str, Span]]) -> Iterator[Diagnostic]:
    """Each name that another one begins, told beside the longest such. Sorted, a name stands before all it begins."""
    shorter: list[tuple[str, Span]] = []
    told = 0
    for name, span in sorted((name.casefold(), span) for name, span in names if name.strip()):
        while shorter and not name.startswith(shorter[-1][0]):
            shorter.pop()
        if shorter and shorter[-1][0] != name:
            told += 1
            if told > MOST:
                return
            yield warning(
                "SIG1008",
                f"`{name}` begins with the label `{shorter[-1][0]}`",
                span,
                "the longer one",
                note="a reply that is cut, or read word by word, can not tell the two apart",
                help='spell one of them so that it begins otherwise; for a model, by `as "…"`',
            ).seen(shorter[-1][1], "the shorter one")
        shorter.append((name, span))
