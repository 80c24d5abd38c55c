"""Strategies against a scripted model: what they ask, and what they give."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from adapters.samples import PEOPLE, TRIAGE

from sigc.adapters.registry import HOMES, adapter_named
from sigc.ir import types as t
from sigc.ir.program import Demo, Task, Values
from sigc.strategies.registry import strategy_named


class Script:
    """Answers in turn through an adapter, as a model would; keeps what it was asked."""

    def __init__(self, tasks: Mapping[str, Task], *replies: str) -> None:
        self.tasks, self.replies = tasks, list(replies)
        self.asked: list[tuple[str, Values]] = []

    async def __call__(self, task: str, inputs: Values, /, *, sample: int | None = None) -> Values:
        self.asked.append((task, inputs))
        return adapter_named("chat").read(self.replies.pop(0), self.tasks[task]).values


def ask(name: str, task: Task, inputs: Values, *replies: str) -> tuple[Values, Script]:
    strategy = strategy_named(name)
    script = Script(strategy.tasks(task, {}), *replies)
    return asyncio.run(strategy.run(script, inputs, {})), script


def test_predict_asks_once() -> None:
    got, script = ask("predict", TRIAGE, {"mail": "Hi"}, "[[team]] shipping\n[[urgency]] 2\n[[order]] null")
    assert got == {"team": "shipping", "urgency": 2, "order": None}
    assert script.asked == [("main", {"mail": "Hi"})]
    assert script.tasks == {"main": TRIAGE}


def test_cot_asks_for_the_reasoning_and_drops_it() -> None:
    reply = "[[reasoning]] It is late.\n[[team]] shipping\n[[urgency]] 2\n[[order]] null"
    got, script = ask("cot", TRIAGE, {"mail": "Hi"}, reply)
    assert got == {"team": "shipping", "urgency": 2, "order": None}
    assert script.asked == [("main", {"mail": "Hi"})]
    assert [f.name for f in script.tasks["main"].outputs] == ["reasoning", "team", "urgency", "order"]


@pytest.mark.parametrize("adapter", [n for n in sorted(HOMES) if adapter_named(n).fits(TRIAGE) is None])
def test_a_reply_without_reasoning_counts(adapter: str) -> None:
    task, made = strategy_named("cot").tasks(TRIAGE, {})["main"], adapter_named(adapter)
    outputs = {"team": "other", "urgency": 1, "order": None}
    assert made.read(made.write(outputs, task), task).values == {"reasoning": "", **outputs}


@pytest.mark.parametrize("adapter", [n for n in sorted(HOMES) if adapter_named(n).fits(TRIAGE) is None])
def test_demos_without_reasoning_stay_usable(adapter: str) -> None:
    task, made = strategy_named("cot").tasks(TRIAGE, {})["main"], adapter_named(adapter)
    assert task.demos == TRIAGE.demos
    demos = [m.parts[0] for m in made.template(task).messages if m.role == "assistant"]
    assert demos == [made.write(d.outputs, TRIAGE) for d in TRIAGE.demos]


def test_cot_gives_way_to_a_field_of_the_same_name() -> None:
    outputs = (t.Field("reasoning", t.Str()), t.Field("reasoning_", t.Str()))
    task = Task("T", "", (), outputs, {}, demos=(Demo({}, {"reasoning": "x"}),))
    [first, *_] = strategy_named("cot").tasks(task, {})["main"].outputs
    assert first.name == "reasoning__"
    got, _ = ask("cot", task, {}, "[[reasoning__]] why\n[[reasoning]] a\n[[reasoning_]] b")
    assert got == {"reasoning": "a", "reasoning_": "b"}


def test_what_asking_raises_passes_through() -> None:
    class Broken(Exception):
        pass

    async def fails(task: str, inputs: Values, /, *, sample: int | None = None) -> Values:
        raise Broken

    for name in ("predict", "cot"):
        with pytest.raises(Broken):
            asyncio.run(strategy_named(name).run(fails, {}, {}))


def test_options_do_not_change_what_is_asked() -> None:
    options: dict[str, Any] = {}
    assert strategy_named("predict").tasks(PEOPLE, options) == {"main": PEOPLE}
