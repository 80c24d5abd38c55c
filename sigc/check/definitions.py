"""Fields, enums and records: what declarations put into the table of types.

Promise: fields come without defaults, which need all types first; a record that contains itself is refused.
May import: sigc.base, ir, syntax, check/core, check/types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sigc.base.diagnostic import error
from sigc.base.source import Span
from sigc.check.core import Checker
from sigc.check.derive import scope_at
from sigc.check.fit import UNKNOWN
from sigc.check.labels import labels_of
from sigc.check.scope import Scope, Symbol
from sigc.check.types import resolve
from sigc.ir.types import EnumDef, Field, Member, Record, RecordDef, Ref, Type, fields_of
from sigc.syntax import ast

RESERVED_FIELD = "is"


def fields(
    c: Checker, decls: Iterable[ast.FieldDecl | ast.SpreadFields], scope: Scope, seen: dict[str, Span], role: str
) -> tuple[Field, ...]:
    """Typed fields without defaults (those need all types first). `seen` collects names and their places."""
    found: list[Field] = []
    for decl in decls:
        name = decl.name
        if isinstance(decl, ast.SpreadFields):
            c.error("SIG0333", f"`{name.text}` is no parameter", decl.span, "not a signature to take fields from",
                    note="`..S` stands for the fields of a parameter, as in `module Name[S: signature]`")  # fmt: skip
            continue
        type_ = resolve(c, decl.type, scope_at(c, scope, decl.span))
        labels = labels_of(c, decl.labels)
        if name.text == RESERVED_FIELD:
            c.error(
                "SIG0211", "`is` is reserved", name.span, "names the variant of a union", help="choose another name"
            )
            continue
        if name.text in seen:
            _clash(c, name, seen[name.text], role)
            continue
        seen[name.text] = name.span
        description = decl.description.value if decl.description else ""
        found.append(Field(name.text, type_, description, labels=labels, span=name.span))
    return tuple(found)


def _clash(c: Checker, name: ast.Name, first: Span, role: str) -> None:
    if role == "output":
        found = error(
            "SIG0312",
            f"`{name.text}` is a field already",
            name.span,
            "an output may not bear this name",
            note="inputs and outputs share one namespace, so that rules can name both",
        )
    else:
        found = error("SIG0202", f"`{name.text}` is declared twice", name.span, "declared again here")
    c.report(found.seen(first, "first declared here"))


def define(c: Checker, symbol: Symbol) -> None:
    """Put an enum or record into the table of types."""
    if isinstance(symbol.decl, ast.EnumDecl):
        c.types[symbol.key] = _enum(c, symbol, symbol.decl)
    elif isinstance(symbol.decl, ast.RecordDecl):
        scope = c.world.scopes[symbol.path]
        places: dict[str, Span] = {}
        found = fields(c, symbol.decl.fields, scope, places, "field")
        c.places[symbol.key] = places
        decl = symbol.decl
        if not found and not decl.fields:
            c.error(
                "SIG0329", f"`{symbol.name}` has no fields", symbol.span, "empty", help="give it `name: Type` fields"
            )
        description = decl.description.value if decl.description else ""
        c.types[symbol.key] = RecordDef(symbol.key, found, description)


def _enum(c: Checker, symbol: Symbol, decl: ast.EnumDecl) -> EnumDef:
    members: list[Member] = []
    places: dict[str, tuple[Span, str]] = {}
    for each in decl.members:
        member = Member(
            each.name.text, each.description.value if each.description else "", each.alias.value if each.alias else None
        )
        span = each.alias.span if each.alias else each.name.span
        clash = next((w for w in dict.fromkeys((member.name, member.wire)) if w in places), None)
        if clash is not None:
            found = error(
                "SIG0202",
                f"`{clash}` names two members",
                span,
                "again here",
                note="members and their `as` spellings must all differ: data and replies may use either",
            )
            c.report(found.seen(places[clash][0], "first here"))
            continue
        for word in (member.name, member.wire):
            places[word] = (span, member.name)
        members.append(member)
    if not decl.members:
        c.error("SIG0329", f"`{symbol.name}` has no members", symbol.span, "empty")
    return EnumDef(symbol.key, tuple(members), decl.description.value if decl.description else "")


def refuse_infinite(c: Checker, symbols: Iterable[Symbol]) -> None:
    """A record that contains itself without `?`, `[ ]` or `{ }` has no finite value."""
    for symbol in symbols:
        definition = c.types.get(symbol.key)
        if not isinstance(definition, RecordDef) or not isinstance(symbol.decl, ast.RecordDecl):
            continue
        for field in definition.fields:
            if symbol.key in _direct(c, field.type, set()):
                decl = next(d for d in symbol.decl.fields if d.name.text == field.name)
                c.error(
                    "SIG0304",
                    f"`{symbol.name}` contains itself",
                    decl.type.span,
                    "a value would never end",
                    note="records are recursive through `?`, `[ ]` or `{ }`",
                    help="make it optional: add `?`",
                )
                kept = tuple(replace(f, type=UNKNOWN) if f.name == field.name else f for f in definition.fields)
                c.types[symbol.key] = replace(definition, fields=kept)
                break


def _direct(c: Checker, type_: Type, seen: set[str]) -> set[str]:
    """Names of records that every value of the type contains."""
    if isinstance(type_, Ref) and type_.name not in seen:
        seen.add(type_.name)
        for field in fields_of(type_, c.types) or ():
            _direct(c, field.type, seen)
    elif isinstance(type_, Record):
        for field in type_.fields:
            _direct(c, field.type, seen)
    return seen
