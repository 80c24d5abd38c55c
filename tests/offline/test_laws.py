"""What holds for every prompt: a reply comes, always the same one, and what is kept between calls changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from adapters.random_tasks import tasks, values
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sigc.adapters.base import Turn, Unreadable
from sigc.adapters.registry import HOMES, adapter_named
from sigc.adapters.template import fill
from sigc.offline.classes import Class, ClassIndex
from sigc.offline.model import OfflineLM
from sigc.offline.readers.table import READERS
from sigc.offline.words import text_of

LAW = settings(max_examples=12, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
ADAPTERS = st.sampled_from(sorted(HOMES))


def inputs_for(data: Any, task: Any) -> dict[str, Any]:
    return {f.name: data.draw(values(f.type, task.types)) for f in task.inputs}


@given(ADAPTERS, st.data())
@LAW
def test_what_was_read_before_changes_no_reply(name: str, data: Any) -> None:
    task = data.draw(tasks(adapter=name).filter(lambda task: adapter_named(name).fits(task) is None))
    template = adapter_named(name).template(task)
    first, second = (fill(template, inputs_for(data, task), task.types) for _ in range(2))
    used = OfflineLM()
    used.reply(first)
    assert used.reply(second) == OfflineLM().reply(second)
    assert used.reply(first) == OfflineLM().reply(first)


@given(st.lists(st.builds(Turn, st.sampled_from(["system", "user", "assistant"]), st.text(max_size=60)), max_size=5))
@LAW
def test_any_messages_get_a_reply(turns: list[Turn]) -> None:
    assert isinstance(OfflineLM().reply(turns).text, str)


WORD = st.sampled_from("sail wind rope jetty knot harbour engine oil fuel the is my".split())  # noqa: SIM905
TEXT = st.lists(WORD, max_size=6).map(" ".join)


@given(st.lists(st.tuples(TEXT, st.integers(0, 2)), max_size=6), TEXT, TEXT)
def test_demos_of_some_classes_change_no_score_of_the_others(
    shown: list[tuple[str, int]], more: str, asked: str
) -> None:
    classes = [
        Class("engine_trouble"),
        Class("wind", "knots of wind"),
        Class("rope", notes=("jetty, rope",)),
        Class("x"),
    ]
    demos = [(text_of(text), number) for text, number in shown]
    before = ClassIndex(classes, demos).scores(text_of(asked))
    after = ClassIndex(classes, [*demos, (text_of(more), 0)]).scores(text_of(asked))
    bare = ClassIndex(classes).scores(text_of(asked))
    with_none = set(range(len(classes))) - {number for _, number in shown} - {0}
    for number in with_none:
        assert after[number] == before[number] == bare[number]
    assert all(a >= b for a, b in zip(before, bare, strict=True))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_no_reader_but_the_plain_one_takes_talk(reader: Any) -> None:
    found = reader.read((Turn("system", "Be kind."), Turn("user", "Hello")))
    assert (found is not None) == (reader is READERS[-1])


@given(ADAPTERS, st.data())
@LAW
def test_replies_are_in_the_prompts_own_format(name: str, data: Any) -> None:
    """A reply may fail a refinement that the inputs cannot meet, never the format."""
    task = data.draw(tasks(adapter=name).filter(lambda task: adapter_named(name).fits(task) is None))
    used = adapter_named(name)
    reply = OfflineLM().reply(fill(used.template(task), inputs_for(data, task), task.types))
    try:
        assert list(used.read(reply.text, task).values) == [f.name for f in task.outputs]
    except Unreadable as problem:
        reason = problem.reason
        assert any(f"`{f.name}" in reason for f in task.outputs), reason
