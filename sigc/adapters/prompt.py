"""The normal form of a task: what a prompt can say about it, and so what reading a prompt back must give.

Promise: `normal(normal(task, inputs).task, …)` changes nothing more. Names that only the program knows (the
signature's, members that have an alias) are gone, English other than the instruction is on one line, structural
records have names, rules of records are rules of the task. May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sigc.adapters.base import Prompt
from sigc.adapters.notation import Inlined
from sigc.adapters.template import is_empty
from sigc.ir import types as t
from sigc.ir.program import Demo, Note, Task, Values
from sigc.values.convert import from_json
from sigc.values.evaluate import evaluate
from sigc.values.wire import to_json


def normal(task: Task, inputs: Values) -> Prompt:
    """What `read_prompt` gives for the prompt of this task and these inputs."""
    plain = normal_task(task)
    held = [g.text.strip() for g in plain.guides if g.text.strip() and evaluate(g.condition, inputs, task.types)]
    instruction = "\n".join(text for text in (plain.instruction, *held) if text)
    said = {f.name: inputs.get(f.name) for f in task.inputs}
    given = {f.name: None for f in task.inputs if left_out(f, said[f.name])} | _renamed(task.inputs, plain, said, task)
    return Prompt(replace(plain, instruction=instruction, guides=()), {f.name: given[f.name] for f in task.inputs})


def left_out(place: t.Field, value: object) -> bool:
    """Is an input absent from the prompt?"""
    return isinstance(place.type, t.Optional) and is_empty(value)


def normal_task(task: Task) -> Task:
    """The task in normal form but for its guides, which depend on inputs."""
    types = _Types(task.types)
    inputs = tuple(types.field(f) for f in task.inputs)
    outputs = tuple(types.field(f) for f in task.outputs)
    under = inlined_types((*inputs, *outputs), types.found)
    inputs, outputs = _with_descriptions(inputs, types.found, under), _with_descriptions(outputs, types.found, under)
    found = {name: _settled(d, types.found, under) for name, d in types.found.items()}
    plain = Task(
        name="",
        instruction=task.instruction.strip(),
        inputs=inputs,
        outputs=outputs,
        types=found,
        rules=tuple(rule for rule in map(one_line, (*task.rules, *types.rules)) if rule),
        guides=task.guides,
    )
    demos = (_normal_demo(demo, plain, task) for demo in task.demos)
    return replace(plain, notes=_sorted_notes(task.notes, plain), demos=tuple(d for d in demos if d.outputs))


def one_line(text: str) -> str:
    return " ".join(text.split())


def camel(name: str) -> str:
    """The type name that goes without saying beside a field's name: `order_kind` -> `OrderKind`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def inlined_types(fields: Iterable[t.Field], types: t.Types) -> dict[str, Inlined]:
    """The named types that stand under the one field that uses them, by name: those with a single use, in a field
    whose type names nothing else, outside a union (there the name is the tag)."""
    places = [*fields, *(f for d in types.values() if isinstance(d, t.RecordDef) for f in d.fields)]
    uses = [name for place in places for name in names_in(place.type)]
    found: dict[str, Inlined] = {}
    for place in places:
        core = place.type
        while isinstance(core, t.Optional | t.List | t.Map):
            core = core.value if isinstance(core, t.Map) else core.item
        if isinstance(core, t.Ref) and core.name in types and uses.count(core.name) == 1:
            kind = types[core.name]
            shown = core.name != camel(place.name)
            found[core.name] = Inlined(core.name, "enum" if isinstance(kind, t.EnumDef) else "record", shown)
    return found


def names_in(type_: t.Type) -> Iterator[str]:
    """The named types that a type mentions, each time it does."""
    match type_:
        case t.Ref():
            yield type_.name
        case t.Optional() | t.List():
            yield from names_in(type_.item)
        case t.Map():
            yield from names_in(type_.value)
        case t.Union():
            for option in type_.options:
                yield from names_in(option)
        case t.Record():
            for place in type_.fields:
                yield from names_in(place.type)


@dataclass(slots=True)
class _Types:
    """Normal types, found from the fields that are asked for, in the order of first use."""

    source: Mapping[str, t.TypeDef]
    found: dict[str, t.TypeDef] = field(default_factory=dict)
    rules: list[str] = field(default_factory=list)

    def field(self, place: t.Field) -> t.Field:
        return t.Field(place.name, self.type(place.type, camel(place.name)), one_line(place.description))

    def type(self, type_: t.Type, name: str) -> t.Type:
        """The type with structural records named after their place, and one way to say that null is possible."""
        match type_:
            case t.Optional():
                item = self.type(type_.item, name)
                return item if isinstance(item, t.Optional | t.Nothing) else t.Optional(item)
            case t.List():
                return replace(type_, item=self.type(type_.item, name))
            case t.Map():
                return t.Map(self.type(type_.value, name))
            case t.Union():
                return t.Union(tuple(self.type(o, name) for o in type_.options))
            case t.Record():
                return self.named(type_, name)
            case t.Json():
                return t.Json()  # a rule says what it has to match
            case t.Ref():
                self.define(type_.name)
                return type_
            case _:
                return type_

    def named(self, record: t.Record, name: str) -> t.Ref:
        free, number = name, 2
        while free in self.source or free in self.found:
            free, number = f"{name}{number}", number + 1
        self.found[free] = t.RecordDef(free, ())
        self.found[free] = t.RecordDef(free, tuple(self.field(f) for f in record.fields))
        return t.Ref(free)

    def define(self, name: str) -> None:
        if name in self.found:
            return
        source = self.source[name]
        if isinstance(source, t.EnumDef):
            members = tuple(t.Member(m.wire, one_line(m.description)) for m in source.members)
            self.found[name] = t.EnumDef(name, members, one_line(source.description))
            return
        description = one_line(f"{source.description} {source.doc}")
        self.found[name] = t.RecordDef(name, (), description)
        self.rules += [f"{name}: {rule.text or rule.source}" for rule in source.ensures]
        self.found[name] = t.RecordDef(name, tuple(self.field(f) for f in source.fields), description)


def _with_descriptions(
    fields: tuple[t.Field, ...], types: t.Types, under: Mapping[str, Inlined]
) -> tuple[t.Field, ...]:
    """Fields with the description of the type that stands under them joined to their own."""

    def described(place: t.Field) -> t.Field:
        inner = next((types[n].description for n in names_in(place.type) if n in under), "")
        both = "; ".join(dict.fromkeys(text for text in (place.description, inner) if text))
        return replace(place, description=both)

    return tuple(described(f) for f in fields)


def _settled(found: t.TypeDef, types: t.Types, under: Mapping[str, Inlined]) -> t.TypeDef:
    """A type whose descriptions are where the prompt will say them."""
    found = replace(found, description="") if found.name in under else found
    if isinstance(found, t.EnumDef):
        return found
    return replace(found, fields=_with_descriptions(found.fields, types, under))


def _sorted_notes(notes: tuple[Note, ...], task: Task) -> tuple[Note, ...]:
    """Notes in the order in which a prompt states them: by field; those of members that stand under the field last,
    by member. Notes about no field of the task are dropped."""
    fields = (*task.inputs, *task.outputs)
    said = [Note(n.field, one_line(n.text), n.member) for n in notes if n.text.strip()]
    out: list[Note] = []
    for place in fields:
        own = [n for n in said if n.field == place.name]
        members = members_under(place, task)
        out += [n for n in own if n.member not in members]
        out += [n for m in members for n in own if n.member == m]
    return tuple(out)


def members_under(place: t.Field, task: Task) -> tuple[str, ...]:
    """The members that stand under a field, by wire spelling; () when its type is no inlined enum."""
    under = inlined_types((*task.inputs, *task.outputs), task.types)
    name = next((n for n in names_in(place.type) if n in under and under[n].kind == "enum"), None)
    found = task.types[name] if name else None
    return tuple(m.wire for m in found.members) if isinstance(found, t.EnumDef) else ()


def _normal_demo(demo: Demo, plain: Task, task: Task) -> Demo:
    inputs = _renamed(task.inputs, plain, demo.inputs, task)
    places = tuple(f for f in task.outputs if f.name in demo.outputs)
    return Demo(inputs, _values(places, plain.outputs, demo.outputs, task, plain))


def _renamed(fields: tuple[t.Field, ...], plain: Task, values: Values, task: Task) -> dict[str, object]:
    said = tuple(f for f in fields if f.name in values and not left_out(f, values[f.name]))
    return _values(said, plain.inputs, values, task, plain)


def _values(
    said: tuple[t.Field, ...], normal_fields: tuple[t.Field, ...], values: Values, task: Task, plain: Task
) -> dict[str, object]:
    """Values with members by their wire spelling, as memory of the normal types."""
    types = {f.name: f.type for f in normal_fields}
    return {f.name: from_json(to_json(values[f.name], f.type, task.types), types[f.name], plain.types) for f in said}
