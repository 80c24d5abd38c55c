"""Top-level declarations.

May import: sigc.base."""

from __future__ import annotations

from typing import Any

from sigc.base.source import Span
from sigc.syntax import ast, quoted
from sigc.syntax.context import Context
from sigc.syntax.rules.bodies import Body, Part

Binds = tuple[ast.Bind, ...]


def _text(c: Context, token: int | None) -> ast.Text | None:
    return None if token is None else quoted.text(c, token)


def start(c: Context, at: Span, doc: ast.Text | None, *declarations: ast.Decl) -> ast.File:
    return ast.File(at.path, doc, declarations)


def import_(c: Context, at: Span, path: ast.Path, *names: ast.ImportName) -> ast.Import:
    return ast.Import(path, names, at)


def import_name(c: Context, at: Span, name: ast.Name, alias: ast.Name | None) -> ast.ImportName:
    return ast.ImportName(name, alias)


def label(c: Context, at: Span, name: ast.Name, description: int | None) -> ast.LabelDecl:
    return ast.LabelDecl(name, _text(c, description), at)


def zone(c: Context, at: Span, name: ast.Name, description: int | None, settings: Binds | None) -> ast.ZoneDecl:
    return ast.ZoneDecl(name, _text(c, description), settings or (), at)


def model(c: Context, at: Span, name: ast.Name, id: int, settings: Binds | None) -> ast.ModelDecl:
    return ast.ModelDecl(name, quoted.text(c, id), settings or (), at)


def settings(c: Context, at: Span, *binds: ast.Bind) -> Binds:
    return binds


def enum(c: Context, at: Span, name: ast.Name, description: int | None, *members: ast.MemberDecl) -> ast.EnumDecl:
    return ast.EnumDecl(name, _text(c, description), members, at)


def member(c: Context, at: Span, name: ast.Name, alias: int | None, description: int | None) -> ast.MemberDecl:
    return ast.MemberDecl(name, _text(c, alias), _text(c, description), at)


def record_type(c: Context, at: Span, name: ast.Name, description: int | None, *items: Any) -> ast.RecordDecl:
    body = Body(c, items)
    doc = body.one("doc", '`"""` text')
    return ast.RecordDecl(name, _text(c, description), doc, body.all("field"), body.all("ensure"), at)


def alias(c: Context, at: Span, name: ast.Name, type: ast.TypeExpr) -> ast.AliasDecl:
    return ast.AliasDecl(name, type, at)


def text(c: Context, at: Span, name: ast.Name, said: ast.Text | int) -> ast.TextDecl:
    return ast.TextDecl(name, said if isinstance(said, ast.Text) else quoted.text(c, said), at)


def signature(c: Context, at: Span, name: ast.Name, base: ast.Path | None, *items: Any) -> ast.SignatureDecl:
    body = Body(c, items)
    return ast.SignatureDecl(
        name,
        base,
        body.one("doc", '`"""` text'),
        body.all("input"),
        body.all("output"),
        body.all("let"),
        body.all("ensure"),
        body.all("prefer"),
        body.all("guide"),
        body.all("example"),
        at,
    )


def params(c: Context, at: Span, *params: ast.Param) -> tuple[ast.Param, ...]:
    return params


def param(c: Context, at: Span, name: ast.Name, kind: ast.Name) -> ast.Param:
    return ast.Param(name, kind)


def module(
    c: Context, at: Span, name: ast.Name, params: tuple[ast.Param, ...] | None, like: ast.Path | None, *items: Any
) -> ast.ModuleDecl:
    body = Body(c, items)
    return ast.ModuleDecl(
        name,
        params or (),
        like,
        body.one("doc", '`"""` text'),
        body.all("input"),
        body.all("output"),
        body.all("bind"),
        body.all("bind_all"),
        body.all("ensure"),
        body.all("prefer"),
        at,
    )


def tool(
    c: Context, at: Span, name: ast.Name, description: int | None, labels: tuple[ast.Name, ...] | None, *items: Any
) -> ast.ToolDecl:
    body = Body(c, items)
    return ast.ToolDecl(
        name,
        _text(c, description),
        labels or (),
        body.one("doc", '`"""` text'),
        body.all("input"),
        body.all("output"),
        body.one("origin", "`from`"),
        body.one("effect", "effect (`pure` or `acts`)"),
        body.all("bind"),
        at,
    )


def metric(c: Context, at: Span, name: ast.Name, subject: ast.Path | None, *items: Any) -> ast.MetricDecl:
    body = Body(c, items)
    return ast.MetricDecl(
        name,
        subject,
        body.one("doc", '`"""` text'),
        body.all("input"),
        body.all("output"),
        body.all("bind"),
        body.one("origin", "`from`"),
        at,
    )


def data(
    c: Context,
    at: Span,
    name: ast.Name,
    subject: ast.Path,
    labels: tuple[ast.Name, ...] | None,
    source: ast.Text | ast.RecordExpr,
    columns: Body | None,
) -> ast.DataDecl:
    body = columns or Body(c, ())
    split = body.one("split", "`split`")
    return ast.DataDecl(name, subject, labels or (), source, body.all("bind"), split, body.all("extra"), at)


def columns(c: Context, at: Span, *items: ast.Bind | ast.Split | Part) -> Body:
    return Body(c, items)


def test(c: Context, at: Span, name: int, *items: Any) -> ast.TestDecl:
    body = Body(c, items)
    return ast.TestDecl(quoted.text(c, name), body.all("bind"), body.all("expect"), body.all("stub"), at)


def gate(c: Context, at: Span, name: ast.Name, subject: ast.Path, *items: Any) -> ast.GateDecl:
    body = Body(c, items)
    return ast.GateDecl(name, subject, body.all("bind"), body.all("stub"), at)


def build(c: Context, at: Span, name: ast.Name, subject: ast.Path, *items: Any) -> ast.BuildDecl:
    body = Body(c, items)
    return ast.BuildDecl(name, subject, body.all("bind"), body.all("stub"), at)


def policy(c: Context, at: Span, name: int | None, *rules: ast.PolicyRule) -> ast.PolicyDecl:
    return ast.PolicyDecl(_text(c, name), rules, at)
