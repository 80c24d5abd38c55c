"""Templates at run time: values put into holes, sections left out.

Promise: `fill` renders nothing that is constant (a template's constant text is joined when it is made) and no value
can forge a mark (sigc/adapters/texts.py).
May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import takewhile
from typing import Any

from sigc.adapters.base import Hole, Part, Section, Template, Turn
from sigc.adapters.singles import NULL_WORDS, columns, is_single
from sigc.adapters.tables import write_csv, write_toon_table
from sigc.adapters.texts import escape_marks, read_text, write_json, write_text
from sigc.adapters.turns import NEXT, NO_INPUT, Piece, apart, chat_turns, turn_of
from sigc.ir import types as t
from sigc.ir.program import Values
from sigc.values.evaluate import evaluate
from sigc.values.wire import to_json


def fill(template: Template, inputs: Values, types: t.Types) -> tuple[Turn, ...]:
    """The messages for these inputs, which conform to their types. Raises ValueFailure when a guide's condition has
    no value."""
    turns: list[Turn] = []
    otherwise = NO_INPUT
    for message in template.messages:
        parts = message.parts
        if len(parts) == 1 and type(parts[0]) is str:
            turns.append(Turn(message.role, parts[0], message.media))
        elif message.role == "turns":
            turns += (turn for hole in parts if isinstance(hole, Hole) for turn in chat_turns(inputs.get(hole.input)))
            otherwise = NEXT
        else:
            turns.append(turn_of(message.role, fill_parts(parts, inputs, types), otherwise))
    return tuple(turns)


def stable(template: Template) -> int:
    """How many messages, from the first, are the same for all inputs: what a provider may keep."""
    constant = (len(m.parts) == 1 and isinstance(m.parts[0], str) for m in template.messages)
    return sum(1 for _ in takewhile(bool, constant))


def fill_parts(parts: tuple[Part, ...], inputs: Values, types: t.Types) -> list[Piece]:
    """What the parts of a message come to: texts, and the media that stand between them."""
    out: list[Piece] = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Hole):
            out += _filled(part, inputs.get(part.input), types)
        elif _stays(part, inputs, types):
            out += fill_parts(part.parts, inputs, types)
    return out


def _filled(hole: Hole, value: Any, types: t.Types) -> Iterable[Piece]:
    write = FORMS[hole.form]
    if hole.media:
        return apart(value, lambda marked: write(marked, hole.type, types))
    return (write(value, hole.type, types),)


def _stays(section: Section, inputs: Values, types: t.Types) -> bool:
    if section.unless_none is not None and is_empty(inputs.get(section.unless_none)):
        return False
    return section.condition is None or bool(evaluate(section.condition, inputs, types))


def is_empty(value: Any) -> bool:
    """What an optional input is left out for: none, an empty text, an empty list."""
    return value is None or value == "" or value == []


def joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Parts with neighbouring constant texts made one."""
    out: list[Part] = []
    for part in parts:
        if isinstance(part, Section):
            part = Section(joined(part.parts), part.unless_none, part.condition)
        if isinstance(part, str) and out and isinstance(out[-1], str):
            out[-1] += part
        elif part != "":
            out.append(part)
    return tuple(out)


# ---- how a value is written --------------------------------------------------------------------------------------


def _led(text: str) -> str:
    """After a mark: on its line, or below it when there are several lines."""
    return ("\n" if "\n" in text else " ") + text


def _text(value: Any, type_: t.Type, types: t.Types) -> str:
    """Text; a member or a literal by its spelling; a number, a bool, a date as it is; null for none."""
    if type(value) is str and isinstance(type_, t.Str):
        return _led(write_text(value))
    data = to_json(value, type_, types)
    if not isinstance(data, str):
        return " " + write_json(data)
    if isinstance(type_, t.Optional) and data.casefold() in NULL_WORDS:
        return f' "{data}"'
    return _led(write_text(data))


def _items(value: Any, type_: t.Type, types: t.Types) -> str:
    """A list of texts, an item a line; more lines of an item are indented."""
    data = to_json(value, type_, types)
    return " " + write_json(data) if not data else "\n" + write_items(data)


def write_items(texts: Iterable[str]) -> str:
    return "\n".join("- " + write_text(item).replace("\n", "\n  ") for item in texts)


def read_items(written: str) -> list[str]:
    """The inverse of `write_items`, for a list that is not empty."""
    return [read_text(item) for item in split_items(written.strip())]


def split_items(written: str) -> list[str]:
    """The items of a list as they are written."""
    return [item.replace("\n  ", "\n") for item in written.removeprefix("- ").split("\n- ")]


def _json(value: Any, type_: t.Type, types: t.Types) -> str:
    """Compact JSON on one line."""
    return " " + write_json(to_json(value, type_, types))


def _csv(value: Any, type_: t.Type, types: t.Types) -> str:
    """A list of flat records as CSV, below its mark."""
    return " null" if value is None else "\n" + escape_marks(write_csv(value, type_, types))


def _toon(value: Any, type_: t.Type, types: t.Types) -> str:
    """A list of flat records as TOON, below its mark."""
    return " null" if value is None else "\n" + escape_marks(write_toon_table(value, type_, types))


FORMS: Mapping[str, Callable[[Any, t.Type, t.Types], str]] = {
    "text": _text, "items": _items, "json": _json, "csv": _csv, "toon": _toon,
}  # fmt: skip
"""How a value is written after its mark, by the name of a form; each text begins with a space or a line break."""


def form_of(type_: t.Type, types: t.Types) -> str:
    """The form for a place of this type in a prompt."""
    type_ = type_.item if isinstance(type_, t.Optional) else type_
    if isinstance(type_, t.List) and (isinstance(type_.item, t.Str) or t.closed_set(type_.item, types)):
        return "items"
    return "text" if is_single(type_, types) and not isinstance(type_, t.Optional) else "json"


def table_form(form: str) -> Callable[[t.Type, t.Types], str]:
    """`form_of`, but for lists of flat records, which have this form."""
    return lambda type_, types: form if columns(type_, types) else form_of(type_, types)
