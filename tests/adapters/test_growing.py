"""Laws of replies that are still being written: what was shown is never taken back, and the end is the reading."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from adapters.random_tasks import LAW, tasks, values
from hypothesis import given
from hypothesis import strategies as st

from sigc.adapters.growing import extends
from sigc.adapters.registry import HOMES, adapter_named
from sigc.ir import types as t
from sigc.ir.program import Task
from sigc.values.convert import from_json


def pieces(text: str, data: Any) -> list[str]:
    """A text cut at random places, a few of them empty."""
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def grown(adapter: str, task: Task, parts: Sequence[str]) -> list[dict[str, Any]]:
    """What is shown after every piece, and at the end."""
    reader = adapter_named(adapter).growing(task)
    shown = [reader.value()]
    for part in parts:
        reader.feed(part)
        shown.append(reader.value())
    reader.finish()
    return [*shown, reader.value()]


def grows(before: Any, after: Any, type_: t.Type, types: t.Types) -> bool:
    """Is `after` above `before` in the order of the type? Only texts get longer; members, dates and numbers do not."""
    match type_:
        case t.Optional():
            return (before is None and after is None) or grows(before, after, type_.item, types)
        case t.List():
            return len(before) <= len(after) and all(
                grows(b, a, type_.item, types) for b, a in zip(before, after, strict=False)
            )
        case t.Map():
            return all(key in after and grows(item, after[key], type_.value, types) for key, item in before.items())
        case t.Str():
            return bool(after.startswith(before))
        case t.Json():
            return extends(before, after)
    fields = t.fields_of(type_, types)
    if fields is None:
        return bool(before == after)
    kinds = {f.name: f.type for f in fields}
    return all(name in after and grows(item, after[name], kinds[name], types) for name, item in before.items())


@pytest.mark.parametrize("adapter", sorted(HOMES))
@LAW
@given(st.data())
def test_what_is_shown_only_grows_into_the_reading(adapter: str, data: Any) -> None:
    task = data.draw(
        tasks(with_demos=False, adapter=adapter).filter(lambda task: adapter_named(adapter).fits(task) is None)
    )
    stated = {f.name: data.draw(values(f.type, task.types)) for f in task.outputs}
    text = adapter_named(adapter).write(stated, task)
    text = data.draw(st.sampled_from(["", "", "<think>a {draft</think>\n"])) + text
    shown = grown(adapter, task, pieces(text, data))
    whole = t.Record(task.outputs)
    for before, after in pairwise(shown):
        assert grows(before, after, whole, task.types)
    assert from_json(shown[-1], whole, task.types) == stated


@pytest.mark.parametrize("adapter", sorted(HOMES))
@LAW
@given(st.data())
def test_damage_never_takes_back_what_was_shown(adapter: str, data: Any) -> None:
    """Also of a text of any other making: what is shown may stop growing, or never begin."""
    task = data.draw(
        tasks(with_demos=False, adapter=adapter).filter(lambda task: adapter_named(adapter).fits(task) is None)
    )
    stated = {f.name: data.draw(values(f.type, task.types)) for f in task.outputs}
    text = adapter_named(adapter).write(stated, task)
    at, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 3))
    text = (
        text[:at]
        + data.draw(st.sampled_from(["", "}", "]", ",", '"', "\\", "\n", "[[", "x", "{", "<", "&", "- "]))
        + text[at + length :]
    )
    shown = grown(adapter, task, pieces(text, data))
    for before, after in pairwise(shown):
        assert grows(before, after, t.Record(task.outputs), task.types)


@pytest.mark.parametrize("adapter", sorted(HOMES))
@LAW
@given(st.data())
def test_pieces_do_not_matter(adapter: str, data: Any) -> None:
    task = data.draw(
        tasks(with_demos=False, adapter=adapter).filter(lambda task: adapter_named(adapter).fits(task) is None)
    )
    stated = {f.name: data.draw(values(f.type, task.types)) for f in task.outputs}
    text = adapter_named(adapter).write(stated, task)
    cut = text[: data.draw(st.integers(0, len(text)))]
    if adapter == "plain" and "<" in cut:
        return  # what may begin a tag is held back, for as long as the piece that it came in lets it
    assert grown(adapter, task, pieces(cut, data))[-2] == grown(adapter, task, [*cut])[-2]
