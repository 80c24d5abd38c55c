"""The passes with the embedded model, on a world of its own kind: what is learnt is in the prompt and helps."""

from __future__ import annotations

import asyncio
from random import Random

import pytest
from passes.worlds import alone, proposers

from sigc.evaluate.rows import Row, content_key
from sigc.ir.expr import Attr, Binary, Var
from sigc.ir.program import Metric, Program, Signature
from sigc.ir.text import show
from sigc.ir.types import EnumDef, Field, Member, Ref, Str
from sigc.lm.base import BudgetSpent
from sigc.lm.budget import Budget, Budgeted
from sigc.offline.model import OfflineLM
from sigc.passes.base import Bench
from sigc.passes.pipeline import level, passes_of, read_pipeline, run_passes

WORDS = {
    "c1": "soup bread kettle oven spoon apron",
    "c2": "engine wheel brake mirror petrol tyre",
    "c3": "river cloud thunder valley meadow frost",
}
FILLER = "today please could somebody look again after lunch near here"
KIND = EnumDef("Kind", tuple(Member(name) for name in WORDS))
SORT = Signature("Sort", "File the remark.", (Field("text", Str()),), (Field("kind", Ref("Kind")),))
RIGHT = Metric("right", Binary("==", Attr(Var("got"), "kind"), Attr(Var("want"), "kind")))


def rows(count: int, seed: int) -> tuple[Row, ...]:
    rng, found = Random(seed), []
    for at in range(count):
        kind = sorted(WORDS)[at % 3]
        words = [rng.choice(WORDS[kind].split()), *rng.sample(FILLER.split(), 3)]
        rng.shuffle(words)
        text = f"{' '.join(words)} {seed}{at}"
        found.append(Row(content_key(text), {"text": text}, {"kind": kind}))
    return tuple(found)


def bench(lm: object = None) -> Bench:
    model = lm or OfflineLM()
    return Bench(rows(60, 1), rows(60, 2), RIGHT, lambda name: model, proposers=described())  # type: ignore[arg-type,return-value]


def described() -> dict[str, Program]:
    """The proposers with the descriptions by which a reader knows what is wanted."""
    from dataclasses import replace

    found = {}
    for name, program in proposers().items():
        signature = program.signatures[name]
        (output,) = signature.outputs
        told = replace(output, description="advice, one line per expected answer, written as `answer: …`")
        found[name] = replace(program, signatures={name: replace(signature, outputs=(told,))})
    return found


@pytest.mark.parametrize("pipeline", ["bootstrap", "instruct(rounds = 1)"])
def test_labels_that_say_nothing_are_learnt_from_rows(pipeline: str) -> None:
    table = bench()
    program = alone(SORT, {"Kind": KIND})
    made = asyncio.run(run_passes(program, passes_of(read_pipeline(pipeline)), table))
    assert made != program
    best = max(table.evidence, key=lambda one: one.after.mean)
    assert best.before.mean < 0.5
    assert best.after.mean >= 0.5
    assert best.gain.mean > 0.2


def test_the_default_level_gives_the_same_bytes_twice_and_says_what_has_no_effect() -> None:
    first, second = bench(), bench()
    program = alone(SORT, {"Kind": KIND})
    made = [asyncio.run(run_passes(program, passes_of(level("O2")), table)) for table in (first, second)]
    assert show(made[0]) == show(made[1])
    assert first.evidence == second.evidence
    assert next(e for e in first.evidence if e.pass_ == "strategy").remark == "no effect measurable on this model"


def test_a_spent_budget_passes_and_what_was_done_stays_on_record() -> None:
    table = bench(Budgeted(OfflineLM(), Budget(calls=400), lambda model: None))
    with pytest.raises(BudgetSpent):
        asyncio.run(run_passes(alone(SORT, {"Kind": KIND}), passes_of(level("O2")), table))
    assert [one.pass_ for one in table.evidence][:2] == ["strategy", "adapter"]
    assert table.spending.requests <= 400
