"""Expressions of the IR: pure ones, and those that call a node, a tool or a module.

Promise: frozen trees without source text; everything a name could mean is already decided (members, library
functions, calls, inlined metrics). May import: sigc.ir.types."""

from __future__ import annotations

from typing import Literal, TypeAlias

from sigc.base.frozen import frozen
from sigc.ir.types import Type

Operator = Literal["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]


@frozen
class Const:
    """`none`, true, false, a number, a string, or an enum member (as its name, a str)."""

    value: bool | int | float | str | None


@frozen
class Var:
    name: str


@frozen
class Attr:
    """`of.name`. A field of a record; a missing key of a `json` value gives none."""

    of: Expr
    name: str


@frozen
class Index:
    """`of[at]`: a list item (out of range fails) or a map's value (a missing key gives none)."""

    of: Expr
    at: Expr


@frozen
class Slice:
    of: Expr
    lo: Expr | None
    hi: Expr | None


@frozen
class ListOf:
    items: tuple[Expr, ...]


@frozen
class RecordOf:
    """`{ ..base, name = value }`: later fields win over those spread."""

    spreads: tuple[Expr, ...]
    fields: tuple[tuple[str, Expr], ...]


@frozen
class MapOf:
    entries: tuple[tuple[Expr, Expr], ...]


@frozen
class For:
    """`for a, b in source if c1 if c2`."""

    names: tuple[str, ...]
    source: Expr
    conditions: tuple[Expr, ...] = ()


@frozen
class Comp:
    """`[body for … if …]`; with a key, `{key: body for …}`. Elements with calls run in parallel, results in order."""

    body: Expr
    clauses: tuple[For, ...]
    key: Expr | None = None


@frozen
class Not:
    of: Expr


@frozen
class Neg:
    of: Expr


@frozen
class Binary:
    op: Operator
    left: Expr
    right: Expr


@frozen
class IfElse:
    condition: Expr
    then: Expr
    orelse: Expr


@frozen
class Is:
    """`x is Variant`; `variant` None asks for none."""

    of: Expr
    variant: str | None


@frozen
class LitPat:
    """A literal or an enum member's name, or none."""

    value: bool | int | float | str | None


@frozen
class RangePat:
    lo: float
    hi: float


@frozen
class VariantPat:
    """A record variant of a union; `bind` names the value in the arm."""

    name: str
    bind: str | None = None


@frozen
class AnyPat:
    pass


Pattern: TypeAlias = LitPat | RangePat | VariantPat | AnyPat


@frozen
class Arm:
    patterns: tuple[Pattern, ...]
    body: Expr


@frozen
class Match:
    of: Expr
    arms: tuple[Arm, ...]


@frozen
class Shown:
    """A hole of an f-string: the value is shown after its type (member: wire name; record: compact JSON)."""

    of: Expr
    type: Type


@frozen
class Format:
    parts: tuple[str | Shown, ...]


@frozen
class Lib:
    """A function of the pure library, `named` holding keyword arguments such as `key`."""

    name: str
    args: tuple[Expr, ...]
    named: tuple[tuple[str, Expr], ...] = ()


@frozen
class Let:
    """All bindings are evaluated outside the Let, then the body sees them. Inlined metrics and modules use it."""

    bindings: tuple[tuple[str, Expr], ...]
    body: Expr


@frozen
class Call:
    """A call: of a signature's node, a tool, or a module instance; `target` is its key in the Program."""

    kind: Literal["node", "tool", "module"]
    target: str
    args: tuple[tuple[str, Expr], ...]


@frozen
class Otherwise:
    """`first otherwise then`: the second is evaluated only when a call in the first fails."""

    first: Expr
    then: Expr


@frozen
class Repeat:
    """A loop. `carried`: names with their first values. `body`: what each turn binds, in an order in which each reads
    only earlier ones; of a carried name it gives the next value, which `until` sees and the body does not.

    Counted (`most` set): at most `most` turns, fewer where `limit` has a lower value. A fold (`item` set): a turn for
    each item of `source`. `turn`, from 1, is known in the body and in `until`. The value is the record of the carried
    names."""

    carried: tuple[tuple[str, Expr], ...]
    body: tuple[tuple[str, Expr], ...]
    until: Expr | None = None
    most: int | None = None
    limit: Expr | None = None
    item: str | None = None
    source: Expr | None = None


TURN = "turn"
"""The name of a turn's number in the body of a loop."""

Expr: TypeAlias = (
    Const | Var | Attr | Index | Slice | ListOf | RecordOf | MapOf | Comp | Not | Neg | Binary | IfElse | Is | Match
    | Format | Lib | Let | Call | Otherwise | Repeat
)  # fmt: skip


@frozen
class Rule:
    """An `ensure` or `prefer`: a condition over inputs and outputs, the author's words, and its source text."""

    condition: Expr
    text: str = ""
    source: str = ""
