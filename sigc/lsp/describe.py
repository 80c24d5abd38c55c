"""A thing in words: its declaration in the spelling of the language, what it is for, its type and labels.

Promise: Markdown whose code blocks hold checked text only; English of the source is shown as English.
May import: sigc.base, ir, syntax, check; lsp/facts, index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sigc.base.source import Span
from sigc.check.scope import CALLABLE, Symbol
from sigc.ir.spell import spell
from sigc.ir.types import EnumDef, Field, Type
from sigc.lsp.facts import Facts
from sigc.lsp.index import Thing
from sigc.syntax import ast

MOST = 30
"""Members and fields that are shown of one declaration."""


def described(thing: Thing, facts: Facts, type_: Type | None = None) -> list[str]:
    """Paragraphs of Markdown. `facts`: of the file that declares it; `type_`: what is known of its value at the place
    that was asked for."""
    symbol = symbol_at(facts, thing.span)
    if symbol is not None:
        return [_code(_head(symbol, facts)), *_english(symbol.decl)]
    return [_code([_line(thing, facts, type_)]), *_english(thing.node)]


def symbol_at(facts: Facts, place: Span) -> Symbol | None:
    """The declaration of a file whose name stands at a place."""
    return next((s for s in facts.checker.world.symbols if s.span == place), None)


def field_line(field: Field, role: str = "") -> str:
    """`input mail: str @pii`."""
    marks = "".join(f" @{label}" for label in field.labels)
    return f"{role} {field.name}: {spell(field.type)}{marks}".strip()


def _code(lines: Iterable[str]) -> str:
    return "\n".join(["```sig", *lines, "```"])


def _head(symbol: Symbol, facts: Facts) -> Iterator[str]:
    decl, c = symbol.decl, facts.checker
    if symbol.kind in CALLABLE:
        header = c.header(symbol)
        subject = f" for {decl.subject.text}" if isinstance(decl, ast.MetricDecl) and decl.subject is not None else ""
        of = decl.params if isinstance(decl, ast.ModuleDecl) else ()
        params = ", ".join(f"{p.name.text}: {p.kind.text}" for p in of)
        yield f"{symbol.kind} {symbol.name}" + (f"[{params}]" if params else "") + subject
        yield from (f"  {field_line(f, 'input')}" for f in header.inputs[:MOST])
        yield from (f"  {field_line(f, 'output')}" for f in header.outputs[:MOST])
        return
    definition = c.types.get(symbol.key)
    if isinstance(definition, EnumDef):
        yield f"enum {symbol.name}"
        yield from (f"  {m.name}" + (f' as "{m.alias}"' if m.alias else "") for m in definition.members[:MOST])
        return
    if definition is not None:
        yield f"type {symbol.name}"
        yield from (f"  {field_line(f)}" for f in definition.fields[:MOST])
        return
    yield _short(symbol, facts)


def _short(symbol: Symbol, facts: Facts) -> str:
    decl = symbol.decl
    match decl:
        case ast.AliasDecl():
            type_ = facts.checker.aliases.get(symbol.key)
            return f"type {symbol.name} = {spell(type_)}" if type_ is not None else f"type {symbol.name}"
        case ast.ModelDecl():
            return f'model {symbol.name} = "{decl.id.value}"'
        case ast.DataDecl():
            return f"data {symbol.name}: {decl.subject.text}"
        case ast.BuildDecl() | ast.GateDecl():
            return f"{symbol.kind} {symbol.name} for {decl.subject.text}"
    return f"{symbol.kind} {symbol.name}"


def _line(thing: Thing, facts: Facts, type_: Type | None) -> str:
    """A member, a field, a binding or a name in an expression."""
    if thing.kind == "member" and isinstance(thing.owner, ast.EnumDecl):
        alias = thing.node.alias if isinstance(thing.node, ast.MemberDecl) else None
        return f"{thing.owner.name.text}.{thing.name}" + (f' as "{alias.value}"' if alias is not None else "")
    declared = field_at(facts, thing.span)
    role = thing.kind if thing.kind in ("input", "output") else ""
    if declared is not None:
        return field_line(Field(declared.name, type_ or declared.type, labels=declared.labels), role)
    if thing.kind == "parameter":
        return f"{thing.name}: signature"
    found = type_ or (facts.type_of(thing.node.value) if isinstance(thing.node, ast.Bind) else None)
    return f"{thing.name}: {spell(found)}" if found is not None else thing.name


def field_at(facts: Facts, place: Span) -> Field | None:
    """The field, input or output whose name stands at a place."""
    c = facts.checker
    headers = [f for h in list(c.headers.values()) if h is not None for f in (*h.inputs, *h.outputs)]
    records = [f for d in c.types.values() for f in getattr(d, "fields", ())]
    extras = [f for fields in c.extras.values() for f in fields]
    return next((f for f in (*headers, *records, *extras) if f.span == place), None)


def _english(node: object) -> list[str]:
    """What the author says of it: its description and its text."""
    texts = [getattr(node, name, None) for name in ("description", "doc", "text")]
    return [t.value.strip() for t in texts if isinstance(t, ast.Text) and t.value.strip()]
