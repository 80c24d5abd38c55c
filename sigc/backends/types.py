"""The types of a program's interface as Python: enums, pydantic models, and hints for values in memory.

Promise: a model takes and gives the JSON spelling of its fields (`model_validate`, `model_dump(by_alias=True)`),
whatever they are called in Python. May import: sigc.ir, sigc.values, sigc.runtime.names, sigc.backends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sigc.backends.layout import Doc, call, cat, docstring, lines, literal, sentence
from sigc.ir import types as t
from sigc.ir.program import Program
from sigc.ir.types import Field, RecordDef, Ref, Type, TypeDef, Types
from sigc.runtime.names import class_name, member_name, python_name
from sigc.values.evaluate import evaluate
from sigc.values.operations import TAG
from sigc.values.wire import tagged_variants, to_json


class TypeWriter:
    """Writes the classes that a program's inputs and outputs need; `used` says what they need imported. `away`: write
    hints for a module that has the classes as names of `_types`, and pydantic as `_pydantic`."""

    def __init__(self, program: Program, *, away: bool = False) -> None:
        self.types = program.types
        self._classes, self._field_class = ("_types.", "_pydantic.Field") if away else ("", "Field")
        self.used: set[str] = set()
        main = program.main
        self._needed = _reachable((f.type for f in (*main.inputs, *main.outputs)), program.types)
        self._tagged = {name for found in _unions(program) for name in tagged_variants(found, program.types)}

    def classes(self) -> list[tuple[str, list[str]]]:
        """(name, lines) of every enum, then of every record, each after those that its defaults need."""
        enums = [d for d in self._needed if isinstance(d, t.EnumDef)]
        records = [d for d in self._needed if isinstance(d, RecordDef)]
        return [(class_name(d.name), self._enum(d)) for d in enums] + [
            (class_name(d.name), self.model(class_name(d.name), d.fields, d.doc or d.description, tag=d.name))
            for d in records
        ]

    def model(self, name: str, fields: tuple[Field, ...], doc: str, tag: str = "") -> list[str]:
        """A pydantic model. `tag`: the record's name, if it is one that a union may hold."""
        self.used.add("BaseModel")
        out = [f"class {name}(BaseModel):", *docstring(sentence(doc), 4)]
        body: list[str] = []
        if tag in self._tagged:
            self.used |= {"Literal", "Field"}
            body += lines(f'is_: Literal[{literal(tag)}] = Field(default={literal(tag)}, alias="{TAG}")', 4)
        for f in fields:
            body += lines(self._field(f), 4)
        if tag in self._tagged or any(python_name(f.name) != f.name for f in fields):
            self.used.add("ConfigDict")
            own = any(python_name(f.name).startswith("model_") for f in fields)
            extra = ", protected_namespaces=()" if own else ""
            body = [f"    model_config = ConfigDict(populate_by_name=True{extra})", "", *body]
        if not body and len(out) == 1:
            body = ["    pass"]
        return [*out, *([""] if len(out) > 1 and body else []), *body]

    def hint(self, type_: Type) -> str:
        """A type as an annotation of the public interface."""
        limits = self._limits(type_)
        plain = self._plain(type_)
        if not limits:
            return plain
        self.used |= {"Annotated", "Field"}
        return f"Annotated[{plain}, {self._field_class}({', '.join(limits)})]"

    def default(self, f: Field) -> str | None:
        """The text of a field's default, None when it has to be given."""
        if f.default is None:
            return "None" if isinstance(f.type, t.Optional | t.Nothing) else None
        return self._spelled(evaluate(f.default, {}, self.types), f.type)

    def _spelled(self, value: Any, type_: Type) -> str:
        """A value as Python, such as `dt.date.fromisoformat("2026-01-31")`."""
        plain = _bare(type_)
        if isinstance(value, list) and isinstance(plain, t.List):
            return f"[{', '.join(self._spelled(item, plain.item) for item in value)}]"
        if isinstance(value, str) and (enum := t.enum_of(plain, self.types)):
            return f"{self._named(enum.name)}.{member_name(value)}"
        if isinstance(value, date):
            self.used.add("dt")
            return f"dt.{type(value).__name__}.fromisoformat({literal(value.isoformat())})"
        data = to_json(value, type_, self.types)
        if isinstance(plain, Ref) and t.fields_of(plain, self.types) is not None:
            return f"{self._named(plain.name)}.model_validate({data!r})"
        return literal(data) if isinstance(data, str) else repr(data)

    # ---- parts

    def _named(self, name: str) -> str:
        """A class where it is used."""
        self.used.add("types")
        return f"{self._classes}{class_name(name)}"

    def _enum(self, enum: t.EnumDef) -> list[str]:
        self.used.add("Enum")
        out = [f"class {class_name(enum.name)}(str, Enum):", *docstring(sentence(enum.description), 4)]
        out += [""] if len(out) > 1 else []
        for m in enum.members:
            out += [f"    # {' '.join(m.description.split())}"] if m.description else []
            out.append(f"    {member_name(m.name)} = {literal(m.wire)}")
        return out

    def _field(self, f: Field) -> Doc:
        """`name: hint = Field(…)`, as short as it can be."""
        inner = f.type.item if isinstance(f.type, t.Optional) else f.type
        limits = self._limits(inner)
        hint = self._plain(inner) + (" | None" if isinstance(f.type, t.Optional) else "")
        default, name = self.default(f), python_name(f.name)
        extras: list[Doc] = list(limits)
        extras += [f"description={literal(f.description)}"] if f.description else []
        extras += [f"alias={literal(f.name)}"] if name != f.name else []
        if not extras:
            return f"{name}: {hint}" + (f" = {default}" if default is not None else "")
        self.used.add("Field")
        first: list[Doc] = [f"default={default}"] if default is not None else []
        return cat(f"{name}: {hint} = ", call("Field", *first, *extras))

    def _limits(self, type_: Type) -> list[str]:
        """A refinement as arguments of pydantic's Field."""
        match type_:
            case t.Str(lo, hi, pattern):
                found = [("min_length", lo), ("max_length", hi)]
                anchored = [f"pattern={literal(f'^(?:{pattern})$', raw=True)}"] if pattern is not None else []
                return [f"{name}={n}" for name, n in found if n is not None] + anchored
            case t.Int(lo, hi) | t.Float(lo, hi):
                return [f"{name}={n!r}" for name, n in (("ge", lo), ("le", hi)) if n is not None]
            case t.List(_, lo, hi):
                return [f"{name}={n}" for name, n in (("min_length", lo), ("max_length", hi)) if n is not None]
        return []

    def _plain(self, type_: Type) -> str:
        match type_:
            case t.Optional(item):
                return f"{self.hint(item)} | None"
            case t.Union(options):
                words = [o for o in options if isinstance(o, t.Lit)]
                others = [self.hint(o) for o in options if not isinstance(o, t.Lit)]
                return " | ".join(([self._literals(words)] if words else []) + others)
            case t.Lit():
                return self._literals([type_])
            case t.List(item):
                return f"list[{self.hint(item)}]"
            case t.Map(value):
                return f"dict[str, {self.hint(value)}]"
            case Ref(name):
                return self._named(name)
            case t.Record():
                self.used.add("Any")
                return "dict[str, Any]"
            case t.Chat():
                self.used.add("Turn")
                return "list[Turn]"
            case t.Media():
                self.used.add("Media")
                return "Media"
            case t.Json():
                self.used.add("Any")
                return "Any"
        return self._leaf(type_)

    def _literals(self, words: Iterable[t.Lit]) -> str:
        self.used.add("Literal")
        return f"Literal[{', '.join(literal(w.value) if isinstance(w.value, str) else repr(w.value) for w in words)}]"

    def _leaf(self, type_: Type) -> str:
        if isinstance(type_, t.Date | t.DateTime):
            self.used.add("dt")
        return _LEAVES[type(type_)]


_LEAVES: dict[type, str] = {
    t.Str: "str",
    t.Int: "int",
    t.Float: "float",
    t.Bool: "bool",
    t.Date: "dt.date",
    t.DateTime: "dt.datetime",
    t.Nothing: "None",
}


def memory_hint(type_: Type, types: Types) -> str:
    """The annotation of a value in memory, as the graph passes it around."""
    match type_:
        case t.Str():
            return "str"
        case t.Int() | t.Bool():
            return _LEAVES[type(type_)]
        case t.List(item):
            return f"list[{memory_hint(item, types)}]"
        case t.Map(value):
            return f"dict[str, {memory_hint(value, types)}]"
    if t.enum_of(type_, types):
        return "str"
    return "Values" if t.fields_of(type_, types) is not None else "Any"


def _bare(type_: Type) -> Type:
    return type_.item if isinstance(type_, t.Optional) else type_


def _reachable(start: Iterable[Type], types: Types) -> list[TypeDef]:
    """The named types that some types need, each after those that it needs, recursion aside."""
    found: dict[str, TypeDef] = {}
    seen: set[str] = set()

    def visit(type_: Type) -> None:
        for part in _inside(type_):
            visit(part)
        if isinstance(type_, Ref) and type_.name not in seen:
            seen.add(type_.name)
            defined = types[type_.name]
            for f in defined.fields if isinstance(defined, RecordDef) else ():
                visit(f.type)
            found[type_.name] = defined

    for type_ in start:
        visit(type_)
    return list(found.values())


def _inside(type_: Type) -> Iterable[Type]:
    match type_:
        case t.Optional(item) | t.List(item):
            return (item,)
        case t.Map(value):
            return (value,)
        case t.Union(options):
            return options
        case t.Record(fields):
            return tuple(f.type for f in fields)
    return ()


def _unions(program: Program) -> Iterable[t.Union]:
    """Every union in the interface and in the named types."""
    fields: list[Any] = [*program.main.inputs, *program.main.outputs]
    fields += [f for d in program.types.values() if isinstance(d, RecordDef) for f in d.fields]
    pending: list[Type] = [f.type for f in fields]
    while pending:
        type_ = pending.pop()
        pending += _inside(type_)
        if isinstance(type_, t.Union):
            yield type_
