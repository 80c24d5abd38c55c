"""The inverse of `frame`: what a rendered prompt says, from its text alone.

Promise: `read_frame(fill(frame(task), inputs)) == normal(task, inputs)`; None for messages of any other making.
May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sigc.adapters.base import Prompt, Turn
from sigc.adapters.frame import ALSO, ANNOUNCED, DASH, GIVEN, RULES, TAGGED, TYPES, Style, is_heading
from sigc.adapters.notation import NotAPhrase, read_name, read_phrase
from sigc.adapters.prompt import camel
from sigc.adapters.singles import NULL_WORDS, columns, is_textual
from sigc.adapters.tables import read_csv, read_toon
from sigc.adapters.template import form_of, read_items
from sigc.adapters.texts import is_forged, read_text, unescape_marks
from sigc.adapters.turns import NEXT, NO_INPUT, conversation, is_demo, named_back, read_chat, reason_in
from sigc.ir import types as t
from sigc.ir.program import Demo, Note, Task
from sigc.values.convert import Misfit, from_json


def _unescape_headings(text: str) -> str:
    return "\n".join(
        line[1:] if line.startswith("\\") and is_heading(line.lstrip("\\")) else line for line in text.split("\n")
    )


_JSON_LIST = re.compile(r"\[\s*[\[{\]]")
_MARK = re.compile(r"^\[\[(\w+)\]\](?=[ \n]|\Z)", re.MULTILINE)


class NotOurs(ValueError):
    """A message that is not in this format."""


def read_frame(messages: Sequence[Turn], style: Style) -> Prompt | None:
    """What the messages say; None when they are not in this style."""
    turns = list(messages)
    reasons: list[str] = []
    while len(turns) > 2 and (reason := reason_in(turns[-1])) is not None:
        reasons.insert(0, reason)
        turns = turns[:-2]
    if len(turns) < 2 or turns[0].role != "system" or turns[-1].role != "user":
        return None
    if style.heading not in turns[0].text.split("\n"):
        return None
    try:
        task = _read_system(turns[0].text, style)
        demos: list[Demo] = []
        first = 1
        while first < len(turns) - 2 and is_demo(turns[first]) and turns[first + 1].role == "assistant":
            given = read_inputs(turns[first], task, partial=True)
            demos.append(Demo(given, style.read_demo(turns[first + 1].text, task)))
            first += 2
        inputs = read_inputs(turns[-1], task, turns[first:-1])
    except (NotOurs, NotAPhrase, Misfit, ValueError, KeyError):
        return None
    return Prompt(_with_demos(task, demos), inputs, tuple(reasons))


def _with_demos(task: Task, demos: list[Demo]) -> Task:
    return Task(
        task.name, task.instruction, task.inputs, task.outputs, task.types, task.rules, (), task.notes, tuple(demos)
    )


def read_inputs(turn: Turn, task: Task, turns: Sequence[Turn] = (), partial: bool = False) -> dict[str, Any]:
    """The inputs that a user turn states, after the turns of a chat, in declared order; optional ones that it leaves
    out are none, but in a demo (`partial`) nothing."""
    said = {} if turn.text in (NO_INPUT, NEXT) else sections(named_back(turn), [f.name for f in task.inputs])
    chat = None if partial else conversation(task.inputs)
    if turns and chat is None:
        raise NotOurs(turns[0].role)
    found: dict[str, Any] = {}
    for place in task.inputs:
        if place is chat:
            found[place.name] = read_chat(turns) if turns or isinstance(place.type, t.Chat) else None
        elif place.name in said:
            found[place.name] = read_value(said[place.name], place.type, task.types)
        elif not partial and not isinstance(place.type, t.Optional | t.Nothing):
            raise NotOurs(place.name)
        elif not partial:
            found[place.name] = None
    return found


def sections(text: str, names: Iterable[str]) -> dict[str, str]:
    """The text after each mark at the start of a line. Text before the first mark, a name that is not asked for or a
    mark given twice is not our format."""
    found: dict[str, str] = {}
    pieces = _MARK.split(text)
    for name, body in zip(pieces[1::2], pieces[2::2], strict=True):
        if name in found or name not in names or is_forged(body):
            raise NotOurs(name)
        found[name] = body.strip()
    if pieces[0].strip():
        raise NotOurs(pieces[0])
    return found


def read_value(written: str, type_: t.Type, types: t.Types, items: bool = True) -> Any:
    """The inverse of the forms of `template.FORMS`, which tell themselves apart; `items`: lists of texts may be in
    bullets, as inputs are. Raises ValueError or Misfit."""
    if isinstance(type_, t.Optional) and _says_none(written, type_.item, types):
        return None
    if not written:
        raise NotOurs("a mark without a value")
    form = form_of(type_, types)
    if form == "items" and items and written != "[]":
        return from_json(read_items(written), type_, types)
    if form == "text" and is_textual(type_, types):
        return from_json(read_text(written), type_, types)
    if columns(type_, types) and not _JSON_LIST.match(written):
        read = read_toon if written[0] == "[" else read_csv
        return read(unescape_marks(written), type_, types)
    return from_json(json.loads(written), type_, types)


def _says_none(written: str, type_: t.Type, types: t.Types) -> bool:
    if written == "null":
        return True
    return written.casefold() in NULL_WORDS and written not in (t.closed_set(type_, types) or ())


@dataclass(slots=True)
class _Lines:
    """The lines of the system message, taken one by one."""

    lines: list[str]
    at: int = 0

    def peek(self, prefix: str = "") -> str | None:
        """The next line without its prefix, None at the end or when it starts otherwise."""
        if self.at < len(self.lines) and self.lines[self.at].startswith(prefix):
            return self.lines[self.at][len(prefix) :]
        return None

    def take(self, prefix: str = "") -> str | None:
        found = self.peek(prefix)
        self.at += found is not None
        return found


@dataclass(slots=True)
class _Reading:
    """What a system message has said so far."""

    style: Style
    inputs: list[t.Field] = field(default_factory=list)
    outputs: list[t.Field] = field(default_factory=list)
    types: dict[str, t.TypeDef] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)

    def field(self, line: str, name: str, lines: _Lines, indent: str, of_task: bool) -> t.Field:
        """A field from the rest of its line, and what stands under it."""
        type_, rest, inlined = read_phrase(line, camel(name))
        rest = rest.removeprefix(next(filter(rest.startswith, ANNOUNCED), ""))
        if rest and not rest.startswith(DASH):
            raise NotOurs(line)
        while of_task and (note := lines.take(f"{indent}+ ")) is not None:
            self.notes.append(_read_field_note(name, note))
        if inlined is not None:
            self.body(inlined.name, inlined.kind, lines, indent, name if of_task else None)
        return t.Field(name, type_, rest.removeprefix(DASH))

    def body(self, name: str, kind: str, lines: _Lines, indent: str, noted: str | None, description: str = "") -> None:
        """The members or fields under a phrase, or under a type's heading."""
        if kind == "enum":
            members = []
            while (line := lines.take(f"{indent}- ")) is not None:
                wire, said = _read_member(line)
                members.append(t.Member(wire, said))
                while noted is not None and (note := lines.take(f"{indent}  + ")) is not None:
                    self.notes.append(Note(noted, note, wire))
            self.types[name] = t.EnumDef(name, tuple(members), description)
            return
        fields = []
        while (line := lines.take(f"{indent}- ")) is not None:
            place, _, said = line.partition(": ")
            fields.append(self.field(said, place, lines, indent + "  ", of_task=False))
        self.types[name] = t.RecordDef(name, tuple(fields), description)

    def given(self, lines: _Lines) -> None:
        while (line := lines.take("[[")) is not None:
            name, _, said = line.partition("]] ")
            self.inputs.append(self.field(said, name, lines, "", of_task=True))

    def asked(self, lines: _Lines) -> None:
        before, after = self.style.head("\0").split("\0")
        while (line := lines.take(before)) is not None:
            name, _, said = line.partition(after)
            self.outputs.append(self.field(said, name, lines, self.style.indent, of_task=True))

    def named(self, lines: _Lines) -> None:
        lines.take(TAGGED)
        while (line := lines.peek()) is not None and line and (found := read_name(line)):
            lines.take()
            kind, _, description = found[1].removeprefix(": ").partition(DASH)
            self.body(found[0], "enum" if kind == "one of these" else "record", lines, "", None, description)

    def ruled(self, lines: _Lines) -> None:
        while (line := lines.take("- ")) is not None:
            self.rules.append(line)


def _read_system(text: str, style: Style) -> Task:
    lines = _Lines(text.split("\n"))
    reading = _Reading(style)
    said = [_unescape_headings(_until_heading(lines))]
    blocks = {GIVEN: reading.given, style.heading: reading.asked, TYPES: reading.named, RULES: reading.ruled}
    while (heading := lines.take()) is not None:
        if heading == ALSO:
            said.append(_unescape_headings("\n".join(lines.lines[lines.at :])))
            break
        if heading not in blocks:
            raise NotOurs(heading)
        blocks[heading](lines)
        if lines.take("") not in ("", None):
            raise NotOurs(lines.lines[lines.at - 1])
    return Task(
        name="",
        instruction="\n".join(text for text in said if text),
        inputs=tuple(reading.inputs),
        outputs=tuple(reading.outputs),
        types=reading.types,
        rules=tuple(reading.rules),
        notes=tuple(reading.notes),
    )


def _until_heading(lines: _Lines) -> str:
    start = lines.at
    while (line := lines.peek()) is not None and not is_heading(line):
        lines.take()
    return "\n".join(lines.lines[start : lines.at]).strip()


def _read_member(line: str) -> tuple[str, str]:
    if line.startswith('"'):
        wire, end = json.JSONDecoder().raw_decode(line)
        return wire, line[end:].removeprefix(": ")
    wire, _, said = line.partition(": ")
    return wire, said


def _read_field_note(name: str, note: str) -> Note:
    if note.startswith('["'):
        [member], end = json.JSONDecoder().raw_decode(note)
        return Note(name, note[end + 1 :], member)
    return Note(name, note[1:] if note.startswith("\\") and note.lstrip("\\").startswith('["') else note)
