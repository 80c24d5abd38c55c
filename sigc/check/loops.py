"""Loops: `repeat N from (…) until c { … }` and the fold `repeat for x in xs from (…) { … }`.

Promise: the type of a carried name is the least that its first value and every turn's new value fit, found by a few
turns over types alone; the limit has an upper end that is known before anything runs.
May import: sigc.base, ir, syntax, check/core, fit, misfit, operators, order, headers, settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sigc.base.diagnostic import error
from sigc.check.calls import generic
from sigc.check.core import LOST, Checker, Env, Local, Sites, Typed, Want
from sigc.check.fit import NEVER, UNKNOWN, base_of, interval, is_int, is_unknown, join, list_of, listed, number
from sigc.check.headers import with_defaults
from sigc.check.misfit import shown
from sigc.check.operators import condition
from sigc.check.order import calls_in, in_order_of_need
from sigc.check.scope import CALLABLE
from sigc.check.settings import twice
from sigc.ir.expr import TURN, Const, Expr, Repeat
from sigc.ir.types import Field, Float, Int, List, Lit, Map, Optional, Record, Str, Type
from sigc.syntax import ast

Types = dict[str, Type]
PLAIN_TURNS = 3
"""After so many turns over types, ends of ranges that still move are given up."""
MOST_TURNS = 8


def repeat(c: Checker, node: ast.RepeatExpr, env: Env, hint: Type | None) -> Typed:
    """The record of the carried names after the last turn."""
    head, local = _head(c, node, env)
    carried = _once(c, node, node.carried)
    body = in_order_of_need(c, _body_names(c, node))
    firsts = {b.name.text: c.infer(b.value, env) for b in carried}
    inner = env.bind(local)
    _warm(c, node, env)
    types = _settled(c, carried, body, {n: t.type for n, t in firsts.items()}, inner)
    made, after = _turn(c, carried, body, types, inner)
    until = condition(c, node.until, after, "`until`").expr if node.until is not None else None
    first, last = _fitted(c, carried, body, firsts, made, types)
    loop = replace(head, carried=first, body=last, until=until)
    if not carried or any(is_unknown(t) for t in types.values()):
        return LOST
    places = {b.name.text: b.name.span for b in carried}
    return Typed(Record(tuple(Field(name, type_, span=places[name]) for name, type_ in types.items())), loop)


# --- the head --------------------------------------------------------------------------------------------------------


def _head(c: Checker, node: ast.RepeatExpr, env: Env) -> tuple[Repeat, dict[str, Local]]:
    """What the loop runs over, and the names that it gives to the body."""
    local = {TURN: Local(Int(1), node.span, "the number of the turn")}
    if node.item is not None and node.source is not None:
        source = c.infer(node.source, env)
        item = _item_type(c, source.type, node.source)
        local[node.item.text] = Local(item, node.item.span, "an item")
        return Repeat((), (), item=node.item.text, source=source.expr), local
    assert node.limit is not None
    most, limit = _limit(c, node.limit, env)
    local[TURN] = Local(Int(1, most), node.span, "the number of the turn")
    return Repeat((), (), most=most, limit=limit), local


def _item_type(c: Checker, source: Type, at: ast.Expr) -> Type:
    match listed(source):
        case List(item=item):
            return item
        case Map():
            return Str()
    if not is_unknown(source):
        c.error("SIG0326", f"`for` needs a list, found `{shown(source)}`", at.span, "not a list")
    return UNKNOWN


def _limit(c: Checker, expr: ast.Expr, env: Env) -> tuple[int, Expr | None]:
    """The highest number of turns, and the expression that may lower it."""
    found = c.infer(expr, env)
    if is_unknown(found.type):
        return 1, None
    ends = interval(found.type)
    help_, text = "write a number, or give the name an upper end: `int(1..8)`", "no upper end"
    if not is_int(found.type) or ends is None:
        text = f"this is `{shown(found.type)}`"
    elif ends[1] is not None and ends[1] >= 1:
        return int(ends[1]), None if isinstance(found.expr, Const) else found.expr
    elif ends[1] is not None:
        text = "never runs"
    note = "everything is bounded: how often a loop runs at most is known before it runs"
    c.error("SIG0332", "this is no limit of a loop", expr.span, text, note=note, help=help_)
    return 1, None


# --- names -----------------------------------------------------------------------------------------------------------


def _once(c: Checker, node: ast.RepeatExpr, binds: tuple[ast.Bind, ...]) -> list[ast.Bind]:
    """Bindings without those whose name is taken."""
    fresh: dict[str, ast.Bind] = {}
    for bind in binds:
        name = bind.name.text
        if name in fresh:
            twice(c, bind.name, fresh[name].name.span, "bound")
        elif name == TURN or (node.item is not None and name == node.item.text):
            what = "the number of the turn" if name == TURN else "the item of the turn"
            c.error("SIG0311", f"`{name}` is {what} already", bind.name.span, "bound again here",
                    help="choose another name")  # fmt: skip
        else:
            fresh[name] = bind
    return list(fresh.values())


def _body_names(c: Checker, node: ast.RepeatExpr) -> list[ast.Bind]:
    """The body's bindings; those of carried names under names of their own, since no other reads what they bind."""
    carried = {b.name.text for b in node.carried}
    named = _once(c, node, node.body)
    return [replace(b, name=replace(b.name, text=_next(b.name.text))) if b.name.text in carried else b for b in named]


def _next(name: str) -> str:
    return f"next {name}"


def _plain(name: str) -> str:
    return name.removeprefix("next ")


# --- types -----------------------------------------------------------------------------------------------------------


def _turn(
    c: Checker, carried: list[ast.Bind], body: list[ast.Bind], types: Types, env: Env
) -> tuple[dict[str, Typed], Env]:
    """One turn: what it binds, and what `until` can see."""
    here = env.bind({b.name.text: Local(types[b.name.text], b.name.span, "a carried name") for b in carried})
    circle = {b.name.text: Local(UNKNOWN, b.name.span, "a binding") for b in body if b.name.span in c.circular}
    here = here.bind(circle)
    made: dict[str, Typed] = {}
    home = env.sites.binding if env.sites is not None else ""
    for bind in body:
        name = bind.name.text
        if env.sites is not None:
            env.sites.binding = f"{home}.{_plain(name)}"
        made[name] = c.infer(bind.value, here, types.get(_plain(name)) if name.startswith("next ") else None)
        if not name.startswith("next "):
            here = here.bind({name: Local(made[name].type, bind.name.span, "a binding")})
    if env.sites is not None:
        env.sites.binding = home
    new = {b.name.text: made[_next(b.name.text)].type for b in carried if _next(b.name.text) in made}
    return made, here.bind({b.name.text: Local(new[b.name.text], b.name.span, "a carried name")
                            for b in carried if b.name.text in new})  # fmt: skip


def _settled(c: Checker, carried: list[ast.Bind], body: list[ast.Bind], types: Types, env: Env) -> Types:
    """Types that first values and new values fit: joined turn by turn, until nothing changes."""
    before = types
    for turn in range(MOST_TURNS):
        before, notes = types, len(c.notes)
        with c.quiet():
            made, _ = _turn(c, carried, body, types, replace(env, sites=Sites() if env.sites is not None else None))
        del c.notes[notes:]
        types = {name: _joined(c, t, made.get(_next(name)), wide=turn >= PLAIN_TURNS) for name, t in before.items()}
        if types == before:
            return types
    for bind in carried:
        if types[bind.name.text] != before[bind.name.text]:
            c.error(
                "SIG0316",
                f"the type of `{bind.name.text}` grows with every turn",
                bind.name.span,
                "never settles",
                note="a carried name has one type in all turns",
            )
    return {name: t if t == before[name] else UNKNOWN for name, t in types.items()}


def _joined(c: Checker, type_: Type, new: Typed | None, *, wide: bool) -> Type:
    """Where the two have nothing in common the first stays, and the last turn reports it."""
    if new is None or is_unknown(type_):
        return type_
    if is_unknown(new.type):
        return type_
    both = join(type_, new.type, c.types)
    if both is None:
        return type_
    return widened(type_, both) if wide else both


def widened(old: Type, new: Type) -> Type:
    """`new`, without the ends that moved beyond those of `old`."""
    if old == new:
        return new
    match new:
        case Int() | Float():
            before = interval(old)
            lo, hi = interval(new) or (None, None)
            return number(
                lo if before and before[0] == lo else None, hi if before and before[1] == hi else None,
                whole=isinstance(new, Int),
            )  # fmt: skip
        case Str():
            same = old if isinstance(old, Str) else Str()
            return Str(new.min if same.min == new.min else None, new.max if same.max == new.max else None)
        case List(item=item):
            same_list = old if isinstance(old, List) else List(NEVER)
            inner = widened(same_list.item, item)
            keeps = (new.min if same_list.min == new.min else None, new.max if same_list.max == new.max else None)
            return list_of(inner, *keeps)
        case Optional(item=item):
            return Optional(widened(old.item if isinstance(old, Optional) else old, item))
        case Map(value=value):
            return Map(widened(old.value if isinstance(old, Map) else NEVER, value))
        case Record(fields=fields):
            there = {f.name: f.type for f in old.fields} if isinstance(old, Record) else {}
            return Record(tuple(replace(f, type=widened(there.get(f.name, f.type), f.type)) for f in fields))
        case Lit():
            return base_of(new)
    return base_of(new)


def _fitted(
    c: Checker,
    carried: list[ast.Bind],
    body: list[ast.Bind],
    firsts: Mapping[str, Typed],
    made: Mapping[str, Typed],
    types: Types,
) -> tuple[tuple[tuple[str, Expr], ...], tuple[tuple[str, Expr], ...]]:
    """First and new values as the carried types take them."""
    at = {b.name.text: b for b in carried}
    first = tuple(
        (name, c.rules.fit(c, firsts[name], Want(types[name]), bind.value.span).expr) for name, bind in at.items()
    )
    last: list[tuple[str, Expr]] = []
    for bind in body:
        name, value = _plain(bind.name.text), made[bind.name.text]
        if bind.name.text == name:
            last.append((name, value.expr))
        elif join(types[name], value.type, c.types) is None:
            _apart(c, at[name], firsts[name].type, bind, value.type)
        else:
            last.append((name, c.rules.fit(c, value, Want(types[name]), bind.value.span).expr))
    return first, tuple(last)


def _apart(c: Checker, first: ast.Bind, type_: Type, bind: ast.Bind, new: Type) -> None:
    found = error(
        "SIG0316",
        f"the values of `{first.name.text}` have nothing in common",
        bind.value.span,
        f"`{shown(new)}` for the next turn",
        note="a carried name has one type in all turns",
    )
    c.report(found.seen(first.value.span, f"`{shown(type_)}` at first"))


def _warm(c: Checker, node: ast.RepeatExpr, env: Env) -> None:
    """Interfaces are checked once, on first demand: before the turns over types alone, which report nothing."""
    for call in calls_in((node.body, node.until)):
        symbol = env.scope.find(call.of.name) if isinstance(call.of, ast.Variable) else None
        if isinstance(call.of, ast.GenericExpr):
            generic(c, call.of, env.scope)
        if symbol is not None and symbol.kind in CALLABLE:
            with_defaults(c, symbol)
            if isinstance(symbol.decl, ast.MetricDecl) and symbol.decl.subject is None:
                c.rules.inline(c, symbol)
