"""Marks written in other ways than asked for read back equal, and long nonsense is refused without delay."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from adapters.random_tasks import LAW
from hypothesis import assume, given
from hypothesis import strategies as st
from salvage.test_damage import asked
from salvage.test_replies import TASKS

from sigc.adapters.base import Unreadable
from sigc.adapters.registry import HOMES, adapter_named
from sigc.ir.program import Task, Values

_MARK = re.compile(r"^\[\[(\w+)\]\]", re.MULTILINE)


def shuffled(text: str, data: Any) -> str:
    pieces = re.split(r"^(?=\[\[\w+\]\])", text, flags=re.MULTILINE)
    return "\n".join(piece.rstrip("\n") for piece in data.draw(st.permutations(pieces)) if piece)


WAYS: dict[str, Callable[[str, Any], str]] = {
    "thought": lambda text, data: f"<think>\n[[{data.draw(st.sampled_from(['x', 'mail']))}]] 1\n</think>\n\n{text}",
    "dspy": lambda text, data: _MARK.sub(r"[[ ## \1 ## ]]\n", text) + "\n\n[[ ## completed ## ]]",
    "colon": lambda text, data: _MARK.sub(r"[[\1]]:", text),
    "bold": lambda text, data: _MARK.sub(r"**[[\1]]**", text),
    "bullet": lambda text, data: _MARK.sub(r"- [[\1]]", text),
    "heading": lambda text, data: _MARK.sub(r"### [[\1]]\n", text),
    "upper": lambda text, data: _MARK.sub(lambda m: m[0].upper() if m[0].upper().lower() == m[0] else m[0], text),
    "prose": lambda text, data: f"Let me see.\n\n{text}",
    "shuffled": shuffled,
    "blank lines": lambda text, data: _MARK.sub(r"\n\n[[\1]]", text) + "\n\n",
}


@pytest.mark.parametrize("way", sorted(WAYS))
@LAW
@given(asked(), st.data())
def test_marks_in_other_ways(way: str, case: tuple[Task, Values], data: Any) -> None:
    task, values = case
    assume(way != "dspy" or "completed" not in values)
    text = WAYS[way](adapter_named("chat").write(values, task), data)
    assert adapter_named("chat").read(text, task).values == values


LONG = {
    "opening braces": "{" * 100_000,
    "opening brackets": "[" * 100_000,
    "unclosed objects": '{"team":1 ' * 20_000,
    "quotes": '{"team": "' + '" ' * 50_000,
    "quotes and commas": '{"team": "' + '", ' * 50_000,
    "small sets": "{x} " * 25_000,
    "marks": "[[x]] " * 10_000,
    "one mark": "[[team]] billing\n" * 5_000,
    "fences": "```\n{x: 1\n" * 5_000,
    "open comments": '{"team": ' + "/* " * 30_000,
    "spaces": "[[team]]" + " " * 100_000 + "x",
    "blank lines": "\n" * 100_000,
    "colons": "team: " * 20_000,
    "bullets": "- " * 50_000,
    "tags": "<team>" * 20_000,
    "closing thoughts": "</think>" * 20_000,
    "digits": '{"urgency": ' + "9" * 100_000 + "}",
    "words": "billing not " * 10_000,
    "escapes": '{\\"team\\": ' * 10_000,
    "stars": "*" * 100_000,
}


@pytest.mark.parametrize("adapter", sorted(HOMES))
@pytest.mark.parametrize("kind", sorted(LONG))
def test_long_nonsense_is_refused(kind: str, adapter: str) -> None:
    """Quadratic reading would take minutes here."""
    with pytest.raises(Unreadable):
        adapter_named(adapter).read(LONG[kind], TASKS["triage"])


@pytest.mark.parametrize("adapter", sorted(HOMES))
@pytest.mark.parametrize("kind", sorted(LONG))
def test_long_nonsense_grows_in_linear_time(kind: str, adapter: str) -> None:
    """In pieces of a few characters, looked at as often as a stream looks."""
    task = TASKS["answer"] if adapter == "plain" else TASKS["triage"]
    reader, since = adapter_named(adapter).growing(task), 0
    for at in range(0, len(LONG[kind]), 7):
        reader.feed(LONG[kind][at : at + 7])
        since += 7
        if since * 64 >= reader.cost():
            reader.value()
            since = 0
    reader.finish()
    reader.value()


VERY_LONG = {
    "braces": "{" * 300_000,
    "brackets": "[" * 300_000,
    "quotes": '"' * 300_000,
    "backslashes": "\\" * 300_000,
    "commas": "," * 300_000,
    "fences": "```\n" * 75_000,
    "quoted backslashes": '{"team": "' + "\\" * 300_000,
    "single quotes": "{'team': '" + "' " * 150_000,
    "python calls": "T(team=" * 100_000,
    "pipes": "|-|\n" * 75_000,
    "arrows": "team => " * 100_000,
    "questions": "billing? " * 100_000,
}


@pytest.mark.parametrize("adapter", ["chat", "json", "yaml"])
@pytest.mark.parametrize("kind", sorted(VERY_LONG))
def test_very_long_nonsense_is_refused(kind: str, adapter: str) -> None:
    with pytest.raises(Unreadable):
        adapter_named(adapter).read(VERY_LONG[kind], TASKS["triage"])
