"""The evaluator of pure expressions: each is compiled once into a closure, then run as often as needed.

Promise: `evaluate` returns a value or raises ValueFailure; `and`, `or`, `if`, `match` and `otherwise` evaluate only
what they choose. An expression that holds a call is not pure: runtime/ evaluates it with the same operations.
May import: sigc.ir, sigc.values.

Reading order: COMPILE at the end has one entry a node class; each entry makes `(env, types) -> value`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from sigc.ir.expr import (
    TURN,
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
    MapOf,
    Match,
    Neg,
    Not,
    Otherwise,
    RecordOf,
    Repeat,
    Shown,
    Slice,
    Var,
)
from sigc.ir.types import Types
from sigc.values.library import LIBRARY
from sigc.values.operations import (
    MAX_ITEMS,
    OPERATIONS,
    ValueFailure,
    attr_,
    bounded_text,
    index_,
    items_of,
    map_key,
    negate,
    slice_,
    spread_,
    weigh,
)
from sigc.values.patterns import bound_by, is_variant, matches_pattern
from sigc.values.wire import show_value

Env: TypeAlias = Mapping[str, Any]
Code: TypeAlias = Callable[[Env, Types], Any]


def evaluate(expr: Expr, env: Env, types: Types) -> Any:
    """The value of a pure expression, names taken from `env`. Raises ValueFailure when it has none."""
    return compiled(expr)(env, types)


def compiled(expr: Expr) -> Code:
    """The expression as a function of names and types. The same object is compiled once."""
    return _compiled(_Same(expr))


class _Same:
    """A cache key by identity: equality would take the literal `1` for `true`, and hashing a tree is slow."""

    __slots__ = ("expr",)

    def __init__(self, expr: Expr) -> None:
        self.expr = expr

    def __hash__(self) -> int:
        return id(self.expr)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.expr is self.expr


@lru_cache(maxsize=4096)
def _compiled(key: _Same) -> Code:
    return _code(key.expr)


def _code(expr: Expr) -> Code:
    return COMPILE[type(expr)](expr)


def _const(expr: Const) -> Code:
    value = expr.value
    return lambda env, types: value


def _var(expr: Var) -> Code:
    name = expr.name
    return lambda env, types: env[name]


def _attr(expr: Attr) -> Code:
    of, name = _code(expr.of), expr.name
    return lambda env, types: attr_(of(env, types), name)


def _index(expr: Index) -> Code:
    of, at = _code(expr.of), _code(expr.at)
    return lambda env, types: index_(of(env, types), at(env, types))


def _slice(expr: Slice) -> Code:
    of, lo, hi = _code(expr.of), _code(expr.lo or Const(None)), _code(expr.hi or Const(None))
    return lambda env, types: slice_(of(env, types), lo(env, types), hi(env, types))


def _list_of(expr: ListOf) -> Code:
    items = [_code(item) for item in expr.items]
    return lambda env, types: [item(env, types) for item in items]


def _record_of(expr: RecordOf) -> Code:
    spreads = [_code(spread) for spread in expr.spreads]
    fields = [(name, _code(value)) for name, value in expr.fields]

    def run(env: Env, types: Types) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for spread in spreads:
            record.update(spread_(spread(env, types)))
        for name, value in fields:
            record[name] = value(env, types)
        return record

    return run


def _map_of(expr: MapOf) -> Code:
    entries = [(_code(key), _code(value)) for key, value in expr.entries]
    return lambda env, types: {map_key(key(env, types)): value(env, types) for key, value in entries}


def _comp(expr: Comp) -> Code:
    body, key = _code(expr.body), _code(expr.key) if expr.key is not None else None
    clauses = [_clause(clause) for clause in expr.clauses]

    def run(env: Env, types: Types) -> Any:
        made: list[Any] = []
        keys: list[str] = []
        weight = 0
        for scope in _scopes(clauses, 0, dict(env), types):
            if key is not None:
                keys.append(map_key(key(scope, types)))
            value = body(scope, types)
            weight = weigh(value, weight) if isinstance(value, list | dict | str) else weight
            made.append(value)
            if len(made) > MAX_ITEMS:
                raise ValueFailure(f"the list has more than {MAX_ITEMS} items")
        return made if key is None else dict(zip(keys, made, strict=True))

    return run


Clause: TypeAlias = tuple[tuple[str, ...], Code, list[Code]]


def _clause(clause: For) -> Clause:
    return clause.names, _code(clause.source), [_code(condition) for condition in clause.conditions]


def _scopes(clauses: list[Clause], depth: int, outer: dict[str, Any], types: Types) -> Iterator[dict[str, Any]]:
    """The scopes in which the body is evaluated. One copy serves all turns of a clause: no closure keeps it."""
    names, source, conditions = clauses[depth]
    scope = dict(outer)
    for item in items_of(source(outer, types), len(names)):
        if len(names) == 1:
            scope[names[0]] = item
        else:
            scope.update(zip(names, item, strict=True))
        for condition in conditions:
            if not condition(scope, types):
                break
        else:
            if depth + 1 < len(clauses):
                yield from _scopes(clauses, depth + 1, scope, types)
            else:
                yield scope


def _not(expr: Not) -> Code:
    of = _code(expr.of)
    return lambda env, types: not of(env, types)


def _neg(expr: Neg) -> Code:
    of = _code(expr.of)
    return lambda env, types: negate(of(env, types))


def _binary(expr: Binary) -> Code:
    left, right = _code(expr.left), _code(expr.right)
    if expr.op == "and":
        return lambda env, types: left(env, types) and right(env, types)
    if expr.op == "or":
        return lambda env, types: left(env, types) or right(env, types)
    operation = OPERATIONS[expr.op]
    return lambda env, types: operation(left(env, types), right(env, types))


def _if_else(expr: IfElse) -> Code:
    condition, then, orelse = _code(expr.condition), _code(expr.then), _code(expr.orelse)
    return lambda env, types: then(env, types) if condition(env, types) else orelse(env, types)


def _is(expr: Is) -> Code:
    of, variant = _code(expr.of), expr.variant
    return lambda env, types: is_variant(of(env, types), variant, types)


def _match(expr: Match) -> Code:
    of = _code(expr.of)
    arms = [(arm.patterns, _code(arm.body)) for arm in expr.arms]

    def run(env: Env, types: Types) -> Any:
        value = of(env, types)
        for patterns, body in arms:
            for pattern in patterns:
                if matches_pattern(value, pattern, types):
                    bound = bound_by(value, pattern)
                    return body({**env, **bound} if bound else env, types)
        raise ValueFailure("no arm of the match fits the value")

    return run


def _format(expr: Format) -> Code:
    parts = [part if isinstance(part, str) else _shown(part) for part in expr.parts]

    def run(env: Env, types: Types) -> str:
        return bounded_text("".join(p if isinstance(p, str) else p(env, types) for p in parts))

    return run


def _shown(part: Shown) -> Code:
    of, type_ = _code(part.of), part.type
    return lambda env, types: show_value(of(env, types), type_, types)


def _lib(expr: Lib) -> Code:
    call = LIBRARY[expr.name].call
    args = [_code(arg) for arg in expr.args]
    named = [(name, _code(value)) for name, value in expr.named]
    if not named:
        return lambda env, types: call(*[arg(env, types) for arg in args])
    return lambda env, types: call(
        *[arg(env, types) for arg in args], **{name: value(env, types) for name, value in named}
    )


def _let(expr: Let) -> Code:
    bindings = [(name, _code(value)) for name, value in expr.bindings]
    body = _code(expr.body)

    def run(env: Env, types: Types) -> Any:
        return body({**env, **{name: value(env, types) for name, value in bindings}}, types)

    return run


def _repeat(expr: Repeat) -> Code:
    firsts = [(name, _code(value)) for name, value in expr.carried]
    source = _code(expr.source) if expr.source is not None else None
    limit = _code(expr.limit) if expr.limit is not None else None
    body = [(name, _code(value)) for name, value in expr.body]
    until = _code(expr.until) if expr.until is not None else None

    def run(env: Env, types: Types) -> Any:
        carried = {name: first(env, types) for name, first in firsts}
        asked = limit(env, types) if limit is not None else None
        for turn, item in enumerate(turns_of(expr, source(env, types) if source else None, asked), 1):
            made = {**env, **carried, TURN: turn}
            if expr.item is not None:
                made[expr.item] = item
            new: dict[str, Any] = {}
            for name, value in body:
                (new if name in carried else made)[name] = value(made, types)
            carried |= new
            if until is not None and until({**made, **new}, types):
                break
        return carried

    return run


def turns_of(loop: Repeat, source: Any, limit: Any) -> Iterable[Any]:
    """What a loop runs over, once what stands at its head is known."""
    if loop.item is not None:
        return items_of(source, 1)
    most = loop.most or 0
    if limit is None:
        return range(most)
    if not isinstance(limit, int):
        raise ValueFailure("the number of turns of a loop is no integer")
    return range(min(most, limit))


def _otherwise(expr: Otherwise) -> Code:
    """Only calls can fail in the sense of `otherwise`, and a pure expression has none: the first side decides."""
    return _code(expr.first)


def _call(expr: Call) -> Code:
    raise TypeError(f"a call of the {expr.kind} {expr.target} is no pure expression")


COMPILE: dict[type, Callable[[Any], Code]] = {
    Const: _const,
    Var: _var,
    Attr: _attr,
    Index: _index,
    Slice: _slice,
    ListOf: _list_of,
    RecordOf: _record_of,
    MapOf: _map_of,
    Comp: _comp,
    Not: _not,
    Neg: _neg,
    Binary: _binary,
    IfElse: _if_else,
    Is: _is,
    Match: _match,
    Format: _format,
    Lib: _lib,
    Let: _let,
    Otherwise: _otherwise,
    Repeat: _repeat,
    Call: _call,
}
