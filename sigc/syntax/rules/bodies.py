"""The clauses that stand between a declaration's braces, and their sorting by kind.

May import: sigc.base."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.syntax import ast, quoted
from sigc.syntax.context import Context
from sigc.syntax.numbers import number_value

FieldLike = ast.FieldDecl | ast.SpreadFields


@frozen
class Part:
    """A clause that is told apart by its first word only."""

    kind: str
    value: Any
    span: Span


class Body:
    """Clauses by kind; of what may be said once, the first, with a slip for the others."""

    def __init__(self, c: Context, items: Iterable[Any]) -> None:
        self.c = c
        self.parts: dict[str, list[Any]] = {}
        self.spans: dict[str, list[Span]] = {}
        for item in items:
            if isinstance(item, Part):
                self._add(item.kind, item.value, item.span)
            else:
                self._add(KINDS[type(item)], item, item.span)

    def _add(self, kind: str, value: Any, span: Span) -> None:
        self.parts.setdefault(kind, []).append(value)
        self.spans.setdefault(kind, []).append(span)

    def all(self, kind: str) -> tuple[Any, ...]:
        return tuple(self.parts.get(kind, ()))

    def one(self, kind: str, called: str) -> Any | None:
        found = self.parts.get(kind, [])
        for span in self.spans.get(kind, [])[1:]:
            note = f"a declaration has at most one {called}"
            self.c.slip("SIG0127", f"a second {called}", span, note=note, help="keep one, or join the two")
        return found[0] if found else None


KINDS: dict[type, str] = {
    ast.Text: "doc",
    ast.FieldDecl: "field",
    ast.Bind: "bind",
    ast.GuideDecl: "guide",
    ast.Origin: "origin",
    ast.Split: "split",
    ast.Expect: "expect",
    ast.Stub: "stub",
    ast.PolicyRule: "rule",
    ast.MemberDecl: "member",
}


def field(
    c: Context,
    at: Span,
    name: ast.Name,
    type: ast.TypeExpr,
    labels: tuple[ast.Name, ...] | None,
    default: ast.Expr | None,
    description: int | None,
) -> ast.FieldDecl:
    text = None if description is None else quoted.text(c, description)
    return ast.FieldDecl(name, type, labels or (), default, text, at)


def marks(c: Context, at: Span, *names: ast.Name) -> tuple[ast.Name, ...]:
    return names


def spread_fields(c: Context, at: Span, name: ast.Name) -> ast.SpreadFields:
    return ast.SpreadFields(name, at)


def input(c: Context, at: Span, field: FieldLike) -> Part:
    return Part("input", field, at)


def output(c: Context, at: Span, field: FieldLike) -> Part:
    return Part("output", field, at)


def extra(c: Context, at: Span, field: ast.FieldDecl) -> Part:
    return Part("extra", field, at)


def let(c: Context, at: Span, bind: ast.Bind) -> Part:
    return Part("let", bind, at)


def example(c: Context, at: Span, record: ast.RecordExpr) -> Part:
    return Part("example", record, at)


def ensure(c: Context, at: Span, condition: ast.Expr, text: int | None) -> Part:
    return Part("ensure", _rule(c, at, condition, text), at)


def prefer(c: Context, at: Span, condition: ast.Expr, text: int | None) -> Part:
    return Part("prefer", _rule(c, at, condition, text), at)


def _rule(c: Context, at: Span, condition: ast.Expr, text: int | None) -> ast.RuleDecl:
    said = None if text is None else quoted.text(c, text)
    return ast.RuleDecl(condition, said, c.spelled(condition.span), at)


def guide(c: Context, at: Span, condition: ast.Expr, text: int) -> ast.GuideDecl:
    return ast.GuideDecl(condition, quoted.text(c, text), at)


def bind_all(c: Context, at: Span, name: ast.Name) -> Part:
    return Part("bind_all", name, at)


def origin(c: Context, at: Span, kind: ast.Name, target: int, second: int | None) -> ast.Origin:
    return ast.Origin(kind, quoted.text(c, target), None if second is None else quoted.text(c, second), at)


def effect(c: Context, at: Span, token: int) -> Part:
    return Part("effect", ast.Name(c.text(token), at), at)


def share(c: Context, at: Span, name: ast.Name, token: int) -> tuple[ast.Name, int | float]:
    return name, number_value(c, token)


def split(c: Context, at: Span, *shares: tuple[ast.Name, int | float]) -> ast.Split:
    return ast.Split(shares, at)


def expect(c: Context, at: Span, condition: ast.Expr) -> ast.Expect:
    return ast.Expect(condition, c.spelled(condition.span), at)


def stub(c: Context, at: Span, name: ast.Path, value: ast.RecordExpr) -> ast.Stub:
    return ast.Stub(name, value, at)


def stays(c: Context, at: Span, subject: ast.Name, *names: ast.Name) -> ast.PolicyRule:
    return ast.PolicyRule("stays", subject, names, at)


def released(c: Context, at: Span, subject: ast.Name, *names: ast.Name) -> ast.PolicyRule:
    return ast.PolicyRule("released", subject, names, at)


def never(c: Context, at: Span, subject: ast.Name, name: ast.Name) -> ast.PolicyRule:
    return ast.PolicyRule("never", subject, (name,), at)
