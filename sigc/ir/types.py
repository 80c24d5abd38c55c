"""Types of the language after checking: closed, frozen, comparable.

Promise: a type is plain data; named types are references (`Ref`) into a `Types` table, so recursion is no problem.
May import: sigc.base (expressions are referred to as a string annotation only)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal, TypeAlias

from sigc.base.frozen import frozen
from sigc.base.source import Span

if TYPE_CHECKING:
    from sigc.ir.expr import Expr, Rule


@frozen
class Str:
    """Text. Lengths count code points, ends included; `pattern` must match the whole string (Rust regex dialect)."""

    min: int | None = None
    max: int | None = None
    pattern: str | None = None


@frozen
class Int:
    lo: int | None = None
    hi: int | None = None


@frozen
class Float:
    lo: float | None = None
    hi: float | None = None


@frozen
class Bool:
    pass


@frozen
class Date:
    pass


@frozen
class DateTime:
    pass


@frozen
class Json:
    """Any JSON value. In an output of a signature it may have to match a JSON Schema: that of an input, `path` such as
    `schema` or `form.schema`, or the one that `schema` spells as JSON."""

    path: str | None = field(default=None, metadata={"late": True})
    schema: str | None = field(default=None, metadata={"late": True})


@frozen
class Media:
    kind: Literal["image", "audio", "video", "pdf"]


@frozen
class Chat:
    """A list of turns."""


@frozen
class Nothing:
    """The type of `none`."""


@frozen
class Lit:
    """One literal: a string, an integer or a bool."""

    value: str | int


@frozen
class List:
    item: Type
    min: int | None = None
    max: int | None = None


@frozen
class Map:
    """Keys are str."""

    value: Type


@frozen
class Optional:
    item: Type


@frozen
class Union:
    """At least two options, none of them a Union or Optional, in declared order."""

    options: tuple[Type, ...]


@frozen
class Ref:
    """A named record or enum: a key of `Types`."""

    name: str


@frozen
class Record:
    """A structural record: a record literal's type, a callable's outputs."""

    fields: tuple[Field, ...]


Type: TypeAlias = (
    Str
    | Int
    | Float
    | Bool
    | Date
    | DateTime
    | Json
    | Media
    | Chat
    | Nothing
    | Lit
    | List
    | Map
    | Optional
    | Union
    | Ref
    | Record
)


@frozen
class Field:
    """A named, typed place: of a record, an input or an output. `wire`: the spelling a model sees, if another."""

    name: str
    type: Type
    description: str = ""
    default: Expr | None = None
    labels: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False)


@frozen
class Member:
    """One of an enum's values. Values in memory are the `name`; prompts and replies use the `wire` spelling."""

    name: str
    description: str = ""
    alias: str | None = None

    @property
    def wire(self) -> str:
        return self.alias if self.alias is not None else self.name


@frozen
class EnumDef:
    name: str
    members: tuple[Member, ...]
    description: str = ""

    def member(self, name: str) -> Member | None:
        """The member of this name or wire spelling."""
        return next((m for m in self.members if name in (m.name, m.wire)), None)


@frozen
class RecordDef:
    name: str
    fields: tuple[Field, ...]
    description: str = ""
    doc: str = ""
    ensures: tuple[Rule, ...] = field(default=())


CHAT_TURN = Record(
    (
        Field("role", Union((Lit("user"), Lit("assistant"), Lit("tool")))),
        Field("text", Str()),
        Field("name", Optional(Str())),
    )
)
"""One turn of a chat."""

TypeDef: TypeAlias = EnumDef | RecordDef
Types: TypeAlias = Mapping[str, TypeDef]


def fields_of(type_: Type, types: Types) -> tuple[Field, ...] | None:
    """The fields of a record type, named or structural; None for everything else."""
    if isinstance(type_, Record):
        return type_.fields
    found = types.get(type_.name) if isinstance(type_, Ref) else None
    return found.fields if isinstance(found, RecordDef) else None


def enum_of(type_: Type, types: Types) -> EnumDef | None:
    """The enum that a type names, or None."""
    found = types.get(type_.name) if isinstance(type_, Ref) else None
    return found if isinstance(found, EnumDef) else None


def closed_set(type_: Type, types: Types) -> tuple[str, ...] | None:
    """Wire spellings when the type is an enum, a string literal or a union of string literals; else None."""
    enum = enum_of(type_, types)
    if enum:
        return tuple(m.wire for m in enum.members)
    options = type_.options if isinstance(type_, Union) else (type_,)
    words = tuple(o.value for o in options if isinstance(o, Lit) and isinstance(o.value, str))
    return words if words and len(words) == len(options) else None


def holds_media(type_: Type, types: Types, inside: frozenset[str] = frozenset()) -> bool:
    """Can a value of this type hold a medium? `inside`: the named types that are being looked into."""
    match type_:
        case Media():
            return True
        case List(item=inner) | Optional(item=inner) | Map(value=inner):
            return holds_media(inner, types, inside)
        case Union(options=options):
            return any(holds_media(option, types, inside) for option in options)
        case Ref(name=name):
            below = inside | {name}
            fields = () if name in inside else fields_of(type_, types) or ()
            return any(holds_media(f.type, types, below) for f in fields)
        case Record(fields=fields):
            return any(holds_media(f.type, types, inside) for f in fields)
    return False
