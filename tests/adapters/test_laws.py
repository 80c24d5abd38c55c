"""The two laws of an adapter, over random tasks: a prompt says its task, and a written reply reads back."""

from __future__ import annotations

from typing import Any

import pytest
from adapters.random_tasks import LAW, tasks, values
from hypothesis import given
from hypothesis import strategies as st

from sigc.adapters.base import Adapter
from sigc.adapters.prompt import normal
from sigc.adapters.registry import HOMES, adapter_named
from sigc.adapters.template import fill
from sigc.adapters.turns import ask_again

ADAPTERS = pytest.mark.parametrize("adapter", [adapter_named(name) for name in HOMES], ids=lambda a: a.name)


@ADAPTERS
@LAW
@given(st.data())
def test_a_prompt_reads_back(adapter: Adapter, data: Any) -> None:
    task = data.draw(tasks(adapter=adapter.name).filter(lambda task: adapter.fits(task) is None))
    inputs = {f.name: data.draw(values(f.type, task.types)) for f in task.inputs}
    turns = fill(adapter.template(task), inputs, task.types)
    assert adapter.read_prompt(turns) == normal(task, inputs)
    again = (*turns, *ask_again(data.draw(st.text(max_size=5)), "`x` is missing"))
    found = adapter.read_prompt(again)
    assert found is not None
    assert found.reasons == ("`x` is missing",)


@ADAPTERS
@LAW
@given(st.data())
def test_a_reply_reads_back(adapter: Adapter, data: Any) -> None:
    task = data.draw(tasks(with_demos=False, adapter=adapter.name).filter(lambda task: adapter.fits(task) is None))
    outputs = {f.name: data.draw(values(f.type, task.types)) for f in task.outputs}
    reading = adapter.read(adapter.write(outputs, task), task)
    assert reading.values == outputs
    assert list(reading.values) == [f.name for f in task.outputs]
    assert reading.repairs == ()
