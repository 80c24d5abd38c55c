"""What completion offers, kind by kind.

May import: sigc.base, ir, catalog, values, syntax, check; lsp/facts, describe, words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lsprotocol import types as lsp

from sigc.base.frozen import frozen
from sigc.catalog.tables import Entry
from sigc.check.core import Local
from sigc.check.fit import is_unknown
from sigc.check.scope import CALLABLE, TYPE_KINDS, Scope
from sigc.ir.spell import spell
from sigc.ir.types import EnumDef, Field, Optional, Type, Union, enum_of
from sigc.lsp.describe import field_line
from sigc.lsp.facts import Facts
from sigc.lsp.words import PLAIN_TYPES, library_form, library_text
from sigc.values.library import LIBRARY

Kind = lsp.CompletionItemKind


@frozen
class Offer:
    """One thing to insert. `rank`: near ones first. `text`: what is inserted, where it is not the label; `$0` in it is
    where the cursor goes."""

    label: str
    kind: Kind
    detail: str = ""
    rank: int = 5
    text: str | None = None
    doc: str = ""


def of_fields(fields: Iterable[Field], rank: int = 1) -> Iterator[Offer]:
    for f in fields:
        yield Offer(f.name, Kind.Field, field_line(f), rank, doc=f.description)


def of_arguments(fields: Iterable[Field]) -> Iterator[Offer]:
    """Names of inputs, each with its `=`."""
    for f in fields:
        yield Offer(f"{f.name} = ", Kind.Property, field_line(f), 2, f"{f.name} = $0", f.description)


def of_members(type_: Type | None, facts: Facts) -> Iterator[Offer]:
    """The members of the enums that a type allows."""
    plain = type_.item if isinstance(type_, Optional) else type_
    for option in plain.options if isinstance(plain, Union) else (plain,):
        enum = enum_of(option, facts.checker.types) if option is not None else None
        if enum is not None:
            yield from of_enum(enum)


def of_enum(enum: EnumDef) -> Iterator[Offer]:
    for m in enum.members:
        yield Offer(m.name, Kind.EnumMember, enum.name, 1, doc=m.description)


def of_locals(names: Mapping[str, Local]) -> Iterator[Offer]:
    for name, local in names.items():
        detail = "" if is_unknown(local.type) else spell(local.type)
        yield Offer(name, Kind.Variable, detail, 2, doc=local.what)


def of_declared(scope: Scope, kinds: Iterable[str], rank: int = 4) -> Iterator[Offer]:
    """Names of the file."""
    shown = {"enum": Kind.Enum, "record": Kind.Struct, "alias": Kind.Struct, "model": Kind.Constant}
    wanted = frozenset(kinds)
    for name, symbol in scope.names.items():
        if symbol.kind in wanted:
            kind = Kind.Function if symbol.kind in CALLABLE else shown.get(symbol.kind, Kind.Value)
            yield Offer(name, kind, symbol.spoken, rank)


def of_types(scope: Scope) -> Iterator[Offer]:
    for name, text in PLAIN_TYPES.items():
        yield Offer(name, Kind.Keyword, "built-in type", 3, doc=text)
    yield from of_declared(scope, TYPE_KINDS, 2)
    yield from of_declared(scope, CALLABLE, 5)


def of_library() -> Iterator[Offer]:
    for name in LIBRARY:
        yield Offer(name, Kind.Function, library_form(name), 6, f"{name}($0)", library_text(name))


def of_entries(table: Mapping[str, Entry], what: str) -> Iterator[Offer]:
    """Strategies, passes, backends."""
    for name, entry in table.items():
        yield Offer(name, Kind.Function, what, 1, doc=entry.summary)


def of_options(entry: Entry, given: Iterable[str]) -> Iterator[Offer]:
    told = frozenset(given)
    for name, option in entry.options.items():
        if name not in told:
            default = f" = {option.default}" if option.default is not None else ""
            yield Offer(f"{name} = ", Kind.Property, f"{option.kind}{default}", 1, f"{name} = $0")


def of_words(words: Mapping[str, str], rank: int = 7) -> Iterator[Offer]:
    for word, text in words.items():
        yield Offer(word, Kind.Keyword, "", rank, doc=text)


def of_names(names: Iterable[str], detail: str, rank: int = 1, kind: Kind = Kind.Value) -> Iterator[Offer]:
    for name in names:
        yield Offer(name, kind, detail, rank)


def item(offer: Offer, range_: lsp.Range, snippets: bool) -> lsp.CompletionItem:
    """An offer as the protocol spells it; `snippets`: whether the editor knows where `$0` is."""
    plain = (offer.text if offer.text is not None else offer.label).replace("$0", "")
    text = offer.text if snippets and offer.text is not None else plain.removesuffix(")") if not snippets else plain
    style = lsp.InsertTextFormat.Snippet if snippets and offer.text is not None else lsp.InsertTextFormat.PlainText
    return lsp.CompletionItem(
        offer.label,
        kind=offer.kind,
        detail=offer.detail or None,
        documentation=offer.doc or None,
        sort_text=f"{offer.rank}{offer.label}",
        filter_text=offer.label.rstrip(" ="),
        insert_text_format=style,
        text_edit=lsp.TextEdit(range_, text),
    )
