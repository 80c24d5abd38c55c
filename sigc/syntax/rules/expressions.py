"""Expressions, loosest to tightest.

May import: sigc.base."""

from __future__ import annotations

import re

from sigc.base.frozen import frozen
from sigc.base.source import Span
from sigc.syntax import ast, lalr, quoted
from sigc.syntax.context import Context
from sigc.syntax.lexer import lex
from sigc.syntax.numbers import number_value

FORMAT = re.compile(r"(?::[^\]\[)(}]*|![rsa]|(?<![=!<>])=\s*)$")
PYTHON = {"None": None, "True": True, "False": False}


@frozen
class Strategy:
    name: ast.Name
    options: tuple[ast.Argument, ...]


@frozen
class Arguments:
    items: tuple[ast.Argument, ...]
    span: Span


@frozen
class Entry:
    key: ast.Expr
    value: ast.Expr


def if_else(c: Context, at: Span, then: ast.Expr, condition: ast.Expr, orelse: ast.Expr) -> ast.IfExpr:
    return ast.IfExpr(then, condition, orelse, at)


def otherwise(c: Context, at: Span, first: ast.Expr, then: ast.Expr) -> ast.OtherwiseExpr:
    return ast.OtherwiseExpr(first, then, at)


def either(c: Context, at: Span, left: ast.Expr, right: ast.Expr) -> ast.BinaryExpr:
    return ast.BinaryExpr("or", left, right, at)


def both(c: Context, at: Span, left: ast.Expr, right: ast.Expr) -> ast.BinaryExpr:
    return ast.BinaryExpr("and", left, right, at)


def negation(c: Context, at: Span, of: ast.Expr) -> ast.UnaryExpr:
    return ast.UnaryExpr("not", of, at)


def compare(c: Context, at: Span, left: ast.Expr, operator: str, right: ast.Expr, *more: ast.Expr | str) -> ast.Expr:
    """One comparison; of a chain, which Python would join by `and`, the first, with a slip."""
    first = ast.BinaryExpr(operator, left, right, Span(at.path, at.start, right.span.end))
    if more:
        shown = c.source(right.span)
        note = "a comparison has two sides; `a < b < c` is `a < b and b < c`"
        help = f"write `… and {shown} {more[0]} …`" if len(shown) < 30 else f"write `… and … {more[0]} …`"
        c.slip("SIG0126", "comparisons do not chain", at, note=note, help=help)
    return first


def operator(c: Context, at: Span, *tokens: int) -> str:
    words = [c.text(token) for token in tokens]
    known = {"===": "==", "!==": "!=", "<>": "!="}
    return " ".join(known.get(word, word) for word in words)


def binary(c: Context, at: Span, left: ast.Expr, operator: int, right: ast.Expr) -> ast.BinaryExpr:
    sign = c.text(operator)
    return ast.BinaryExpr("*" if sign == "**" else sign, left, right, at)


def minus(c: Context, at: Span, of: ast.Expr) -> ast.UnaryExpr:
    return ast.UnaryExpr("-", of, at)


def by(c: Context, at: Span, of: ast.Expr, strategy: Strategy, model: ast.Name | None) -> ast.PinnedExpr:
    return ast.PinnedExpr(of, strategy.name, strategy.options, model, at)


def on(c: Context, at: Span, of: ast.Expr, model: ast.Name) -> ast.PinnedExpr:
    return ast.PinnedExpr(of, None, (), model, at)


def strategy(c: Context, at: Span, name: ast.Name, arguments: Arguments | None) -> Strategy:
    if arguments:
        _same_line(c, arguments.span.start, "(", name.text)
    return Strategy(name, arguments.items if arguments else ())


def attribute(c: Context, at: Span, of: ast.Expr, name: ast.Name) -> ast.Attribute:
    return ast.Attribute(of, name, at)


def call(c: Context, at: Span, of: ast.Expr, arguments: Arguments) -> ast.CallExpr:
    """A call; an index right before it is a generic module's argument: `Hop[Verify](claim)`."""
    _same_line(c, arguments.span.start, "(", c.source(of.span))
    if isinstance(of, ast.IndexExpr):
        path = _path(of.at)
        if path is not None:
            of = ast.GenericExpr(of.of, (path,), of.span)
    return ast.CallExpr(of, arguments.items, at)


def arguments(c: Context, at: Span, *items: ast.Argument | None) -> Arguments:
    given = tuple([item for item in items if item is not None])
    named = False
    for item in given:
        if named and item.name is None and not item.spread:
            note = "positional arguments fill the inputs in order and come first"
            c.fail("SIG0147", "positional argument after a named one", item.span, note=note, help="name it too")
            break
        named = named or item.name is not None
    return Arguments(given, at)


def positional(c: Context, at: Span, value: ast.Expr) -> ast.Argument:
    return ast.Argument(value, at)


def named_argument(c: Context, at: Span, name: ast.Name, value: ast.Expr) -> ast.Argument:
    return ast.Argument(value, at, name)


def spread_argument(c: Context, at: Span, name: ast.Name) -> ast.Argument:
    return ast.Argument(ast.Variable(name.text, name.span), at, None, True)


def indexing(c: Context, at: Span, of: ast.Expr, bracket: int, *items: ast.Expr) -> ast.Expr:
    _same_line(c, c.span(bracket).start, "[", c.source(of.span))
    if len(items) == 1:
        return ast.IndexExpr(of, items[0], at)
    paths = [_path(item) for item in items]
    if all(paths):
        return ast.GenericExpr(of, tuple([p for p in paths if p is not None]), at)
    note = "an index is one number, one key or a slice `xs[a:b]`"
    c.fail("SIG0136", "an index is one value", at, note=note, help="write `xs[a][b]` for a list of lists")
    return ast.IndexExpr(of, items[0], at)


def slicing(
    c: Context, at: Span, of: ast.Expr, bracket: int, lo: ast.Expr | None, hi: ast.Expr | None
) -> ast.SliceExpr:
    _same_line(c, c.span(bracket).start, "[", c.source(of.span))
    return ast.SliceExpr(of, lo, hi, at)


def _same_line(c: Context, offset: int, bracket: str, before: str) -> None:
    """The `(` or `[` of a call or an index on a later line is most likely a new thought, so it is refused."""
    if not c.starts_line(offset):
        return
    what = "a call" if bracket == "(" else "an index"
    at = Span(c.tokens.file.path, offset, offset + 1)
    shown = before if len(before) < 24 and "\n" not in before else "…"
    note = f"line ends carry no meaning, so `{bracket}` here would be read as `{shown}{bracket}`"
    help = f"move the `{bracket}` up to `{shown}`, or put what is missing before it"
    c.fail("SIG0125", f"`{bracket}` of {what} on a new line", at, note=note, help=help)


def _path(expr: ast.Expr) -> ast.Path | None:
    """The dotted name that an expression is, if it is one."""
    parts: list[ast.Name] = []
    while isinstance(expr, ast.Attribute):
        parts.append(expr.name)
        expr = expr.of
    if not isinstance(expr, ast.Variable):
        return None
    parts.append(ast.Name(expr.name, expr.span))
    return ast.Path(tuple(reversed(parts)), parts[-1].span.to(parts[0].span))


# --- atoms


def variable(c: Context, at: Span, name: ast.Name) -> ast.Expr:
    if name.text in PYTHON:
        right = name.text.lower()
        note = "the constants are `none`, `true` and `false`"
        c.slip("SIG0117", f"`{name.text}` is spelled `{right}`", at, note=note, help=f"write `{right}`", fix=right)
        return ast.Literal(PYTHON[name.text], at)
    return ast.Variable(name.text, at)


def number(c: Context, at: Span, token: int) -> ast.Literal:
    return ast.Literal(number_value(c, token), at)


def string(c: Context, at: Span, token: int) -> ast.Literal:
    return ast.Literal(quoted.text(c, token).value, at)


def constant(c: Context, at: Span, token: int) -> ast.Literal:
    return ast.Literal({"none": None, "true": True, "false": False}[c.text(token)], at)


def fstring(c: Context, at: Span, token: int) -> ast.FString:
    parts = (part if isinstance(part, str) else _inner(c, part) for part in quoted.parts(c, token))
    return ast.FString(tuple([part for part in parts if part is not None]), at)


def _inner(c: Context, span: Span) -> ast.Expr | None:
    """The expression between the braces of an f-string, read from its own tokens."""
    from sigc.syntax.rules import builders

    source = c.source(span)
    if m := FORMAT.search(source):
        at = Span(span.path, span.start + m.start(), span.end)
        note = "an f-string shows values as they are; it knows no formats"
        c.fail("SIG0131", f"no format `{m[0]}` in an f-string", at, note=note, help="remove it, or use `round`")
        return None
    tokens = lex(c.tokens.file, span.start, span.end)
    inner = Context(tokens, c.found)
    c.found += [slip.diagnostic for slip in tokens.slips]
    value = lalr.run(tokens, 0, len(tokens.kinds) - 1, "expr", builders(), inner)
    c.fatal = c.fatal or inner.fatal or any(slip.fatal for slip in tokens.slips)
    if not isinstance(value, lalr.Failure):
        return value  # type: ignore[no-any-return]
    c.fatal = True
    if tokens.slips:
        return None
    at = Span(span.path, tokens.starts[value.at], max(tokens.ends[value.at], tokens.starts[value.at] + 1))
    shown = tokens.text(value.at)
    note = "`{ }` hold an expression; `{{` and `}}` are braces"
    title = f"unexpected `{shown}` in an f-string" if shown else "an expression is missing here"
    c.slip("SIG0131", title, at, note=note, help="write a name or a field path, or double the braces")
    return None


# --- records, maps, lists


def record(c: Context, at: Span, *items: ast.Path | ast.Bind) -> ast.RecordExpr:
    spreads = tuple([item for item in items if isinstance(item, ast.Path)])
    return ast.RecordExpr(spreads, tuple([item for item in items if isinstance(item, ast.Bind)]), at)


def spread(c: Context, at: Span, path: ast.Path) -> ast.Path:
    return path


def bind(c: Context, at: Span, name: ast.Name, value: ast.Expr) -> ast.Bind:
    return ast.Bind(name, value, at)


def entry(c: Context, at: Span, key: ast.Expr, value: ast.Expr) -> Entry:
    return Entry(key, value)


def map_literal(c: Context, at: Span, *entries: Entry) -> ast.MapExpr:
    return ast.MapExpr(tuple([(entry.key, entry.value) for entry in entries]), at)


def map_comprehension(c: Context, at: Span, entry: Entry, *clauses: ast.Clause) -> ast.CompExpr:
    return ast.CompExpr(entry.value, clauses, at, entry.key)


def list_literal(c: Context, at: Span, *items: ast.Expr | None) -> ast.ListExpr:
    return ast.ListExpr(tuple([item for item in items if item is not None]), at)


def comprehension(c: Context, at: Span, body: ast.Expr, *clauses: ast.Clause) -> ast.CompExpr:
    return ast.CompExpr(body, clauses, at)


def clause(c: Context, at: Span, *parts: ast.Name | ast.Expr) -> ast.Clause:
    names = [part for part in parts if isinstance(part, ast.Name)]
    source, *conditions = [part for part in parts if not isinstance(part, ast.Name)]
    return ast.Clause(tuple(names), source, tuple(conditions), at)


# --- loops


@frozen
class Carried:
    binds: tuple[ast.Bind, ...]
    until: ast.Expr | None
    body: tuple[ast.Bind, ...]


def repeat_times(c: Context, at: Span, limit: int | ast.Path, loop: Carried) -> ast.RepeatExpr:
    expr: ast.Expr
    if isinstance(limit, int):
        expr = ast.Literal(number_value(c, limit), c.span(limit))
    else:
        first, *rest = limit.parts
        expr = ast.Variable(first.text, first.span)
        for part in rest:
            expr = ast.Attribute(expr, part, first.span.to(part.span))
    return ast.RepeatExpr(expr, None, None, loop.binds, loop.until, loop.body, at)


def repeat_for(c: Context, at: Span, item: ast.Name, source: ast.Expr, loop: Carried) -> ast.RepeatExpr:
    return ast.RepeatExpr(None, item, source, loop.binds, loop.until, loop.body, at)


def carried(c: Context, at: Span, *parts: ast.Bind | ast.Expr | None) -> Carried:
    """Carried names, the condition or None, and the body, in this order."""
    middle = next(i for i, part in enumerate(parts) if not isinstance(part, ast.Bind))
    until = parts[middle]
    binds = tuple([part for part in parts[:middle] if isinstance(part, ast.Bind)])
    body = tuple([part for part in parts[middle + 1 :] if isinstance(part, ast.Bind)])
    return Carried(binds, until if not isinstance(until, ast.Bind) else None, body)
