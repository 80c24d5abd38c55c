"""Damage of every known kind, anywhere in a written reply: it reads back equal, or is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import arbitrary
import pytest
from adapters.random_tasks import LAW, NAMES
from hypothesis import assume, event, given
from hypothesis import strategies as st

from sigc.adapters.base import Unreadable
from sigc.adapters.registry import adapter_named
from sigc.ir import types as t
from sigc.ir.program import Task, Values
from sigc.values.convert import from_json
from sigc.values.wire import to_json

_STRING = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(rf"({_STRING})|([^\"]+)")


def outside_strings(text: str, change: Callable[[str], str]) -> str:
    return _TOKEN.sub(lambda m: m[1] or change(m[2]), text)


def places(text: str, pattern: str) -> list[int]:
    """Where a pattern ends outside of strings."""
    blank = outside_strings(text, lambda piece: piece)
    masked = re.sub(_STRING, lambda m: '"' + "_" * (len(m[0]) - 2) + '"', blank)
    return [m.end() for m in re.finditer(pattern, masked)]


def inserted(pattern: str, what: str) -> Callable[[str, Any], str]:
    def damage(text: str, data: Any) -> str:
        found = places(text, pattern)
        assume(found)
        at = data.draw(st.sampled_from(found))
        return text[:at] + what + text[at:]

    return damage


def cut(text: str, data: Any) -> str:
    return text[: data.draw(st.integers(0, len(text)))]


def without_closers(text: str, data: Any) -> str:
    return text.rstrip("}]")


def keys_unquoted(text: str, data: Any) -> str:
    return re.sub(rf"(?<=[{{,])\"(\w+)\"(?=:)|{_STRING}", lambda m: m[1] or m[0], text)


def single_quotes(text: str, data: Any) -> str:
    assume("'" not in text and '\\"' not in text)
    return re.sub(_STRING, lambda m: f"'{m[0][1:-1]}'", text)


def smart_quotes(text: str, data: Any) -> str:
    assume(not re.search(r'[“”]|\\"', text))
    return re.sub(_STRING, lambda m: f"“{m[0][1:-1]}”", text)


def python_words(text: str, data: Any) -> str:
    words = {"true": "True", "false": "False", "null": "None"}
    return outside_strings(text, lambda piece: re.sub(r"true|false|null", lambda m: words[m[0]], piece))


def wrapped(text: str, data: Any) -> str:
    return f'{{"result": {text}}}'


def doubled(text: str, data: Any) -> str:
    return json.dumps(text)


def pretty(text: str, data: Any) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False, indent=data.draw(st.sampled_from([2, 4, "\t"])))


def line_breaks_raw(text: str, data: Any) -> str:
    return re.sub(_STRING, lambda m: re.sub(r"(?<!\\)\\n", "\n", m[0]), text)


DAMAGE: dict[str, Callable[[str, Any], str]] = {
    "fence": lambda text, data: f"```json\n{text}\n```",
    "prose": lambda text, data: f"Here is the result:\n{text}\nLet me know if you need more.",
    "thought": lambda text, data: f'<think>maybe {{"x": 1}}</think>\n{text}',
    "comma": inserted(r"[^{\[,:](?=[}\]])", ","),
    "comment": inserted(r"[,{]", " /* a note */ "),
    "line comment": inserted(r"[,{]", " // a note\n"),
    "space": inserted(r"[,:{}\[\]]", "\n  "),
    "missing comma": lambda text, data: inserted(r",(?=\")", "\0")(text, data).replace(",\0", "\n"),
    "stray closer": lambda text, data: "]" + text,
    "cut": cut,
    "no closers": without_closers,
    "bare keys": keys_unquoted,
    "single quotes": single_quotes,
    "smart quotes": smart_quotes,
    "python words": python_words,
    "wrapper": wrapped,
    "double encoding": doubled,
    "pretty": pretty,
    "raw line breaks": line_breaks_raw,
}

MAY_BE_REFUSED = {"cut", "no closers", "missing comma", "single quotes", "smart quotes"}


@st.composite
def asked(draw: Any) -> tuple[Task, Values]:
    types = draw(arbitrary.tables())
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    outputs = tuple(t.Field(n, draw(arbitrary.types(types))) for n in names)
    values = {f.name: draw(arbitrary.values(f.type, types)) for f in outputs}
    settled = {f.name: from_json(to_json(values[f.name], f.type, types), f.type, types) for f in outputs}
    return Task("T", "", (), outputs, types), settled


@pytest.mark.parametrize("kind", sorted(DAMAGE))
@LAW
@given(asked(), st.data())
def test_damaged_json(kind: str, case: tuple[Task, Values], data: Any) -> None:
    task, values = case
    text = DAMAGE[kind](adapter_named("json").write(values, task), data)
    reader = adapter_named(data.draw(st.sampled_from(["json", "chat"])))
    try:
        found: Values | str = reader.read(text, task).values
    except Unreadable as refused:
        found = refused.reason
    event(f"{kind}: {'refused' if isinstance(found, str) else 'read'}")
    assert found == values or (isinstance(found, str) and found)
    assert kind in MAY_BE_REFUSED or found == values
