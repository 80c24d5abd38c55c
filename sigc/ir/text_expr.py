"""Types, fields and expressions in the IR's text: as in the source language, brackets only where they are needed.

Promise: one line each; reads back to an equal tree. May import: sigc.ir."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sigc.ir.expr import (
    AnyPat,
    Attr,
    Binary,
    Call,
    Comp,
    Const,
    Expr,
    For,
    Format,
    IfElse,
    Index,
    Is,
    Let,
    Lib,
    ListOf,
    LitPat,
    MapOf,
    Match,
    Neg,
    Not,
    Otherwise,
    Pattern,
    RangePat,
    RecordOf,
    Repeat,
    Shown,
    Slice,
    Var,
)
from sigc.ir.spell import spell_number, spell_with
from sigc.ir.types import Field, Record, Type
from sigc.ir.words import spell_constant, spell_name, spell_path, spell_string, spell_type_name

TERNARY, OTHERWISE, OR, AND, NOT, COMPARE, SUM, PRODUCT, UNARY, POSTFIX = range(10)
"""How tightly a form binds; an operand that binds less tightly than its place asks stands in brackets."""

_OPERATORS = {
    "or": OR, "and": AND,
    "==": COMPARE, "!=": COMPARE, "<": COMPARE, "<=": COMPARE, ">": COMPARE, ">=": COMPARE,
    "in": COMPARE, "not in": COMPARE,
    "+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "%": PRODUCT,
}  # fmt: skip


def show_type(type_: Type) -> str:
    return spell_with(type_, _record, spell_type_name)


def show_field(field: Field) -> str:
    """`name: type @label = default "description"`."""
    parts = [f"{spell_name(field.name)}: {show_type(field.type)}", *(f"@{spell_name(x)}" for x in field.labels)]
    if field.default is not None:
        parts.append(f"= {show_expr(field.default)}")
    if field.description:
        parts.append(spell_string(field.description))
    return " ".join(parts)


def show_expr(expr: Expr) -> str:
    """An expression on one line."""
    return _at(TERNARY, expr)


def _record(record: Record) -> str:
    return f"record({', '.join(show_field(f) for f in record.fields)})"


def _at(place: int, expr: Expr) -> str:
    """The expression where something binding at least as tightly as `place` is asked for."""
    level, text = _SHOW[type(expr)](expr)
    return text if level >= place else f"({text})"


def _const(e: Const) -> tuple[int, str]:
    number = isinstance(e.value, int | float) and not isinstance(e.value, bool)
    return (UNARY if number else POSTFIX), spell_constant(e.value)


def _index(e: Index) -> tuple[int, str]:
    return POSTFIX, f"{_at(POSTFIX, e.of)}[{show_expr(e.at)}]"


def _slice(e: Slice) -> tuple[int, str]:
    lo, hi = ("" if end is None else show_expr(end) for end in (e.lo, e.hi))
    return POSTFIX, f"{_at(POSTFIX, e.of)}[{lo}:{hi}]"


def _record_of(e: RecordOf) -> tuple[int, str]:
    parts = [f"..{_at(POSTFIX, spread)}" for spread in e.spreads] + [_bind(*field) for field in e.fields]
    return POSTFIX, f"{{ {', '.join(parts)} }}" if parts else "{ }"


def _map_of(e: MapOf) -> tuple[int, str]:
    return POSTFIX, "{%s}" % (", ".join(f"{show_expr(k)}: {show_expr(v)}" for k, v in e.entries) or ":")


def _comp(e: Comp) -> tuple[int, str]:
    clauses = " ".join(_clause(clause) for clause in e.clauses)
    if e.key is None:
        return POSTFIX, f"[{show_expr(e.body)} {clauses}]"
    return POSTFIX, f"{{{show_expr(e.key)}: {show_expr(e.body)} {clauses}}}"


def _clause(e: For) -> str:
    names = ", ".join(map(spell_name, e.names))
    return " ".join([f"for {names} in {_at(OR, e.source)}", *(f"if {_at(OR, c)}" for c in e.conditions)])


def _neg(e: Neg) -> tuple[int, str]:
    """The operand is never a bare number, because `-1` is the number minus one."""
    return UNARY, f"-{_at(UNARY, e.of) if isinstance(e.of, Neg) else _at(POSTFIX, e.of)}"


def _binary(e: Binary) -> tuple[int, str]:
    """Left-associative, but comparisons do not chain."""
    level = _OPERATORS[e.op]
    left = _at(level + 1 if level == COMPARE else level, e.left)
    return level, f"{left} {e.op} {_at(level + 1, e.right)}"


def _if_else(e: IfElse) -> tuple[int, str]:
    return TERNARY, f"{_at(OTHERWISE, e.then)} if {_at(OR, e.condition)} else {show_expr(e.orelse)}"


def _is(e: Is) -> tuple[int, str]:
    return COMPARE, f"{_at(SUM, e.of)} is {'none' if e.variant is None else spell_path(e.variant)}"


def _match(e: Match) -> tuple[int, str]:
    arms = ", ".join(f"{' | '.join(map(_pattern, arm.patterns))} -> {show_expr(arm.body)}" for arm in e.arms)
    return POSTFIX, f"match {show_expr(e.of)} {{ {arms} }}"


def _pattern(pattern: Pattern) -> str:
    match pattern:
        case LitPat(value=value):
            return spell_constant(value)
        case RangePat(lo=lo, hi=hi):
            return f"{spell_number(lo)}..{spell_number(hi)}"
        case AnyPat():
            return "_"
        case _:
            return spell_path(pattern.name) + (f" as {spell_name(pattern.bind)}" if pattern.bind is not None else "")


def _format(e: Format) -> tuple[int, str]:
    parts = (spell_string(part) if isinstance(part, str) else _shown(part) for part in e.parts)
    return POSTFIX, f"format({', '.join(parts)})"


def _shown(part: Shown) -> str:
    return f"{show_expr(part.of)}: {show_type(part.type)}"


def _lib(e: Lib) -> tuple[int, str]:
    parts = [*(show_expr(arg) for arg in e.args), *(_bind(*named) for named in e.named)]
    return POSTFIX, f"{spell_name(e.name)}({', '.join(parts)})"


def _let(e: Let) -> tuple[int, str]:
    inside = ", ".join(_bind(*binding) for binding in e.bindings)
    return TERNARY, f"let {{ {inside} }} -> {show_expr(e.body)}" if inside else f"let {{ }} -> {show_expr(e.body)}"


def _call(e: Call) -> tuple[int, str]:
    return POSTFIX, f"call {e.kind} {spell_path(e.target)}({', '.join(_bind(*arg) for arg in e.args)})"


def _repeat(e: Repeat) -> tuple[int, str]:
    """`repeat 8, n from (…)`: at most 8 turns, fewer where n is lower."""
    if e.item is not None and e.source is not None:
        head = f"for {spell_name(e.item)} in {_at(OR, e.source)}"
    else:
        head = f"{e.most}" + (f", {show_expr(e.limit)}" if e.limit is not None else "")
    carried, body = (", ".join(_bind(*binding) for binding in part) for part in (e.carried, e.body))
    until = f" until {show_expr(e.until)}" if e.until is not None else ""
    return POSTFIX, f"repeat {head} from ({carried}){until} {{ {body} }}"


def _bind(name: str, value: Expr) -> str:
    return f"{spell_name(name)} = {show_expr(value)}"


_SHOW: dict[type, Callable[[Any], tuple[int, str]]] = {
    Const: _const,
    Var: lambda e: (POSTFIX, spell_name(e.name)),
    Attr: lambda e: (POSTFIX, f"{_at(POSTFIX, e.of)}.{spell_name(e.name)}"),
    Index: _index,
    Slice: _slice,
    ListOf: lambda e: (POSTFIX, f"[{', '.join(show_expr(item) for item in e.items)}]"),
    RecordOf: _record_of,
    MapOf: _map_of,
    Comp: _comp,
    Not: lambda e: (NOT, f"not {_at(NOT, e.of)}"),
    Neg: _neg,
    Binary: _binary,
    IfElse: _if_else,
    Is: _is,
    Match: _match,
    Format: _format,
    Lib: _lib,
    Let: _let,
    Call: _call,
    Otherwise: lambda e: (OTHERWISE, f"{_at(OTHERWISE, e.first)} otherwise {_at(OR, e.then)}"),
    Repeat: _repeat,
}
