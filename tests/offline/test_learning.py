"""Better prompts give better answers on rows that were not learnt from, for honest reasons: train and dev rows of
public data sets, never test rows."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from support import data_folder

from sigc.ir.program import Demo, Note, Task
from sigc.ir.types import EnumDef, Field, Member, Ref, Str
from sigc.offline.advice import lines_of, spell
from sigc.offline.answer import Answerer
from sigc.offline.cases import Record
from sigc.offline.noise import QUIET

Pairs = list[tuple[str, str]]
"""Texts with labels."""


class Data:
    """One data set: train and dev rows."""

    def __init__(self, name: str, label: str) -> None:
        folder = data_folder() / name
        self.train, self.dev = (
            [(row["text"], row[label]) for row in map(json.loads, (folder / f"{part}.jsonl").open(encoding="utf-8"))]
            for part in ("train", "dev")
        )
        self.labels = sorted({label for _, label in self.train})

    def few(self, per_class: int) -> Pairs:
        """The first train rows of each class."""
        by_class = defaultdict(list)
        for text, label in self.train:
            by_class[label].append((text, label))
        return [pair for label in self.labels for pair in by_class[label][:per_class]]


@pytest.fixture(scope="module")
def snips() -> Data:
    return Data("snips", "intent")


@pytest.fixture(scope="module")
def banking() -> Data:
    return Data("banking77", "label")


def task(labels: Sequence[str], lines: Mapping[str, str] | None = None, demos: Pairs = (), said: str = "") -> Task:  # type: ignore[assignment]
    return Task(
        name="",
        instruction=said,
        inputs=(Field("text", Str()),),
        outputs=(Field("label", Ref("Label")),),
        types={"Label": EnumDef("Label", tuple(Member(label) for label in labels))},
        notes=tuple(Note("label", text, label) for label, text in (lines or {}).items()),
        demos=tuple(Demo({"text": text}, {"label": label}) for text, label in demos),
    )


def answers(asked: Task, rows: Pairs) -> list[str]:
    used = Answerer(asked)
    return [used.answer({"text": text})["label"] for text, _ in rows]


def right(asked: Task, rows: Pairs) -> float:
    """Percent of the rows answered right."""
    given = answers(asked, rows)
    return 100 * sum(a == label for a, (_, label) in zip(given, rows, strict=True)) / len(rows)


def learnt(pairs: Pairs, size: int = 40) -> dict[str, str]:
    """One line per class, from prompts of at most 40 rows, ten of a class together."""
    lines: dict[str, str] = {}
    for start in range(0, len(pairs), size):
        records = [Record(text, (label,)) for text, label in pairs[start : start + size]]
        for label, text in lines_of(records, QUIET):
            lines[label] = f"{lines[label]}, {text}" if label in lines else text
    return lines


def test_snips_zero_shot_is_neither_hopeless_nor_perfect(snips: Data) -> None:
    assert 45 < right(task(snips.labels), snips.dev) < 70


def test_lines_raise_snips(snips: Data) -> None:
    lines = learnt(snips.few(10))
    assert all(len(line.split(", ")) <= 8 for line in lines.values())
    assert right(task(snips.labels, lines), snips.dev) > right(task(snips.labels), snips.dev) + 20


def test_demos_raise_snips(snips: Data) -> None:
    assert right(task(snips.labels, demos=snips.few(4)), snips.dev) > right(task(snips.labels), snips.dev) + 18


def test_lines_and_demos_raise_banking(banking: Data) -> None:
    base = right(task(banking.labels), banking.dev)
    lines = learnt(banking.few(10))
    assert 35 < base < 55
    assert right(task(banking.labels, lines), banking.dev) > base + 12
    assert right(task(banking.labels, demos=banking.few(4)), banking.dev) > base + 10
    assert right(task(banking.labels, lines, banking.few(4)), banking.dev) > base + 16


def test_opaque_labels_gain_from_demos(snips: Data) -> None:
    hidden = {label: f"c{17 + 3 * i}" for i, label in enumerate(snips.labels)}
    dev = [(text, hidden[label]) for text, label in snips.dev]
    demos = [(text, hidden[label]) for text, label in snips.few(4)]
    labels = list(hidden.values())
    assert right(task(labels), dev) < 25
    assert right(task(labels, demos=demos), dev) > 65


def test_shuffled_labels_teach_nothing(snips: Data) -> None:
    texts, labels = zip(*snips.few(10), strict=True)
    base = right(task(snips.labels), snips.dev)
    gains = []
    for seed in range(6):
        mixed = random.Random(seed).sample(labels, len(labels))
        pairs = sorted(zip(texts, mixed, strict=True), key=lambda pair: pair[1])
        gains.append(right(task(snips.labels, learnt(pairs)), snips.dev) - base)
        gains.append(right(task(snips.labels, demos=pairs[::3]), snips.dev) - base)
    assert sum(gains) / len(gains) < 2
    assert max(gains) < 15


@pytest.mark.parametrize("part", ["notes", "rules", "demos"])
def test_without_a_part_answers_change(snips: Data, part: str) -> None:
    lines = learnt(snips.few(10))
    with_part: dict[str, Any] = {
        "notes": {"lines": lines},
        "rules": {"said": "\n".join(rules(snips.few(3)))},
        "demos": {"demos": snips.few(2)},
    }[part]
    bare, full = answers(task(snips.labels), snips.dev), answers(task(snips.labels, **with_part), snips.dev)
    assert sum(a != b for a, b in zip(bare, full, strict=True)) >= 0.05 * len(snips.dev)


def rules(pairs: Pairs) -> list[str]:
    from sigc.offline.advice import rules_of

    return [spell(*rule) for rule in rules_of([Record(text, (label,)) for text, label in pairs], QUIET)]


def test_where_a_line_stands_makes_no_difference(snips: Data) -> None:
    lines = learnt(snips.few(10))
    said = "\n".join(spell(label, text) for label, text in lines.items())
    assert answers(task(snips.labels, said=said), snips.dev) == answers(task(snips.labels, lines), snips.dev)
