"""What the rules of grammar/ir.lark for names, values, types and expressions mean.

Promise: one method a rule, named like it; a text that parses but means nothing (a bad escape, a name twice, a range
end that is no integer) raises Slip with its place. Only sigc/ir/read.py leads here, because this loads lark.
May import: sigc.ir, lark."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal

from lark import Token, Transformer, v_args

from sigc.base.frozen import frozen
from sigc.ir.expr import (
    AnyPat,
    Arm,
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
    Operator,
    Otherwise,
    Pattern,
    RangePat,
    RecordOf,
    Repeat,
    Shown,
    Slice,
    Var,
    VariantPat,
)
from sigc.ir.media import Medium
from sigc.ir.types import (
    Bool,
    Chat,
    Date,
    DateTime,
    Field,
    Float,
    Int,
    Json,
    List,
    Lit,
    Map,
    Media,
    Nothing,
    Optional,
    Record,
    Ref,
    Str,
    Type,
    Union,
)

FIXED: dict[str, Type] = {
    "bool": Bool(), "date": Date(), "datetime": DateTime(), "json": Json(), "chat": Chat(), "none": Nothing(),
    "image": Media("image"), "audio": Media("audio"), "video": Media("video"), "pdf": Media("pdf"),
    "true": Lit(True), "false": Lit(False),
}  # fmt: skip
WORDS: dict[str, bool | None] = {"none": None, "true": True, "false": False}
CALLED: tuple[Literal["node", "tool", "module"], ...] = ("node", "tool", "module")


class Slip(Exception):
    """A text that parses but means nothing; `start` and `end` in code points."""

    def __init__(self, message: str, token: Token) -> None:
        super().__init__(message)
        self.message = message
        self.start = token.start_pos or 0
        self.end = self.start + len(token)


@frozen
class Spread:
    of: Expr


@frozen
class Refined:
    lo: int | float | None = None
    hi: int | float | None = None
    pattern: str | None = None
    token: Token | None = None


def text_of(token: Token) -> str:
    """The string that a STRING or QUOTED token spells."""
    try:
        return str(json.loads(f'"{token[1:-1]}"', strict=False))
    except ValueError:
        raise Slip("a string with an escape that JSON lacks", token) from None


def table(pairs: Iterable[tuple[Token, Any]], what: str) -> dict[str, Any]:
    """A dict of named things; a name twice is a slip."""
    made: dict[str, Any] = {}
    for name, value in pairs:
        if name in made:
            raise Slip(f"{what} `{name}` stands here twice", name)
        made[str(name)] = value
    return made


def _present(items: Iterable[Any]) -> list[Any]:
    return [item for item in items if item is not None]


@v_args(inline=True)
class ExprBuilder(Transformer[Token, Any]):
    """Rules below the level of declarations. Names and strings stay tokens, which know their place, until they are
    stored."""

    def name(self, token: Token) -> Token:
        return token.update(value=text_of(token)) if token.type == "QUOTED" else token

    def path(self, first: Token, *more: Token | None) -> Token:
        *parts, number = more
        text = ".".join([first, *(str(part) for part in parts)]) + (f"#{number}" if number is not None else "")
        return first.update(value=text)

    def type_path(self, first: Token, *more: Token | None) -> Token:
        return self.path(self.name(first), *more)

    # values

    def literal(self, token: Token) -> bool | str | None:
        return text_of(token) if token.type == "STRING" else WORDS[str(token)]

    def number(self, token: Token) -> int | float:
        return float(token) if any(c in token for c in ".eE") else int(token)

    def negative(self, token: Token) -> int | float:
        return -self.number(token)

    def record(self, *entries: tuple[Token, Any]) -> dict[str, Any]:
        return table(entries, "the key")

    def entry(self, key: Token, value: Any) -> tuple[Token, Any]:
        return (key.update(value=text_of(key)) if key.type == "STRING" else key), value

    def date_value(self, token: Token) -> date:
        try:
            return date.fromisoformat(text_of(token))
        except ValueError:
            raise Slip("no date", token) from None

    def datetime_value(self, token: Token) -> datetime:
        try:
            return datetime.fromisoformat(text_of(token))
        except ValueError:
            raise Slip("no datetime", token) from None

    def medium_value(self, kind: Any, mime: Token, spelled: Token) -> Medium:
        url, held = text_of(spelled), spelled.startswith('"data:')
        return Medium(str(kind), text_of(mime), url.partition(",")[2] if held else "", "" if held else url)  # type: ignore[arg-type]

    def list_value(self, *items: Any) -> Any:
        return [*items]

    def tuple_value(self, *items: Any) -> Any:
        return items

    # types

    def union(self, *options: Type) -> Type:
        return Union(options)

    def optional(self, item: Type) -> Type:
        return Optional(item)

    def str_type(self, refined: Refined | None) -> Type:
        lo, hi = _whole(refined)
        return Str(lo, hi, refined.pattern if refined else None)

    def int_type(self, refined: Refined | None) -> Type:
        return Int(*_whole(_unmatched(refined)))

    def float_type(self, refined: Refined | None) -> Type:
        bounds = _unmatched(refined) or Refined()
        return Float(*(None if end is None else float(end) for end in (bounds.lo, bounds.hi)))

    def list_type(self, item: Type, refined: Refined | None) -> Type:
        return List(item, *_whole(_unmatched(refined)))

    def map_type(self, value: Type) -> Type:
        return Map(value)

    def record_type(self, *fields: Field | None) -> Type:
        return Record((*_present(fields),))

    def ref_type(self, path: Token) -> Type:
        return Ref(str(path))

    def literal_type(self, value: Any) -> Type:
        return Lit(text_of(value) if isinstance(value, Token) else value)

    def json_type(self, matching: Token) -> Type:
        return Json(schema=text_of(matching)) if matching.type == "STRING" else Json(path=str(matching))

    def fixed_type(self, word: Token) -> Type:
        return FIXED[str(word)]

    def refined(self, *rules: Refined) -> Refined:
        first, last = rules[0], rules[-1]
        return Refined(first.lo, first.hi, last.pattern, last.token)

    def bounds(self, lo: int | float | None, hi: int | float | None) -> Refined:
        return Refined(lo, hi)

    def matching(self, pattern: Token) -> Refined:
        return Refined(pattern=text_of(pattern), token=pattern)

    # expressions

    def constant(self, value: Any) -> Expr:
        return Const(value)

    constant_number = constant

    def var(self, name: Token) -> Expr:
        return Var(str(name))

    def attr(self, of: Expr, name: Token) -> Expr:
        return Attr(of, str(name))

    def index(self, of: Expr, at: Expr) -> Expr:
        return Index(of, at)

    def slice(self, of: Expr, lo: Expr | None, hi: Expr | None) -> Expr:
        return Slice(of, lo, hi)

    def list_of(self, *items: Expr | None) -> Expr:
        return ListOf((*_present(items),))

    def bind(self, name: Token, value: Expr) -> tuple[Token, Expr]:
        return name, value

    def spread(self, of: Expr) -> Spread:
        return Spread(of)

    def record_of(self, *parts: Any) -> Expr:
        given = _present(parts)
        spreads = tuple(part.of for part in given if isinstance(part, Spread))
        return RecordOf(spreads, _named(part for part in given if not isinstance(part, Spread)))

    def map_entry(self, key: Expr, value: Expr) -> tuple[Expr, Expr]:
        return key, value

    def map_of(self, *entries: tuple[Expr, Expr]) -> Expr:
        return MapOf(entries)

    def comp(self, body: Expr, *clauses: For) -> Expr:
        return Comp(body, clauses)

    def map_comp(self, key: Expr, body: Expr, *clauses: For) -> Expr:
        return Comp(body, clauses, key)

    def for_(self, names: tuple[str, ...], source: Expr, *conditions: Expr) -> For:
        return For(names, source, conditions)

    def for_names(self, *names: Token) -> Any:
        return (*(str(name) for name in names),)

    def condition(self, condition: Expr) -> Expr:
        return condition

    def not_(self, of: Expr) -> Expr:
        return Not(of)

    def neg(self, of: Expr) -> Expr:
        return Neg(of)

    def compare(self, left: Expr, op: Any, right: Expr) -> Expr:
        return Binary(_operator(op), left, right)

    product = sum = compare

    def minus(self, left: Expr, right: Expr) -> Expr:
        return Binary("-", left, right)

    def in_(self, left: Expr, right: Expr) -> Expr:
        return Binary("in", left, right)

    def not_in(self, left: Expr, right: Expr) -> Expr:
        return Binary("not in", left, right)

    def and_(self, left: Expr, right: Expr) -> Expr:
        return Binary("and", left, right)

    def or_(self, left: Expr, right: Expr) -> Expr:
        return Binary("or", left, right)

    def none(self) -> None:
        return None

    def is_(self, of: Expr, variant: Token | None) -> Expr:
        return Is(of, None if variant is None else str(variant))

    def otherwise(self, first: Expr, then: Expr) -> Expr:
        return Otherwise(first, then)

    def if_else(self, then: Expr, condition: Expr, orelse: Expr) -> Expr:
        return IfElse(condition, then, orelse)

    def let_in(self, *parts: Any) -> Expr:
        *bindings, body = parts
        return Let(_named(_present(bindings)), body)

    def match(self, of: Expr, *arms: Arm | None) -> Expr:
        return Match(of, (*_present(arms),))

    def arm(self, *parts: Any) -> Arm:
        *patterns, body = parts
        return Arm((*patterns,), body)

    def counted(self, most: Any, limit: Expr | None) -> Repeat:
        return Repeat((), (), most=int(most), limit=limit)

    def fold(self, item: Token, source: Expr) -> Repeat:
        return Repeat((), (), item=str(item), source=source)

    def turns(self, *bindings: Any) -> Any:
        return _named(_present(bindings))

    def repeat(self, head: Repeat, carried: Any, until: Expr | None, body: Any) -> Expr:
        return replace(head, carried=carried, until=until, body=body)

    def literal_pattern(self, value: Any) -> Pattern:
        return LitPat(value)

    def range_pattern(self, lo: int | float, hi: int | float) -> Pattern:
        return RangePat(lo, hi)

    def variant(self, path: Token, bind: Token | None) -> Pattern:
        return VariantPat(str(path), None if bind is None else str(bind))

    def any_pattern(self) -> Pattern:
        return AnyPat()

    def positional(self, value: Expr) -> Spread:
        return Spread(value)

    def lib(self, name: Token, *parts: Any) -> Expr:
        given = _present(parts)
        args = tuple(part.of for part in given if isinstance(part, Spread))
        return Lib(str(name), args, _named(part for part in given if not isinstance(part, Spread)))

    def format(self, *parts: Any) -> Expr:
        return Format((*(text_of(p) if isinstance(p, Token) else p for p in _present(parts)),))

    def shown(self, of: Expr, type_: Type) -> Shown:
        return Shown(of, type_)

    def call(self, kind: Token, target: Token, *args: Any) -> Expr:
        for word in CALLED:
            if word == kind:
                return Call(word, str(target), _named(_present(args)))
        raise Slip("only a node, a tool or a module is called", kind)


def _named(pairs: Iterable[tuple[Token, Expr]]) -> Any:
    return (*((str(name), value) for name, value in pairs),)


def _operator(token: Any) -> Operator:
    return token.value  # type: ignore[no-any-return]


def _whole(refined: Refined | None) -> tuple[int | None, int | None]:
    if refined is None:
        return None, None
    return _int(refined.lo), _int(refined.hi)


def _int(end: int | float | None) -> int | None:
    return None if end is None else int(end)


def _unmatched(refined: Refined | None) -> Refined | None:
    if refined is not None and refined.pattern is not None and refined.token is not None:
        raise Slip("only a str has a pattern", refined.token)
    return refined
