"""Templates at run time: values put into holes, sections left out, and the two turns of a re-ask.

Promise: `fill` renders nothing that is constant (a template's constant text is joined when it is made) and no value
can forge a mark: `[[name]]` at the start of a line of a value gets a backslash, which reading takes away.
May import: sigc.ir, sigc.values, sigc.adapters."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sigc.adapters.base import Hole, Part, Section, Template, Turn
from sigc.adapters.singles import NULL_WORDS, columns, is_single
from sigc.adapters.tables import write_csv, write_toon_table
from sigc.ir import types as t
from sigc.ir.program import Values
from sigc.values.evaluate import evaluate
from sigc.values.wire import to_json

NO_INPUT = "(no input)"
"""What a user turn says when every input was left out: providers refuse empty messages."""

ASK_AGAIN = ("That reply cannot be used: ", "\nReply again, in full and in the form described.")
"""Before and after the reason, in the user turn of a re-ask."""

_BREAKS = "\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_LINE_BREAKS = re.compile("[\x7f\x85\u2028\u2029]")
_FORGED = re.compile(rf"(\A|[{_BREAKS}])([ \t]*)(?=\\*\[\[[^\W\d]\w*\]\])")
_BARE_MARK = re.compile(rf"[{_BREAKS}][ \t]*\[\[[^\W\d]\w*\]\]")
_ESCAPED = re.compile(rf"(\A|[{_BREAKS}])([ \t]*)\\(?=\\*\[\[[^\W\d]\w*\]\])")


def fill(template: Template, inputs: Values, types: t.Types) -> tuple[Turn, ...]:
    """The messages for these inputs, which conform to their types. Raises ValueFailure when a guide's condition has
    no value."""
    turns = []
    for message in template.messages:
        parts = message.parts
        if len(parts) == 1 and type(parts[0]) is str:
            turns.append((message.role, parts[0]))
        else:
            text = "".join(fill_parts(parts, inputs, types)).strip("\n")
            turns.append((message.role, text or NO_INPUT))
    return tuple(turns)


def fill_parts(parts: tuple[Part, ...], inputs: Values, types: t.Types) -> list[str]:
    """The texts that the parts of a message come to."""
    out: list[str] = []
    for part in parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Hole):
            out.append(FORMS[part.form](inputs.get(part.input), part.type, types))
        elif _stays(part, inputs, types):
            out += fill_parts(part.parts, inputs, types)
    return out


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


def write_text(text: str) -> str:
    """A text so that no line of it is a mark and stripping the whole gives it back: as it is, with a backslash
    before what looks like a mark, or as a JSON string where its ends would be lost."""
    if not text or text[0].isspace() or text[-1].isspace() or (text[0] == '"' and text[-1] == '"'):
        return write_json(text)
    return escape_marks(text)


def escape_marks(text: str) -> str:
    """A text no line of which is a mark."""
    return _FORGED.sub(r"\1\2\\", text) if "[[" in text else text


def unescape_marks(text: str) -> str:
    """The inverse of `escape_marks`."""
    return _ESCAPED.sub(r"\1\2", text) if "[[" in text else text


def is_forged(written: str) -> bool:
    """Does a line of a written value, the first one apart, begin with a mark all the same?"""
    return "[[" in written and _BARE_MARK.search(written) is not None


def read_text(written: str) -> str:
    """The inverse of `write_text`. Text in quotes that is no JSON string is taken as it is."""
    written = written.strip()
    if len(written) > 1 and written[0] == '"' == written[-1]:
        try:
            found = json.loads(written)
        except ValueError:
            return written
        return found if isinstance(found, str) else written
    return unescape_marks(written)


def write_json(data: Any) -> str:
    """Compact JSON on what every reader takes for one line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text if text.isprintable() else _LINE_BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


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


# ---- asking again ------------------------------------------------------------------------------------------------


def ask_again(text: str, reason: str) -> tuple[Turn, Turn]:
    """A reply that could not be used, and the turn that says why."""
    before, after = ASK_AGAIN
    return ("assistant", text if text.strip() else "(empty)"), ("user", f"{before}{reason}{after}")


def reason_in(turn: str) -> str | None:
    """The reason that a turn of `ask_again` gives, or None for any other turn."""
    before, after = ASK_AGAIN
    if turn.startswith(before) and turn.endswith(after):
        return turn[len(before) : len(turn) - len(after)]
    return None
