"""Expressions of the IR: pure ones, and those that call a node, a tool or a module.

Promise: frozen trees without source text; everything a name could mean is already decided (members, library
functions, calls, inlined metrics). May import: sigc.ir.types."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sigc.ir.types import Type

Operator = Literal["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "in", "not in", "and", "or"]


@dataclass(frozen=True, slots=True)
class Const:
    """`none`, true, false, a number, a string, or an enum member (as its name, a str)."""

    value: bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class Var:
    name: str


@dataclass(frozen=True, slots=True)
class Attr:
    """`of.name`. A field of a record; a missing key of a `json` value gives none."""

    of: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """`of[at]`: a list item (out of range fails) or a map's value (a missing key gives none)."""

    of: Expr
    at: Expr


@dataclass(frozen=True, slots=True)
class Slice:
    of: Expr
    lo: Expr | None
    hi: Expr | None


@dataclass(frozen=True, slots=True)
class ListOf:
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class RecordOf:
    """`{ ..base, name = value }`: later fields win over those spread."""

    spreads: tuple[Expr, ...]
    fields: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class MapOf:
    entries: tuple[tuple[Expr, Expr], ...]


@dataclass(frozen=True, slots=True)
class For:
    """`for a, b in source if c1 if c2`."""

    names: tuple[str, ...]
    source: Expr
    conditions: tuple[Expr, ...] = ()


@dataclass(frozen=True, slots=True)
class Comp:
    """`[body for … if …]`; with a key, `{key: body for …}`. Elements with calls run in parallel, results in order."""

    body: Expr
    clauses: tuple[For, ...]
    key: Expr | None = None


@dataclass(frozen=True, slots=True)
class Not:
    of: Expr


@dataclass(frozen=True, slots=True)
class Neg:
    of: Expr


@dataclass(frozen=True, slots=True)
class Binary:
    op: Operator
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class IfElse:
    condition: Expr
    then: Expr
    orelse: Expr


@dataclass(frozen=True, slots=True)
class Is:
    """`x is Variant`; `variant` None asks for none."""

    of: Expr
    variant: str | None


@dataclass(frozen=True, slots=True)
class LitPat:
    """A literal or an enum member's name, or none."""

    value: bool | int | float | str | None


@dataclass(frozen=True, slots=True)
class RangePat:
    lo: float
    hi: float


@dataclass(frozen=True, slots=True)
class VariantPat:
    """A record variant of a union; `bind` names the value in the arm."""

    name: str
    bind: str | None = None


@dataclass(frozen=True, slots=True)
class AnyPat:
    pass


Pattern: TypeAlias = LitPat | RangePat | VariantPat | AnyPat


@dataclass(frozen=True, slots=True)
class Arm:
    patterns: tuple[Pattern, ...]
    body: Expr


@dataclass(frozen=True, slots=True)
class Match:
    of: Expr
    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A hole of an f-string: the value is shown after its type (member: wire name; record: compact JSON)."""

    of: Expr
    type: Type


@dataclass(frozen=True, slots=True)
class Format:
    parts: tuple[str | Shown, ...]


@dataclass(frozen=True, slots=True)
class Lib:
    """A function of the pure library, `named` holding keyword arguments such as `key`."""

    name: str
    args: tuple[Expr, ...]
    named: tuple[tuple[str, Expr], ...] = ()


@dataclass(frozen=True, slots=True)
class Let:
    """All bindings are evaluated outside the Let, then the body sees them. Inlined metrics and modules use it."""

    bindings: tuple[tuple[str, Expr], ...]
    body: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """A call: of a signature's node, a tool, or a module instance; `target` is its key in the Program."""

    kind: Literal["node", "tool", "module"]
    target: str
    args: tuple[tuple[str, Expr], ...]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """`first otherwise then`: the second is evaluated only when a call in the first fails."""

    first: Expr
    then: Expr


Expr: TypeAlias = (
    Const | Var | Attr | Index | Slice | ListOf | RecordOf | MapOf | Comp | Not | Neg | Binary | IfElse | Is | Match
    | Format | Lib | Let | Call | Otherwise
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """An `ensure` or `prefer`: a condition over inputs and outputs, the author's words, and its source text."""

    condition: Expr
    text: str = ""
    source: str = ""
