"""The frame that all adapters share: the system message in blocks, then demos, then the inputs.

Promise: a task is said once, constant text first, and `unframe.read_frame` gives it back from the text alone. A block
starts with its heading; under a field's line stand learnt notes (`+`), then members or fields (`-`).
May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sigc.adapters.base import ANSWER, Hole, Part, Section, Template, TemplateMessage
from sigc.adapters.notation import Inlined, phrase, show_name
from sigc.adapters.prompt import inlined_types, members_under, names_in, normal_task
from sigc.adapters.template import fill_parts, form_of, joined
from sigc.adapters.turns import NEXT, NO_INPUT, conversation, turn_of
from sigc.ir import types as t
from sigc.ir.expr import Binary, Expr
from sigc.ir.program import Note, Task, Values
from sigc.values.wire import tagged_variants

GIVEN, TYPES, RULES, ALSO = "Given:", "Types:", "Rules:", "Also:"
TAGGED = 'An object of one of several types names its type first: {"is": "Name", …}'
HEADING_CHAT = "Reply with these marks, each followed by its value, and nothing else:"
HEADING_JSON = "Reply with one JSON object with these keys in this order, and nothing else:"
HEADING_SCHEMA = "Reply with a JSON object of these keys, in this order:"
HEADING_TOOL = f"Call the tool `{ANSWER}` with these arguments, in this order:"
HEADING_XML = (
    "Reply with these XML elements in this order (fields, and an <item> each of a list, inside), nothing else:"
)
HEADING_YAML = "Reply with one YAML document with these keys in this order, and nothing else:"
HEADING_CSV = "Reply with these marks, each followed by its value (tables as CSV with a header row), and nothing else:"
HEADING_TOON = (
    "Reply in TOON with these keys in this order, nothing else (`key: value`, lists `key[2]: a,b`, tables "
    "`key[2]{field,field}:` and 2 indented rows):"
)
HEADING_PLAIN = "Reply with this text alone:"
HEADINGS = (
    GIVEN, TYPES, RULES, ALSO, HEADING_CHAT, HEADING_JSON, HEADING_SCHEMA, HEADING_TOOL, HEADING_XML,
    HEADING_YAML, HEADING_CSV, HEADING_TOON, HEADING_PLAIN,
)  # fmt: skip
DASH = " — "
"""Between a type and its description."""
AS_JSON, AS_CSV, AS_TABLE, AS_TURNS = ", as JSON", ", as CSV", ", as a table", ", as the messages before the last one"
ANNOUNCED = (AS_JSON, AS_CSV, AS_TABLE, AS_TURNS)
"""How a field says that its value is in another form than the rest."""


@dataclass(frozen=True, slots=True)
class Style:
    """What differs between the adapters. `heading` opens the list of outputs, `head` starts an output's line, with
    `indent` before what stands under it; `announce`: which of `ANNOUNCED`, if any, an output's line says; `form`: how
    an input is written."""

    adapter: str
    heading: str
    head: Callable[[str], str]
    indent: str
    announce: Callable[[t.Type, t.Types], str]
    write: Callable[[Values, Task], str]
    read_demo: Callable[[str, Task], Values]
    form: Callable[[t.Type, t.Types], str] = form_of


# ---- rendering ---------------------------------------------------------------------------------------------------


def frame(task: Task, style: Style) -> Template:
    """The template of a task."""
    plain = normal_task(task)
    messages = [TemplateMessage("system", joined(_system(plain, style)))]
    for demo in task.demos:
        if any(f.name in demo.outputs for f in task.outputs):
            said = turn_of("user", fill_parts(tuple(_inputs(task, style, demo.inputs)), demo.inputs, task.types))
            messages.append(TemplateMessage("user", (said.text,), said.media))
            messages.append(TemplateMessage("assistant", (style.write(demo.outputs, task),)))
    chat = conversation(task.inputs)
    if chat is not None:
        messages.append(TemplateMessage("turns", (Hole(chat.name, chat.type, "json"),)))
    parts = joined(_inputs(task, style, None))
    messages.append(TemplateMessage("user", parts or (NO_INPUT if chat is None else NEXT,)))
    return Template(style.adapter, tuple(messages))


def _inputs(task: Task, style: Style, only: Values | None) -> Iterator[Part]:
    """Every input after its mark, but for the chat whose turns are messages; of a demo those that it has."""
    chat = conversation(task.inputs)
    for place in task.inputs:
        if place is not chat if only is None else place.name in only:
            media = t.holds_media(place.type, task.types)
            hole = Hole(place.name, place.type, style.form(place.type, task.types), media)
            parts = (f"[[{place.name}]]", hole, "\n\n")
            yield Section(parts, unless_none=place.name) if isinstance(place.type, t.Optional) else Section(parts)


def _system(task: Task, style: Style) -> Iterator[Part]:
    saying = _Saying(task)
    blocks = [escape_headings(task.instruction)] if task.instruction else []
    if task.inputs:
        chat = conversation(task.inputs)
        given = (
            line for f in task.inputs for line in saying.field(f, f"[[{f.name}]] ", "", AS_TURNS if f is chat else "")
        )
        blocks.append("\n".join([GIVEN, *given]))
    outputs = (
        line
        for f in task.outputs
        for line in saying.field(f, style.head(f.name), style.indent, style.announce(f.type, task.types))
    )
    blocks.append("\n".join([style.heading, *outputs]))
    blocks += saying.types()
    if task.rules:
        blocks.append("\n".join([RULES, *(f"- {rule}" for rule in task.rules)]))
    yield "\n\n".join(blocks)
    guides = [g for g in task.guides if g.text.strip()]
    if guides:
        texts = (Section(("\n" + escape_headings(g.text.strip()),), condition=g.condition) for g in guides)
        yield Section((f"\n\n{ALSO}", *texts), condition=_any([g.condition for g in guides]))


def _any(conditions: Sequence[Expr]) -> Expr:
    whole = conditions[0]
    for condition in conditions[1:]:
        whole = Binary("or", whole, condition)
    return whole


class _Saying:
    """The lines that state the fields and types of a task in normal form."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.under = inlined_types((*task.inputs, *task.outputs), task.types)

    def field(self, place: t.Field, head: str, indent: str, form: str = "") -> Iterator[str]:
        """A field of the task with its notes; `form`: what it says of how its value is written."""
        members = members_under(place, self.task)
        yield self.line(place, head, form)
        own = [n for n in self.task.notes if n.field == place.name]
        for note in own:
            if note.member not in members:
                yield f"{indent}+ {_field_note(note)}"
        yield from self.below(place, indent, {m: [n.text for n in own if n.member == m] for m in members})

    def line(self, place: t.Field, head: str, form: str = "") -> str:
        described = DASH + place.description if place.description else ""
        return head + phrase(place.type, self.inlined(place.type)) + form + described

    def inlined(self, type_: t.Type) -> Inlined | None:
        return next((self.under[n] for n in names_in(type_) if n in self.under), None)

    def below(self, place: t.Field, indent: str, notes: Mapping[str, list[str]]) -> Iterator[str]:
        inlined = self.inlined(place.type)
        if inlined is not None:
            yield from self.body(self.task.types[inlined.name], indent, notes)

    def body(self, found: t.TypeDef, indent: str, notes: Mapping[str, list[str]]) -> Iterator[str]:
        """The members of an enum, or the fields of a record."""
        if isinstance(found, t.EnumDef):
            for member in found.members:
                yield f"{indent}- {_wire(member.wire)}" + (f": {member.description}" if member.description else "")
                yield from (f"{indent}  + {text}" for text in notes.get(member.wire, ()))
            return
        for place in found.fields:
            yield self.line(place, f"{indent}- {place.name}: ")
            yield from self.below(place, indent + "  ", {})

    def types(self) -> Iterator[str]:
        """The block of types that are used more than once, inside themselves or in a union."""
        blocks = [d for name, d in self.task.types.items() if name not in self.under]
        if not blocks:
            return
        lines = [TYPES, *([TAGGED] if _has_tags(self.task) else [])]
        for found in blocks:
            kind = "one of these" if isinstance(found, t.EnumDef) else "object"
            lines.append(f"{show_name(found.name)}: {kind}" + (DASH + found.description if found.description else ""))
            lines += self.body(found, "", {})
        yield "\n".join(lines)


def as_json(type_: t.Type, types: t.Types) -> str:
    """What an output says beside others that are plain text."""
    return AS_JSON if form_of(type_, types) != "text" and not isinstance(type_, t.Json) else ""


def unannounced(type_: t.Type, types: t.Types) -> str:
    """Nothing: all values are in the form of the reply."""
    return ""


def _has_tags(task: Task) -> bool:
    places = [*task.inputs, *task.outputs]
    places += [f for d in task.types.values() if isinstance(d, t.RecordDef) for f in d.fields]
    return any(tagged_variants(u, task.types) for f in places for u in _unions(f.type))


def _unions(type_: t.Type) -> Iterator[t.Union]:
    match type_:
        case t.Union():
            yield type_
            for option in type_.options:
                yield from _unions(option)
        case t.Optional() | t.List():
            yield from _unions(type_.item)
        case t.Map():
            yield from _unions(type_.value)


def escape_headings(text: str) -> str:
    """English of the author's in the system message, its lines told apart from headings by a backslash."""
    return "\n".join(f"\\{line}" if is_heading(line.lstrip("\\")) else line for line in text.split("\n"))


def _wire(wire: str) -> str:
    bare = wire and wire == wire.strip() and wire[0] not in '"' and ": " not in wire and wire.isprintable()
    return wire if bare else json.dumps(wire, ensure_ascii=False)


def _field_note(note: Note) -> str:
    if note.member is not None:
        return f"{json.dumps([note.member], ensure_ascii=False)} {note.text}"
    return f"\\{note.text}" if note.text.lstrip("\\").startswith('["') else note.text


def is_heading(line: str) -> bool:
    return line in HEADINGS
