"""`read_prompt` takes only prompts of its own making."""

from __future__ import annotations

import pytest
from adapters.samples import SAMPLES

from sigc.adapters.base import Turn
from sigc.adapters.registry import HOMES, adapter_named
from sigc.adapters.template import fill

TRIAGE_LIKE = [n for n in sorted(HOMES) if adapter_named(n).fits(SAMPLES["triage"].task) is None]


def prompt(adapter: str) -> list[Turn]:
    """A prompt of the first sample that fits."""
    sample = next(SAMPLES[n] for n in ("triage", *SAMPLES) if adapter_named(adapter).fits(SAMPLES[n].task) is None)
    return list(fill(adapter_named(adapter).template(sample.task), sample.inputs, sample.task.types))


@pytest.mark.parametrize("adapter", sorted(HOMES))
def test_a_prompt_of_another_adapter_is_not_read(adapter: str) -> None:
    for other in set(HOMES) - {adapter}:
        assert adapter_named(adapter).read_prompt(prompt(other)) is None


@pytest.mark.parametrize("adapter", TRIAGE_LIKE)
@pytest.mark.parametrize(
    "broken",
    [
        lambda turns: [],
        lambda turns: turns[:1],
        lambda turns: turns[1:],
        lambda turns: turns[:-1],
        lambda turns: [*turns, Turn("user", "[[mail]] again")],
        lambda turns: [*turns[:-1], Turn("user", "free text")],
        lambda turns: [*turns[:-1], Turn("user", "[[nail]] x")],
        lambda turns: [*turns[:-1], Turn("user", "[[mail]] x\n[[mail]] y")],
        lambda turns: [Turn("system", turns[0].text.replace("integer", "whole number")), *turns[1:]],
        lambda turns: [Turn("system", turns[0].text.replace("Rules:", "Laws:")), *turns[1:]],
        lambda turns: [Turn("system", "You are a helpful assistant."), *turns[1:]],
        lambda turns: [*turns[:2], Turn("assistant", "no idea"), *turns[3:]],
    ],
)
def test_other_messages_are_not_read(adapter: str, broken: object) -> None:
    assert adapter_named(adapter).read_prompt(prompt(adapter)) is not None
    assert adapter_named(adapter).read_prompt(broken(prompt(adapter))) is None  # type: ignore[operator]
