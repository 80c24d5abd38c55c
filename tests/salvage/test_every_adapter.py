"""Damage in every adapter's form: what is read is what was written, or the reply is refused.

The law. A reply around which something was put that says nothing about the outputs reads back equal, or is refused. A
reply that was cut reads back equal, or is refused, where its form shows where it ends (JSON). Where it does not
(marks, YAML, TOON, plain text), a cut reply may be read: then the output in which it was cut differs (in XML, it is
none), those before it are equal, and those after it are none; `Reply.finish` and a repair say that it was cut."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from adapters.random_tasks import LAW, tasks, values
from hypothesis import event, given, settings
from hypothesis import strategies as st

from sigc.adapters.base import Unreadable
from sigc.adapters.registry import HOMES, adapter_named
from sigc.ir.program import Task, Values

OPEN = {"chat", "csv", "yaml", "plain", "toon"}
"""Forms in which the last value ends where the reply ends."""

AROUND: dict[str, Callable[[str], str]] = {
    "fence": lambda text: f"```\n{text}\n```",
    "fence of a language": lambda text: f"```text\n{text}\n```\n",
    "sentence before": lambda text: f"Here is what you asked for.\n\n{text}",
    "thought": lambda text: f"<think>\n[[x]] 1, or {{}}?\n</think>\n{text}",
    "byte order mark": lambda text: f"\ufeff{text}",
    "blank lines": lambda text: f"\n\n{text}\n\n",
    "end of turn": lambda text: f"{text}\n\n[[ ## completed ## ]]",
}
UNFENCED = {"csv", "toon", "yaml", "plain"}
"""Forms whose last value a fence, or a mark of the end, may be part of."""
SURE = {"thought", "blank lines"}
"""What must read back equal everywhere."""


def stated(adapter: str, data: Any) -> tuple[Task, Values, str]:
    fits = tasks(with_demos=False, adapter=adapter).filter(lambda task: adapter_named(adapter).fits(task) is None)
    task = data.draw(fits)
    said = {f.name: data.draw(values(f.type, task.types)) for f in task.outputs}
    return task, said, adapter_named(adapter).write(said, task)


def read(adapter: str, text: str, task: Task) -> Values | str:
    try:
        return adapter_named(adapter).read(text, task).values
    except Unreadable as refused:
        return refused.reason


@pytest.mark.parametrize("adapter", sorted(HOMES))
@settings(LAW, max_examples=LAW.max_examples * 3)
@given(st.data())
def test_what_stands_around_a_reply(adapter: str, data: Any) -> None:
    task, said, text = stated(adapter, data)
    kind = data.draw(
        st.sampled_from(
            [
                k
                for k in sorted(AROUND)
                if adapter not in UNFENCED
                or k in SURE | {"byte order mark"} - {adapter == "plain" and "byte order mark"}
            ]
        )
    )
    found = read(adapter, AROUND[kind](text), task)
    event(f"{kind}: {'refused' if isinstance(found, str) else 'read'}")
    assert found == said or (isinstance(found, str) and found and kind not in SURE)


@pytest.mark.parametrize("adapter", sorted(HOMES))
@settings(LAW, max_examples=LAW.max_examples * 2)
@given(st.data())
def test_a_reply_that_was_cut(adapter: str, data: Any) -> None:
    task, said, text = stated(adapter, data)
    cut = text[: data.draw(st.integers(0, len(text)))]
    found = read(adapter, cut, task)
    if isinstance(found, str) or found == said:
        return
    if adapter == "xml":
        assert all(found[name] in (said[name], None) for name in said)
    else:
        assert adapter in OPEN, (cut, found)
    names = [f.name for f in task.outputs]
    first = next(n for n, name in enumerate(names) if found[name] != said[name])
    assert all(found[name] is None for name in names[first + 1 :])


@pytest.mark.parametrize("adapter", sorted(HOMES))
@LAW
@given(st.data())
def test_lines_that_end_otherwise(adapter: str, data: Any) -> None:
    """Carriage returns: values of one line read back equal; in texts of several lines they are part of the text."""
    task, said, text = stated(adapter, data)
    if any("\n" in json.dumps(v, default=str) or "\\n" in json.dumps(v, default=str) for v in said.values()):
        return
    found = read(adapter, text.replace("\n", "\r\n"), task)
    assert found == said or (isinstance(found, str) and found)
