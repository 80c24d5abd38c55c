"""Whole prompts as text, as a model sees them: one file for each signature and adapter."""

from __future__ import annotations

from pathlib import Path

import pytest
from adapters.samples import SAMPLES
from support import same_text

from sigc.adapters.prompt import normal
from sigc.adapters.registry import HOMES, adapter_named
from sigc.adapters.template import fill

PROMPTS = Path(__file__).parent / "prompts"


FITTING = [(c, a) for c in sorted(SAMPLES) for a in sorted(HOMES) if adapter_named(a).fits(SAMPLES[c].task) is None]


@pytest.mark.parametrize(("case", "adapter"), FITTING, ids=["-".join(pair) for pair in FITTING])
def test_a_prompt(case: str, adapter: str) -> None:
    sample, made = SAMPLES[case], adapter_named(adapter)
    turns = fill(made.template(sample.task), sample.inputs, sample.task.types)
    same_text(PROMPTS / f"{case}.{adapter}.txt", "\n".join(f"──── {turn.role}\n{turn.text}" for turn in turns) + "\n")
    assert made.read_prompt(turns) == normal(sample.task, sample.inputs)
