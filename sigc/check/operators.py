"""Operators: arithmetic, comparison, membership, logic, `is`.

Promise: one diagnostic per operator that does not apply. May import: sigc.base, ir, syntax, check/core, fit, narrow,
misfit."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from sigc.base.names import closest
from sigc.check.core import LOST, Checker, Env, Typed, none_help, path_of
from sigc.check.dates import beside
from sigc.check.fit import (
    NEVER,
    UNKNOWN,
    Interval,
    Number,
    base_of,
    disjoint,
    interval,
    is_int,
    is_text,
    is_unknown,
    join,
    lengths,
    list_of,
    number,
    relation,
    without_none,
)
from sigc.check.misfit import never_equal, shown, variants_of
from sigc.check.narrow import facts
from sigc.ir.expr import Binary, Const, Is, Neg, Not, Operator
from sigc.ir.spell import spell
from sigc.ir.types import (
    CHAT_TURN,
    Bool,
    Chat,
    Date,
    DateTime,
    Json,
    List,
    Lit,
    Map,
    Nothing,
    Optional,
    Record,
    Ref,
    Str,
    Type,
    Union,
    enum_of,
)
from sigc.syntax import ast

BOOL = Bool()


def condition(c: Checker, expr: ast.Expr, env: Env, where: str) -> Typed:
    """An expression that must be a bool."""
    found = c.infer(expr, env)
    if isinstance(found.type, Bool) or is_unknown(found.type) or found.type == NEVER or isinstance(found.type, Json):
        return found
    c.error(
        "SIG0318",
        f"{where} needs a bool, found `{shown(found.type)}`",
        expr.span,
        "not a bool",
        note="nothing but a bool counts as true or false",
        help=_as_bool(found.type),
    )
    return LOST


def _as_bool(type_: Type) -> str | None:
    if isinstance(type_, Optional):
        return "compare it: `… != none`"
    if isinstance(type_, List | Map | Chat) or is_text(type_):
        return "compare its length: `len(…) > 0`"
    if interval(type_):
        return "compare it: `… != 0`"
    if isinstance(type_, Record):
        flags = [f.name for f in type_.fields if isinstance(f.type, Bool)]
        return f"a call's value is a record: take its field `.{flags[0]}`" if len(flags) == 1 else None
    return None


def unary(c: Checker, node: ast.UnaryExpr, env: Env, hint: Type | None) -> Typed:
    if node.op == "not":
        return Typed(BOOL, Not(condition(c, node.of, env, "`not`").expr))
    of = c.infer(node.of, env)
    if is_unknown(of.type):
        return LOST
    ends = interval(of.type)
    if ends is None:
        c.error("SIG0317", f"`-` does not apply to `{shown(of.type)}`", node.span, "needs a number")
        return LOST
    lo, hi = (None if end is None else -end for end in reversed(ends))
    if isinstance(of.expr, Const) and isinstance(of.expr.value, int | float):
        negative = -of.expr.value
        return Typed(
            Lit(negative) if isinstance(negative, int) else number(negative, negative, whole=False), Const(negative)
        )
    return Typed(number(lo, hi, whole=is_int(of.type)), Neg(of.expr))


def binary(c: Checker, node: ast.BinaryExpr, env: Env, hint: Type | None) -> Typed:
    if node.op in ("and", "or"):
        return _logic(c, node, env)
    if node.op in ("is", "is not"):
        return _is(c, node, env)
    if node.op in ("in", "not in"):
        return _membership(c, node, env)
    left, right = _sides(c, node, env, hint)
    if is_unknown(left.type) or is_unknown(right.type):
        return Typed(UNKNOWN if node.op in "+-*/%" else BOOL, Const(None))
    if node.op in ("==", "!="):
        return _equality(c, node, env, left, right)
    if node.op in ("<", "<=", ">", ">="):
        return _order(c, node, left, right)
    return _arithmetic(c, node, left, right)


def _logic(c: Checker, node: ast.BinaryExpr, env: Env) -> Typed:
    mark = c.mark()
    left = condition(c, node.left, env, f"`{node.op}`")
    if node.op == "or" and left is LOST and not c.clean_since(mark):
        c.infer(node.right, env)  # a default by habit: one slip, told once
        return LOST
    known = env.know(facts(c, env, node.left, node.op == "and"))
    right = condition(c, node.right, known, f"`{node.op}`")
    return Typed(BOOL, Binary(cast(Operator, node.op), left.expr, right.expr))


def _sides(c: Checker, node: ast.BinaryExpr, env: Env, hint: Type | None) -> tuple[Typed, Typed]:
    """Both sides; a bare member is looked up in the enum of the other side."""
    if _bare(node.left, env) and not _bare(node.right, env):
        right = c.infer(node.right, env)
        return c.infer(node.left, env, right.type), right
    left = c.infer(node.left, env, hint if node.op in ("+",) else None)
    return left, c.infer(node.right, env, left.type)


def _bare(expr: ast.Expr, env: Env) -> bool:
    return isinstance(expr, ast.Variable) and expr.name not in env.names


# --- comparison ------------------------------------------------------------------------------------------------------


def _equality(c: Checker, node: ast.BinaryExpr, env: Env, left: Typed, right: Typed) -> Typed:
    dated = _dated(c, node, left, right)
    if dated is not None:
        return dated
    declared = [_declared(c, env, side, typed) for side, typed in ((node.left, left), (node.right, right))]
    problem = never_equal(c, left.type, right.type)
    if problem:
        text, help_ = f"`{node.op}` compares different kinds", _equal_help(c, left, right)
        c.error("SIG0317", problem, node.span, text, help=help_)
    elif disjoint(*declared):
        title = f"`{shown(declared[0])}` and `{shown(declared[1])}` are never equal"
        c.error("SIG0317", title, node.span, "they share no value", help=_nearest_word(*declared))
    return Typed(BOOL, Binary(cast(Operator, node.op), left.expr, right.expr))


def _declared(c: Checker, env: Env, expr: ast.Expr, typed: Typed) -> Type:
    """The type before conditions narrowed it: what was just compared may be compared again."""
    path = path_of(expr)
    return (c.type_at(replace(env, facts={}), path) if path else None) or typed.type


def _nearest_word(a: Type, b: Type) -> str | None:
    for word, choice in ((a, without_none(b)), (b, without_none(a))):
        if isinstance(word, Lit) and isinstance(choice, Union):
            near = closest(str(word.value), [str(o.value) for o in choice.options if isinstance(o, Lit)])
            if near:
                return f'did you mean `"{near}"`?'
    return None


def _equal_help(c: Checker, left: Typed, right: Typed) -> str | None:
    for enum_side, other in ((left.type, right.type), (right.type, left.type)):
        enum = enum_of(without_none(enum_side), c.types)
        if enum is not None and isinstance(other, Lit):
            member = enum.member(str(other.value))
            names = [w for m in enum.members for w in (m.name, m.wire)]
            near = member.name if member else closest(str(other.value), names)
            if near:
                return f"write the member without quotes: `{near}`"
    return None


def _dated(c: Checker, node: ast.BinaryExpr, left: Typed, right: Typed) -> Typed | None:
    """A date beside a text that stands in the source: the text is read as a date."""
    for day, text, flip in ((left, right, False), (right, left, True)):
        kind = without_none(day.type)
        if not isinstance(kind, Date | DateTime) or not isinstance(text.type, Lit):
            continue
        read = beside(c, node.left if flip else node.right, kind, text)
        if read is None:
            return Typed(BOOL, Const(None))
        sides = (read, day.expr) if flip else (day.expr, read)
        return Typed(BOOL, Binary(cast(Operator, node.op), *sides))
    return None


def _order(c: Checker, node: ast.BinaryExpr, left: Typed, right: Typed) -> Typed:
    dated = (
        None if isinstance(left.type, Optional) or isinstance(right.type, Optional) else _dated(c, node, left, right)
    )
    if dated is not None:
        return dated
    result = Typed(BOOL, Binary(cast(Operator, node.op), left.expr, right.expr))
    kinds = [base_of(left.type), base_of(right.type)]
    if all(interval(k) for k in kinds) or all(is_text(k) for k in kinds) or any(isinstance(k, Json) for k in kinds):
        return result
    if kinds[0] == kinds[1] and isinstance(kinds[0], Date | DateTime):
        return result
    _wrong_operands(c, node, left, right, "orders two numbers, two texts or two dates")
    return result


def _is(c: Checker, node: ast.BinaryExpr, env: Env) -> Typed:
    left = c.infer(node.left, env)
    wrap = (lambda e: Not(e)) if node.op == "is not" else (lambda e: e)
    right = node.right
    if isinstance(right, ast.Literal) and right.value is None:
        return Typed(BOOL, wrap(Is(left.expr, None)))
    symbol = env.scope.find(right.name) if isinstance(right, ast.Variable) else None
    if symbol is None or symbol.kind != "record":
        if isinstance(right, ast.Variable) and symbol is None:
            known = [v.name for v in variants_of(c, without_none(left.type))]
            c.unknown_name(right.name, right.span, known, env.scope, "variant")
        else:
            c.error(
                "SIG0317",
                "`is` asks for a variant or for none",
                right.span,
                "neither",
                help="compare values with `==`",
            )
        return Typed(BOOL, Const(None))
    options = variants_of(c, without_none(left.type))
    if not is_unknown(left.type) and Ref(symbol.key) not in options:
        names = ", ".join(f"`{o.name}`" for o in options)
        note = (
            f"its variants are {names}" if names else f"its type is `{shown(left.type)}`, which is no union of records"
        )
        c.error("SIG0315", f"this is never `{symbol.name}`", right.span, "no variant of the left side", note=note)
    return Typed(BOOL, wrap(Is(left.expr, symbol.key)))


def _membership(c: Checker, node: ast.BinaryExpr, env: Env) -> Typed:
    if _bare(node.left, env):
        right = c.infer(node.right, env)
        left = c.infer(node.left, env, right.type.item if isinstance(right.type, List) else None)
    else:
        left = c.infer(node.left, env)
        right = c.infer(node.right, env, List(left.type))
    result = Typed(BOOL, Binary(cast(Operator, node.op), left.expr, right.expr))
    if is_unknown(left.type) or is_unknown(right.type) or isinstance(right.type, Json):
        return result
    if isinstance(right.type, Optional | Nothing):
        c.error(
            "SIG0302",
            "this may be none",
            node.right.span,
            f"`{shown(right.type)}`",
            help="rule none out first: `x != none and … in x`",
        )
    elif is_text(right.type):
        _in_text(c, node, left)
    elif isinstance(right.type, List):
        problem = never_equal(c, left.type, right.type.item) if right.type.item != NEVER else None
        if problem:
            c.error(
                "SIG0317",
                problem,
                node.span,
                "is never in this list",
                help=_equal_help(c, left, Typed(right.type.item, left.expr)),
            )
    elif not isinstance(right.type, Map):
        c.error("SIG0317", f"nothing is `in` `{shown(right.type)}`", node.right.span, "needs a str, a list or a map")
    return result


def _in_text(c: Checker, node: ast.BinaryExpr, left: Typed) -> None:
    if isinstance(left.type, Optional | Nothing):
        c.error(
            "SIG0302",
            "this may be none",
            node.left.span,
            f"`{shown(left.type)}`",
            help="rule none out first: `x == none or x in …`",
        )
    elif not is_text(left.type) and not isinstance(left.type, Json):
        c.error("SIG0317", f"`{shown(left.type)}` is never in a str", node.left.span, "needs a str")


# --- arithmetic ------------------------------------------------------------------------------------------------------


def _arithmetic(c: Checker, node: ast.BinaryExpr, left: Typed, right: Typed) -> Typed:
    op = node.op
    expr = Binary(cast(Operator, op), left.expr, right.expr)
    ends = interval(left.type), interval(right.type)
    if ends[0] is not None and ends[1] is not None:
        return Typed(_number_type(op, left.type, right.type, ends[0], ends[1]), expr)
    if isinstance(left.type, Json) or isinstance(right.type, Json):
        return Typed(Json(), expr)
    if op == "+":
        joined = _joined(c, left.type, right.type)
        if joined is not None:
            return Typed(joined, expr)
    rule = "adds numbers, texts or lists" if op == "+" else "needs two numbers"
    if Chat() in (left.type, right.type):
        rule = f"a chat is a list of `{spell(CHAT_TURN)}`"
    _wrong_operands(c, node, left, right, rule)
    return LOST


def _joined(c: Checker, left: Type, right: Type) -> Type | None:
    if is_text(left) and is_text(right):
        a, b = _length(left), _length(right)
        hi = None if a[1] is None or b[1] is None else int(a[1] + b[1])
        return Str(int((a[0] or 0) + (b[0] or 0)) or None, hi)
    if Chat() in (left, right) and relation(left, Chat(), c.types) and relation(right, Chat(), c.types):
        return Chat()
    if isinstance(left, List) and isinstance(right, List):
        item = join(left.item, right.item, c.types)
        most = None if left.max is None or right.max is None else left.max + right.max
        return None if item is None else list_of(item, (left.min or 0) + (right.min or 0), most)
    return None


def _length(type_: Type) -> Interval:
    if isinstance(type_, Str):
        return lengths(type_.min, type_.max)
    if isinstance(type_, Union):
        sizes = [len(str(o.value)) for o in type_.options if isinstance(o, Lit)]
        return min(sizes), max(sizes)
    return (len(str(type_.value)),) * 2 if isinstance(type_, Lit) else (0, None)


def _number_type(op: str, left: Type, right: Type, a: Interval, b: Interval) -> Type:
    """Interval arithmetic where it is exact enough to be useful; everything else is unbounded."""
    whole = (is_int(left) or isinstance(left, Bool)) and (is_int(right) or isinstance(right, Bool))
    if op == "+":
        return number(_add(a[0], b[0]), _add(a[1], b[1]), whole=whole)
    if op == "-":
        return number(_add(a[0], _minus(b[1])), _add(a[1], _minus(b[0])), whole=whole)
    if op == "*" and None not in (*a, *b):
        corners = [x * y for x in a for y in b if x is not None and y is not None]
        return number(min(corners), max(corners), whole=whole)
    if op == "/" and b[0] is not None and b[0] == b[1] and b[0] > 0:
        divisor = b[0]
        return number(*(None if end is None else end / divisor for end in a), whole=False)
    if op == "%" and whole and b[0] is not None and b[0] > 0:
        return number(0, _add(b[1], -1), whole=True)
    return number(None, None, whole=whole and op != "/")


def _add(a: Number | None, b: Number | None) -> Number | None:
    return None if a is None or b is None else a + b


def _minus(a: Number | None) -> Number | None:
    return None if a is None else -a


def _wrong_operands(c: Checker, node: ast.BinaryExpr, left: Typed, right: Typed, rule: str) -> None:
    if isinstance(left.type, Optional | Nothing) or isinstance(right.type, Optional | Nothing):
        side = node.left if isinstance(left.type, Optional | Nothing) else node.right
        c.error(
            "SIG0302",
            "this may be none",
            side.span,
            f"`{shown(left.type if side is node.left else right.type)}`",
            note=f"`{node.op}` {rule}",
            help=none_help(c, side.span),
        )
        return
    title = f"`{node.op}` does not apply to `{shown(left.type)}` and `{shown(right.type)}`"
    texts = is_text(left.type) or is_text(right.type)
    help_ = 'put both into an f-string: `f"{…}{…}"`' if node.op in "+%" and texts else None
    c.error("SIG0317", title, node.span, rule, help=help_)
