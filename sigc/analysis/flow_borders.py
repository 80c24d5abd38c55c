"""Values as they pass borders: names, declared types, labelled fields.

Promise: a labelled field gets a point of its own, what a declared type does not have is dropped, and nothing else is.
May import: sigc.base, sigc.ir, analysis/flow_graph, analysis/flow_values."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sigc.analysis.flow_graph import EMPTY, ITEMS, NOTHING, FlowGraph, Value, joined
from sigc.analysis.flow_values import is_marked, record_fields
from sigc.base.source import Span
from sigc.ir.types import Field, List, Map, Optional, Type, Types


@dataclass(slots=True)
class Caught:
    """A region whose failures an `otherwise` catches. `fails`: whether it fails; `stops`: what may stop calls in it
    that do not read what failed, because a value cannot be computed."""

    fails: int
    stops: int


class Borders:
    """The half of a trace that knows types. `span`: the binding that is traced; `caught`: regions around it."""

    def __init__(self, graph: FlowGraph, types: Types) -> None:
        self.graph, self.types = graph, types
        self.caught: list[Caught] = []
        self.span: Span | None = None

    def point(self, text: str, names: tuple[str, ...] = ()) -> int:
        return self.graph.point(text, self.span, names)

    def into(self, point: int, data: frozenset[int], guards: frozenset[int]) -> None:
        for start in sorted(data):
            self.graph.edge(start, point)
        for start in sorted(guards - data):
            self.graph.edge(start, point, decides=True)

    def again(self, value: Value, text: str, span: Span | None, names: tuple[str, ...]) -> Value:
        """The value under a name: points of its own, so that a path shows them."""
        if not value.data and not value.guards and not value.parts:
            return value
        own = self.graph.point(text, span, names)
        self.into(own, value.data, value.guards)
        parts = {
            part: self.again(inner, text if part == ITEMS else f"{text[:-1]}.{part}`", span,
                             names if part == ITEMS else tuple(f"{n}.{part}" for n in names))
            for part, inner in value.parts.items()
        }  # fmt: skip
        return Value(frozenset((own,)), parts=parts)

    def source(self, field_: Field, module: str, rows: tuple[str, ...]) -> Value:
        """An input of the whole program."""
        text, names = f"the input `{field_.name}`", (field_.name, f"{module}.{field_.name}")
        point = self.graph.point(text, field_.span, names, dict.fromkeys((*field_.labels, *rows)))
        return self.shaped(field_.type, point, text, field_.span)

    def shaped(self, type_: Type, point: int, text: str, span: Span | None) -> Value:
        """A value of a type that comes from one point; labelled fields inside get points of their own."""
        whole = Value(frozenset((point,)))
        if not is_marked(type_, self.types):
            return whole
        match type_:
            case List(item=inner) | Map(value=inner):
                return replace(whole, parts={ITEMS: self.shaped(inner, point, text, span)})
            case Optional(item=inner):
                return self.shaped(inner, point, text, span)
        fields = record_fields(type_, self.types)
        if fields is None:
            return whole
        parts: dict[str, Value] = {}
        for each_ in fields:
            if is_marked(each_.type, self.types) and self.is_inside(each_.type, type_):
                parts[each_.name] = self.recursive(each_, point)
                continue
            inside = self.labelled(each_, point)
            made = self.shaped(each_.type, inside, f"`{each_.name}`", each_.span)
            parts[each_.name] = joined(parts[each_.name], made) if each_.name in parts else made
        return replace(whole, parts=parts)

    def labelled(self, field_: Field, point: int) -> int:
        """The point of a field: its own where it is labelled."""
        if not field_.labels:
            return point
        own = self.graph.point(f"the field `{field_.name}`", field_.span, (field_.name,), field_.labels)
        self.graph.edge(point, own)
        return own

    def is_inside(self, inner: Type, outer: Type) -> bool:
        """Whether a type leads back to the one around it."""
        waiting, seen = [inner], set[Type]()
        while waiting:
            type_ = waiting.pop()
            if type_ == outer:
                return True
            if type_ in seen:
                continue
            seen.add(type_)
            if isinstance(type_, List | Optional):
                waiting.append(type_.item)
            elif isinstance(type_, Map):
                waiting.append(type_.value)
            waiting += [f.type for f in record_fields(type_, self.types) or ()]
        return False

    def recursive(self, field_: Field, point: int) -> Value:
        """A recursive part in one piece, with every label that stands anywhere in it."""
        labels, waiting, seen = set(field_.labels), [field_.type], set[Type]()
        while waiting:
            type_ = waiting.pop()
            if type_ in seen:
                continue
            seen.add(type_)
            if isinstance(type_, List | Optional):
                waiting.append(type_.item)
            elif isinstance(type_, Map):
                waiting.append(type_.value)
            for each_ in record_fields(type_, self.types) or ():
                labels |= set(each_.labels)
                waiting.append(each_.type)
        own = self.graph.point(f"the field `{field_.name}`", field_.span, (field_.name,), sorted(labels))
        self.graph.edge(point, own)
        return Value(frozenset((own,)))

    def fit(self, value: Value, field_: Field, text: str, drops: frozenset[str] = frozenset(), by: str = "") -> Value:
        """A value as it passes a border: what the declared type does not have is dropped, what it labels is labelled,
        and `drops` is released."""
        kept = self.kept(value, field_.type)
        if field_.labels or drops or is_marked(field_.type, self.types):
            return self.bordered(kept, field_, text, drops, by)
        return kept

    def kept(self, value: Value, type_: Type) -> Value:
        """Only the parts that a type has."""
        if not value.parts:
            return value
        match type_:
            case List(item=inner) | Map(value=inner):
                if set(value.parts) == {ITEMS}:
                    return replace(value, parts={ITEMS: self.kept(value.parts[ITEMS], inner)})
                return value.flat
            case Optional(item=inner):
                return self.kept(value, inner)
        fields = record_fields(type_, self.types)
        if fields is None or ITEMS in value.parts:
            return value.flat
        return replace(
            value, parts={f.name: self.kept(value.parts[f.name], f.type) for f in fields if f.name in value.parts}
        )

    def bordered(self, value: Value, field_: Field, text: str, drops: frozenset[str], by: str) -> Value:
        own = self.graph.point(text, field_.span, (), field_.labels)
        for start in sorted(value.data):
            self.graph.edge(start, own, drops=drops, by=by if drops else "")
        for start in sorted(value.guards):
            self.graph.edge(start, own, decides=True, drops=drops, by=by if drops else "")
        if drops and self.caught:
            self.into(own, NOTHING, value.all)  # whether it fails is not released
        type_ = field_.type.item if isinstance(field_.type, Optional) else field_.type
        parts: dict[str, Value] = {}
        if isinstance(type_, List | Map):
            item = type_.item if isinstance(type_, List) else type_.value
            if value.parts or is_marked(item, self.types):
                inner = value.parts.get(ITEMS, EMPTY) if value.parts else Value(value.data, value.guards)
                parts[ITEMS] = self.bordered(inner, Field("", item, span=field_.span), text, drops, by)
            return Value(frozenset((own,)), parts=parts)
        fields = record_fields(type_, self.types) or ()
        if value.parts and not fields:
            flat = self.bordered(value.flat, Field("", type_, span=field_.span), text, drops, by)
            return Value(frozenset((own,)) | flat.data)
        for each_ in fields:
            if self.is_inside(each_.type, type_):
                inner = value.read(each_.name).flat
                point = next(iter(self.recursive(each_, own).data))
                self.into(point, inner.data, inner.guards)
                parts[each_.name] = Value(frozenset((point,)))
            elif each_.name in value.parts or each_.labels or is_marked(each_.type, self.types):
                inner = value.parts.get(each_.name, EMPTY if value.parts else Value(value.data, value.guards))
                parts[each_.name] = self.bordered(inner, each_, _inside(text, each_.name), drops, by)
        return Value(frozenset((own,)), parts=parts)


def _inside(text: str, name: str) -> str:
    """A field of what a text names: ``the input `mail.body` of `Look` ``."""
    own, of, owner = text.partition("` of `")
    return f"{own.removesuffix('`')}.{name}`{f' of `{owner}' if of else ''}"
